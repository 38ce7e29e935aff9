"""A pole display without metal: reads CD5220 commands from a virtual serial line and says what a customer would see."""

import threading
from collections.abc import Callable
from pathlib import Path

from drivers.displays.cd5220 import COLUMNS
from drivers.virtual_line import VirtualLine

_ESC, _CLR, _CAN, _CR = 0x1B, 0x0C, 0x18, 0x0D
_COMMAND_LENGTHS = {b"_": 3, b"*": 3, b"l": 4}
_LONGEST_COMMAND_BYTES = 64


class VirtualPoleDisplay:
    """`plug_in`, point a pole display at `port`, and look at `lines`.

    on_lines((upper, lower)) is called on the line's thread when what is shown changes, and must be quick.
    """

    def __init__(
        self,
        on_lines: Callable[[tuple[str, str]], None] | None = None,
        link: Path | None = None,
        codec: str = "cp437",
    ) -> None:
        self._on_lines = on_lines
        self._codec = codec
        self._lock = threading.Lock()
        self._buffer = bytearray()
        self._lines = {"A": " " * COLUMNS, "B": " " * COLUMNS}
        self._line = VirtualLine("virtual display", self._take, link)

    @property
    def port(self) -> str:
        """The serial port to open."""
        return self._line.port

    @property
    def lines(self) -> tuple[str, str]:
        """The upper and the lower line, 20 characters each."""
        with self._lock:
            return self._lines["A"], self._lines["B"]

    def plug_in(self) -> None:
        """Appear at `port`."""
        self._line.plug_in()

    def unplug(self) -> None:
        """Vanish from `port`, and forget what was shown."""
        self._line.unplug()
        with self._lock:
            self._clear()

    def close(self) -> None:
        """Unplug for good."""
        self._line.close()

    def _take(self, data: bytes) -> None:
        before = self.lines
        with self._lock:
            self._buffer += data
            while self._buffer and (consumed := self._consume()):
                del self._buffer[:consumed]
            del self._buffer[:-_LONGEST_COMMAND_BYTES]
        if self._on_lines and self.lines != before:
            self._on_lines(self.lines)

    def _consume(self) -> int:
        """Work off one command; how many bytes it had, 0 when it is not complete."""
        first = self._buffer[0]
        if first in {_CLR, _CAN}:
            self._clear()
            return 1
        if first != _ESC:
            return 1
        name = bytes(self._buffer[1:2])
        if name == b"Q":
            return self._show_line()
        if name == b"@":
            self._clear()
        length = _COMMAND_LENGTHS.get(name, 2)
        return length if len(self._buffer) >= length else 0

    def _show_line(self) -> int:
        end = self._buffer.find(_CR)
        if end < 0:
            return 0
        which = chr(self._buffer[2])
        text = bytes(self._buffer[3:end]).decode(self._codec, errors="replace")
        if which in self._lines:
            self._lines[which] = text.ljust(COLUMNS)[:COLUMNS]
        return end + 1

    def _clear(self) -> None:
        self._lines = {"A": " " * COLUMNS, "B": " " * COLUMNS}
