"""Opens serial lines for every serial device, and maps everything a serial line can throw to two errors.

pyserial lets three families of exceptions through: SerialException, bare OSError (EIO from in_waiting after an unplug,
ENOTTY from modem lines) and termios.error (7 data bits or parity on a line that has none; close() after an unplug).
"""

import errno
import os
from dataclasses import dataclass
from glob import glob
from typing import TYPE_CHECKING, Any, Literal

from drivers.faults import DriverError, WrongSetting

if TYPE_CHECKING:
    from serial import Serial


class SerialLineAbsent(DriverError):
    """No device answers to that name."""

    sentence = "{name} is not at {port}. Check the plug and the cable."


class SerialLineBusy(DriverError):
    """Another program holds the line."""

    sentence = "{name} at {port} is in use by another program. Close that program, or choose another port."


class SerialLineRefused(DriverError):
    """The line exists but cannot be opened or set as wanted."""

    sentence = "{name} at {port} cannot be opened ({detail}). Check its settings and permissions."


class SerialLineLost(DriverError):
    """The line was open and broke."""

    sentence = "{name} at {port} was unplugged or switched off. Plug it in again; the till reopens it by itself."


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """A serial line. `port` is a path, best a stable one (/dev/serial/by-id/...); a pattern with * takes the first
    match, so that a device may return under another name. Most devices are 8N1."""

    port: str
    baud_rate: int = 9600
    data_bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    hardware_flow_control: bool = False

    def __post_init__(self) -> None:
        if not self.port:
            raise WrongSetting(setting="port", value=repr(self.port))
        if self.baud_rate <= 0:
            raise WrongSetting(setting="baud_rate", value=self.baud_rate)


def serial_errors() -> tuple[type[Exception], ...]:
    """Every exception class that pyserial lets out of open, read, write and close."""
    from serial import SerialException

    families: list[type[Exception]] = [SerialException, OSError, ValueError, TypeError]
    try:
        import termios
    except ImportError:  # Windows
        return tuple(families)
    families.append(termios.error)
    return tuple(families)


def open_serial(
    settings: SerialSettings, name: str, read_timeout_seconds: float, write_timeout_seconds: float
) -> "Serial":
    """An open line for one owner. Raises SerialLineAbsent, SerialLineBusy or SerialLineRefused."""
    import serial

    parity = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}[settings.parity]
    try:
        return serial.Serial(
            resolved_port(settings.port),
            baudrate=settings.baud_rate,
            bytesize=settings.data_bits,
            parity=parity,
            stopbits=settings.stop_bits,
            rtscts=settings.hardware_flow_control,
            timeout=read_timeout_seconds,
            write_timeout=write_timeout_seconds,
            exclusive=True if os.name == "posix" else None,
        )
    except serial_errors() as error:
        raise _open_error(error, settings.port, name) from error


def close_serial(line: Any) -> None:
    """Close without noise: after an unplug close() itself throws, and there is nothing left to save."""
    try:
        line.close()
    except serial_errors():
        return


def resolved_port(port: str) -> str:
    """The path to open: the first match of a pattern, or the port itself."""
    if "*" not in port:
        return port
    matches = sorted(glob(port))  # noqa: PTH207 - a port may be an absolute pattern
    return matches[0] if matches else port


def _open_error(error: Exception, port: str, name: str) -> DriverError:
    code = getattr(error, "errno", None)
    if code in {errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO}:
        return SerialLineAbsent(name=name, port=port)
    if code in {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK}:
        return SerialLineBusy(name=name, port=port)
    return SerialLineRefused(name=name, port=port, detail=str(error))
