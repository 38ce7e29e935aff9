"""The journal as the replay engine asks for it, from another process than the till that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fallback_pos.storage.journal_errors import JournalNotReadable
from fallback_pos.storage.journal_reader import JournalReader
from sync.faults import JournalUnreadable
from sync.ledger import Entry, Head, Origin, Position


class JournalSource:
    """A `sync.protocols.EntrySource` over journal.db. JournalUnreadable where the file cannot be read just now."""

    def __init__(self, path: Path, origin: Origin) -> None:
        self._reader = JournalReader(path)
        self._origin = origin

    @property
    def origin(self) -> Origin:
        return self._origin

    def head(self) -> Head:
        with _as_fault():
            return self._reader.head()

    def entry_at(self, position: Position) -> Entry | None:
        with _as_fault():
            entry = self._reader.entry(position.seq)
        return entry if entry is not None and entry.generation == position.generation else None

    def read_after(self, mark: Position, max_entries: int, max_bytes: int) -> list[Entry]:
        with _as_fault():
            return self._reader.read_after(mark, max_entries, max_bytes)


@contextmanager
def _as_fault() -> Iterator[None]:
    try:
        yield
    except JournalNotReadable as error:
        raise JournalUnreadable(detail=str(error.params["reason"])) from error
