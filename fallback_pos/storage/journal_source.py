"""The journal as the agent reads it, from another process than the till that writes it.

Every call opens the file, reads and closes it again: a read transaction left open while the network is waited for
would let the journal's WAL grow without end. Never opened immutable: after a crash that would miss the last entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.storage.engine import open_reader
from sync.faults import JournalUnreadable
from sync.ledger import EMPTY_HEAD, Entry, Head, Origin, Position

_ENTRY = "seq, generation, id, kind, occurred_at, business_date, body, prev_hash, hash, sig"


class JournalSource:
    """A `sync.protocols.EntrySource` over journal.db. JournalUnreadable where the file cannot be read just now."""

    def __init__(self, path: Path, origin: Origin) -> None:
        self._engine = open_reader(path)
        self._origin = origin

    @property
    def origin(self) -> Origin:
        return self._origin

    def head(self) -> Head:
        with self._reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT generation, seq, hash FROM entry ORDER BY seq DESC LIMIT 1"
            ).fetchone()
        return EMPTY_HEAD if row is None else Head(row[0], row[1], bytes(row[2]))

    def entry_at(self, position: Position) -> Entry | None:
        with self._reading() as connection:
            row = connection.exec_driver_sql(
                f"SELECT {_ENTRY} FROM entry WHERE seq = ? AND generation = ?", (position.seq, position.generation)
            ).fetchone()
        return None if row is None else Entry(*row)

    def read_after(self, mark: Position, max_entries: int, max_bytes: int) -> list[Entry]:
        with self._reading() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_ENTRY} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?",
                (_last_seq_not_after(connection, mark), max_entries),
            )
            found: list[Entry] = []
            size_bytes = 0
            for row in rows:
                entry = Entry(*row)
                size_bytes += len(entry.body)
                if found and size_bytes > max_bytes:
                    break
                found.append(entry)
            rows.close()
        return found

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise JournalUnreadable(detail=str(error.__cause__ or error)) from error


def _last_seq_not_after(connection: Connection, mark: Position) -> int:
    """The seq from which on everything is beyond the mark.

    Usually the mark's own. A journal restored from a copy may be shorter than what was sent before; its entries of
    the new generation are all beyond the mark, whatever their seq.
    """
    row = connection.exec_driver_sql("SELECT generation FROM entry WHERE seq = ?", (mark.seq,)).fetchone()
    if row is not None and row[0] <= mark.generation:
        return mark.seq
    first = connection.exec_driver_sql(
        "SELECT seq FROM entry WHERE generation > ? ORDER BY seq LIMIT 1", (mark.generation,)
    ).fetchone()
    return mark.seq if first is None else int(first[0]) - 1
