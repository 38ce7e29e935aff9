"""A receipt as small frozen values, independent of any printer. Text arrives already laid out to `Document.columns`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Align(StrEnum):
    """Where a line, barcode or QR code stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(StrEnum):
    """Character size. TALL keeps the number of columns; DOUBLE halves it."""

    NORMAL = "normal"
    TALL = "tall"
    DOUBLE = "double"

    @property
    def width(self) -> int:
        """Columns that one narrow character takes."""
        return 2 if self is Size.DOUBLE else 1

    @property
    def height(self) -> int:
        """Lines that the text takes."""
        return 1 if self is Size.NORMAL else 2


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style. Control characters in `text` never reach a printer."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One printed line; wider than the document's columns, the printer wraps it."""

    spans: tuple[Span, ...]
    align: Align = Align.LEFT
    size: Size = Size.NORMAL


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the whole width, made of one repeated narrow character."""

    character: str = "-"


@dataclass(frozen=True, slots=True)
class Barcode:
    """Code 128 of ASCII text, with the text in letters below it."""

    text: str
    height_dots: int = 64
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `text` (UTF-8). correction: L, M, Q or H. module_dots None: as large as fits, at most 6."""

    text: str
    correction: Literal["L", "M", "Q", "H"] = "M"
    module_dots: int | None = None
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the knife and cut, where the printer has one; otherwise feed to the tear-off edge."""


Element = Text | Rule | Barcode | QrCode | Feed | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """What goes on the paper, top to bottom, laid out for `columns` narrow characters a line."""

    elements: tuple[Element, ...]
    columns: int


def text_line(text: str, *, bold: bool = False, align: Align = Align.LEFT, size: Size = Size.NORMAL) -> Text:
    """A line in one style."""
    return Text((Span(text, bold),), align, size)
