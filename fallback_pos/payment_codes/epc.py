"""SEPA credit transfer code: European Payments Council, EPC069-12 version 2.1, service tag version 002."""

from __future__ import annotations

import re

from fallback_pos.domain.money import Money
from fallback_pos.payment_codes.amounts import amount_text, require_currency
from fallback_pos.payment_codes.errors import (
    BicNotValid,
    CodeTooLong,
    FieldMissing,
    FieldTooLong,
    NotPlainCharacters,
    ReferenceNotValid,
)
from fallback_pos.payment_codes.iban import checked_iban, is_creditor_reference
from fallback_pos.payment_codes.payee import Payee

SCHEME_NAME = "SEPA"
LARGEST_AMOUNT_MINOR = 99_999_999_999
NAME_LIMIT_CHARACTERS = 70
TEXT_LIMIT_CHARACTERS = 140
PAYLOAD_LIMIT_BYTES = 331
_UTF_8 = "1"
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def epc_code(payee: Payee, amount: Money, reference: str) -> str:
    """Lines separated by LF. A creditor reference (RF...) goes into the structured field, any other into the text.

    To be drawn with error correction M and at most version 13. Raises PaymentCodeError.
    """
    require_currency(amount, "EUR", SCHEME_NAME)
    structured = reference if is_creditor_reference(reference) else ""
    lines = [
        "BCD",
        "002",
        _UTF_8,
        "SCT",
        _bic(payee.bic),
        _name(payee.name),
        checked_iban(payee.account),
        f"EUR{amount_text(amount, LARGEST_AMOUNT_MINOR, SCHEME_NAME)}",
        "",
        structured,
        "" if structured else _text(reference),
    ]
    payload = "\n".join(lines).rstrip("\n")
    length = len(payload.encode())
    if length > PAYLOAD_LIMIT_BYTES:
        raise CodeTooLong(scheme=SCHEME_NAME, length=length, limit=PAYLOAD_LIMIT_BYTES)
    return payload


def _bic(text: str) -> str:
    bic = text.strip().upper()
    if bic and not _BIC.fullmatch(bic):
        raise BicNotValid(bic=text[:20])
    return bic


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise FieldMissing(scheme=SCHEME_NAME, field="name")
    if not name.isprintable():
        raise NotPlainCharacters(scheme=SCHEME_NAME, field="name", text=name[:40])
    if len(name) > NAME_LIMIT_CHARACTERS:
        raise FieldTooLong(scheme=SCHEME_NAME, field="name", text=name[:40], limit=NAME_LIMIT_CHARACTERS)
    return name


def _text(reference: str) -> str:
    text = reference.strip()
    if len(text) > TEXT_LIMIT_CHARACTERS or not text.isprintable():
        expected = f"at most {TEXT_LIMIT_CHARACTERS} printable characters"
        raise ReferenceNotValid(scheme=SCHEME_NAME, reference=reference[:40], expected=expected)
    return text
