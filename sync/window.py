"""The stretch of the journal that is being sent: read once, settled entry by entry, left when all of it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.ledger import Entry, Head, Position


class Window:
    """Entries after the mark, and which of them are settled: confirmed, held, or not for this target."""

    def __init__(self, mark: Head) -> None:
        self.mark = mark
        self._entries: Sequence[Entry] = ()
        self._settled: set[str] = set()

    @property
    def is_empty(self) -> bool:
        return not self._entries

    @property
    def last_seq(self) -> int:
        return self._entries[-1].seq if self._entries else self.mark.seq

    @property
    def last_position(self) -> Position:
        return self._entries[-1].position if self._entries else self.mark.position

    def __len__(self) -> int:
        return len(self._entries)

    def fill(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._settled = set()

    def extend(self, entries: Sequence[Entry]) -> None:
        """Entries that follow the last one."""
        self._entries = [*self._entries, *entries]

    def open_entries(self) -> list[Entry]:
        """Not settled yet, in journal order."""
        return [entry for entry in self._entries if entry.id not in self._settled]

    def settle(self, ids: Iterable[str]) -> None:
        """Count entries as settled and move the mark over the settled beginning; never over a hole."""
        self._settled.update(ids)
        passed = 0
        for entry in self._entries:
            if entry.id not in self._settled:
                break
            self.mark = entry.head
            passed += 1
        if passed == len(self._entries):
            self.fill(())
