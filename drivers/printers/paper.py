"""What came out of a printer, as values: the interpreter's findings, independent of how the bytes were made."""

from dataclasses import dataclass
from typing import Literal

from drivers.printers.columns import text_width

PaperAlign = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look. width and height are multiples of the normal size, 1 to 8."""

    bold: bool = False
    underline: bool = False
    inverted: bool = False
    width: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class PaperSpan:
    """Characters in one style."""

    text: str
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One printed line of text; no spans for an empty one."""

    spans: tuple[PaperSpan, ...] = ()
    align: PaperAlign = "left"

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class PaperImage:
    """A picture of 1-bit dots: `rows` holds `height` rows of (width + 7) // 8 bytes, 1 = black."""

    width: int
    height: int
    rows: bytes
    align: PaperAlign = "left"


@dataclass(frozen=True, slots=True)
class PaperQr:
    """A QR code that the printer made itself."""

    text: str
    module_dots: int
    correction: str
    align: PaperAlign = "left"


@dataclass(frozen=True, slots=True)
class PaperBarcode:
    """A barcode that the printer made itself; `text` without its code set marks."""

    symbology: str
    text: str
    align: PaperAlign = "left"
    height_dots: int = 162
    module_dots: int = 3
    letters: Literal["none", "above", "below", "both"] = "none"


@dataclass(frozen=True, slots=True)
class PaperCut:
    """The knife."""

    partial: bool


@dataclass(frozen=True, slots=True)
class DrawerKick:
    """A pulse to the cash drawer: connector pin 2 or 5, times in milliseconds."""

    pin: int
    on_ms: int
    off_ms: int


@dataclass(frozen=True, slots=True)
class UnknownBytes:
    """Bytes that mean nothing to a common ESC/POS printer."""

    data: bytes


PaperElement = PaperLine | PaperImage | PaperQr | PaperBarcode | PaperCut | DrawerKick | UnknownBytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A length of paper, top to bottom, with the drawer pulses and unknown bytes where they came."""

    elements: tuple[PaperElement, ...]
    columns: int = 48
    dots_width: int = 576

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts of its lines."""
        return tuple(element.text for element in self.elements if isinstance(element, PaperLine))

    @property
    def kicks(self) -> tuple[DrawerKick, ...]:
        """The drawer pulses."""
        return tuple(element for element in self.elements if isinstance(element, DrawerKick))

    @property
    def codes(self) -> tuple[str, ...]:
        """The contents of its QR codes and barcodes."""
        return tuple(element.text for element in self.elements if isinstance(element, PaperQr | PaperBarcode))

    @property
    def unknown(self) -> tuple[UnknownBytes, ...]:
        """What no printer would have understood."""
        return tuple(element for element in self.elements if isinstance(element, UnknownBytes))


def paper_text(paper: Paper) -> str:
    """The paper as text for a terminal or a test: `columns` wide, codes and pictures named in brackets."""
    rows: list[str] = []
    for element in paper.elements:
        match element:
            case PaperLine():
                rows.append(_placed(element.text, element.align, paper.columns))
            case PaperQr() | PaperBarcode():
                name = "QR" if isinstance(element, PaperQr) else element.symbology
                one_line = element.text.replace("\r", "").replace("\n", " / ")
                rows.append(_placed(f"[{name}: {one_line}]", element.align, paper.columns))
            case PaperImage():
                rows.append(_placed(f"[image {element.width}x{element.height}]", element.align, paper.columns))
            case PaperCut():
                rows.append("- " * (paper.columns // 2))
            case DrawerKick():
                rows.append(f"[drawer pin {element.pin}]")
            case UnknownBytes():
                rows.append(f"[unknown {element.data.hex(' ')}]")
    return "\n".join(row.rstrip() for row in rows)


def _placed(text: str, align: PaperAlign, columns: int) -> str:
    free = max(0, columns - text_width(text))
    return " " * {"left": 0, "center": free // 2, "right": free}[align] + text
