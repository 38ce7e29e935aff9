"""What the printer's worker needs of a way to a printer, and how a way fails.

A transport opens a connection per job and closes it at once: printers that take one connection serve one till at a
time, and a stale connection hides its death until the next receipt.
"""

import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.faults import DriverError

_CHUNK_BYTES = 4096


class TransportError(DriverError):
    """Base of what goes wrong on the way to a printer."""


class PrinterUnreachable(TransportError):
    """No connection; nothing was sent."""

    sentence = "{name} cannot be reached at {address}. Check that it is on and its cable is in."


class PrinterOccupied(TransportError):
    """Somebody else holds the line; nothing was sent."""

    sentence = "{name} at {address} is in use by another program or till. The receipt waits."


class ConnectionLost(TransportError):
    """It broke after it was open."""

    sentence = "The connection to {name} broke. Check its power and cable."


class PrinterStalled(TransportError):
    """It stopped taking data for longer than the deadline."""

    sentence = "{name} stopped taking data. Check whether it is busy, open or out of paper."


@dataclass(frozen=True, slots=True)
class Delivery:
    """How much of a write was accepted by the way, which is not yet proof of print. `problem` says why not all."""

    bytes_sent: int
    complete: bool
    problem: TransportError | None = None


class Connection(Protocol):
    """An open way to a printer, owned by one thread."""

    @property
    def answers(self) -> bool:
        """False where a printer cannot be heard (a file, a spooler)."""

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        """Send `data`; give up after `stall_timeout_seconds` without progress or the total. Never raises."""

    def settled(self, timeout_seconds: float) -> bool:
        """Wait until nothing lies in this computer's own send buffer; False when it still does. True where that
        cannot be known."""

    def read(self, timeout_seconds: float) -> bytes:
        """What has arrived, waiting for a first byte; b"" when none came. Raises ConnectionLost."""

    def close(self) -> None:
        """Let go. Never raises."""


class Transport(Protocol):
    """A way to one printer."""

    def open(self) -> Connection:
        """A fresh connection. Raises PrinterUnreachable or PrinterOccupied within the transport's deadline."""


def write_within(
    name: str,
    data: bytes,
    send: Callable[[memoryview], int],
    descriptor: int,
    stall_timeout_seconds: float,
    total_timeout_seconds: float,
    errors: tuple[type[Exception], ...],
) -> Delivery:
    """Write to a non-blocking descriptor, counting what it takes. The count is exact up to the first problem."""
    view, sent = memoryview(data), 0
    end = time.monotonic() + total_timeout_seconds
    while sent < len(data):
        wait = min(stall_timeout_seconds, end - time.monotonic())
        try:
            if wait <= 0 or not select.select([], [descriptor], [], wait)[1]:
                return Delivery(sent, False, PrinterStalled(name=name))
            sent += send(view[sent : sent + _CHUNK_BYTES])
        except BlockingIOError:
            continue
        except errors:
            return Delivery(sent, False, ConnectionLost(name=name))
    return Delivery(sent, True)
