"""Tells a keyboard-wedge scanner from a person typing, by timing alone. Pure: characters and times in, events out.

A scanner types six or more characters with gaps no hand reaches and ends with Enter, Tab, ETX or silence. Characters
are held until it is clear which of the two they are, at most `maximum_gap_seconds` after the last one, so that a
scan while an amount is being typed never reads as part of that amount. Feed every key before any input field sees it:
GS (0x1D), TAB, CRLF and ETX all mean something else to an input field.
"""

from dataclasses import dataclass, field

from drivers.faults import Fault, WrongSetting
from drivers.scan import Scan
from drivers.scanners.framing import Frame, FrameAssembler, FramingSettings, ScanFault

_ENDS = frozenset("\r\n\t\x03")
_STX = "\x02"


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """When keys count as a scan.

    maximum_gap_seconds: a longer gap is a hand. 2 ms to 11 ms are usual for scanners, 90 ms for fast typists.
    silence_seconds: ends a scan without Enter or Tab, and is how long a hiccup inside a scan may last.
    """

    minimum_characters: int = 6
    maximum_gap_seconds: float = 0.035
    silence_seconds: float = 0.1
    framing: FramingSettings = field(default_factory=FramingSettings)

    def __post_init__(self) -> None:
        if self.minimum_characters < 2:
            raise WrongSetting(setting="minimum_characters", value=self.minimum_characters)
        if not 0 < self.maximum_gap_seconds <= self.silence_seconds:
            raise WrongSetting(setting="maximum_gap_seconds", value=self.maximum_gap_seconds)


@dataclass(frozen=True, slots=True)
class Typed:
    """Characters that a person typed, to be given on to where typing goes; "\\r" and "\\t" are Enter and Tab."""

    characters: str


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A burst that was a scan but not a usable one; its characters are swallowed."""

    fault: Fault
    at: float


WedgeEvent = Scan | Typed | ScanRefused


class WedgeClassifier:
    """Sorts one keyboard's characters. Not thread-safe: call from the thread that reads the keys."""

    def __init__(self, source: str = "keyboard", settings: WedgeSettings | None = None) -> None:
        self._source = source
        self._settings = settings or WedgeSettings()
        self._held: list[str] = []
        self._last_at = 0.0
        self._scan_ended_at: float | None = None

    @property
    def deadline(self) -> float | None:
        """Monotonic second at which `silence` is due, or None while nothing is held."""
        if not self._held:
            return None
        wait = self._settings.silence_seconds if self._looks_scanned() else self._settings.maximum_gap_seconds
        return self._last_at + wait

    def key(self, character: str, at: float) -> list[WedgeEvent]:
        """Take one character (Enter is "\\r", Tab "\\t", Ctrl+] "\\x1d") that arrived at monotonic second `at`."""
        events = self.silence(at)
        if self._belongs_to_the_end_of_a_scan(character, at):
            return events
        self._last_at = at
        if character in _ENDS:
            return events + self._end(character, at)
        if len(self._held) <= self._settings.framing.length_limit_bytes:
            self._held.append(character)
        return events

    def silence(self, at: float) -> list[WedgeEvent]:
        """Release what is held when `deadline` has passed at monotonic second `at`."""
        deadline = self.deadline
        if deadline is None or at < deadline:
            return []
        return self._released_scan(self._last_at) if self._looks_scanned() else self._released_typing("")

    def _end(self, character: str, at: float) -> list[WedgeEvent]:
        if self._looks_scanned():
            self._scan_ended_at = at
            return self._released_scan(at)
        return self._released_typing(character)

    def _looks_scanned(self) -> bool:
        """Fast and long enough. One character over and over is a key held down, not a code."""
        return len(self._held) >= self._settings.minimum_characters and len(set(self._held)) > 1

    def _belongs_to_the_end_of_a_scan(self, character: str, at: float) -> bool:
        """True for the LF of CRLF, and for CR or LF after ETX or TAB, which belong to the scan before them."""
        ended_at, self._scan_ended_at = self._scan_ended_at, None
        if ended_at is None or character not in _ENDS or at - ended_at > self._settings.maximum_gap_seconds:
            return False
        self._scan_ended_at = at
        return True

    def _released_typing(self, end: str) -> list[WedgeEvent]:
        characters = "".join(self._held) + end
        self._held.clear()
        return [Typed(characters)] if characters else []

    def _released_scan(self, at: float) -> list[WedgeEvent]:
        burst = "".join(self._held).lstrip(_STX)
        self._held.clear()
        assembler = FrameAssembler(self._settings.framing)
        data = burst.encode(self._settings.framing.encoding, errors="replace")
        return [self._event(result) for result in assembler.feed(data + b"\r", at)]

    def _event(self, result: Frame | ScanFault) -> WedgeEvent:
        if isinstance(result, ScanFault):
            return ScanRefused(result.fault, result.at)
        return Scan(result.text, result.symbology, result.at, self._source)
