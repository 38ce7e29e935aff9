"""A real journal.db that grows as a test tells it, beside whoever reads it."""

from __future__ import annotations

from pathlib import Path

from fallback_pos.storage.engine import Durability, open_writer
from fallback_pos.storage.migrate import bring_up_to_date
from sync.ledger import Entry
from tests.sync.support.journals import MemoryJournal


class JournalFile:
    """Entries with true hashes and signatures, committed to a file with the journal's own tables and triggers."""

    def __init__(self, path: Path) -> None:
        self._engine = open_writer(path, Durability.NORMAL)
        bring_up_to_date(self._engine, "journal", path.name)
        self.memory = MemoryJournal()

    def fill(self, count: int) -> list[Entry]:
        entries = self.memory.fill(count)
        self.write(entries)
        return entries

    def write(self, entries: list[Entry]) -> None:
        rows = [
            (
                entry.seq, entry.generation, entry.id, entry.kind, entry.occurred_at, entry.business_date, entry.body,
                entry.prev_hash, entry.hash, entry.sig,
            )
            for entry in entries
        ]  # fmt: skip
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql(f"INSERT INTO entry VALUES ({', '.join('?' * 10)})", rows)
            connection.commit()

    def close(self) -> None:
        self._engine.dispose()
