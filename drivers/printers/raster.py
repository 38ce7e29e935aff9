"""Draws what a printer cannot print by itself: text in other scripts, QR codes and barcodes, as 1-bit pictures."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from drivers.faults import DriverError
from drivers.printers.columns import column_width
from drivers.printers.document import Align, Text
from drivers.printers.fonts import FontShelf
from drivers.printers.profiles import PrinterProfile

if TYPE_CHECKING:
    from PIL.Image import Image

LINE_HEIGHT_DOTS = 24
_QR_QUIET_MODULES = 4
_BARCODE_QUIET_MODULES = 10
_LARGEST_QR_MODULE_DOTS = 6


class CodeTooLarge(DriverError):
    """The code has more modules than the paper has dots."""

    sentence = "The code {text} is too large for this paper; its text was printed instead."


@dataclass(frozen=True, slots=True)
class Cell:
    """A character with its combining marks, and the columns it takes."""

    text: str
    columns: int
    bold: bool


def draw_line(line: Text, profile: PrinterProfile, fonts: FontShelf) -> "Image":
    """A picture of one line, on the profile's column grid."""
    from PIL import Image

    height = LINE_HEIGHT_DOTS * line.size.height
    cells = _cells(line)
    column_dots = profile.dots_width // profile.columns * line.size.width
    picture = Image.new("1", (profile.dots_width, height), 1)
    left = _left_edge(sum(cell.columns for cell in cells) * column_dots, profile.dots_width, line.align)
    for cell in cells:
        if cell.text != " ":
            picture.paste(_drawn_cell(cell, column_dots, height, fonts), (left, 0))
        left += cell.columns * column_dots
    return picture


def draw_qr(text: str, correction: str, module_dots: int | None, align: Align, dots_width: int) -> "Image":
    """A QR code as wide as the paper, placed by `align`. Raises CodeTooLarge."""
    import segno

    try:
        code = segno.make_qr(text, error=correction.lower(), boost_error=False, encoding="utf-8")
    except segno.DataOverflowError as error:
        raise CodeTooLarge(text=text[:20]) from error
    rows = [bytes(row) for row in code.matrix]
    dots = qr_module_dots(len(rows), module_dots, dots_width)
    if dots < 1:
        raise CodeTooLarge(text=text[:20])
    blank = [bytes(len(rows))] * _QR_QUIET_MODULES
    return _draw_modules(blank + rows + blank, dots, dots, align, dots_width)


def qr_module_dots(modules: int, wanted: int | None, dots_width: int) -> int:
    """Dots per module: as wanted or as large as fits, with the quiet zone; 0 when not even one fits."""
    return min(wanted or _LARGEST_QR_MODULE_DOTS, dots_width // (modules + 2 * _QR_QUIET_MODULES))


def draw_barcode(text: str, height_dots: int, align: Align, dots_width: int) -> "Image":
    """A Code 128 without its letters, placed by `align`. Raises CodeTooLarge."""
    from barcode import Code128

    modules = bytes(int(module) for module in Code128(text).build()[0])
    dots = barcode_module_dots(len(modules), dots_width)
    if dots < 1:
        raise CodeTooLarge(text=text[:20])
    return _draw_modules([modules], dots, height_dots, align, dots_width)


def barcode_module_dots(modules: int, dots_width: int) -> int:
    """Dots per module, 3 at most, with the quiet zone; 0 when not even 1 fits."""
    return min(3, dots_width // (modules + 2 * _BARCODE_QUIET_MODULES))


def _cells(line: Text) -> list[Cell]:
    cells: list[Cell] = []
    for span in line.spans:
        for character in span.text:
            if cells and unicodedata.combining(character):
                last = cells[-1]
                cells[-1] = Cell(last.text + character, last.columns, last.bold)
            else:
                cells.append(Cell(character, max(1, column_width(character)), span.bold))
    return cells


@lru_cache(maxsize=4096)
def _drawn_cell(cell: Cell, column_dots: int, height: int, fonts: FontShelf) -> "Image":
    """One character's picture, kept: a receipt's lines repeat the same few dozen. Without a font, an empty box."""
    from PIL import Image, ImageDraw

    width = cell.columns * column_dots
    picture = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(picture)
    font = fonts.font_for(cell.text[0], _font_size(cell, column_dots, height))
    if font is None:
        draw.rectangle((1, 2, width - 3, height - 4), outline=0)
        return picture
    baseline = height - height // 5
    x = max(0, (width - round(font.getlength(cell.text))) // 2)
    draw.text((x, baseline), cell.text, font=font, fill=0, anchor="ls")
    if cell.bold:
        draw.text((x + 1, baseline), cell.text, font=font, fill=0, anchor="ls")
    return picture


def _font_size(cell: Cell, column_dots: int, height: int) -> int:
    """Narrow monospaced letters are about 0.6 as broad as the font is high; wide characters fill a square."""
    by_width = column_dots * 2 if cell.columns == 2 else round(column_dots / 0.6)
    return max(8, min(by_width, height - 2))


def _draw_modules(rows: list[bytes], dots: int, row_dots: int, align: Align, dots_width: int) -> "Image":
    from PIL import Image

    modules = Image.new("1", (len(rows[0]), len(rows)), 1)
    modules.putdata([0 if module else 255 for row in rows for module in row])
    scaled = modules.resize((len(rows[0]) * dots, len(rows) * row_dots))
    picture = Image.new("1", (dots_width, scaled.height), 1)
    picture.paste(scaled, (_left_edge(scaled.width, dots_width, align), 0))
    return picture


def _left_edge(width: int, dots_width: int, align: Align) -> int:
    free = max(0, dots_width - width)
    return {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]
