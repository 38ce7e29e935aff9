"""Cuts a scanner's byte stream into scans. Pure: time is an argument, nothing is read or waited for here.

A scan is framed `[prefix][AIM id]data[suffix]` and ended by CR, LF, CRLF or TAB, by the suffix, by ETX when it began
with STX, or by silence. Whatever is not a clean scan comes out as a `ScanFault`, never as a shortened scan: a code with
a lost byte could be another product's code.
"""

import re
from dataclasses import dataclass

from drivers.faults import DriverError, Fault, WrongSetting

_STX, _ETX = 0x02, 0x03
_STRUCTURE = re.compile(rb"[\r\n\t\x02\x03]")
# Everything that no code contains. FS, GS, RS, US and EOT are left out: ISO/IEC 15434 and GS1 messages carry them.
_NOISE = re.compile(rb"[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1b\x7f]")
_NOISE_AT_START = re.compile(rb"^[\x00-\x08\x0b\x0c\x0e-\x1b\x7f]+")
_AIM_IDENTIFIER = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_TERMINATORS = b"\r\n\t"


class ScanTooLong(DriverError):
    """More bytes than any code holds without an end: a wrong cable, a stuck key, or a document in the wrong slot."""

    sentence = "That scan was longer than {limit_characters} characters and was thrown away. Scan again."


class ScanDamaged(DriverError):
    """Bytes inside the scan that no code contains, or a scan that broke off."""

    sentence = "The scanner sent a damaged code, which was thrown away. Scan again; if it repeats, check the cable."


@dataclass(frozen=True, slots=True)
class FramingSettings:
    """How a scanner wraps its data.

    prefix, suffix: removed when present. A suffix that the scanner sends without CR, LF or TAB ends the scan itself.
    idle_timeout_seconds: silence that ends a scan that has no terminator.
    length_limit_bytes: longer input is discarded up to its terminator and reported once.
    encoding: of text beyond ASCII in 2D codes; what does not decode is read as Latin-1.
    """

    prefix: bytes = b""
    suffix: bytes = b""
    idle_timeout_seconds: float = 0.1
    length_limit_bytes: int = 2048
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        if self.idle_timeout_seconds <= 0:
            raise WrongSetting(setting="idle_timeout_seconds", value=self.idle_timeout_seconds)
        if self.length_limit_bytes < 1:
            raise WrongSetting(setting="length_limit_bytes", value=self.length_limit_bytes)


@dataclass(frozen=True, slots=True)
class Frame:
    """One clean scan: text, AIM identifier if sent, monotonic seconds of its last byte."""

    text: str
    symbology: str | None
    at: float


@dataclass(frozen=True, slots=True)
class ScanFault:
    """Input that was thrown away, with the reason."""

    fault: Fault
    at: float


def split_aim_identifier(text: str) -> tuple[str | None, str]:
    """("]E0", "400...") for "]E0400...", (None, text) where no AIM identifier (ISO/IEC 15424) leads."""
    match = _AIM_IDENTIFIER.match(text)
    return (match.group(), text[match.end() :]) if match else (None, text)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


class FrameAssembler:
    """Accumulates bytes of one scanner and gives out frames. Feed from one thread only."""

    def __init__(self, settings: FramingSettings | None = None) -> None:
        self._settings = settings or FramingSettings()
        self._prefix = _NOISE_AT_START.sub(b"", self._settings.prefix)
        self._suffix = self._settings.suffix.rstrip(_TERMINATORS)
        self._pending = bytearray()
        self._inside_stx = False
        self._overlong = False
        self._last_at = 0.0

    @property
    def pending(self) -> bool:
        """True while a scan has begun and not ended: somebody has to call `idle` when nothing more comes."""
        return bool(self._pending) or self._inside_stx or self._overlong

    def feed(self, data: bytes, at: float) -> list[Frame | ScanFault]:
        """Take bytes that arrived at monotonic second `at`; return the scans and faults they complete."""
        results = self.idle(at)
        self._last_at = at
        start = 0
        for match in _STRUCTURE.finditer(data):
            self._take(data[start : match.start()], at, results)
            self._take_structure(data[match.start()], at, results)
            start = match.end()
        self._take(data[start:], at, results)
        return results

    def idle(self, at: float) -> list[Frame | ScanFault]:
        """Close what is pending when the line has been silent for `idle_timeout_seconds` at monotonic second `at`."""
        if not self.pending or at - self._last_at < self._settings.idle_timeout_seconds:
            return []
        results: list[Frame | ScanFault] = []
        if self._inside_stx and not self._overlong:
            self._discard(ScanDamaged(), self._last_at, results)
        else:
            self._end_scan(self._last_at, results)
        self._overlong = False
        return results

    def _take(self, data: bytes, at: float, results: list[Frame | ScanFault]) -> None:
        """Add data that contains no structure byte, ending scans at each configured suffix."""
        if not data:
            return
        self._pending += data
        while self._suffix and not self._inside_stx and self._suffix in self._pending:
            head, _, rest = bytes(self._pending).partition(self._suffix)
            self._pending[:] = head
            self._end_scan(at, results)
            self._pending[:] = rest
        self._enforce_limit(at, results)

    def _take_structure(self, byte: int, at: float, results: list[Frame | ScanFault]) -> None:
        if byte == _STX:
            if _NOISE_AT_START.sub(b"", self._pending):
                self._discard(ScanDamaged(), at, results)
            self._start_afresh()
            self._inside_stx = True
        elif self._inside_stx and byte != _ETX:
            self._pending.append(byte)
            self._enforce_limit(at, results)
        else:
            self._end_scan(at, results)

    def _enforce_limit(self, at: float, results: list[Frame | ScanFault]) -> None:
        if len(self._pending) <= self._settings.length_limit_bytes:
            return
        if not self._overlong:
            limit = self._settings.length_limit_bytes
            results.append(ScanFault(Fault.of(ScanTooLong(limit_characters=limit)), at))
        self._overlong = True
        self._pending.clear()

    def _end_scan(self, at: float, results: list[Frame | ScanFault]) -> None:
        data, inside_stx, overlong = bytes(self._pending), self._inside_stx, self._overlong
        self._start_afresh()
        if overlong:
            return
        data = self._unwrapped(data, inside_stx)
        if not data:
            return
        if _NOISE.search(data):
            results.append(ScanFault(Fault.of(ScanDamaged()), at))
            return
        symbology, text = split_aim_identifier(_decoded(data, self._settings.encoding))
        if text:
            results.append(Frame(text, symbology, at))

    def _unwrapped(self, data: bytes, inside_stx: bool) -> bytes:
        data = _NOISE_AT_START.sub(b"", data)
        if inside_stx:
            data = data.rstrip(_TERMINATORS)
        if self._suffix:
            data = data.removesuffix(self._suffix)
        return data.removeprefix(self._prefix)

    def _discard(self, reason: DriverError, at: float, results: list[Frame | ScanFault]) -> None:
        self._start_afresh()
        results.append(ScanFault(Fault.of(reason), at))

    def _start_afresh(self) -> None:
        self._pending.clear()
        self._inside_stx = False
        self._overlong = False
