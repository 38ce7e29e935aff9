"""A pole display on a serial line. It shows the latest thing it was told; a dead one is noticed and waited for by
nobody."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from drivers.displays.cd5220 import RESET, show_line
from drivers.faults import DriverError, UnexpectedFailure
from drivers.serial_line import SerialLineLost, SerialSettings, close_serial, open_serial, serial_errors
from drivers.status import DeviceKind, DeviceStatus, faulty, ready, starting, stopped
from drivers.status_board import StatusBoard
from drivers.worker_thread import WorkerThread

if TYPE_CHECKING:
    from serial import Serial

Lines = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PoleDisplaySettings:
    """One display. `codec`: the character table it is set to. `refresh_seconds`: after so long without news the same
    lines are written again, which finds out that it was unplugged and revives one that was switched off and on."""

    name: str
    line: SerialSettings
    codec: str = "cp437"
    write_timeout_seconds: float = 0.5
    reopen_seconds: float = 2.0
    refresh_seconds: float = 30.0


class PoleDisplay:
    """Owns one display. `show` returns at once; only the newest lines are ever written.

    on_status(DeviceStatus) is called on the display's thread.
    """

    def __init__(self, settings: PoleDisplaySettings, on_status: Callable[[DeviceStatus], None]) -> None:
        self._settings = settings
        self._wanted: Lines = ("", "")
        self._changed = threading.Condition()
        self._board = StatusBoard(starting(DeviceKind.DISPLAY, settings.name), on_status)
        self._worker = WorkerThread(
            settings.name, self._serve_one_connection, self._report_unexpected, settings.reopen_seconds, self._wake
        )

    @property
    def status(self) -> DeviceStatus:
        """The last status published."""
        return self._board.current

    def start(self) -> None:
        """Open the display in the background."""
        self._worker.start()

    def show(self, first: str, second: str = "") -> None:
        """Show two lines of up to 20 characters; longer ones are cut."""
        with self._changed:
            self._wanted = (first, second)
            self._changed.notify_all()

    def stop(self, timeout_seconds: float = 2.0) -> bool:
        """Let go of the line; True when the thread has ended in time."""
        ended = self._worker.stop(timeout_seconds)
        self._board.publish(stopped(DeviceKind.DISPLAY, self._settings.name))
        return ended

    def _serve_one_connection(self) -> None:
        settings = self._settings
        try:
            line = open_serial(settings.line, settings.name, 0, settings.write_timeout_seconds)
        except DriverError as error:
            self._board.publish(faulty(DeviceKind.DISPLAY, settings.name, error))
            self._worker.pause(settings.reopen_seconds)
            return
        try:
            self._keep_showing(line)
        except serial_errors():
            lost = SerialLineLost(name=settings.name, port=settings.line.port)
            self._board.publish(faulty(DeviceKind.DISPLAY, settings.name, lost))
            self._worker.pause(settings.reopen_seconds)
        finally:
            close_serial(line)

    def _keep_showing(self, line: "Serial") -> None:
        line.write(RESET)
        shown: Lines = ("", "")
        self._board.publish(ready(DeviceKind.DISPLAY, self._settings.name))
        while not self._worker.stopping:
            wanted = self._wait_for_other_lines(shown)
            refresh = wanted == shown
            for number in self._changed_lines(shown, wanted, refresh):
                line.write(show_line(number, wanted[number - 1], self._settings.codec))
            shown = wanted

    def _wait_for_other_lines(self, shown: Lines) -> Lines:
        with self._changed:
            self._changed.wait_for(
                lambda: self._wanted != shown or self._worker.stopping, self._settings.refresh_seconds
            )
            return self._wanted

    def _changed_lines(self, shown: Lines, wanted: Lines, refresh: bool) -> list[Literal[1, 2]]:
        numbers: tuple[Literal[1, 2], ...] = (1, 2)
        return [number for number in numbers if refresh or shown[number - 1] != wanted[number - 1]]

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _report_unexpected(self, error: UnexpectedFailure) -> None:
        self._board.publish(faulty(DeviceKind.DISPLAY, self._settings.name, error))
