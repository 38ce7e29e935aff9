"""Publishes a device's status when it changes, and only then."""

import threading
from collections.abc import Callable

from drivers.status import DeviceStatus

StatusCallback = Callable[[DeviceStatus], None]


class StatusBoard:
    """Keeps the last status of one device. Readable from any thread."""

    def __init__(self, first: DeviceStatus, on_status: StatusCallback) -> None:
        self._current = first
        self._on_status = on_status
        self._lock = threading.Lock()

    @property
    def current(self) -> DeviceStatus:
        """The last status published."""
        with self._lock:
            return self._current

    def publish(self, status: DeviceStatus) -> None:
        """Remember `status` and hand it on when it says something new."""
        with self._lock:
            if self._current.same_condition(status):
                return
            self._current = status
        self._on_status(status)
