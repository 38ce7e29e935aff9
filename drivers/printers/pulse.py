"""A pulse to the cash drawer, which is delivered within seconds or not at all.

A drawer that springs open minutes later, because the printer came back, is an open till with nobody watching. So a
pulse is never queued: at its deadline it is dropped by a timer of its own, whatever the printer's thread is doing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from drivers.faults import DriverError, Fault


class DrawerNotOpened(DriverError):
    """The pulse was not delivered in time."""

    sentence = "The drawer could not be opened through the printer. Use the key."


@dataclass(frozen=True, slots=True)
class DrawerReport:
    """What became of a pulse, at an aware UTC time. Delivered means that the printer took it, not that metal moved."""

    request_id: str
    delivered: bool
    reason: Fault | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Pulse:
    """One request to open the drawer. Whoever claims it first, the printer's thread or the timer, decides."""

    def __init__(self, request_id: str, deadline_seconds: float, on_report: Callable[[DrawerReport], None]) -> None:
        self._request_id = request_id
        self._on_report = on_report
        self._lock = threading.Lock()
        self._claimed = False
        self._timer = threading.Timer(deadline_seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    @property
    def waiting(self) -> bool:
        """True until it is claimed or dropped."""
        return not self._claimed

    def claim(self) -> bool:
        """True once, for the thread that will deliver it now and must call `settle`."""
        with self._lock:
            won = not self._claimed
            self._claimed = True
        if won:
            self._timer.cancel()
        return won

    def settle(self, delivered: bool) -> None:
        """Report the end of a claimed pulse."""
        reason = None if delivered else Fault.of(DrawerNotOpened())
        self._on_report(DrawerReport(self._request_id, delivered, reason))

    def drop(self) -> None:
        """Give up a pulse that nobody has claimed."""
        if self.claim():
            self.settle(delivered=False)

    def _expire(self) -> None:
        self.drop()
