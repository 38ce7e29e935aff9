"""Printers on a serial line, or on USB as a serial line."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.faults import DriverError
from drivers.printers.transports.base import (
    ConnectionLost,
    Delivery,
    PrinterOccupied,
    PrinterUnreachable,
    write_within,
)
from drivers.printers.transports.tcp import wait_until_empty
from drivers.serial_line import SerialLineBusy, SerialSettings, close_serial, open_serial, serial_errors

if TYPE_CHECKING:
    from serial import Serial

_WINDOWS_CHUNK_BYTES = 64


@dataclass(frozen=True, slots=True)
class SerialPrinterSettings:
    """A printer on a serial line. Printers are fast lines: 19200 baud and more, often with hardware flow control."""

    name: str
    line: SerialSettings


class SerialTransport:
    """Opens the line of one printer."""

    def __init__(self, settings: SerialPrinterSettings) -> None:
        self._settings = settings

    def open(self) -> "SerialConnection":
        """Open the line. Raises PrinterUnreachable or PrinterOccupied."""
        name, line = self._settings.name, self._settings.line
        try:
            opened = open_serial(line, name, read_timeout_seconds=0, write_timeout_seconds=1)
        except SerialLineBusy as error:
            raise PrinterOccupied(name=name, address=line.port) from error
        except DriverError as error:
            raise PrinterUnreachable(name=name, address=line.port) from error
        return SerialConnection(name, opened)


class SerialConnection:
    """One open line; see `Connection`."""

    answers = True

    def __init__(self, name: str, line: "Serial") -> None:
        self._name = name
        self._line = line
        self._errors = serial_errors()

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        if os.name != "posix":
            return self._write_in_chunks(data, stall_timeout_seconds)
        # pyserial's own write cannot say how much it wrote before a time-out.
        descriptor = self._line.fileno()
        return write_within(
            self._name,
            data,
            lambda piece: os.write(descriptor, piece),
            descriptor,
            stall_timeout_seconds,
            total_timeout_seconds,
            self._errors,
        )

    def settled(self, timeout_seconds: float) -> bool:
        """True when the line has sent what was written to it."""
        return wait_until_empty(lambda: int(self._line.out_waiting), timeout_seconds)

    def read(self, timeout_seconds: float) -> bytes:
        try:
            self._line.timeout = max(0.0, timeout_seconds)
            first: bytes = self._line.read(1)
            waiting = self._line.in_waiting if first else 0
            rest: bytes = self._line.read(waiting) if waiting else b""
        except self._errors as error:
            raise ConnectionLost(name=self._name) from error
        return first + rest

    def close(self) -> None:
        close_serial(self._line)

    def _write_in_chunks(self, data: bytes, stall_timeout_seconds: float) -> Delivery:
        """Without select on serial lines: small chunks, the last of which may have gone out in part."""
        sent = 0
        try:
            self._line.write_timeout = stall_timeout_seconds
            for start in range(0, len(data), _WINDOWS_CHUNK_BYTES):
                chunk = data[start : start + _WINDOWS_CHUNK_BYTES]
                sent += 1  # from here on the printer may have a part of the chunk
                self._line.write(chunk)
                sent += len(chunk) - 1
        except self._errors:
            return Delivery(sent, False, ConnectionLost(name=self._name))
        return Delivery(sent, True)
