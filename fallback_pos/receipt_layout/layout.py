"""Lays a committed sale out for paper of any width from 24 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drivers.printers.document import Align, Barcode, Cut, Document, Element, QrCode, Rule, text_line
from fallback_pos.domain.sale import Sale
from fallback_pos.errors import TillError
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import wrap
from fallback_pos.receipt_layout.goods import goods_lines
from fallback_pos.receipt_layout.head import (
    fiscal_lines,
    identity_lines,
    mark_lines,
    prices_line,
    shop_lines,
    worthless_mark,
)
from fallback_pos.receipt_layout.payment_part import tender_lines, total_lines
from fallback_pos.receipt_layout.shop_header import ORIGINAL, PaymentQr, Printing, ShopHeader
from fallback_pos.receipt_layout.tax_part import tax_lines

LEAST_COLUMNS = 24


class PaperTooNarrow(TillError):
    sentence = "A receipt needs {least} characters a line, not {columns}. Correct line_columns of the printer."


def lay_out(
    sale: Sale, shop: ShopHeader, translator: Translator, columns: int, printing: Printing = ORIGINAL
) -> Document:
    """The receipt of a sale in the translator's language; product names stay as sold.

    No line is wider than `columns`, East Asian characters counting two. Raises PaperTooNarrow below LEAST_COLUMNS.
    """
    if columns < LEAST_COLUMNS:
        raise PaperTooNarrow(least=LEAST_COLUMNS, columns=columns)
    return Document(tuple(_elements(sale, shop, translator, columns, printing)), columns)


def _elements(
    sale: Sale, shop: ShopHeader, translator: Translator, columns: int, printing: Printing
) -> Iterator[Element]:
    yield from shop_lines(shop, translator, columns)
    yield from mark_lines(sale, printing, translator, columns)
    yield Rule()
    yield from _plain(identity_lines(sale, printing, translator, columns))
    yield Rule()
    yield from _plain(goods_lines(sale, translator, columns))
    yield Rule()
    yield from total_lines(sale, translator, columns)
    yield from _plain(tender_lines(sale, shop, translator, columns))
    if sale.tax:
        yield Rule()
        yield from _plain(tax_lines(sale, translator, columns))
    yield Rule()
    yield from _plain(fiscal_lines(sale, columns))
    yield from _plain(prices_line(sale, translator, columns))
    yield from _payment_qrs(printing.payment_qrs, columns)
    yield Barcode(sale.receipt)
    yield from _centred(shop.footer_lines, columns)
    yield from worthless_mark(shop, columns)
    yield Cut()


def _payment_qrs(codes: Iterable[PaymentQr], columns: int) -> Iterator[Element]:
    for code in codes:
        yield from _centred((code.caption,), columns)
        yield QrCode(code.payload)


def _centred(texts: Iterable[str], columns: int) -> Iterator[Element]:
    for text in texts:
        for line in wrap(text, columns):
            yield text_line(line, align=Align.CENTER)


def _plain(lines: Iterable[str]) -> Iterator[Element]:
    return (text_line(line) for line in lines)
