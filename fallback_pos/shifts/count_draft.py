"""A count while it is being made: a frozen value, its steps, and its text in till.db."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fallback_pos.domain.denominations import Pieces, pieces_body, pieces_of_body, pieces_total
from fallback_pos.domain.money import Currency, Money, total
from fallback_pos.domain.tender import TenderType
from fallback_pos.shifts.values import CountPurpose, Slip

FORM = 1


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip that lies in the drawer and that no tender of the shift explains."""

    type: str
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CountDraft:
    """Nothing in it says what is expected in cash. `found` holds the tenders whose slips were ticked off."""

    shift: str
    purpose: CountPurpose
    cash_sum: Money | None = None
    pieces: tuple[Pieces, ...] = ()
    found: frozenset[str] = frozenset()
    extra: tuple[FoundSlip, ...] = ()

    def cash(self, currency: Currency) -> Money | None:
        """What was counted so far; None before anything was."""
        return pieces_total(self.pieces, currency) if self.pieces else self.cash_sum

    def with_pieces(self, pieces: Iterable[Pieces]) -> CountDraft:
        return replace(self, pieces=tuple(pieces), cash_sum=None)

    def with_sum(self, amount: Money) -> CountDraft:
        return replace(self, cash_sum=amount, pieces=())

    def without_cash(self) -> CountDraft:
        return replace(self, cash_sum=None, pieces=())

    def ticked(self, tenders: Iterable[str], *, found: bool) -> CountDraft:
        return replace(self, found=self.found | set(tenders) if found else self.found - set(tenders))

    def to_text(self) -> str:
        return json.dumps(
            {
                "form": FORM,
                "shift": self.shift,
                "purpose": self.purpose.value,
                "sum": self.cash_sum.text if self.cash_sum is not None else None,
                "pieces": pieces_body(self.pieces),
                "found": sorted(self.found),
                "extra": [{"type": each.type, "reference": each.reference, "amount": each.amount.text}
                          for each in self.extra],
            },
            ensure_ascii=False,
        )  # fmt: skip

    @classmethod
    def from_text(cls, text: str, currency: Currency) -> CountDraft | None:
        """None where this version cannot read it: then the count is made again."""
        try:
            values = json.loads(text)
            return cls._read(values, currency) if values["form"] == FORM else None
        except (KeyError, TypeError, ValueError):
            return None

    @classmethod
    def _read(cls, values: Mapping[str, Any], currency: Currency) -> CountDraft:
        counted = values["sum"]
        return cls(
            shift=values["shift"],
            purpose=CountPurpose(values["purpose"]),
            cash_sum=Money.parse(counted, currency) if counted is not None else None,
            pieces=pieces_of_body(values["pieces"], currency),
            found=frozenset(values["found"]),
            extra=tuple(
                FoundSlip(each["type"], each["reference"], Money.parse(each["amount"], currency))
                for each in values["extra"]
            ),
        )


def counted_tenders(
    draft: CountDraft, cash: Money, slips: Iterable[Slip], types: Iterable[str]
) -> list[dict[str, object]]:
    """The `tenders` of a `shift.counted`: cash, and each type that is ticked off, slip by slip."""
    rows: list[dict[str, object]] = [
        {
            "type": TenderType.CASH.value,
            "counted": cash.text,
            "denominations": pieces_body(draft.pieces) if draft.pieces else None,
        }
    ]
    known = tuple(slips)
    for type in types:
        items = [
            {"tender": slip.tender, "reference": slip.reference, "amount": slip.amount.text,
             "found": slip.tender in draft.found}
            for slip in known if slip.type == type
        ]  # fmt: skip
        found = [slip.amount for slip in known if slip.type == type and slip.tender in draft.found]
        extra = [each for each in draft.extra if each.type == type]
        items += [
            {"tender": None, "reference": each.reference, "amount": each.amount.text, "found": True} for each in extra
        ]
        counted = total([*found, *(each.amount for each in extra)], cash.currency)
        if items:
            rows.append({"type": type, "counted": counted.text, "items": items})
    return rows
