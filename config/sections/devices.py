"""[devices.*]: printer, drawer, scanners, display."""

from __future__ import annotations

import codecs
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from config.values import N_, Columns, Expected, Line, Seconds, Section

TenderName = Literal["cash", "card", "wallet", "voucher", "store_credit", "paid_elsewhere"]


def _known_code_page(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise Expected(N_('a code page that Python knows, such as "cp437" or "cp852"')) from None
    return name


class SerialSettings(Section):
    """A serial line."""

    port: Annotated[Line, Field(min_length=1)]
    """Its path, best a stable one such as /dev/serial/by-id/...; a * takes the first match."""
    baud_rate: Annotated[int, Field(ge=300, le=4_000_000)] = 9600
    """Bits per second."""
    data_bits: Literal[7, 8] = 8
    """Data bits."""
    parity: Literal["none", "even", "odd"] = "none"
    """Parity."""
    stop_bits: Literal[1, 2] = 1
    """Stop bits."""
    hardware_flow_control: bool = False
    """RTS/CTS."""


class PrinterSettings(Section):
    """The receipt printer."""

    kind: Literal["virtual", "tcp", "serial", "file", "none"]
    """Virtual prints on the screen's paper tape; file writes to a device file such as /dev/usb/lp0."""
    address: Line
    """Host or host:port (tcp), port (serial), path (file); else empty."""
    profile: Line
    """What the printer can do: "epson-tm-t88", "generic-80", "generic-58", "zj-58"."""
    line_columns: Columns
    """Characters in a line: 42 or 48 on 80 mm paper, 32 on 58 mm."""
    code_page: Line
    """Code page for letters beyond ASCII, such as "cp858", "cp852"; empty is the profile's."""
    chinese: Literal["font", "raster", "none"]
    """Chinese by the printer's own font, drawn as a picture, or replaced."""
    cut: bool
    """Whether it has a cutter."""
    baud_rate: Annotated[int, Field(ge=300, le=4_000_000)]
    """Of a serial printer."""
    connect_timeout_seconds: Seconds
    """How long a connection may take."""
    write_timeout_seconds: Seconds
    """How long the printer may take nothing."""
    confirm_timeout_seconds: Seconds
    """How long to wait for its word that the receipt is out."""

    @model_validator(mode="after")
    def _has_an_address(self) -> PrinterSettings:
        if self.kind in ("tcp", "serial", "file") and not self.address:
            raise Expected(N_("the address of the printer"))
        return self


class DrawerSettings(Section):
    """The cash drawer on the printer's socket."""

    enabled: bool
    """Whether there is one."""
    pin: Literal[2, 5]
    """Pin of the socket that kicks it."""
    pulse_on_milliseconds: Annotated[int, Field(ge=10, le=510)]
    """Length of the kick."""
    pulse_off_milliseconds: Annotated[int, Field(ge=10, le=510)]
    """Pause after it."""
    opens_for: tuple[TenderName, ...]
    """Tenders that open it."""


class ScannerSettings(Section):
    """One [[devices.scanners]] table: a scanner on a serial line. Keyboard scanners need none."""

    name: Annotated[Line, Field(min_length=1)] = "scanner"
    """What screens call it."""
    line: SerialSettings
    """Where it is connected."""
    prefix: Annotated[str, Field(max_length=16)] = ""
    """Text that it puts before each code."""
    suffix: Annotated[str, Field(max_length=16)] = ""
    """Text that it puts after each code, other than CR, LF or TAB."""
    idle_timeout_seconds: Seconds = 0.1
    """Silence that ends a scan without terminator."""
    encoding: Line = "utf-8"
    """Encoding of 2D codes."""


class KeyboardScannerSettings(Section):
    """Scanners that type."""

    minimum_characters: Annotated[int, Field(ge=2, le=100)]
    """Shorter bursts are typing."""
    maximum_gap_seconds: Seconds
    """A longer gap between two keys is a hand."""
    silence_seconds: Seconds
    """Ends a scan without Enter or Tab."""
    prefix: Annotated[str, Field(max_length=16)] = ""
    """Text that it puts before each code."""
    suffix: Annotated[str, Field(max_length=16)] = ""
    """Text that it puts after each code."""

    @model_validator(mode="after")
    def _gap_below_silence(self) -> KeyboardScannerSettings:
        if self.maximum_gap_seconds > self.silence_seconds:
            raise Expected(N_("maximum_gap_seconds that is not above silence_seconds"))
        return self


class DisplaySettings(Section):
    """The customer's display."""

    kind: Literal["serial", "none"]
    """How it is connected. It has two lines of 20 characters and understands CD5220 commands."""
    line: SerialSettings | None = None
    """Serial line, for kind = "serial"."""
    code_page: Annotated[Line, AfterValidator(_known_code_page)]
    """Character table that it is set to, such as "cp437", "cp852"."""

    @model_validator(mode="after")
    def _has_a_line(self) -> DisplaySettings:
        if self.kind == "serial" and self.line is None:
            raise Expected(N_("the serial line of the display"))
        return self


class DevicesSettings(Section):
    """What is connected to this till."""

    printer: PrinterSettings
    """Receipt printer."""
    drawer: DrawerSettings
    """Cash drawer."""
    scanners: Annotated[tuple[ScannerSettings, ...], Field(max_length=8)]
    """Scanners on serial lines."""
    keyboard_scanner: KeyboardScannerSettings
    """Scanners that type."""
    display: DisplaySettings
    """Customer's display."""
