"""Reading a journal that another process may be writing: for the agent, for checks, for exports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.storage.engine import open_reader
from fallback_pos.storage.journal import COLUMNS, READ_AT_ONCE_ENTRIES, JournalNotReadable
from sync.ledger import EMPTY_HEAD, Entry, Head


class JournalReader:
    """Short reads, each on a connection of its own, so that none is open while somebody waits for a network."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_reader(path)

    def read(self, after_seq: int, limit: int = READ_AT_ONCE_ENTRIES) -> list[Entry]:
        """The next entries in order. Raises JournalNotReadable."""
        return self._rows(f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (after_seq, limit))

    def entries(self, after_seq: int = 0) -> Iterator[Entry]:
        while batch := self.read(after_seq):
            yield from batch
            after_seq = batch[-1].seq

    def entry(self, seq: int) -> Entry | None:
        return next(iter(self._rows(f"SELECT {COLUMNS} FROM entry WHERE seq = ?", (seq,))), None)

    def by_id(self, entry_id: str) -> Entry | None:
        return next(iter(self._rows(f"SELECT {COLUMNS} FROM entry WHERE id = ?", (entry_id,))), None)

    def head(self) -> Head:
        last = self._rows(f"SELECT {COLUMNS} FROM entry ORDER BY seq DESC LIMIT 1", ())
        return last[0].head if last else EMPTY_HEAD

    def close(self) -> None:
        self._engine.dispose()

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[Entry]:
        """A file in which the power went out before its table was made holds nothing yet."""
        try:
            with self._engine.connect() as connection:
                if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone() is None:
                    return []
                return [Entry(*row) for row in connection.exec_driver_sql(sql, parameters).fetchall()]
        except SQLAlchemyError as error:
            raise JournalNotReadable(file=str(self._path), reason=str(error.__cause__ or error)) from error
