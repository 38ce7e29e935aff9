"""Printers on the network, raw port 9100."""

import select
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.printers.transports.base import ConnectionLost, Delivery, PrinterUnreachable, write_within

_READ_SIZE_BYTES = 4096
_LAST_WORDS_SECONDS = 0.2
_SETTLE_POLL_SECONDS = 0.02
_SIOCOUTQ = 0x5411


@dataclass(frozen=True, slots=True)
class TcpSettings:
    """A network printer. An address in numbers keeps a dead name server from delaying the connection."""

    name: str
    host: str
    port: int = 9100
    connect_timeout_seconds: float = 3.0


class TcpTransport:
    """Opens TCP connections to one printer."""

    def __init__(self, settings: TcpSettings) -> None:
        self._settings = settings

    def open(self) -> "TcpConnection":
        """Connect. Raises PrinterUnreachable."""
        settings = self._settings
        address = (settings.host, settings.port)
        try:
            opened = socket.create_connection(address, settings.connect_timeout_seconds)
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise PrinterUnreachable(name=settings.name, address=where) from error
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TcpConnection(settings.name, opened)


class TcpConnection:
    """One open connection; see `Connection`."""

    answers = True

    def __init__(self, name: str, opened: socket.socket) -> None:
        self._name = name
        self._socket = opened

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        return write_within(
            self._name,
            data,
            self._socket.send,
            self._socket.fileno(),
            stall_timeout_seconds,
            total_timeout_seconds,
            (OSError, ValueError),
        )

    def settled(self, timeout_seconds: float) -> bool:
        """True when the printer's network side has acknowledged every byte, as far as this system tells."""
        return wait_until_empty(self._unacknowledged_bytes, timeout_seconds)

    def read(self, timeout_seconds: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], max(0.0, timeout_seconds))[0]:
                return b""
            data = self._socket.recv(_READ_SIZE_BYTES)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise ConnectionLost(name=self._name) from error
        if not data:
            raise ConnectionLost(name=self._name)
        return data

    def close(self) -> None:
        """Say goodbye before closing: unread status bytes would turn the close into a reset, and a reset makes some
        printers forget what they have not printed yet."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            end = time.monotonic() + _LAST_WORDS_SECONDS
            while time.monotonic() < end and self.read(end - time.monotonic()):
                pass
        except (OSError, ConnectionLost):
            pass
        finally:
            self._socket.close()

    def _unacknowledged_bytes(self) -> int:
        try:
            import fcntl
        except ImportError:  # Windows
            return 0
        answer = fcntl.ioctl(self._socket.fileno(), _SIOCOUTQ, b"\0\0\0\0")
        return int(struct.unpack("i", answer)[0])


def wait_until_empty(waiting_bytes: Callable[[], int], timeout_seconds: float) -> bool:
    """Poll a send buffer until it is empty; True also where the system does not tell."""
    end = time.monotonic() + timeout_seconds
    while True:
        try:
            if waiting_bytes() == 0:
                return True
        except (OSError, ValueError):
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(_SETTLE_POLL_SECONDS)
