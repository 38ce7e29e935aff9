"""A program on a real pseudo-terminal: start it, wait for what it shows, type, time its output to the last byte."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

ROWS, COLUMNS = 24, 80
TYPING_GAP_SECONDS = 0.08
"""A hand: anything faster is a scan."""
LARGEST_READ_BYTES = 1 << 16
_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class NotShown(Exception):
    """A program did not show a text in time, or ended before."""


class Terminal:
    """A program with a terminal of its own, ended on leaving the block. Times are `time.perf_counter()` seconds."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        variables = dict(os.environ) | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        variables |= environment or {}
        self.shown = bytearray()
        self.started_at = time.perf_counter()
        self.pid, self._screen = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), variables)
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def wait_for(self, text: str, timeout_seconds: float = 30.0) -> float:
        """When this text was on the screen. Only what arrives from here on counts. Raises NotShown."""
        wanted, begin = text.encode(), len(self.shown)
        deadline = time.perf_counter() + timeout_seconds
        while (at := self._read(deadline)) is not None:
            if wanted in plain(self.shown[begin:]):
                return at
        raise NotShown(f"{text!r} in {timeout_seconds} s; shown: {plain(self.shown[-3000:]).decode(errors='replace')}")

    def settle(self, quiet_seconds: float) -> float:
        """Wait until nothing has arrived for so long; when the last byte came, or 0.0 when none did."""
        last = 0.0
        while (at := self._read(time.perf_counter() + quiet_seconds)) is not None:
            last = at
        return last

    def type(self, keys: Sequence[str], gap_seconds: float = TYPING_GAP_SECONDS) -> None:
        """Press keys, each a character or an escape sequence, at the pace of a hand."""
        for key in keys:
            os.write(self._screen, key.encode())
            self.settle(gap_seconds)

    def press_and_wait(self, key: str, text: str, timeout_seconds: float = 30.0) -> float:
        """Press a key; when the text that it brings was on the screen."""
        os.write(self._screen, key.encode())
        return self.wait_for(text, timeout_seconds)

    def resident_kibibytes(self) -> int:
        """Resident memory of the program and the processes it started."""
        return sum(_resident_kibibytes(pid) for pid in (self.pid, *_descendants(self.pid)))

    def end(self, timeout_seconds: float = 10.0) -> None:
        """Ask it to end, and kill it if it does not."""
        if self.pid == 0:
            return
        _signal(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + timeout_seconds
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._read(time.perf_counter() + 0.02)
            if time.perf_counter() > deadline:
                _signal(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
        self.pid = 0
        os.close(self._screen)

    def _read(self, deadline: float) -> float | None:
        """Read what there is; the moment it came, or None at the deadline or the program's end."""
        ready, _, _ = select.select([self._screen], [], [], max(0.0, deadline - time.perf_counter()))
        if not ready:
            return None
        try:
            data = os.read(self._screen, LARGEST_READ_BYTES)
        except OSError:
            return None
        at = time.perf_counter()
        self.shown += data
        return at if data else None


def plain(output: bytes | bytearray) -> bytes:
    """Terminal output without its escape sequences."""
    return _ESCAPES.sub(b"", bytes(output))


def _resident_kibibytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024
    except OSError:
        return 0


def _descendants(pid: int) -> list[int]:
    try:
        found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_bytes().split()]
    except OSError:
        return []
    return [*found, *(further for child in found for further in _descendants(child))]


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
