"""Entries that the mark has passed although the central does not hold them, and what they hold up in turn."""

from __future__ import annotations

from collections.abc import Iterable

from sync.ledger import Position
from sync.protocols import HeldEntry, HeldState


class HeldEntries:
    """The held entries of one target, in memory; the delivery log keeps them."""

    def __init__(self, entries: Iterable[HeldEntry] = ()) -> None:
        self._entries = {entry.position: entry for entry in entries}

    @property
    def is_empty(self) -> bool:
        return not self._entries

    def count(self, state: HeldState) -> int:
        return sum(entry.state is state for entry in self._entries.values())

    def find(self, entry_id: str) -> HeldEntry | None:
        return next((entry for entry in self._entries.values() if entry.entry_id == entry_id), None)

    def in_state(self, state: HeldState) -> list[HeldEntry]:
        return [entry for entry in self._in_order() if entry.state is state]

    def put(self, entries: Iterable[HeldEntry]) -> None:
        for entry in entries:
            self._entries[entry.position] = entry

    def remove(self, positions: Iterable[Position]) -> None:
        for position in positions:
            self._entries.pop(position, None)

    def blockers(self, needs: frozenset[str], before: Position) -> list[HeldEntry]:
        """Held entries that block one of the keys; nothing depends on what came after it."""
        if not needs:
            return []
        return [entry for entry in self._in_order() if entry.position < before and entry.blocks & needs]

    def free(self) -> list[HeldEntry]:
        """What may be sent next: decided to be sent again, or waiting for nothing that is still held."""
        return [
            entry
            for entry in self._in_order()
            if entry.state in {HeldState.SEND_AGAIN, HeldState.WAITING}
            and not self.blockers(entry.needs, before=entry.position)
        ]

    def _in_order(self) -> list[HeldEntry]:
        return [entry for _, entry in sorted(self._entries.items())]
