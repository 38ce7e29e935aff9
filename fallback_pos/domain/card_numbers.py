"""Keeps card numbers out of the till: no field accepts, stores or logs one. What is not kept needs no guard (PCI DSS).

Refused are magnetic-track shapes anywhere in a text, and values that as a whole are 13 to 19 digits (grouped or not)
which pass the Luhn check of ISO/IEC 7812-1. About a tenth of all honest 13-digit numbers pass Luhn too, so a field
whose values have a form of their own (product, loyalty, voucher, receipt, wallet reference) hands over that pattern,
which is asked first. Inside a longer text, 15 to 19 digits that stand alone, pass Luhn and begin like an issued card
are refused as well: GTINs are shorter, so an article number in a note stays honest.
"""

import re
import unicodedata
from typing import ClassVar

from fallback_pos.errors import TillError

_SEPARATOR = r"[\s\-‐‑‒–—−.·_/]"
_TRACKS = (
    re.compile(r"%?[A-Za-z]\d{12,19}\^[^^]{0,40}\^"),
    re.compile(r"%[Bb][^^]{0,40}\^[^^]{0,40}\^"),
    re.compile(r"\d{12,19}=\d*\??"),
    re.compile(r";\d[\d ]{10,30}=\d*\??"),
)
_GROUPED_DIGITS = re.compile(rf"\d(?:{_SEPARATOR}{{0,3}}\d){{12,18}}")
_SEPARATORS = re.compile(_SEPARATOR)
_STANDS_ALONE = re.compile(r"(?<![\w.,])(?:\d(?:[ \-]?\d){14,18})(?![\w])")
_ISSUED = re.compile(r"4|5[0-9]|6[0-9]|3[4-9]|30[0-5]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)")
_LONGEST_LOOKED_AT_CHARACTERS = 10_000


class CardNumberRefused(TillError):
    """Somebody scanned, swiped or typed what looks like a payment card. No parameters: the number goes nowhere."""

    sentence: ClassVar[str] = (
        "That looks like a card number. Card numbers are never typed or kept here: use the terminal."
    )
    kind: ClassVar[str] = "card_number"
    reason: ClassVar[str] = "card number"


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 over decimal digits of any script."""
    total = 0
    for position, character in enumerate(reversed(digits)):
        digit = unicodedata.digit(character)
        if position % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def holds_track_data(text: str) -> bool:
    """Whether the text contains what a magnetic-stripe reader sends (ISO/IEC 7813 track 1 or 2)."""
    if "^" not in text and "=" not in text:
        return False
    return any(track.search(text) for track in _TRACKS)


def is_card_shaped(text: str) -> bool:
    """Whether the whole value is 13 to 19 digits, grouped or not, that pass Luhn."""
    value = text.strip()
    return _GROUPED_DIGITS.fullmatch(value) is not None and passes_luhn(_SEPARATORS.sub("", value))


def looks_like_card_number(text: str) -> bool:
    """Whether a text of a field without a pattern of its own is, or contains, a card number or track data.

    Looks at the first 10,000 characters: no field of the till takes more.
    """
    looked_at = _half_width(text[:_LONGEST_LOOKED_AT_CHARACTERS])
    return holds_track_data(looked_at) or is_card_shaped(looked_at) or _holds_issued_number(looked_at)


def refuse_card_numbers(text: str, pattern: re.Pattern[str] | None = None) -> str:
    """`text` itself, for a field that takes it.

    `pattern` is the field's own form; a value that matches it as a whole is honest even where it passes Luhn. Track
    data is refused in every field. Raises CardNumberRefused.
    """
    if holds_track_data(_half_width(text[:_LONGEST_LOOKED_AT_CHARACTERS])):
        raise CardNumberRefused
    if pattern is not None and pattern.fullmatch(text.strip()):
        return text
    if looks_like_card_number(text):
        raise CardNumberRefused
    return text


def unless_a_card(text: str) -> str:
    """A text that goes into an error's sentence, or an ellipsis in place of a card number."""
    return "…" if looks_like_card_number(text) else text


def _holds_issued_number(text: str) -> bool:
    for match in _STANDS_ALONE.finditer(text):
        digits = _SEPARATORS.sub("", match.group())
        if _ISSUED.match(digits) and passes_luhn(digits):
            return True
    return False


def _half_width(text: str) -> str:
    """Full-width characters (an input method in Chinese mode types them) as their ASCII twins."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
