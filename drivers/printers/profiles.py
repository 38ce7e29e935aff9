"""What each printer model can do. Sources: makers' ESC/POS manuals and escpos-printer-db as shipped by python-escpos.

A model that is not here takes the generic profile of its paper width, with single settings replaced as needed.
"""

from dataclasses import dataclass
from typing import Literal

from drivers.faults import DriverError


class UnknownPrinterProfile(DriverError):
    """No profile has that name."""

    sentence = "There is no printer profile {name}. Choose one of: {known}."


@dataclass(frozen=True, slots=True)
class CodePage:
    """A character table: its name (as python-escpos and most manuals spell it) and its number in ESC t."""

    name: str
    number: int

    @property
    def codec(self) -> str:
        """The codec of the standard library with the same table."""
        return self.name.lower().replace("iso_8859-", "iso8859-")


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One printer model, or a family that prints alike.

    columns: narrow characters a line in font A. dots_width: printable dots a line.
    code_pages: in order of preference; text takes the first page that holds all of it.
    cjk_mode: Chinese as "text" (resident GB18030 font), as "raster" (drawn by the till) or "none" (question marks).
    starts_in_chinese: powers up reading bytes above 0x7F as Chinese, as printers for the Chinese market do.
    raster: prints bit images (GS v 0), which everything outside the code pages falls back to.
    process_id: answers GS ( H, the proof of printing; a printer that lacks it may print the query as rubbish.
    ordered_status: answers GS r in order with the data. realtime_status: answers DLE EOT at once.
    drawer_pin: 2 or 5; pulse times in milliseconds, in steps of 2, at most 510.
    """

    name: str
    columns: int
    dots_width: int
    code_pages: tuple[CodePage, ...]
    cjk_mode: Literal["text", "raster", "none"] = "text"
    raster: bool = True
    native_qr: bool = True
    native_barcode: bool = True
    starts_in_chinese: bool = False
    cut: Literal["partial", "full", "none"] = "partial"
    process_id: bool = False
    ordered_status: bool = True
    realtime_status: bool = True
    drawer_pin: Literal[2, 5] = 2
    drawer_on_ms: int = 100
    drawer_off_ms: int = 100


_EPSON_PAGES = (
    CodePage("CP858", 19),
    CodePage("CP852", 18),
    CodePage("CP1252", 16),
    CodePage("CP437", 0),
    CodePage("CP1250", 45),
    CodePage("CP866", 17),
    CodePage("CP1251", 46),
    CodePage("CP1253", 47),
    CodePage("CP1254", 48),
    CodePage("CP1257", 51),
)
_CLONE_PAGES = (
    CodePage("CP858", 19),
    CodePage("CP852", 18),
    CodePage("CP1252", 16),
    CodePage("CP437", 0),
    CodePage("CP866", 17),
)

PROFILES = (
    PrinterProfile("epson-tm-t88", 42, 512, _EPSON_PAGES, cjk_mode="raster", process_id=True),
    PrinterProfile("generic-80", 48, 576, _CLONE_PAGES, starts_in_chinese=True),
    PrinterProfile("generic-58", 32, 384, _CLONE_PAGES, starts_in_chinese=True, cut="none", ordered_status=False),
    PrinterProfile(
        "zj-58",
        32,
        384,
        tuple(page for page in _CLONE_PAGES if page.name != "CP858"),
        starts_in_chinese=True,
        native_qr=False,
        native_barcode=False,
        cut="none",
        ordered_status=False,
    ),
)


def profile_named(name: str) -> PrinterProfile:
    """The profile of that name. Raises UnknownPrinterProfile."""
    for profile in PROFILES:
        if profile.name == name:
            return profile
    raise UnknownPrinterProfile(name=name, known=", ".join(profile.name for profile in PROFILES))
