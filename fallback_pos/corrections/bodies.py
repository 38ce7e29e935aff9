"""The bodies of counter-entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import Tender, tender_body

_LINE_AMOUNTS = ("value", "amount", "net", "tax", "gross")
_TAX_AMOUNTS = ("net", "tax", "gross")
_SALE_AMOUNTS = ("net", "tax_total", "discount_total", "total", "rounding")


def counter_sale(body: Mapping[str, Any], currency: Currency) -> dict[str, Any]:
    """Every amount and quantity of a sale's body with the other sign: added to the sale it makes nothing."""

    def counter(text: str) -> str:
        return (-Money.parse(text, currency)).text

    lines = [
        {
            **line,
            "quantity": counter_quantity(line["quantity"]),
            **{name: counter(line[name]) for name in _LINE_AMOUNTS},
            "discounts": [{**each, "amount": counter(each["amount"])} for each in line["discounts"]],
        }
        for line in body["lines"]
    ]
    return {
        "currency": body["currency"],
        "tax_mode": body["tax_mode"],
        "tax_rounding": body["tax_rounding"],
        "outage": body["outage"],
        "lines": lines,
        "tax": [{**row, **{name: counter(row[name]) for name in _TAX_AMOUNTS}} for row in body["tax"]],
        **{name: counter(body[name]) for name in _SALE_AMOUNTS},
        "change": currency.zero().text,
    }


def counter_quantity(text: str) -> str:
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def correction_body(
    sale: Sale, before: Sequence[Tender], after: Sequence[Tender], cancellation: str | None
) -> dict[str, Any]:
    return {
        "sale": sale.id,
        "receipt": sale.receipt,
        "currency": sale.currency.code,
        "from": [tender_body(each) for each in before],
        "to": [tender_body(each) for each in after],
        "cancellation": cancellation,
    }
