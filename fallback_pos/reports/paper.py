"""A report on receipt paper of any width from 24 columns, and the same lines for a screen."""

from __future__ import annotations

from collections.abc import Iterator

from drivers.printers.document import Align, Cut, Document, Element, Feed, Rule, Size, Text, text_line
from fallback_pos.receipt_layout.columns import indented, left_and_right, table_row, width, wrap
from fallback_pos.receipt_layout.head import shop_lines, worthless_mark
from fallback_pos.receipt_layout.layout import LEAST_COLUMNS, PaperTooNarrow
from fallback_pos.receipt_layout.shop_header import ShopHeader
from fallback_pos.reports.bars import bar_lines
from fallback_pos.reports.charts import charts_of
from fallback_pos.reports.head import identity_of, marks_of, title_of
from fallback_pos.reports.report import Report, ReportKind
from fallback_pos.reports.sections import ReportPart, sections_of
from fallback_pos.reports.words import Row, Section, Words

INDENT_COLUMNS = 2
_SIGNED = (ReportKind.Z, ReportKind.DAY, ReportKind.STORE)


def lay_out_report(
    report: Report,
    shop: ShopHeader,
    words: Words,
    columns: int,
    *,
    charts: bool = False,
    part: ReportPart = ReportPart.ALL,
) -> Document:
    """The report, or a part of it, for paper; `charts` adds bars of block characters, which few receipt printers have.

    No line is wider than `columns`, East Asian characters counting two. Raises PaperTooNarrow.
    """
    if columns < LEAST_COLUMNS:
        raise PaperTooNarrow(least=LEAST_COLUMNS, columns=columns)
    return Document(tuple(_elements(report, shop, words, columns, charts=charts, part=part)), columns)


def report_lines(
    report: Report, shop: ShopHeader, words: Words, columns: int, part: ReportPart = ReportPart.ALL
) -> list[str]:
    """The report, or a part of it, for a screen: the lines of the paper, with charts."""
    document = lay_out_report(report, shop, words, columns, charts=True, part=part)
    return [line for element in document.elements for line in _plain(element, columns)]


def _elements(
    report: Report, shop: ShopHeader, words: Words, columns: int, *, charts: bool, part: ReportPart
) -> Iterator[Element]:
    yield from shop_lines(shop, words.translator, columns)
    for line in wrap(title_of(report, words), columns // Size.DOUBLE.width):
        yield text_line(line, bold=True, align=Align.CENTER, size=Size.DOUBLE)
    for mark in marks_of(report, words):
        for line in wrap(mark, columns):
            yield text_line(line, bold=True, align=Align.CENTER)
    yield Rule()
    for row in identity_of(report, words):
        yield from _row(row, columns)
    for section in sections_of(report, words, part):
        yield from _section(section, columns)
    if charts:
        for chart in charts_of(report, words, part):
            yield Rule()
            yield from _title(chart.title, columns)
            yield from (text_line(line) for line in bar_lines(chart.bars, columns))
    yield Rule()
    if report.kind in _SIGNED and part is ReportPart.ALL:
        yield Feed(2)
        yield text_line("_" * (columns - 2 * INDENT_COLUMNS), align=Align.CENTER)
        for line in wrap(words.translator.text("Signature"), columns):
            yield text_line(line, align=Align.CENTER)
    yield from worthless_mark(shop, columns)
    yield Cut()


def _section(section: Section, columns: int) -> Iterator[Element]:
    yield Rule()
    yield from _title(section.title, columns)
    for row in section.rows:
        yield from _row(row, columns)
    if section.table:
        yield from (text_line(line) for line in _table(section, columns))


def _title(title: str, columns: int) -> Iterator[Element]:
    for line in wrap(title, columns):
        yield text_line(line, bold=True)


def _row(row: Row, columns: int) -> Iterator[Element]:
    indent = row.indent * INDENT_COLUMNS
    lines = left_and_right(row.label, row.value, columns, indent) if row.value else indented(row.label, columns, indent)
    for line in lines:
        yield text_line(line, bold=row.strong)


def _table(section: Section, columns: int) -> Iterator[str]:
    """Columns side by side; on paper too narrow for that, one line a figure."""
    widths = [max(map(width, cells)) for cells in zip(section.head, *section.table, strict=True)]
    spare = columns - sum(widths) - (len(widths) - 1)
    first = min(widths[0], max(8, widths[0] + spare))
    if spare < 0 and first - widths[0] > spare:
        for label, *figures in section.table:
            yield from wrap(label, columns)
            for name, figure in zip(section.head[1:], figures, strict=True):
                yield from left_and_right(name, figure, columns, INDENT_COLUMNS)
        return
    widths[0] = widths[0] + spare
    for cells in (section.head, *section.table):
        *above, label = wrap(cells[0], widths[0]) or [""]
        yield from above
        yield table_row([label, *cells[1:]], widths)


def _plain(element: Element, columns: int) -> list[str]:
    match element:
        case Rule():
            return ["─" * columns]
        case Text():
            line = "".join(span.text for span in element.spans)
            spare = columns - width(line)
            left = {Align.LEFT: 0, Align.CENTER: spare // 2, Align.RIGHT: spare}[element.align]
            return [" " * max(0, left) + line]
        case Feed():
            return [""] * element.lines
        case _:
            return []
