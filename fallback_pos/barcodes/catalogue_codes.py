"""Codes of a catalogue file in the form in which scans look them up."""

import re

from fallback_pos.barcodes.barcode import Barcode, Kind
from fallback_pos.barcodes.check_digits import check_digit
from fallback_pos.barcodes.errors import LabelHoldsMeasure, UnreadableBarcode, shown
from fallback_pos.barcodes.labels import LabelLayout
from fallback_pos.barcodes.rules import DEFAULT_RULES, BarcodeRules
from fallback_pos.barcodes.understanding import understand

_FINISHED_KEY = re.compile(r"label:\d{1,6}:\d+|plu:\d{1,6}|text:.+", re.ASCII)
_NO_PRODUCT = (Kind.COUPON, Kind.RECEIPT, Kind.URL, Kind.EMPTY, Kind.ADDON)


def normalise_for_catalogue(code: str, rules: BarcodeRules = DEFAULT_RULES) -> str:
    """The lookup key (keys.py) under which a product with this code is stored.

    Takes what can be scanned (GTIN of any length with its check digit, UPC-E, ISBN, PLU, shop's own texts), an in-store
    label with zeros for its price or weight, or a finished `label:`, `plu:` or `text:` key. 8 digits that are both a
    UPC-E and an EAN-8 are stored as the UPC-E; every 8-digit scan asks for both.
    Raises UnreadableBarcode (WrongCheckDigit, TooShort, LabelHoldsMeasure, ...) and CardNumberRefused.
    """
    wanted = code.strip()
    if _FINISHED_KEY.fullmatch(wanted):
        return wanted
    barcode = understand(wanted, None, rules)
    if barcode.kind in _NO_PRODUCT or not barcode.lookup_keys:
        raise UnreadableBarcode(code=shown(wanted))
    if barcode.label is not None and barcode.label.has_measure:
        raise LabelHoldsMeasure(code=shown(wanted), expected=_with_zeros(barcode, barcode.label.layout))
    return barcode.lookup_keys[0]


def _with_zeros(barcode: Barcode, layout: LabelLayout) -> str:
    payload = layout.without_measure(barcode.gtin14[1:] if barcode.gtin14 else barcode.text)
    return payload + check_digit(payload) if layout.has_check_digit else payload
