"""What should be in the drawer: a sum over the entries of a shift, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.tender import TenderType
from sync.ledger import Entry, Kind

_SALES = (Kind.SALE_COMPLETED, Kind.RETURN_COMPLETED)
_MOVEMENTS: Mapping[str, int] = {Kind.CASH_PAID_IN: 1, Kind.CASH_PAID_OUT: -1, Kind.CASH_DROPPED: -1}
"""Kinds that move cash without a sale; their bodies name the shift and a positive amount."""


@dataclass(frozen=True, slots=True)
class DrawerSum:
    """`expected` is what a count should find. `receipts` counts sales and returns."""

    expected: Money
    receipts: int = 0
    first_receipt: str | None = None
    last_receipt: str | None = None

    def after(self, entry: Entry, shift: str) -> DrawerSum:
        """With one more entry; those of other shifts and those without cash change nothing."""
        if entry.kind not in _SALES and entry.kind not in _MOVEMENTS:
            return self
        body = json.loads(entry.body)
        if body.get("shift") != shift:
            return self
        currency = self.expected.currency
        if entry.kind in _MOVEMENTS:
            moved = Money.parse(body["amount"], currency)
            return replace(self, expected=self.expected + moved.times(_MOVEMENTS[entry.kind]))
        return DrawerSum(
            expected=self.expected + cash_of(body, currency),
            receipts=self.receipts + 1,
            first_receipt=self.first_receipt or body["receipt"],
            last_receipt=body["receipt"],
        )


def cash_of(sale: Mapping[str, Any], currency: Currency) -> Money:
    """What a sale put into the drawer, less its change; negative for a refund in cash."""
    amount = -Money.parse(sale["change"], currency)
    for tender in sale["tenders"]:
        if tender["type"] == TenderType.CASH:
            amount = amount + Money.parse(tender["amount"], currency)
    return amount
