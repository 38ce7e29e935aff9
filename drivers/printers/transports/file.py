"""A printer behind a device file (such as /dev/usb/lp0), or receipts collected in a file."""

import os
import stat
from dataclasses import dataclass

from drivers.printers.transports.base import Delivery, PrinterOccupied, PrinterUnreachable, write_within


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where to write. A plain file is created and appended to."""

    name: str
    path: str


class FileTransport:
    """Opens one file for writing, without ever waiting for a reader on its other side."""

    def __init__(self, settings: FileSettings) -> None:
        self._settings = settings

    def open(self) -> "FileConnection":
        """Open the file. Raises PrinterUnreachable (absent, or a pipe that nobody reads) or PrinterOccupied."""
        name, path = self._settings.name, self._settings.path
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, flags, 0o600)
        except BlockingIOError as error:
            raise PrinterOccupied(name=name, address=path) from error
        except OSError as error:
            raise PrinterUnreachable(name=name, address=path) from error
        return FileConnection(name, descriptor)


class FileConnection:
    """One open file; see `Connection`. Nothing answers here."""

    answers = False

    def __init__(self, name: str, descriptor: int) -> None:
        self._name = name
        self._descriptor = descriptor

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        return write_within(
            self._name,
            data,
            lambda piece: os.write(self._descriptor, piece),
            self._descriptor,
            stall_timeout_seconds,
            total_timeout_seconds,
            (OSError,),
        )

    def settled(self, timeout_seconds: float) -> bool:
        """Plain files are flushed to the disk; devices cannot say."""
        del timeout_seconds
        if stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            os.fsync(self._descriptor)
        return True

    def read(self, timeout_seconds: float) -> bytes:
        del timeout_seconds
        return b""

    def close(self) -> None:
        os.close(self._descriptor)
