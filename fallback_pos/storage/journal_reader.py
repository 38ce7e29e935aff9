"""Reading journal.db from outside, while the till may be writing it: for the agent, for checks, exports and look-ups.

Every call opens the file, reads and closes it again: a read left open while somebody waits for a network or a printer
would let the journal's log file grow without end. Never opened immutable: after a crash that would miss the last
entries. A file in which the power went out before its table was made holds nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.storage.engine import open_reader, reason_of
from fallback_pos.storage.journal_errors import JournalNotReadable
from fallback_pos.storage.journal_sql import COLUMNS, READ_AT_ONCE_ENTRIES
from sync.ledger import EMPTY_HEAD, Entry, Head, Position

_AFTER_POSITION = f"""
    SELECT {COLUMNS} FROM entry
    WHERE seq > CASE
        WHEN EXISTS (SELECT 1 FROM entry WHERE seq = ?1 AND generation <= ?2) THEN ?1
        ELSE coalesce((SELECT seq - 1 FROM entry WHERE generation > ?2 ORDER BY seq LIMIT 1), ?1)
    END
    ORDER BY seq LIMIT ?3
"""
"""Usually everything after the mark's own seq. A journal restored from a copy may be shorter than what was read before;
its entries of the new generation are all beyond the mark, whatever their seq."""


class JournalReader:
    """Short reads of a journal. Every method raises JournalNotReadable where the file cannot be read just now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_reader(path)

    def head(self) -> Head:
        """The last committed entry; `EMPTY_HEAD` where there is none."""
        last = self._entries(f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT 1", ())
        return last[0].head if last else EMPTY_HEAD

    def entry(self, seq: int) -> Entry | None:
        return next(iter(self._entries(f"SELECT {COLUMNS} FROM entry WHERE seq = ?", (seq,))), None)

    def by_id(self, entry_id: str) -> Entry | None:
        return next(iter(self._entries(f"SELECT {COLUMNS} FROM entry WHERE id = ?", (entry_id,))), None)

    def read(self, after_seq: int, limit: int = READ_AT_ONCE_ENTRIES) -> list[Entry]:
        """The next entries in order."""
        return self._entries(f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (after_seq, limit))

    def read_after(self, mark: Position, max_entries: int, max_bytes: int) -> list[Entry]:
        """The next entries whose (generation, seq) is greater than the mark, in order.

        Bodies of at most `max_bytes` together, but always one entry where there is one.
        """
        return self._entries(_AFTER_POSITION, (mark.seq, mark.generation, max_entries), max_bytes)

    def entries(self, after_seq: int = 0) -> Iterator[Entry]:
        """All entries in order, a few at a time; the file is closed between them."""
        while batch := self.read(after_seq):
            yield from batch
            after_seq = batch[-1].seq

    def close(self) -> None:
        self._engine.dispose()

    def _entries(self, sql: str, parameters: tuple[object, ...], max_bytes: int | None = None) -> list[Entry]:
        try:
            with self._engine.connect() as connection:
                if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone() is None:
                    return []
                with closing(connection.exec_driver_sql(sql, parameters)) as rows:
                    return _taken(rows, max_bytes)
        except SQLAlchemyError as error:
            raise JournalNotReadable(file=str(self._path), reason=reason_of(error)) from error


def _taken(rows: Iterable[Sequence[Any]], max_bytes: int | None) -> list[Entry]:
    taken: list[Entry] = []
    size_bytes = 0
    for row in rows:
        entry = Entry(*row)
        size_bytes += len(entry.body)
        if taken and max_bytes is not None and size_bytes > max_bytes:
            break
        taken.append(entry)
    return taken
