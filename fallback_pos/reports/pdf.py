"""A report as PDF on A4: sections in two columns, charts as vector bars. reportlab is loaded when one is made."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.shop_header import ShopHeader
from fallback_pos.reports.charts import Chart, charts_of
from fallback_pos.reports.head import identity_of, marks_of, title_of
from fallback_pos.reports.pdf_fonts import PdfFont, font_for
from fallback_pos.reports.report import Report
from fallback_pos.reports.sections import sections_of
from fallback_pos.reports.words import Row, Section, Words

A4_POINTS = (595.28, 841.89)
MARGIN, GUTTER = 42.0, 26.0
SIZE, TITLE_SIZE, LINE = 8.5, 16.0, 11.5
BAR_HEIGHT, BAR_PITCH = 7.5, 11.0
INK, SOFT, BAR = (0.1, 0.1, 0.12), (0.45, 0.45, 0.5), (0.16, 0.42, 0.62)
MISSING_LETTERS = N_(
    "Some letters are written without their marks or as a question mark, because this PC has no font with them."
)


def report_pdf(report: Report, shop: ShopHeader, words: Words) -> bytes:
    """The bytes of the PDF. Letters that no font here has are replaced, and a note says so; a language of which hardly
    anything would be left is replaced by English.
    """
    from reportlab.pdfgen.canvas import Canvas

    titles = "".join(section.title for section in sections_of(report, words))
    if not font_for(titles).can_write(titles):
        words = replace(words, translator=Translator("en", words.translator.number_format))
    sections, charts = sections_of(report, words), charts_of(report, words)
    texts = list(_texts(report, shop, words, sections, charts))
    font = font_for("".join(texts))
    replaced = not all(map(font.can_write, texts))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4_POINTS, invariant=True)
    canvas.setTitle(f"{title_of(report, words)} {report.store} {report.till} {report.first_day or ''}".strip())
    canvas.setAuthor(shop.name)
    page = _Page(canvas, font)
    page.head(shop, title_of(report, words), marks_of(report, words), identity_of(report, words))
    if replaced:
        page.note(words.translator.text(MISSING_LETTERS))
    page.charts(charts)
    page.columns(sections)
    page.end()
    canvas.save()
    return out.getvalue()


def _texts(
    report: Report, shop: ShopHeader, words: Words, sections: Sequence[Section], charts: Sequence[Chart]
) -> Iterator[str]:
    """Everything that will be written."""
    yield from (shop.name, *shop.address_lines, shop.tax_number, title_of(report, words), *marks_of(report, words))
    rows: Iterable[Row] = [*identity_of(report, words), *(row for section in sections for row in section.rows)]
    for row in rows:
        yield from (row.label, row.value)
    for section in sections:
        yield section.title
        for cells in (section.head, *section.table):
            yield from cells
    for chart in charts:
        yield chart.title
        for bar in chart.bars:
            yield from (bar.label, bar.text)


class _Page:
    """Where the pen is: from the top of a page downwards, two columns, and the next page."""

    def __init__(self, canvas: Any, font: PdfFont) -> None:
        self._canvas = canvas
        self._font = font
        self._width, self._top = A4_POINTS[0] - 2 * MARGIN, A4_POINTS[1] - MARGIN
        self._column_width = (self._width - GUTTER) / 2
        self._y = self._top
        self._number = 1

    def head(self, shop: ShopHeader, title: str, marks: Sequence[str], identity: Sequence[Row]) -> None:
        self._y -= TITLE_SIZE
        self._text(MARGIN, title, TITLE_SIZE, bold=True)
        self._text(A4_POINTS[0] - MARGIN, shop.name, SIZE + 2, bold=True, right=True)
        below_title = self._y
        for line in filter(None, (*shop.address_lines, shop.tax_number)):
            self._y -= LINE
            self._text(A4_POINTS[0] - MARGIN, line, SIZE, right=True, color=SOFT)
        below_address, self._y = self._y, below_title
        for mark in marks:
            self._y -= LINE
            self._text(MARGIN, mark, SIZE, bold=True)
        self._y -= LINE / 2
        values = MARGIN + max((self._measure(row.label, SIZE) for row in identity if row.value), default=0) + 14
        for row in identity:
            self._y -= LINE
            self._text(values if row.indent else MARGIN, row.label, SIZE)
            self._text(values, row.value, SIZE)
        self._y = min(self._y, below_address)
        self._rule()

    def note(self, text: str) -> None:
        for line in self._wrapped(text, self._width):
            self._y -= LINE
            self._text(MARGIN, line, SIZE, color=SOFT)

    def charts(self, charts: Sequence[Chart]) -> None:
        """Side by side; bars of one colour, with their amounts, so that they read on a black and white printer."""
        if not charts:
            return
        start, lowest = self._y, self._y
        for place, chart in enumerate(charts[:2]):
            self._y = start - LINE
            left = MARGIN + place * (self._column_width + GUTTER)
            self._text(left, chart.title, SIZE, bold=True)
            self._chart(chart, left)
            lowest = min(lowest, self._y)
        self._y = lowest - LINE / 2
        self._rule()

    def columns(self, sections: Sequence[Section]) -> None:
        """Sections one below another, the left column first; a section that does not fit goes on in the next."""
        top, column = self._y, 0
        for section in sections:
            for place, draw in enumerate(self._lines_of(section)):
                needed = LINE * (4 if place == 0 else 1)
                if self._y - needed < MARGIN:
                    column, top = (1, top) if column == 0 else self._next_page()
                    self._y = top
                draw(MARGIN + column * (self._column_width + GUTTER))

    def end(self) -> None:
        self._footer()
        self._canvas.showPage()

    def _chart(self, chart: Chart, left: float) -> None:
        labels = max(self._measure(bar.label, SIZE) for bar in chart.bars) + 6
        texts = max(self._measure(bar.text, SIZE) for bar in chart.bars) + 6
        room = max(10.0, self._column_width - labels - texts)
        largest = max(1, *(bar.size for bar in chart.bars))
        for bar in chart.bars:
            self._y -= BAR_PITCH
            self._text(left, bar.label, SIZE)
            length = room * max(0, bar.size) / largest
            self._canvas.setFillColorRGB(*BAR)
            self._canvas.rect(left + labels, self._y - 1, length, BAR_HEIGHT, stroke=0, fill=1)
            self._text(left + labels + length + 4, bar.text, SIZE)

    def _lines_of(self, section: Section) -> Iterator[Any]:
        """One drawing step a line, each given the left edge of its column."""

        def title(left: float) -> None:
            self._y -= LINE * 1.6
            self._text(left, section.title, SIZE + 1, bold=True)
            self._canvas.setStrokeColorRGB(*SOFT)
            self._canvas.setLineWidth(0.4)
            self._canvas.line(left, self._y - 2.5, left + self._column_width, self._y - 2.5)
            self._y -= 2

        yield title
        for row in section.rows:
            yield from self._row_lines(row)
        if section.table:
            widths = self._table_widths(section)
            for number, cells in enumerate((section.head, *section.table)):
                yield self._table_line(cells, widths, bold=number == 0)

    def _row_lines(self, row: Row) -> Iterator[Any]:
        indent = row.indent * 10.0
        room = self._column_width - indent - (self._measure(row.value, SIZE) + 8 if row.value else 0)
        lines = self._wrapped(row.label, room, bold=row.strong) or [""]
        for number, line in enumerate(lines):
            value = row.value if number == len(lines) - 1 else ""
            yield lambda left, line=line, value=value: self._pair(left + indent, left, line, value, bold=row.strong)

    def _pair(self, x: float, left: float, label: str, value: str, *, bold: bool) -> None:
        self._y -= LINE
        self._text(x, label, SIZE, bold=bold)
        if value:
            self._text(left + self._column_width, value, SIZE, bold=bold, right=True)

    def _table_line(self, cells: Sequence[str], widths: Sequence[float], *, bold: bool) -> Any:
        def draw(left: float) -> None:
            self._y -= LINE
            first = self._wrapped(cells[0], widths[0], bold=bold) or [""]
            self._text(left, first[0], SIZE, bold=bold)
            x = left + widths[0]
            for cell, each in zip(cells[1:], widths[1:], strict=True):
                x += each
                self._text(x, cell, SIZE, bold=bold, right=True)

        return draw

    def _table_widths(self, section: Section) -> list[float]:
        """Figures as wide as they are; the first column gets the rest."""
        rows = [section.head, *section.table]
        figures = [
            max(self._measure(cells[place], SIZE) for cells in rows) + 10 for place in range(1, len(section.head))
        ]
        return [self._column_width - sum(figures), *figures]

    def _next_page(self) -> tuple[int, float]:
        self._footer()
        self._canvas.showPage()
        self._number += 1
        return 0, self._top

    def _footer(self) -> None:
        self._y, kept = MARGIN - 20, self._y
        self._text(A4_POINTS[0] - MARGIN, str(self._number), SIZE, right=True, color=SOFT)
        self._y = kept

    def _rule(self) -> None:
        self._y -= LINE * 0.7
        self._canvas.setStrokeColorRGB(*INK)
        self._canvas.setLineWidth(0.8)
        self._canvas.line(MARGIN, self._y, A4_POINTS[0] - MARGIN, self._y)

    def _text(
        self, x: float, text: str, size: float, *, bold: bool = False, right: bool = False, color: Any = INK
    ) -> None:
        self._canvas.setFont(self._font.bold if bold else self._font.regular, size)
        self._canvas.setFillColorRGB(*color)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, self._y, self._font.written(text))

    def _measure(self, text: str, size: float, *, bold: bool = False) -> float:
        name = self._font.bold if bold else self._font.regular
        return float(self._canvas.stringWidth(self._font.written(text), name, size))

    def _wrapped(self, text: str, room: float, *, bold: bool = False) -> list[str]:
        """Lines that fit; a word that is too long is cut between letters, as Chinese always is."""
        lines, line = [], ""
        for word in text.replace("　", " ").split():
            joined = f"{line} {word}" if line else word
            if self._measure(joined, SIZE, bold=bold) <= room:
                line = joined
                continue
            if line:
                lines.append(line)
            line = ""
            for letter in word:
                if line and self._measure(line + letter, SIZE, bold=bold) > room:
                    lines.append(line)
                    line = ""
                line += letter
        return [*lines, line] if line else lines
