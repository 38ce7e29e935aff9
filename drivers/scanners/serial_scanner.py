"""A scanner on a serial line (or USB in serial mode), read by a thread of its own and reopened after an unplug."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drivers.faults import DriverError, UnexpectedFailure
from drivers.scan import Scan
from drivers.scanners.framing import Frame, FrameAssembler, FramingSettings, ScanFault
from drivers.serial_line import SerialLineLost, SerialSettings, close_serial, open_serial, serial_errors
from drivers.status import DeviceKind, DeviceStatus, faulty, ready, starting, stopped
from drivers.status_board import StatusBoard
from drivers.worker_thread import WorkerThread

if TYPE_CHECKING:
    from serial import Serial


@dataclass(frozen=True, slots=True)
class SerialScannerSettings:
    """One serial scanner. `name` is what screens call it and what its scans carry as `source`."""

    name: str
    line: SerialSettings
    framing: FramingSettings = field(default_factory=FramingSettings)
    reopen_seconds: float = 1.0
    poll_seconds: float = 0.05


class SerialScanner:
    """Reads one scanner. Callbacks run on the scanner's thread and must be quick.

    on_scan(Scan): a clean scan. on_status(DeviceStatus): each change of condition.
    on_fault(ScanFault): input that was thrown away (too long, damaged); the cashier has to scan again.
    """

    def __init__(
        self,
        settings: SerialScannerSettings,
        on_scan: Callable[[Scan], None],
        on_status: Callable[[DeviceStatus], None],
        on_fault: Callable[[ScanFault], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._on_scan = on_scan
        self._on_fault = on_fault
        self._clock = clock
        self._board = StatusBoard(starting(DeviceKind.SCANNER, settings.name), on_status)
        self._worker = WorkerThread(
            settings.name, self._serve_one_connection, self._report_unexpected, settings.reopen_seconds
        )

    @property
    def status(self) -> DeviceStatus:
        """The last status published."""
        return self._board.current

    def start(self) -> None:
        """Open the line in the background."""
        self._worker.start()

    def stop(self, timeout_seconds: float = 2.0) -> bool:
        """Let go of the line; True when the thread has ended in time."""
        ended = self._worker.stop(timeout_seconds)
        self._board.publish(stopped(DeviceKind.SCANNER, self._settings.name))
        return ended

    def _serve_one_connection(self) -> None:
        settings = self._settings
        try:
            line = open_serial(settings.line, settings.name, settings.poll_seconds, write_timeout_seconds=1.0)
        except DriverError as error:
            self._board.publish(faulty(DeviceKind.SCANNER, settings.name, error))
            self._worker.pause(settings.reopen_seconds)
            return
        try:
            self._read_until_lost(line)
        finally:
            close_serial(line)

    def _read_until_lost(self, line: "Serial") -> None:
        assembler = FrameAssembler(self._settings.framing)
        self._board.publish(ready(DeviceKind.SCANNER, self._settings.name))
        while not self._worker.stopping:
            try:
                data = _available_bytes(line)
            except serial_errors():
                lost = SerialLineLost(name=self._settings.name, port=self._settings.line.port)
                self._board.publish(faulty(DeviceKind.SCANNER, self._settings.name, lost))
                self._worker.pause(self._settings.reopen_seconds)
                return
            now = self._clock()
            self._publish(assembler.feed(data, now) if data else assembler.idle(now))

    def _publish(self, results: list[Frame | ScanFault]) -> None:
        for result in results:
            if isinstance(result, ScanFault):
                self._on_fault(result)
            else:
                self._on_scan(Scan(result.text, result.symbology, result.at, self._settings.name))

    def _report_unexpected(self, error: UnexpectedFailure) -> None:
        self._board.publish(faulty(DeviceKind.SCANNER, self._settings.name, error))


def _available_bytes(line: "Serial") -> bytes:
    """Whatever has arrived, waiting for the first byte no longer than the line's read time-out."""
    first: bytes = line.read(1)
    if not first:
        return b""
    waiting = line.in_waiting
    rest: bytes = line.read(waiting) if waiting else b""
    return first + rest
