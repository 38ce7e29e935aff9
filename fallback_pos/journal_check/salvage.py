"""Reading a journal with damaged pages as far as it can be read, and saying which entries cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fallback_pos.errors import TillError
from fallback_pos.storage.journal_errors import JournalNotReadable
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import Entry

MOST_TRIED_ENTRIES = 5_000
"""So many numbers are tried one by one. Where the last page is damaged, the file does not tell where it ends."""


class Unreadable(TillError):
    """Parameter `first`: the first entry that cannot be read."""

    @property
    def first(self) -> int:
        return int(str(self.params["first"]))


class EntriesUnreadable(Unreadable):
    sentence = "Entries {first} to {last} cannot be read: {reason}. The file is damaged there; keep it as it is."


class EndUnreadable(Unreadable):
    sentence = "From entry {first} on nothing can be read: {reason}. The file is damaged there; keep it as it is."


def readable_entries(reader: JournalReader, on_damage: Callable[[Unreadable], object]) -> Iterator[Entry]:
    """All entries that can be read, in order; `on_damage` hears of each stretch that cannot.

    Raises JournalNotReadable when nothing of the file can be read.
    """
    after = 0
    while True:
        try:
            batch = reader.read(after)
        except JournalNotReadable as error:
            found, tried_to = _one_by_one(reader, after + 1, str(error.params["reason"]), on_damage)
            yield from found
            if tried_to is None:
                if after == 0 and not found:
                    raise
                return
            after = tried_to
        else:
            if not batch:
                return
            yield from batch
            after = batch[-1].seq


def _one_by_one(
    reader: JournalReader, first: int, reason: str, on_damage: Callable[[Unreadable], object]
) -> tuple[list[Entry], int | None]:
    """(entries up to the end of the next damaged stretch, the last number tried: None where no end was found)."""
    found: list[Entry] = []
    damaged_from: int | None = None
    for number in range(first, first + MOST_TRIED_ENTRIES):
        try:
            entry = reader.entry(number)
        except JournalNotReadable:
            damaged_from = damaged_from or number
            continue
        if damaged_from is not None:
            on_damage(EntriesUnreadable(first=damaged_from, last=number - 1, reason=reason))
        if entry is not None:
            found.append(entry)
        if entry is None or damaged_from is not None:
            return found, number
    if damaged_from is not None:
        on_damage(EndUnreadable(first=damaged_from, reason=reason))
    return found, None
