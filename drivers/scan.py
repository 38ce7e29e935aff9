"""A scan: what one trigger pull of a scanner said, before anybody understands it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scan:
    """The raw text of one scan.

    text: the data without prefix, suffix, STX/ETX and AIM identifier; GS (0x1D) separators stay inside.
    symbology: the AIM identifier (ISO/IEC 15424) such as "]E0" where the scanner sends one, else None.
    at: monotonic seconds at which the last byte arrived.
    source: name of the scanner.
    """

    text: str
    symbology: str | None
    at: float
    source: str
