"""UPI deep link: National Payments Corporation of India, UPI Linking Specification 1.6."""

from __future__ import annotations

import re
from urllib.parse import quote

from fallback_pos.domain.money import Money
from fallback_pos.payment_codes.amounts import amount_text, require_currency
from fallback_pos.payment_codes.errors import AccountNotValid, ReferenceNotValid
from fallback_pos.payment_codes.payee import Payee
from fallback_pos.payment_codes.plain_text import plain

LARGEST_AMOUNT_MINOR = 9_999_999_999
NAME_LIMIT_CHARACTERS = 99
_ADDRESS = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}")
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{1,35}")


def upi_code(payee: Payee, amount: Money, reference: str) -> str:
    """upi://pay with payee, amount, reference (tr) and the same as the note (tn) the customer sees.

    Raises PaymentCodeError.
    """
    require_currency(amount, "INR", "UPI")
    address = payee.account.strip()
    if not _ADDRESS.fullmatch(address):
        raise AccountNotValid(scheme="UPI", account=address[:40], expected="an address such as shop@bank")
    if reference and not _REFERENCE.fullmatch(reference):
        expected = "1 to 35 letters, digits and hyphens"
        raise ReferenceNotValid(scheme="UPI", reference=reference[:40], expected=expected)
    fields = [
        ("pa", address),
        ("pn", plain(payee.name, scheme="UPI", field="name", limit=NAME_LIMIT_CHARACTERS)),
        ("am", amount_text(amount, LARGEST_AMOUNT_MINOR, "UPI")),
        ("cu", "INR"),
    ]
    if reference:
        fields += [("tr", reference), ("tn", reference)]
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in fields)
