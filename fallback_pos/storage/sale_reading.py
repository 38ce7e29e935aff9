"""Reading what a sale adds to the figures straight out of its bytes: a year has half a million sales.

The decoder makes nothing of what no figure needs. What a sale is, `figures_reading.read_sale` says; this only gets
there sooner, and leaves to it every body that has another shape.
"""

from __future__ import annotations

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from fallback_pos.domain.figures_reading import (
    DepartmentPart,
    LineSums,
    MinorReader,
    SaleReading,
    TenderPart,
    parse_sale,
    read_rate,
)


class _Person(Struct, gc=False):
    code: str
    name: str


class _Clock(Struct, gc=False):
    utc_offset_minutes: int


class _Line(Struct, gc=False):
    department: str | None
    quantity: str
    price_source: str
    amount: str
    gross: str


class _TaxRow(Struct, gc=False, rename={"code": "class"}):
    code: str
    rate: str
    net: str
    tax: str
    gross: str


class _Tender(Struct, gc=False):
    type: str
    amount: str
    unconfirmed: bool


class _Sale(Struct, gc=False):
    receipt: str
    operator: _Person
    shift: str | None
    outage: str | None
    currency: str
    clock: _Clock
    lines: list[_Line]
    tax: list[_TaxRow]
    net: str
    tax_total: str
    discount_total: str
    total: str
    rounding: str
    tenders: list[_Tender]
    change: str
    paper: object = None


_decode = Decoder(_Sale).decode


def read_sale_bytes(body: bytes, minor: MinorReader) -> SaleReading:
    """What `parse_sale` gives, several times as fast. Raises like it."""
    try:
        sale = _decode(body)
    except MsgspecError:
        return parse_sale(body, minor)
    return SaleReading(
        sale.receipt,
        (sale.operator.code, sale.operator.name),
        sale.shift,
        sale.currency,
        sale.outage,
        sale.clock.utc_offset_minutes,
        _lines(sale.lines, minor),
        minor(sale.discount_total),
        minor(sale.net),
        minor(sale.tax_total),
        minor(sale.total),
        minor(sale.rounding),
        minor(sale.change),
        [(row.code, read_rate(row.rate), minor(row.net), minor(row.tax), minor(row.gross)) for row in sale.tax],
        [TenderPart(each.type, minor(each.amount), each.unconfirmed) for each in sale.tenders],
        sale.paper is not None,
    )


def _lines(lines: list[_Line], minor: MinorReader) -> LineSums:
    amount = returned = changed = 0
    parts: list[DepartmentPart] = []
    for line in lines:
        gross = minor(line.gross)
        before_tax = gross if line.amount == line.gross else minor(line.amount)
        amount += before_tax
        if line.quantity.startswith("-"):
            returned -= before_tax
            parts.append((line.department or "", -gross, gross))
        else:
            parts.append((line.department or "", 0, gross))
        if line.price_source == "override":
            changed += 1
    return LineSums(amount, returned, changed, parts)
