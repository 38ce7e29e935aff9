"""The top of a receipt: shop, copy mark, number, time, people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from drivers.printers.document import Align, Element, Size, text_line
from fallback_pos.domain.receipt_number import ReceiptNumber
from fallback_pos.domain.sale import Sale
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import left_and_right, wrap
from fallback_pos.receipt_layout.shop_header import Printing, ShopHeader


def shop_lines(shop: ShopHeader, translator: Translator, columns: int) -> Iterator[Element]:
    """The shop's header, centred, under the mark of a till that is not real."""
    yield from worthless_mark(shop, columns)
    for line in wrap(shop.name, columns):
        yield text_line(line, bold=True, align=Align.CENTER)
    lines = [*shop.address_lines]
    if shop.tax_number:
        lines.append(translator.text("Tax number {number}", number=shop.tax_number))
    for text in (*lines, *shop.header_lines):
        for line in wrap(text, columns):
            yield text_line(line, align=Align.CENTER)


def worthless_mark(shop: ShopHeader, columns: int) -> Iterator[Element]:
    """First and last on paper that is worth nothing, so that neither end can be torn off to make it look real."""
    if shop.mark:
        yield from _loud(shop.mark, columns)


def mark_lines(sale: Sale, printing: Printing, translator: Translator, columns: int) -> Iterator[Element]:
    """What nobody may overlook: a copy, a return, an outage."""
    if printing.copy:
        yield from _loud(translator.text("COPY {number}", number=printing.copy), columns)
    if all(line.quantity < 0 for line in sale.lines):
        yield from _loud(translator.text("RETURN"), columns)
    if sale.paper is not None:
        yield from _loud(translator.text("PAPER {number}", number=sale.paper.number), columns)
    if sale.outage is not None:
        for line in wrap(translator.text("Issued during an outage of the main system"), columns):
            yield text_line(line, bold=True, align=Align.CENTER)


def identity_lines(sale: Sale, printing: Printing, translator: Translator, columns: int) -> Iterator[str]:
    """Receipt number, time of the sale as the shop's clock showed it, till, operator, customer."""
    number = ReceiptNumber.read(sale.receipt)
    sold_at = translator.moment(_local(sale.occurred_at, sale.utc_offset_minutes))
    yield from left_and_right(translator.text("Receipt {number}", number=sale.receipt), sold_at, columns)
    yield from left_and_right(
        translator.text("Till {till}", till=number.till if number else ""),
        translator.text("Operator {name}", name=sale.operator_name),
        columns,
    )
    if printing.printed_again_at is not None:
        text = translator.text("Printed again {moment}", moment=printing.printed_again_at)
        yield from wrap(text, columns)
    if sale.paper is not None:
        written = _local(sale.paper.written_at, sale.utc_offset_minutes)
        yield from wrap(translator.text("Written by hand {moment}", moment=written), columns)
        yield from wrap(translator.text("Written by {name}", name=sale.paper.operator), columns)
    if sale.customer_name:
        yield from wrap(translator.text("Customer {name}", name=sale.customer_name), columns)
    if sale.customer_tax_number:
        text = translator.text("Customer's tax number {number}", number=sale.customer_tax_number)
        yield from wrap(text, columns)
    if sale.loyalty:
        yield from wrap(translator.text("Loyalty {number}", number=sale.loyalty), columns)


def fiscal_lines(sale: Sale, columns: int) -> Iterator[str]:
    """What the shop's fiscal hook wants on paper, as it gave it."""
    for name, text in sale.fiscal:
        yield from wrap(f"{name}: {text}", columns)


def prices_line(sale: Sale, translator: Translator, columns: int) -> list[str]:
    """When the prices were last known to be right; nothing for a sale without catalogue."""
    if sale.prices_as_of is None:
        return []
    as_of = _local(sale.prices_as_of, sale.utc_offset_minutes)
    return wrap(translator.text("Prices as of {moment}", moment=as_of), columns)


def _loud(text: str, columns: int) -> Iterator[Element]:
    for line in wrap(text, columns // Size.DOUBLE.width):
        yield text_line(line, bold=True, align=Align.CENTER, size=Size.DOUBLE)


def _local(moment: str, utc_offset_minutes: int) -> datetime:
    """A moment of the journal (UTC) as the shop's clock showed it at the sale."""
    return datetime.fromisoformat(moment).replace(tzinfo=None) + timedelta(minutes=utc_offset_minutes)
