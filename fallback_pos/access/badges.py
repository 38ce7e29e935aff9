"""Badges: a barcode that stands for an operator's code, never for a product.

Only its HMAC is kept: who copies staff.db cannot print badges.
"""

from __future__ import annotations

import re

from fallback_pos.access.errors import NotABadge
from fallback_pos.access.pins import Pins
from fallback_pos.domain.badge import is_badge


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
