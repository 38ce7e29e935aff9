"""Turns a document into the bytes of one printer model. python-escpos renders; this module decides.

What that library would get wrong is decided here: the code page is chosen by what the text needs and sent before it
(never AUTO), Chinese goes between FS & and FS . with the code page sent again after it, control characters are taken
out, and whatever the model lacks is drawn. Text never makes it raise: what cannot be shown becomes question marks and
a fault that says so.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drivers.faults import DriverError, Fault
from drivers.printers.document import (
    Align,
    Barcode,
    Cut,
    Document,
    Element,
    Feed,
    QrCode,
    Rule,
    Size,
    Span,
    Text,
    text_line,
)
from drivers.printers.escpos_library import new_renderer
from drivers.printers.fonts import FontShelf
from drivers.printers.profiles import CodePage, PrinterProfile
from drivers.printers.raster import CodeTooLarge, barcode_module_dots, draw_barcode, draw_line, draw_qr, qr_module_dots
from drivers.printers.text_runs import (
    CHINESE_ENCODING,
    ChineseRun,
    PageRun,
    Run,
    printable,
    replace_unprintable,
    split_into_runs,
)

if TYPE_CHECKING:
    from PIL.Image import Image

_CHINESE_ON, _CHINESE_OFF = b"\x1c&", b"\x1c."
_TEAR_OFF_LINES = 4
_FEED_TO_KNIFE_AND_CUT = {"partial": b"\x1dVB\x00", "full": b"\x1dVA\x00"}
_CODE128_B = b"{B"
_CODE128_TEXT = re.compile(r"^[\x20-\x7e]{1,80}$")
_CORRECTION_LEVELS = {"L": 0, "M": 1, "Q": 2, "H": 3}


class CharactersReplaced(DriverError):
    """No code page holds them, and no font on this computer draws them."""

    sentence = "Some characters of this receipt cannot be printed here and became question marks: {characters}."


class BarcodeNotPossible(DriverError):
    """Code 128 holds ASCII only, and this printer's paper is so wide."""

    sentence = "The barcode {text} cannot be printed here; its text was printed instead."


@dataclass(frozen=True, slots=True)
class Rendered:
    """Bytes for the printer, and what had to be given up on the way (empty when nothing)."""

    data: bytes
    faults: tuple[Fault, ...] = ()


def render(document: Document, profile: PrinterProfile, fonts: FontShelf | None = None) -> Rendered:
    """The bytes that print `document` on a printer of that profile, from ESC @ on. Never raises because of text."""
    return _Rendering(document, profile, fonts or FontShelf()).run()


def render_pulse(profile: PrinterProfile) -> bytes:
    """The bytes that pulse the cash drawer, on the profile's pin and for its times."""
    printer: Any = new_renderer(profile)
    steps = [min(255, milliseconds // 2) for milliseconds in (profile.drawer_on_ms, profile.drawer_off_ms)]
    printer.cashdraw([27, 112, 0 if profile.drawer_pin == 2 else 1, *steps])
    return bytes(printer.output)


class _Rendering:
    """One document on its way into bytes, and the printer's state so far."""

    def __init__(self, document: Document, profile: PrinterProfile, fonts: FontShelf) -> None:
        self._document = document
        self._profile = profile
        self._fonts = fonts
        self._printer: Any = new_renderer(profile)
        self._active_page: CodePage | None = None
        self._align = Align.LEFT
        self._size = Size.NORMAL
        self._bold = False
        self._faults: list[Fault] = []

    def run(self) -> Rendered:
        self._printer.hw("INIT")
        if self._profile.starts_in_chinese:
            self._printer._raw(_CHINESE_OFF)
        self._forget_code_page()
        for element in self._document.elements:
            self._print(element)
        return Rendered(bytes(self._printer.output), tuple(dict.fromkeys(self._faults)))

    def _print(self, element: Element) -> None:
        match element:
            case Text():
                self._print_text(element)
            case Rule():
                character = printable(element.character)[:1] or "-"
                self._print_text(text_line(character * self._document.columns))
            case Barcode():
                self._print_barcode(element)
            case QrCode():
                self._print_qr(element)
            case Feed():
                self._printer._raw(b"\n" * max(0, element.lines))
            case Cut():
                self._cut()

    def _print_text(self, line: Text) -> None:
        line = Text(tuple(Span(printable(span.text), span.bold) for span in line.spans), line.align, line.size)
        runs = split_into_runs(line, self._profile, self._active_page)
        if runs is None and self._profile.raster and self._can_draw(line):
            self._draw(draw_line(line, self._profile, self._fonts))
            return
        if runs is None:
            line = self._with_question_marks(line)
            runs = split_into_runs(line, self._profile, self._active_page) or []
        self._set(align=line.align, size=line.size)
        for run in runs:
            self._write(run)
        self._printer._raw(b"\n")

    def _write(self, run: Run) -> None:
        self._set(bold=run.bold)
        if isinstance(run, ChineseRun):
            self._printer._raw(_CHINESE_ON + run.text.encode(CHINESE_ENCODING) + _CHINESE_OFF)
            self._forget_code_page()
        elif isinstance(run, PageRun):
            self._printer.charcode(run.page.name)
            self._active_page = run.page
            self._printer.text(run.text)

    def _can_draw(self, line: Text) -> bool:
        """Chinese is drawn only where the profile says so: "none" means that the shop wants question marks."""
        text = "".join(span.text for span in line.spans)
        if self._profile.cjk_mode == "none" and any(ord(character) >= 0x2E80 for character in text):
            return False
        return self._fonts.can_draw(text)

    def _with_question_marks(self, line: Text) -> Text:
        spans = tuple(Span(replace_unprintable(span.text, self._profile), span.bold) for span in line.spans)
        kept = {character for span in spans for character in span.text}
        lost = sorted({character for span in line.spans for character in span.text} - kept)
        self._faults.append(Fault.of(CharactersReplaced(characters="".join(lost[:10]))))
        return Text(spans, line.align, line.size)

    def _print_barcode(self, barcode: Barcode) -> None:
        text = printable(barcode.text)
        dots = barcode_module_dots(_code128_modules(text), self._profile.dots_width)
        if not _CODE128_TEXT.match(text) or dots < 1:
            self._give_up_code(BarcodeNotPossible(text=text), text, barcode.align)
            return
        if self._profile.native_barcode and dots >= 2:
            self._set(align=barcode.align, size=Size.NORMAL, bold=False)
            data = _CODE128_B + text.replace("{", "{{").encode("ascii")
            look = b"\x1dh%c\x1dw%c\x1df\x00\x1dH\x02" % (min(255, max(1, barcode.height_dots)), dots)
            self._printer._raw(look + b"\x1dkI%c" % len(data) + data)
        elif self._profile.raster:
            self._draw(draw_barcode(text, barcode.height_dots, barcode.align, self._profile.dots_width))
            self._print_text(text_line(text, align=barcode.align))
        else:
            self._give_up_code(BarcodeNotPossible(text=text), text, barcode.align)

    def _print_qr(self, code: QrCode) -> None:
        try:
            if self._profile.native_qr:
                self._print_native_qr(code)
            else:
                width = self._profile.dots_width
                self._draw(draw_qr(code.text, code.correction, code.module_dots, code.align, width))
        except CodeTooLarge as error:
            self._give_up_code(error, code.text, code.align)

    def _print_native_qr(self, code: QrCode) -> None:
        modules = _qr_modules(code)
        dots = qr_module_dots(modules, code.module_dots, self._profile.dots_width)
        if dots < 1:
            raise CodeTooLarge(text=code.text[:20])
        self._set(align=code.align, size=Size.NORMAL, bold=False)
        self._printer.qr(code.text, ec=_CORRECTION_LEVELS[code.correction], size=dots, native=True)
        self._printer._raw(b"\n")

    def _give_up_code(self, error: DriverError, text: str, align: Align) -> None:
        self._faults.append(Fault.of(error))
        self._print_text(text_line(text[: 2 * self._document.columns], align=align))

    def _draw(self, picture: "Image") -> None:
        self._set(align=Align.LEFT, size=Size.NORMAL, bold=False)
        self._printer.image(picture)

    def _cut(self) -> None:
        if self._profile.cut == "none":
            self._printer._raw(b"\n" * _TEAR_OFF_LINES)
        else:
            self._printer._raw(_FEED_TO_KNIFE_AND_CUT[self._profile.cut])

    def _set(self, align: Align | None = None, size: Size | None = None, bold: bool | None = None) -> None:
        """Send only what changes. GS ! is used for the size because it holds for Chinese characters too."""
        if align is not None and align != self._align:
            self._printer.set(align=align.value)
            self._align = align
        if size is not None and size != self._size:
            self._printer.set(custom_size=True, width=size.width, height=size.height)
            self._size = size
        if bold is not None and bold != self._bold:
            self._printer.set(bold=bold)
            self._bold = bold

    def _forget_code_page(self) -> None:
        """After ESC @ and after Chinese text the printer's table is not what the library believes."""
        self._printer.magic.encoding = None
        self._active_page = None


def _code128_modules(text: str) -> int:
    """Modules of a Code 128 in set B: start, check and 11 per character, and the stop's 13."""
    return 11 * (len(text) + 2) + 13


def _qr_modules(code: QrCode) -> int:
    import segno

    try:
        made = segno.make_qr(code.text, error=code.correction.lower(), boost_error=False, encoding="utf-8")
    except segno.DataOverflowError as error:
        raise CodeTooLarge(text=code.text[:20]) from error
    return len(made.matrix)
