"""IBAN and creditor reference checks (ISO 13616, ISO 11649), both by ISO 7064 MOD 97-10."""

import re

from fallback_pos.payment_codes.errors import IbanNotValid

_FORM = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CREDITOR_REFERENCE = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")
# Lengths in the SWIFT IBAN registry of the countries that the SEPA schemes reach.
_LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip

_DIGITS_ONLY = frozenset((
    "AT", "BE", "CZ", "DE", "DK", "EE", "ES", "FI", "HR", "HU", "IS",
    "LT", "ME", "NO", "PL", "PT", "RS", "SE", "SI", "SK", "VA",
))  # fmt: skip
"""Countries whose account numbers have no letters: MOD 97 does not find every digit that became a letter."""


def checked_iban(text: str) -> str:
    """The IBAN without spaces, in capitals. Raises IbanNotValid."""
    iban = "".join(text.split()).upper()
    known_length = _LENGTHS.get(iban[:2])
    has_form = iban.isascii() and known_length == len(iban) and _FORM.fullmatch(iban)
    if not has_form or (iban[:2] in _DIGITS_ONLY and not iban[2:].isdigit()) or not _mod_97_is_1(iban):
        raise IbanNotValid(iban=text[:40])
    return iban


def is_creditor_reference(text: str) -> bool:
    """Whether a reference is a structured one of ISO 11649 ("RF18539007547034")."""
    return bool(_CREDITOR_REFERENCE.fullmatch(text)) and _mod_97_is_1(text)


def _mod_97_is_1(text: str) -> bool:
    rearranged = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in rearranged)) % 97 == 1
