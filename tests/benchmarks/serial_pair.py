"""A serial line made of a pseudo-terminal: a scanner's end for the benchmark, a port for a program."""

from __future__ import annotations

import os
import pty
import time
import tty
from types import TracebackType


class SerialPair:
    """`port` is what a program opens. Writing `scan` gives the moment just before the first byte left."""

    def __init__(self) -> None:
        self._scanner, self._port = pty.openpty()
        tty.setraw(self._port)
        self.port = os.ttyname(self._port)

    def __enter__(self) -> SerialPair:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._scanner)
        os.close(self._port)

    def scan(self, code: str) -> float:
        data = code.encode() + b"\r"
        at = time.perf_counter()
        os.write(self._scanner, data)
        return at
