"""The codes of one product: barcodes with pack quantities, and its PLU, as the keys by which scans look them up."""

from __future__ import annotations

import re
from decimal import Decimal

from fallback_pos.barcodes import BarcodeRules, normalise_for_catalogue, plu_key
from fallback_pos.domain.quantity import parse_quantity
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_build import ProductCode

MOST_CODES = 50
_BETWEEN = re.compile(r"[|;\s]+")
_SPREADSHEET_NUMBER = re.compile(r"\d([.,]\d+)?[eE]\+\d+|\d{5,}[.,]0+")
_PLU = re.compile(r"\d{1,6}", re.ASCII)


class SpreadsheetNumber(TillError):
    sentence = "{code} is a barcode that a spreadsheet has rounded. Export the file again with that column as text."


class WrongPlu(TillError):
    sentence = "“{text}” is no PLU: one to six digits."


class TooManyCodes(TillError):
    sentence = "The product has more than {limit} barcodes."


class NoCode(TillError):
    sentence = "The product has no barcode, no PLU and no id. It needs one of them."


def read_codes(text: str, rules: BarcodeRules) -> tuple[dict[str, ProductCode], list[TillError]]:
    """Codes such as 4006381333931|14006381333938*6 by key, and the faults of those that are none.

    Raises TooManyCodes.
    """
    codes: dict[str, ProductCode] = {}
    faults: list[TillError] = []
    parts = [text] if text.isdigit() or text.startswith("text:") else [part for part in _BETWEEN.split(text) if part]
    if len(parts) > MOST_CODES:
        raise TooManyCodes(limit=MOST_CODES)
    for part in parts:
        try:
            code = _read_code(part, rules)
        except TillError as fault:
            faults.append(fault)
        else:
            codes.setdefault(code.key, code)
    return codes, faults


def read_plu(text: str) -> tuple[str, ProductCode]:
    """The PLU without leading zeros, and its code. Raises WrongPlu."""
    if not _PLU.fullmatch(text):
        raise WrongPlu(text=text[:20])
    return text.lstrip("0") or "0", ProductCode(plu_key(text))


def _read_code(text: str, rules: BarcodeRules) -> ProductCode:
    code, star, pack = text.partition("*")
    if _SPREADSHEET_NUMBER.fullmatch(code):
        raise SpreadsheetNumber(code=code[:30])
    key = normalise_for_catalogue(code, rules)
    return ProductCode(key, parse_quantity(pack) if star else Decimal(1)) if star else ProductCode(key)
