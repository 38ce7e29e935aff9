"""The tax table: class, rate, net, tax and gross of each class."""

from __future__ import annotations

from collections.abc import Iterator

from fallback_pos.domain.sale import Sale, SaleTaxRow
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import left_and_right, table_row, width, wrap

INDENT_COLUMNS = 2


def tax_lines(sale: Sale, translator: Translator, columns: int) -> Iterator[str]:
    """One row a class; on paper too narrow for a table, one line a figure."""
    head = [translator.text(word) for word in (N_("Tax"), N_("Rate"), N_("Net"), N_("Tax"), N_("Gross"))]
    rows = [_cells(row, translator) for row in sale.tax]
    widths = [max(map(width, cells)) for cells in zip(head, *rows, strict=True)]
    if sum(widths) + len(widths) - 1 <= columns:
        spread = _spread(widths, columns)
        yield table_row(head, spread)
        for row in rows:
            yield table_row(row, spread)
        return
    for tax_class, rate, *amounts in rows:
        yield from wrap(f"{head[0]} {tax_class} {rate}", columns)
        for label, amount in zip(head[2:], amounts, strict=True):
            yield from left_and_right(label, amount, columns, INDENT_COLUMNS)


def _spread(widths: list[int], columns: int) -> list[int]:
    """The widths with the paper's spare columns: a little between the figures, the rest after the first."""
    gaps = len(widths) - 1
    spare = columns - sum(widths) - gaps
    each = min(2, spare // gaps)
    return [widths[0] + spare - each * gaps, *(width + each for width in widths[1:])]


def _cells(row: SaleTaxRow, translator: Translator) -> list[str]:
    amounts = [translator.money(amount) for amount in (row.net, row.tax, row.gross)]
    return [row.tax_class, translator.percent(row.rate), *amounts]
