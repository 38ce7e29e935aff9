"""What a sale was paid with as far as anybody knows now: change taken off the cash, corrections applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import Tender, TenderType, read_tender


def paid_tenders(sale: Sale, corrections: Iterable[Mapping[str, Any]] = ()) -> tuple[Tender, ...]:
    """Tenders that add up to what the sale cost. `corrections` are the bodies of its `tender.corrected`, in order.

    Change comes off the cash that was taken last; cash that all went back as change is left out.
    """
    tenders = _less_change(sale)
    for body in corrections:
        for moved in body["from"]:
            tenders = _less(tenders, moved["id"], Money.parse(moved["amount"], sale.currency))
        tenders += [read_tender(made, sale.currency) for made in body["to"]]
    return tuple(tender for tender in tenders if tender.amount)


def paid_by_type(tenders: Iterable[Tender], currency: Currency) -> dict[TenderType, Money]:
    """The sums of tenders by type."""
    sums: dict[TenderType, Money] = {}
    for tender in tenders:
        sums[tender.type] = sums.get(tender.type, currency.zero()) + tender.amount
    return sums


def _less_change(sale: Sale) -> list[Tender]:
    left = sale.change
    tenders: list[Tender] = []
    for tender in reversed(sale.tenders):
        if tender.type is TenderType.CASH and tender.amount.minor > 0:
            off = min(left, tender.amount)
            left = left - off
            tenders.append(replace(tender, amount=tender.amount - off))
        else:
            tenders.append(tender)
    return tenders[::-1]


def _less(tenders: Iterable[Tender], tender_id: str, amount: Money) -> list[Tender]:
    return [replace(tender, amount=tender.amount - amount) if tender.id == tender_id else tender for tender in tenders]
