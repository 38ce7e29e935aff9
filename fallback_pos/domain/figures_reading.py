"""Reading out of entry bodies what figures are made of, before anything is added: a body counts whole or not at all.

Amounts come out as whole minor units, because a year has millions of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any, NamedTuple

from fallback_pos.domain.money import Currency, Money

CASH = "cash"
_REMEMBERED_AMOUNTS = 32_768
"""Prices repeat; an amount that is remembered is not parsed again."""

MinorReader = Callable[[str], int]


TaxPart = tuple[str, Decimal, int, int, int]
"""Class, rate, net, tax, gross."""
DepartmentPart = tuple[str, int, int]
"""Of one line: its department, what came back, and its total, with tax."""


class TenderPart(NamedTuple):
    type: str
    amount: int
    unconfirmed: bool


class LineSums(NamedTuple):
    """Of a sale's lines. `amount` and `returned` are after discounts, as the shelf prices are: with or without tax."""

    amount: int
    returned: int
    price_changes: int
    parts: list[DepartmentPart]


class SaleReading(NamedTuple):
    """A sale, return or void. A void's amounts are negative."""

    receipt: str
    operator: tuple[str, str]
    shift: str | None
    currency: str | None
    outage: str | None
    utc_offset_minutes: int | None
    lines: LineSums
    discount: int
    net: int
    tax: int
    total: int
    rounding: int
    change: int
    taxes: list[TaxPart]
    tenders: list[TenderPart]
    is_paper: bool


class _Amounts(dict[str, int]):
    """Amounts that were read, by their text. It begins anew when it is full, so that memory stays flat."""

    def __init__(self, currency: Currency) -> None:
        super().__init__()
        self._currency = currency

    def __missing__(self, text: str) -> int:
        whole, _, rest = text.partition(".")
        currency = self._currency
        minor = int(whole + rest) if len(rest) == currency.digits else Money.parse(text, currency).minor
        if len(self) >= _REMEMBERED_AMOUNTS:
            self.clear()
        self[text] = minor
        return minor


@cache
def minor_reader(currency: Currency) -> MinorReader:
    """Reads amounts of a currency into minor units, quickly. It raises NotAnAmount or ValueError."""
    return _Amounts(currency).__getitem__


@lru_cache(maxsize=64)
def read_rate(text: str) -> Decimal:
    """Raises ValueError."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


SaleReader = Callable[[bytes, MinorReader], SaleReading]
"""Takes a body's bytes; `parse_sale` is one. It raises KeyError, TypeError, ValueError or NotAnAmount for no sale."""


def parse_sale(body: bytes, minor: MinorReader) -> SaleReading:
    """A sale out of its bytes. Raises like read_sale."""
    return read_sale(json.loads(body), minor)


def read_sale(body: Mapping[str, Any], minor: MinorReader) -> SaleReading:
    """Raises KeyError, TypeError, ValueError or NotAnAmount for a body that is none."""
    clock = body.get("clock")
    return SaleReading(
        receipt=body["receipt"],
        operator=who(body["operator"]),
        shift=body.get("shift"),
        currency=body.get("currency"),
        outage=body.get("outage"),
        utc_offset_minutes=clock["utc_offset_minutes"] if clock else None,
        lines=read_lines(body["lines"], minor),
        discount=minor(body["discount_total"]) if "discount_total" in body else 0,
        net=minor(body["net"]),
        tax=minor(body["tax_total"]),
        total=minor(body["total"]),
        rounding=minor(body["rounding"]),
        change=minor(body["change"]),
        taxes=[
            (row["class"], read_rate(row["rate"]), minor(row["net"]), minor(row["tax"]), minor(row["gross"]))
            for row in body["tax"]
        ],
        tenders=read_tenders(body["tenders"], minor),
        is_paper=body.get("paper") is not None,
    )


def read_lines(lines: Iterable[Mapping[str, Any]], minor: MinorReader) -> LineSums:
    amount = returned = changed = 0
    parts: list[DepartmentPart] = []
    for line in lines:
        line_amount, gross = minor(line["amount"]), minor(line["gross"])
        amount += line_amount
        is_back = line["quantity"].startswith("-")
        if is_back:
            returned -= line_amount
        if line["price_source"] == "override":
            changed += 1
        parts.append((line["department"] or "", -gross if is_back else 0, gross))
    return LineSums(amount, returned, changed, parts)


def read_tenders(tenders: Iterable[Mapping[str, Any]], minor: MinorReader) -> list[TenderPart]:
    return [TenderPart(each["type"], minor(each["amount"]), each["unconfirmed"] is True) for each in tenders]


def who(person: object) -> tuple[str, str]:
    """Code and name of a person; older kinds carry the code alone, a refused sign-in may carry nobody."""
    if isinstance(person, Mapping):
        return str(person["code"]), str(person.get("name") or "")
    return str(person or ""), ""


def hour_of(occurred_at: str, utc_offset_minutes: int) -> int:
    """The hour, 0 to 23, that the shop's clock showed at a time of the journal."""
    return _hour(occurred_at[11:16], utc_offset_minutes)


@lru_cache(maxsize=4_096)
def _hour(time: str, utc_offset_minutes: int) -> int:
    minutes = int(time[:2]) * 60 + int(time[3:]) + utc_offset_minutes
    return minutes // 60 % 24
