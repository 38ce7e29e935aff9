"""EMVCo merchant-presented codes: tag-length-value, checksum, and the frame that every national scheme shares.

EMV QR Code Specification for Payment Systems, Merchant-Presented Mode, 1.1. A field is a two-digit tag, a two-digit
length in characters, and the value; the last one (63) is the CRC-16/CCITT-FALSE of everything before its value.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence

from fallback_pos.domain.money import Money
from fallback_pos.payment_codes.amounts import amount_text
from fallback_pos.payment_codes.errors import CurrencyHasNoNumber, FieldTooLong, NotPlainCharacters, ReferenceNotValid
from fallback_pos.payment_codes.payee import AccountTemplate
from fallback_pos.payment_codes.plain_text import plain

VALUE_LIMIT_CHARACTERS = 99
NAME_LIMIT_CHARACTERS = 25
CITY_LIMIT_CHARACTERS = 15
REFERENCE_LIMIT_CHARACTERS = 25
AMOUNT_LIMIT_CHARACTERS = 13
_REFERENCE = re.compile(r"[A-Za-z0-9 ./:_+*-]{1,25}")
# ISO 4217 numeric codes of currencies with a national EMV QR scheme or cross-border acceptance of one.
_NUMBERS = {
    "AED": "784", "ARS": "032", "AUD": "036", "BDT": "050", "BND": "096", "BOB": "068", "BRL": "986", "CLP": "152",
    "CNY": "156", "COP": "170", "CRC": "188", "EGP": "818", "EUR": "978", "GBP": "826", "GHS": "936", "HKD": "344",
    "IDR": "360", "INR": "356", "JPY": "392", "KES": "404", "KHR": "116", "KRW": "410", "KZT": "398", "LAK": "418",
    "LKR": "144", "MMK": "104", "MOP": "446", "MUR": "480", "MXN": "484", "MYR": "458", "NGN": "566", "NPR": "524",
    "PEN": "604", "PHP": "608", "PKR": "586", "PYG": "600", "RSD": "941", "RWF": "646", "SAR": "682", "SGD": "702",
    "THB": "764", "TND": "788", "TWD": "901", "TZS": "834", "UGX": "800", "USD": "840", "UYU": "858", "UZS": "860",
    "VND": "704", "ZAR": "710", "ZMW": "967",
}  # fmt: skip

Field = tuple[str, str]


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE as four capital hexadecimal digits. `text` is ASCII and ends with "6304"."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def encode_fields(fields: Sequence[Field], scheme: str) -> str:
    """Fields as tag-length-value, in the given order. Raises FieldTooLong or NotPlainCharacters."""
    parts = []
    for tag, value in fields:
        if len(value) > VALUE_LIMIT_CHARACTERS:
            raise FieldTooLong(scheme=scheme, field=tag, text=value[:40], limit=VALUE_LIMIT_CHARACTERS)
        if not (value.isascii() and value.isprintable()):
            raise NotPlainCharacters(scheme=scheme, field=tag, text=value[:40])
        parts.append(f"{tag}{len(value):02d}{value}")
    return "".join(parts)


def emv_code(
    *,
    scheme: str,
    templates: Sequence[AccountTemplate],
    amount: Money,
    country: str,
    name: str,
    city: str,
    category: str = "0000",
    reference_tag: str | None = None,
    reference: str = "",
    initiation: str | None = "12",
) -> str:
    """The whole payload. `initiation` 12 says: for one payment, with this amount; None leaves the field out.

    Raises PaymentCodeError.
    """
    fields: list[Field] = [("00", "01")]
    if initiation is not None:
        fields.append(("01", initiation))
    in_order = sorted(templates, key=lambda each: each.tag)
    fields += [(template.tag, encode_fields(template.fields, scheme)) for template in in_order]
    fields += [
        ("52", category),
        ("53", _currency_number(amount)),
        ("54", amount_text(amount, _largest_minor(amount), scheme)),
        ("58", country),
        ("59", plain(name, scheme=scheme, field="name", limit=NAME_LIMIT_CHARACTERS)),
        ("60", plain(city, scheme=scheme, field="city", limit=CITY_LIMIT_CHARACTERS)),
    ]
    if reference_tag is not None and reference:
        fields.append(("62", encode_fields([(reference_tag, checked_reference(reference, scheme))], scheme)))
    unsigned = encode_fields(fields, scheme) + "6304"
    return unsigned + checksum(unsigned)


def checked_reference(reference: str, scheme: str) -> str:
    """Raises ReferenceNotValid."""
    if not _REFERENCE.fullmatch(reference):
        expected = f"1 to {REFERENCE_LIMIT_CHARACTERS} letters, digits and hyphens"
        raise ReferenceNotValid(scheme=scheme, reference=reference[:40], expected=expected)
    return reference


def _currency_number(amount: Money) -> str:
    number = _NUMBERS.get(amount.currency.code)
    if number is None:
        raise CurrencyHasNoNumber(currency=amount.currency.code)
    return number


def _largest_minor(amount: Money) -> int:
    digits = amount.currency.digits
    point = 1 if digits else 0
    return int(10 ** (AMOUNT_LIMIT_CHARACTERS - point)) - 1
