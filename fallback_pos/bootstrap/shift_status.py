"""A look at the open shifts of a data directory, also while a till has it open. It tells nothing that is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.journal_files import NoJournal
from fallback_pos.domain.facts import person
from fallback_pos.domain.money import Currency
from fallback_pos.shifts.book import ShiftBook
from fallback_pos.shifts.values import Shift
from fallback_pos.storage.journal_milestones import JournalLookup
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import Entry, Head


@dataclass(frozen=True, slots=True)
class _JournalView:
    """The journal of a till that may be running."""

    reader: JournalReader
    lookup: JournalLookup

    @property
    def head(self) -> Head:
        return self.reader.head()

    def latest(self, kinds: Collection[str]) -> Entry | None:
        found = [milestone for milestone in self.lookup.shift_milestones() if milestone.kind in kinds]
        return self.reader.by_id(found[-1].id) if found else None

    def by_id(self, entry_id: str) -> Entry | None:
        return self.reader.by_id(entry_id)

    def entries(self, after_seq: int = 0) -> Iterator[Entry]:
        return self.reader.entries(after_seq)


def shift_status(folder: Path, settings: Settings) -> dict[str, Any]:
    """Open shifts without their sums, the last Z and the last closed day. Raises NoJournal, JournalNotReadable."""
    path = DataDir(folder).journal
    if not path.exists():
        raise NoJournal(folder=str(folder))
    view = _JournalView(JournalReader(path), JournalLookup(path))
    try:
        book = ShiftBook(view, Currency.of(settings.shop.currency))
        in_use = book.in_use
        return {
            "drawers": list(settings.shift.drawers),
            "open": [_shift(book, each, in_use=each == in_use) for each in book.open_shifts],
            "last_z": book.last_z.number if book.last_z else None,
            "last_day": {"z_number": book.last_day.number, "business_date": book.last_day.business_date.isoformat()}
            if book.last_day
            else None,
            "waiting_for_the_day": [
                {"z_number": z.number, "business_date": z.business_date.isoformat()}
                for z in book.zs_after(book.last_day)
            ],
        }
    finally:
        view.reader.close()
        view.lookup.close()


def _shift(book: ShiftBook, shift: Shift, *, in_use: bool) -> dict[str, Any]:
    figures, count = book.figures(shift.id), book.last_count(shift.id)
    return {
        "shift": shift.id,
        "drawer": shift.drawer,
        "operator": person(shift.operator),
        "holder": person(shift.holder),
        "opened_at": shift.opened_at.isoformat().replace("+00:00", "Z"),
        "business_date": shift.business_date.isoformat(),
        "float": shift.float_amount.text,
        "suspended": shift.suspended,
        "in_use": in_use,
        "receipts": figures.receipts,
        "first_receipt": figures.first_receipt,
        "last_receipt": figures.last_receipt,
        "count": {"entry": count.entry_id, "round": count.round, "stale": count.stale} if count else None,
    }
