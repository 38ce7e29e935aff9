"""Draws paper as a picture, to show what a shop's receipt looks like. PIL is imported only when used."""

from io import BytesIO
from typing import TYPE_CHECKING

from drivers.printers.document import Align, Size, Span, Text
from drivers.printers.fonts import FontShelf
from drivers.printers.paper import DrawerKick, Paper, PaperBarcode, PaperCut, PaperImage, PaperLine, PaperQr
from drivers.printers.profiles import PrinterProfile
from drivers.printers.raster import LINE_HEIGHT_DOTS, CodeTooLarge, draw_barcode, draw_line, draw_qr

if TYPE_CHECKING:
    from PIL.Image import Image

_MARGIN_DOTS = 24
_LINE_PITCH_DOTS = 30


def paper_png(paper: Paper, fonts: FontShelf | None = None) -> bytes:
    """A PNG of the paper at one pixel per dot. A character without a font on this computer is a box."""
    from PIL import Image

    pieces = [piece for element in paper.elements for piece in _pictures(element, paper, fonts or FontShelf())]
    height = sum(piece.height for piece in pieces) + 2 * _MARGIN_DOTS
    sheet = Image.new("1", (paper.dots_width + 2 * _MARGIN_DOTS, height), 1)
    top = _MARGIN_DOTS
    for piece in pieces:
        sheet.paste(piece, (_MARGIN_DOTS, top))
        top += piece.height
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _pictures(element: object, paper: Paper, fonts: FontShelf) -> list["Image"]:
    grid = PrinterProfile("paper", paper.columns, paper.dots_width, ())
    match element:
        case PaperLine():
            return [_line(element, grid, fonts)]
        case PaperQr() | PaperBarcode():
            return _code(element, grid, fonts)
        case PaperImage():
            return [_image(element, paper.dots_width)]
        case PaperCut():
            return [_line(PaperLine(), grid, fonts), _cut_mark(paper.dots_width)]
        case DrawerKick():
            return []
    return []


def _line(line: PaperLine, grid: PrinterProfile, fonts: FontShelf) -> "Image":
    from PIL import Image

    largest = max((span.style.height for span in line.spans), default=1)
    wide = any(span.style.width > 1 for span in line.spans)
    size = Size.DOUBLE if wide else (Size.TALL if largest > 1 else Size.NORMAL)
    text = Text(tuple(Span(span.text, span.style.bold) for span in line.spans), Align(line.align), size)
    drawn = draw_line(text, grid, fonts)
    pitched = Image.new("1", (grid.dots_width, drawn.height + _LINE_PITCH_DOTS - LINE_HEIGHT_DOTS), 1)
    pitched.paste(drawn, (0, 0))
    return pitched


def _code(code: PaperQr | PaperBarcode, grid: PrinterProfile, fonts: FontShelf) -> list["Image"]:
    align = Align(code.align)
    below = _line(PaperLine(align=code.align), grid, fonts)
    try:
        if isinstance(code, PaperQr):
            return [draw_qr(code.text, code.correction, code.module_dots, align, grid.dots_width), below]
        letters = draw_line(Text((Span(code.text),), align), grid, fonts)
        return [draw_barcode(code.text, code.height_dots, align, grid.dots_width), letters]
    except CodeTooLarge:
        return [draw_line(Text((Span(code.text),), align), grid, fonts)]


def _image(image: PaperImage, dots_width: int) -> "Image":
    from PIL import Image, ImageOps

    drawn = Image.frombytes("1", (image.width, image.height), image.rows)
    sheet = Image.new("1", (dots_width, image.height), 1)
    free = max(0, dots_width - image.width)
    left = {"left": 0, "center": free // 2, "right": free}[image.align]
    sheet.paste(ImageOps.invert(drawn.convert("L")).convert("1"), (left, 0))
    return sheet


def _cut_mark(dots_width: int) -> "Image":
    from PIL import Image, ImageDraw

    mark = Image.new("1", (dots_width, 3), 1)
    draw = ImageDraw.Draw(mark)
    for left in range(0, dots_width, 16):
        draw.line((left, 1, left + 8, 1), fill=0)
    return mark
