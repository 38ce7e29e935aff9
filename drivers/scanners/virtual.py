"""A scanner without metal: types what a real one would send into a virtual serial line.

Used by the demo shop, by drills and by the tests; the till reads it through the same `SerialScanner` as a real one.
"""

from dataclasses import dataclass
from pathlib import Path

from drivers.virtual_line import VirtualLine


@dataclass(frozen=True, slots=True)
class VirtualScannerSettings:
    """How this scanner is programmed: what it puts around the data, and whether it names the symbology."""

    name: str = "virtual scanner"
    prefix: bytes = b""
    suffix: bytes = b"\r"
    sends_symbology: bool = True


class VirtualScanner:
    """`plug_in`, point a serial scanner at `port`, then `scan`. `unplug` and `plug_in` again for an accident."""

    def __init__(self, settings: VirtualScannerSettings | None = None, link: Path | None = None) -> None:
        self._settings = settings or VirtualScannerSettings()
        self._line = VirtualLine(self._settings.name, link=link)

    @property
    def port(self) -> str:
        """The serial port to open."""
        return self._line.port

    def plug_in(self) -> None:
        """Appear at `port`, under a new device name each time."""
        self._line.plug_in()

    def unplug(self) -> None:
        """Vanish from `port`."""
        self._line.unplug()

    def close(self) -> None:
        """Unplug for good."""
        self._line.close()

    def scan(self, text: str, symbology: str | None = None) -> None:
        """Pull the trigger over a code that holds `text`; `symbology` is its AIM identifier, e.g. "]E0".

        Raises VirtualLineUnplugged."""
        identifier = symbology if symbology and self._settings.sends_symbology else ""
        data = (identifier + text).encode("utf-8")
        self.send(self._settings.prefix + data + self._settings.suffix)

    def send(self, data: bytes) -> None:
        """Send raw bytes, for what no well-programmed scanner would send. Raises VirtualLineUnplugged."""
        self._line.write(data)
