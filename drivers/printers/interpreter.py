"""Reads ESC/POS bytes as a printer does, and says what appears on the paper.

Independent of python-escpos on purpose: what one misreads, the other shows. It takes the bytes in any pieces and gives
out one event at a time, so that a virtual printer can stop between two lines when its paper ends.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from drivers.printers.columns import column_width
from drivers.printers.escpos_commands import (
    BARCODE_NAMES,
    CODE_TABLES,
    NeedMore,
    command_length,
    decode_code128,
    image_of_columns,
)
from drivers.printers.paper import (
    DrawerKick,
    Paper,
    PaperAlign,
    PaperBarcode,
    PaperCut,
    PaperElement,
    PaperImage,
    PaperLine,
    PaperQr,
    PaperSpan,
    Style,
    UnknownBytes,
)

_PLAIN_TEXT = re.compile(rb"[\x20-\xff]+")
_LF, _HT, _CR, _FF, _CAN, _DLE, _ESC, _FS, _GS = 0x0A, 0x09, 0x0D, 0x0C, 0x18, 0x10, 0x1B, 0x1C, 0x1D
_ALIGNMENTS: dict[int, PaperAlign] = {0: "left", 1: "center", 2: "right"}
_LETTERS: tuple[Literal["none", "above", "below", "both"], ...] = ("none", "above", "below", "both")
_TAB_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Question:
    """The host asks something that is answered in order with the data: command "r", "I", "a" or "H" (GS ( H), with
    its argument bytes."""

    command: str
    argument: bytes


Event = PaperElement | Question


@dataclass(slots=True)
class _State:
    """What ESC @ resets."""

    table: int = 0
    chinese: bool = False
    align: PaperAlign = "left"
    style: Style = field(default_factory=Style)
    barcode_height: int = 162
    barcode_module: int = 3
    barcode_letters: int = 0


class Interpreter:
    """Feed bytes, take events. Lines wider than `columns` wrap, as on paper."""

    def __init__(self, columns: int = 48, starts_in_chinese: bool = False) -> None:
        self._columns = columns
        self._starts_in_chinese = starts_in_chinese
        self._buffer = bytearray()
        self._ready: deque[Event] = deque()
        self._state = _State(chinese=starts_in_chinese)
        self._spans: list[PaperSpan] = []
        self._used_columns = 0
        self._qr_text = b""
        self._qr_module = 3
        self._qr_correction = "L"
        self._graphics: PaperImage | None = None

    def feed(self, data: bytes) -> None:
        """Add received bytes."""
        self._buffer += data

    @property
    def waiting_bytes(self) -> int:
        """Bytes received and not yet worked off."""
        return len(self._buffer)

    def next_event(self) -> Event | None:
        """Work off bytes until something happens; None when more bytes are needed first."""
        while not self._ready and self._buffer:
            try:
                consumed = self._consume()
            except NeedMore:
                return None
            del self._buffer[:consumed]
        return self._ready.popleft() if self._ready else None

    def events(self) -> Iterator[Event]:
        """All events that the bytes so far allow."""
        while (event := self.next_event()) is not None:
            yield event

    def _consume(self) -> int:
        first = self._buffer[0]
        if first >= 0x20:
            return self._consume_text()
        if first in {_ESC, _FS, _GS, _DLE}:
            return self._consume_command()
        if first == _LF:
            self._end_line()
        elif first == _HT:
            self._print_characters(" " * (_TAB_COLUMNS - self._used_columns % _TAB_COLUMNS))
        elif first == _CAN:
            self._spans, self._used_columns = [], 0
        elif first not in {_CR, _FF}:
            self._ready.append(UnknownBytes(bytes([first])))
        return 1

    def _consume_text(self) -> int:
        if self._state.chinese and self._buffer[0] >= 0x81:
            return self._consume_chinese_character()
        match = _PLAIN_TEXT.match(self._buffer)
        assert match is not None
        data = match.group()
        if self._state.chinese:
            data = re.split(rb"[\x81-\xff]", data, maxsplit=1)[0]
        codec = CODE_TABLES.get(self._state.table)
        if codec is None and not data.isascii():
            self._ready.append(UnknownBytes(b"\x1bt" + bytes([self._state.table])))
        self._print_characters(data.decode(codec or "ascii", errors="replace"))
        return len(data)

    def _consume_chinese_character(self) -> int:
        length = 2
        if len(self._buffer) > 1 and 0x30 <= self._buffer[1] <= 0x39:
            length = 4
        if len(self._buffer) < length:
            raise NeedMore
        self._print_characters(bytes(self._buffer[:length]).decode("gb18030", errors="replace"))
        return length

    def _print_characters(self, text: str) -> None:
        """Put characters on the line, starting a new one where the next would not fit."""
        style, fitting = self._state.style, ""
        for character in text:
            width = column_width(character) * style.width
            if self._used_columns + width > self._columns:
                self._append_span(fitting)
                self._end_line()
                fitting = ""
            fitting += character
            self._used_columns += width
        self._append_span(fitting)

    def _append_span(self, text: str) -> None:
        if not text:
            return
        last = self._spans[-1] if self._spans else None
        if last and last.style == self._state.style:
            self._spans[-1] = replace(last, text=last.text + text)
        else:
            self._spans.append(PaperSpan(text, self._state.style))

    def _end_line(self) -> None:
        self._ready.append(PaperLine(tuple(self._spans), self._state.align))
        self._spans, self._used_columns = [], 0

    def _end_line_if_begun(self) -> None:
        if self._spans:
            self._end_line()

    def _consume_command(self) -> int:
        length = command_length(self._buffer)
        if length is None:
            unknown = bytes(self._buffer[:2])
            self._ready.append(UnknownBytes(unknown))
            return len(unknown)
        command = bytes(self._buffer[:length])
        if command[0] == _ESC:
            self._escape(command[1:2], command)
        elif command[0] == _GS:
            self._group(command[1:2], command)
        elif command[0] == _FS:
            self._chinese_command(command[1:2], command)
        return length

    def _escape(self, name: bytes, command: bytes) -> None:
        state = self._state
        argument = command[2] if len(command) > 2 else 0
        match name:
            case b"@":
                self._state = _State(chinese=self._starts_in_chinese)
            case b"t":
                state.table = argument
            case b"a":
                state.align = _ALIGNMENTS.get(argument % 48, "left")
            case b"E" | b"G":
                state.style = replace(state.style, bold=bool(argument & 1))
            case b"-":
                state.style = replace(state.style, underline=bool(argument % 48))
            case b"!":
                tall, wide = 1 + bool(argument & 0x10), 1 + bool(argument & 0x20)
                bold, underline = bool(argument & 8), bool(argument & 0x80)
                state.style = replace(state.style, width=wide, height=tall, bold=bold, underline=underline)
            case b"d":
                self._end_line_if_begun()
                self._ready.extend(PaperLine() for _ in range(argument))
            case b"J":
                self._end_line_if_begun()
            case b"p":
                pin = 2 if command[2] % 48 == 0 else 5
                self._ready.append(DrawerKick(pin, command[3] * 2, command[4] * 2))
            case b"i" | b"m":
                self._ready.append(PaperCut(partial=True))
            case b"*":
                self._end_line_if_begun()
                self._ready.append(image_of_columns(command, state.align))

    def _group(self, name: bytes, command: bytes) -> None:
        state = self._state
        argument = command[2] if len(command) > 2 else 0
        match name:
            case b"!":
                wide, tall = (argument >> 4) % 8 + 1, argument % 8 + 1
                state.style = replace(state.style, width=wide, height=tall)
            case b"B":
                state.style = replace(state.style, inverted=bool(argument & 1))
            case b"h":
                state.barcode_height = argument
            case b"w":
                state.barcode_module = argument
            case b"H":
                state.barcode_letters = argument % 48 % 4
            case b"V":
                self._end_line_if_begun()
                self._ready.append(PaperCut(partial=argument not in {0, 48, 65, 97}))
            case b"k":
                self._barcode(command)
            case b"v":
                self._end_line_if_begun()
                self._ready.append(_raster_image(command, state.align))
            case b"r" | b"I" | b"a":
                self._ready.append(Question(name.decode(), command[2:3]))
            case b"(":
                self._long_command(command[2:3], command[5:])
            case b"8":
                self._store_or_print_graphics(command[7:])

    def _long_command(self, name: bytes, data: bytes) -> None:
        if name == b"k" and data[:1] == b"1":
            self._qr(data[1], data[2:])
        elif name == b"L":
            self._store_or_print_graphics(data)
        elif name == b"H" and data[:2] == b"00":
            self._ready.append(Question("H", data[2:6]))

    def _qr(self, function: int, data: bytes) -> None:
        if function == 67:
            self._qr_module = data[0]
        elif function == 69:
            self._qr_correction = "LMQH"[(data[0] - 48) % 4]
        elif function == 80:
            self._qr_text = data[1:]
        elif function == 81:
            text = self._qr_text.decode("utf-8", errors="replace")
            self._end_line_if_begun()
            self._ready.append(PaperQr(text, self._qr_module, self._qr_correction, self._state.align))

    def _barcode(self, command: bytes) -> None:
        kind = command[2]
        data = command[4:] if kind >= 65 else command[3:-1]
        name = BARCODE_NAMES.get(kind, f"barcode {kind}")
        text = decode_code128(data) if name == "CODE128" else data.decode("ascii", errors="replace")
        state = self._state
        self._end_line_if_begun()
        self._ready.append(
            PaperBarcode(
                name, text, state.align, state.barcode_height, state.barcode_module, _LETTERS[state.barcode_letters]
            )
        )

    def _store_or_print_graphics(self, data: bytes) -> None:
        """GS ( L / GS 8 L: function 112 stores a raster picture, 50 (or 2) prints it."""
        if data[1:2] == b"p" and len(data) >= 10:
            width, height = data[6] + data[7] * 256, data[8] + data[9] * 256
            self._graphics = PaperImage(width, height, data[10:], self._state.align)
        elif data[1:2] in {b"2", b"\x02"} and self._graphics is not None:
            self._end_line_if_begun()
            self._ready.append(replace(self._graphics, align=self._state.align))
            self._graphics = None

    def _chinese_command(self, name: bytes, command: bytes) -> None:
        if name == b"&":
            self._state.chinese = True
        elif name == b".":
            self._state.chinese = False
        elif name == b"!":
            wide, tall = 1 + bool(command[2] & 4), 1 + bool(command[2] & 8)
            self._state.style = replace(self._state.style, width=wide, height=tall)


def read_paper(data: bytes, columns: int = 48, dots_width: int = 576, starts_in_chinese: bool = False) -> Paper:
    """The paper that `data` prints, questions left out; bytes of a broken-off last command are reported unknown."""
    interpreter = Interpreter(columns, starts_in_chinese)
    interpreter.feed(data)
    elements = [event for event in interpreter.events() if not isinstance(event, Question)]
    if interpreter.waiting_bytes:
        elements.append(UnknownBytes(data[-interpreter.waiting_bytes :]))
    return Paper(tuple(elements), columns, dots_width)


def _raster_image(command: bytes, align: PaperAlign) -> PaperImage:
    width_bytes, height = command[4] + command[5] * 256, command[6] + command[7] * 256
    return PaperImage(width_bytes * 8, height, command[8:], align)
