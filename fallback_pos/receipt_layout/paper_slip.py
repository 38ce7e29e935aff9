"""A slip for the books: cash in or out, a deposit, a hand-over, a void. Facts above, signatures below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from drivers.printers.document import Align, Cut, Document, Element, Feed, Rule, Size, text_line
from fallback_pos.domain.denominations import Pieces
from fallback_pos.domain.money import Money
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import left_and_right, wrap
from fallback_pos.receipt_layout.head import shop_lines, worthless_mark
from fallback_pos.receipt_layout.layout import LEAST_COLUMNS, PaperTooNarrow
from fallback_pos.receipt_layout.shop_header import ShopHeader

Fact = str | Money | Decimal | datetime | int | None
"""What stands beside a label; None leaves the line out."""


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """`title`, labels and signatures are message ids. `rows` stand above the coins and notes, `sums` below them."""

    title: str
    rows: tuple[tuple[str, Fact], ...]
    pieces: tuple[Pieces, ...] = ()
    sums: tuple[tuple[str, Money], ...] = ()
    signatures: tuple[str, ...] = ()


def lay_out_slip(slip: PaperSlip, shop: ShopHeader, translator: Translator, columns: int) -> Document:
    """The slip in the translator's language. Raises PaperTooNarrow below LEAST_COLUMNS."""
    if columns < LEAST_COLUMNS:
        raise PaperTooNarrow(least=LEAST_COLUMNS, columns=columns)
    return Document(tuple(_elements(slip, shop, translator, columns)), columns)


def _elements(slip: PaperSlip, shop: ShopHeader, translator: Translator, columns: int) -> Iterator[Element]:
    yield from shop_lines(shop, translator, columns)
    for line in wrap(translator.text(slip.title), columns // Size.DOUBLE.width):
        yield text_line(line, bold=True, align=Align.CENTER, size=Size.DOUBLE)
    yield Rule()
    for label, fact in slip.rows:
        if fact is not None:
            for line in left_and_right(translator.text(label), _shown(fact, translator), columns):
                yield text_line(line)
    if slip.pieces:
        yield Rule()
        for each in slip.pieces:
            left = f"{each.count} x {translator.money(each.value)}"
            for line in left_and_right(left, translator.money(each.amount), columns):
                yield text_line(line)
    if slip.sums:
        yield Rule()
    for label, amount in slip.sums:
        for line in left_and_right(translator.text(label), translator.money_with_currency(amount), columns):
            yield text_line(line, bold=True)
    for who in slip.signatures:
        yield Feed(2)
        yield text_line("_" * columns)
        for line in wrap(translator.text(who), columns):
            yield text_line(line)
    yield from worthless_mark(shop, columns)
    yield Cut()


def _shown(fact: Fact, translator: Translator) -> str:
    match fact:
        case Money():
            return translator.money(fact)
        case Decimal():
            return translator.quantity(fact)
        case datetime():
            return translator.moment(fact)
        case _:
            return str(fact)
