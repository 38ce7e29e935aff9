"""What can be wrong with a virtual printer, and how its status bytes tell it. Source: Epson's ESC/POS reference."""

from dataclasses import dataclass
from typing import Literal

_IDENTITY = {
    b"\x01": b"\x20",
    b"\x02": b"\x02",
    b"\x03": b"\x01",
    b"A": b"_1.00\x00",
    b"B": b"_VIRTUAL\x00",
    b"C": b"_@\x00",
    b"D": b"_V000001\x00",
    b"E": b"_\x00",
}


@dataclass(frozen=True, slots=True)
class Knobs:
    """What can be wrong with it. Turned by `VirtualPrinter.turn(...)` at any time.

    lines_until_paper_out: the roll ends after so many more lines. bytes_per_second: how fast it takes data, None for
    at once. reply_delay_seconds: late answers. busy: takes no data. mute: answers nothing. cut_after_bytes: the
    connection breaks after that many more bytes. refuse: no new connections. one_client: a second one is not served
    until the first has gone. buffer_bytes: what it takes while it cannot print. drawer_signal: level of the sensor.
    """

    paper: Literal["ok", "near_end", "out"] = "ok"
    lines_until_paper_out: int | None = None
    cover_open: bool = False
    cutter_error: bool = False
    fatal_error: bool = False
    drawer_signal: bool = False
    busy: bool = False
    mute: bool = False
    bytes_per_second: int | None = None
    reply_delay_seconds: float = 0.0
    cut_after_bytes: int | None = None
    refuse: bool = False
    one_client: bool = False
    buffer_bytes: int = 65536

    @property
    def can_print(self) -> bool:
        """False while it stands still and holds what it gets."""
        return not (self.paper == "out" or self.cover_open or self.cutter_error or self.fatal_error)


def real_time_status(knobs: Knobs, number: int) -> bytes:
    """The answer to DLE EOT 1 (printer), 2 (why offline), 3 (which error) or 4 (paper)."""
    answer = 0x12
    if number == 1:
        answer |= 0x04 * knobs.drawer_signal | 0x08 * (not knobs.can_print)
    elif number == 2:
        failing = knobs.cutter_error or knobs.fatal_error
        answer |= 0x04 * knobs.cover_open | 0x20 * (knobs.paper == "out") | 0x40 * failing
    elif number == 3:
        answer |= 0x08 * knobs.cutter_error | 0x20 * knobs.fatal_error
    else:
        answer |= {"ok": 0x00, "near_end": 0x0C, "out": 0x6C}[knobs.paper]
    return bytes([answer])


def ordered_status(knobs: Knobs, argument: bytes) -> bytes:
    """The answer to GS r 1 (paper) or 2 (drawer)."""
    if argument in {b"\x01", b"1"}:
        return bytes([{"ok": 0x00, "near_end": 0x03, "out": 0x0C}[knobs.paper]])
    return bytes([int(knobs.drawer_signal)])


def automatic_status(knobs: Knobs) -> bytes:
    """What is pushed unasked on each change after GS a."""
    first = 0x10 | 0x04 * knobs.drawer_signal | 0x08 * (not knobs.can_print) | 0x20 * knobs.cover_open
    second = 0x08 * knobs.cutter_error | 0x20 * knobs.fatal_error
    third = {"ok": 0x00, "near_end": 0x03, "out": 0x0F}[knobs.paper]
    return bytes([first, second, third, 0])


def identity(model: str, argument: bytes) -> bytes:
    """The answer to GS I: one byte for 1 to 3, a name that ends with NUL for 65 to 69."""
    return _IDENTITY.get(argument, b"\x00").replace(b"@", model.encode())
