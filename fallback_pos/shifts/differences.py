"""Counted against expected, tender by tender."""

from __future__ import annotations

from fallback_pos.domain.money import Money, total
from fallback_pos.domain.tender import TenderType
from fallback_pos.shifts.book import ShiftBook
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.shifts.values import CommittedCount, TenderDifference


def expected_of(book: ShiftBook, shift_id: str, type: str) -> Money:
    """What a count should find of one tender."""
    if type == TenderType.CASH:
        return book.expected_cash(shift_id)
    return total((slip.amount for slip in book.slips(shift_id) if slip.type == type), book.currency)


def differences(book: ShiftBook, rules: ShiftRules, count: CommittedCount) -> tuple[TenderDifference, ...]:
    """Of everything that was counted, cash first."""
    made = []
    for each in count.tenders:
        expected = expected_of(book, count.shift, each.type)
        over_short = each.counted - expected
        beyond = abs(over_short) > rules.limit_of(each.type)
        made.append(TenderDifference(each.type, expected, each.counted, over_short, beyond))
    return tuple(made)


def not_counted(book: ShiftBook, count: CommittedCount) -> list[tuple[str, Money]]:
    """Tenders of the shift that the count has left out, with what is expected of them."""
    counted = {each.type for each in count.tenders} | {TenderType.CASH.value}
    types = sorted({slip.type for slip in book.slips(count.shift)} - counted)
    return [(type, expected_of(book, count.shift, type)) for type in types]
