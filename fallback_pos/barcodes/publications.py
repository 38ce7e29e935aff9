"""Books (ISBN, ISO 2108) and magazines (ISSN, ISO 3297) as people type them, and the add-ons beside their barcodes."""

import re

from fallback_pos.barcodes.check_digits import check_digit, has_valid_check_digit

_ISBN10 = re.compile(r"\d{9}[\dXx]", re.ASCII)
_ISSN = re.compile(r"(\d{4})-(\d{3})([\dXx])", re.ASCII)
_WITH_ADDON = re.compile(r"(\d{13})[ +]?(\d{5}|\d{2})", re.ASCII)
_PUBLICATION_PREFIXES = ("977", "978", "979")


def isbn10_to_gtin14(text: str) -> str | None:
    """The GTIN-14 of an ISBN-10 with or without hyphens, or None where it is none or its check character is wrong."""
    compact = text.replace("-", "").replace(" ", "")
    if not _ISBN10.fullmatch(compact):
        return None
    values = [10 if character in "Xx" else int(character) for character in compact]
    if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
        return None
    payload = "978" + compact[:9]
    return "0" + payload + check_digit(payload)


def issn_to_gtin14(text: str) -> str | None:
    """The GTIN-14 (977, variant 00) of an ISSN written with its hyphen, or None."""
    match = _ISSN.fullmatch(text)
    if match is None:
        return None
    seven, check = match[1] + match[2], match[3].upper()
    remainder = -sum(int(digit) * weight for digit, weight in zip(seven, range(8, 1, -1), strict=True)) % 11
    if check != ("X" if remainder == 10 else str(remainder)):
        return None
    payload = "977" + seven + "00"
    return "0" + payload + check_digit(payload)


def split_addon(text: str, symbology: str | None) -> tuple[str, str] | None:
    """(13 digits, add-on) where a scanner sent both in one message (]E3), or None.

    Without ]E3 only magazines and books are split: 15 or 18 digits may be anything else.
    """
    match = _WITH_ADDON.fullmatch(text)
    if match is None or not (symbology == "]E3" or match[1].startswith(_PUBLICATION_PREFIXES)):
        return None
    return (match[1], match[2]) if has_valid_check_digit(match[1]) else None
