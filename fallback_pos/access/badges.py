"""Badges: a barcode that stands for an operator's code, never for a product.

A badge holds a letter, so that no EAN, UPC, PLU or label of a scale is one, and none of the signs of a web address or
a GS1 code. Only its HMAC is kept: who copies staff.db cannot print badges.
"""

from __future__ import annotations

import re

from fallback_pos.access.errors import NotABadge
from fallback_pos.access.pins import Pins

_FORM = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{4,40}")


class Badges:
    """`pattern`: what the shop's badges look like as a whole; None for a shop without badges."""

    def __init__(self, pins: Pins, pattern: str | None) -> None:
        self._pins = pins
        self._pattern = re.compile(pattern) if pattern else None

    def is_one(self, text: str) -> bool:
        return is_badge(text, self._pattern)

    def hash_of(self, text: str) -> str:
        """Raises NotABadge."""
        if not self.is_one(text):
            raise NotABadge()
        return self._pins.badge_hash(text)


def is_badge(text: str, pattern: re.Pattern[str] | None) -> bool:
    """Whether a scan is an operator's badge by its form; somebody may have it or not."""
    return pattern is not None and bool(_FORM.fullmatch(text)) and bool(pattern.fullmatch(text))
