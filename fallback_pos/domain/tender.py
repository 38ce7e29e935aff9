"""Tenders: what the customer offers. Only cash gives change; everything else has moved money outside the till."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fallback_pos.domain.money import Currency, Money


class TenderType(StrEnum):
    CASH = "cash"
    CARD = "card"
    """A slip of a stand-alone terminal: approval code, last four digits and slip reference typed."""
    WALLET = "wallet"
    VOUCHER = "voucher"
    STORE_CREDIT = "store_credit"
    PAID_ELSEWHERE = "paid_elsewhere"
    """Already paid on the main POS when it stopped."""


@dataclass(frozen=True, slots=True)
class Tender:
    """One tender. `amount` is negative when it is a refund. `details` are (field, text) pairs, never a card number."""

    id: str
    type: TenderType
    amount: Money
    reference: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    unconfirmed: bool = False
    """Claimed by the customer or approved offline; nobody has confirmed that the money arrived."""

    @property
    def moved_money_outside(self) -> bool:
        """Such a tender is durable before it is shown, and goes only with a cancellation reference."""
        return self.type is not TenderType.CASH


def tender_body(tender: Tender) -> dict[str, Any]:
    """A tender as entries carry it."""
    return {
        "id": tender.id,
        "type": tender.type.value,
        "amount": tender.amount.text,
        "reference": tender.reference,
        "details": dict(tender.details),
        "unconfirmed": tender.unconfirmed,
    }


def read_tender(body: Mapping[str, Any], currency: Currency) -> Tender:
    """What `tender_body` wrote."""
    return Tender(
        id=body["id"],
        type=TenderType(body["type"]),
        amount=Money.parse(body["amount"], currency),
        reference=body["reference"],
        details=tuple(sorted(body["details"].items())),
        unconfirmed=body["unconfirmed"],
    )
