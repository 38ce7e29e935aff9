"""Being told to end: a flag that can be waited on, raised by SIGTERM and SIGINT."""

from __future__ import annotations

import select
import signal
import socket
from collections.abc import Callable, Iterable
from types import FrameType


class StopSignal:
    """Set once, from a signal handler, another thread or the same one; wakes whoever waits.

    Made of a socket pair and not of `threading.Event`: a handler runs on the waiting thread, which may hold the
    event's lock at that moment.
    """

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._aborts: list[Callable[[], None]] = []
        self.is_set = False
        self._is_closed = False

    def install(self) -> None:
        """Let SIGTERM and SIGINT set this. Main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def also(self, aborts: Iterable[Callable[[], None]]) -> None:
        """Call these too when set: they end waits that this flag does not know of."""
        self._aborts += aborts

    def set(self) -> None:
        if self._is_closed:
            return
        if not self.is_set:
            self.is_set = True
            self._writer.send(b"x")
        for abort in self._aborts:
            abort()

    def wait(self, seconds: float) -> bool:
        """Wait until set, but no longer than this. Says whether it is set."""
        if not self.is_set and seconds > 0:
            select.select([self._reader], [], [], seconds)
        return self.is_set

    def close(self) -> None:
        """A signal that comes after this is ignored: the process is ending already."""
        self._is_closed = True
        self._reader.close()
        self._writer.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.set()
