"""Plain product numbers: GTIN of any length, UPC-E and in-store labels. The path of nearly every scan; no library."""

from fallback_pos.barcodes.barcode import Barcode, Candidate, Kind
from fallback_pos.barcodes.check_digits import check_digit, has_valid_check_digit
from fallback_pos.barcodes.keys import gtin_key, plu_key
from fallback_pos.barcodes.labels import Label
from fallback_pos.barcodes.rules import BarcodeRules
from fallback_pos.barcodes.upce import expand_upce, expand_upce_with_check

GTIN_LENGTHS = frozenset((8, 12, 13, 14))
_NOTHING = "0" * 14
_SHORT_NUMBERS = "000000"
_LABEL_WITHOUT_MEASURE = "This label holds no price and no weight: weigh the goods, or enter the quantity."


def read_gtin(raw: str, digits: str, symbology: str | None, rules: BarcodeRules) -> Barcode | None:
    """The reading of ASCII digits as a product number or label, or None where they are none or their check is wrong.

    Raises WrongLabelMeasure for a label whose price or weight fails its own check digit.
    """
    length = len(digits)
    if length == 8 and digits[0] in "01":
        return _read_zero_suppressed(raw, digits, symbology)
    if length not in GTIN_LENGTHS or not has_valid_check_digit(digits):
        return read_long_label(raw, digits, symbology, rules) if length > 14 else None
    gtin14 = digits if length == 14 else gtin_key(digits)
    if gtin14 == _NOTHING:
        return None
    return of_gtin14(raw, digits, symbology, gtin14, rules)


def of_gtin14(raw: str, text: str, symbology: str | None, gtin14: str, rules: BarcodeRules) -> Barcode:
    """The barcode of a valid GTIN-14, sorted by its GS1 prefix (General Specifications 1.4.2)."""
    first_three = gtin14[1:4]
    if gtin14[0] != "0":
        return Barcode(raw, text, Kind.GTIN, symbology, (gtin14,), gtin14)
    if gtin14.startswith(_SHORT_NUMBERS):
        return _short_number(raw, text, symbology, gtin14)
    if first_three[0] == "2" or first_three[:2] in ("02", "04"):
        return _restricted(raw, text, symbology, gtin14, rules)
    if first_three == "977":
        return Barcode(raw, text, Kind.ISSN, symbology, (gtin14,), gtin14)
    if first_three in ("978", "979") and gtin14[1:5] != "9790":
        return Barcode(raw, text, Kind.ISBN, symbology, (gtin14,), gtin14)
    if first_three[:2] == "99" or first_three in ("980", "981", "982", "983", "984"):
        return Barcode(raw, text, Kind.COUPON, symbology, (), gtin14)
    return Barcode(raw, text, Kind.GTIN, symbology, (gtin14,), gtin14)


def _short_number(raw: str, text: str, symbology: str | None, gtin14: str) -> Barcode:
    if gtin14[6] in "02":
        return Barcode(raw, text, Kind.RCN, symbology, (gtin14,), gtin14, "RCN-8")
    return Barcode(raw, text, Kind.GTIN, symbology, (gtin14,), gtin14)


def _restricted(raw: str, text: str, symbology: str | None, gtin14: str, rules: BarcodeRules) -> Barcode:
    layout = rules.layout_for(gtin14[1:])
    if layout is None:
        return Barcode(raw, text, Kind.RCN, symbology, (gtin14,), gtin14)
    return _of_label(raw, text, symbology, gtin14=gtin14, label=layout.read(gtin14[1:]), rules=rules)


def read_long_label(raw: str, digits: str, symbology: str | None, rules: BarcodeRules) -> Barcode | None:
    """A label of more than 14 digits in one of the shop's layouts, or None."""
    layout = rules.layout_for(digits)
    if layout is None:
        return None
    return _of_label(raw, digits, symbology, gtin14=None, label=layout.read(digits), rules=rules)


def _of_label(
    raw: str, text: str, symbology: str | None, *, gtin14: str | None, label: Label, rules: BarcodeRules
) -> Barcode:
    keys = (label.key, plu_key(label.item)) if rules.label_items_are_plu else (label.key,)
    return Barcode(
        raw=raw,
        text=text,
        kind=Kind.RCN,
        symbology=symbology,
        lookup_keys=keys,
        gtin14=gtin14,
        label=label,
        label_weight_unit=rules.weight_unit,
        warnings=() if label.has_measure else (_LABEL_WITHOUT_MEASURE,),
    )


def _read_zero_suppressed(raw: str, digits: str, symbology: str | None) -> Barcode | None:
    """8 digits beginning with 0 or 1: a UPC-E, an EAN-8, or (with 0) a company's own 8 digits.

    For numbers whose sixth digit is 5 or more both check digits are the same, so no computing tells the readings apart:
    the catalogue is asked for both. A number beginning with 0 keeps its 8-digit reading even where only the UPC-E check
    digit agrees, because companies print their own numbers without caring.
    """
    upca = expand_upce_with_check(digits)
    eight_agrees = has_valid_check_digit(digits)
    if (upca is None and not eight_agrees) or digits == "00000000":
        return None
    eight = Candidate("RCN-8" if digits[0] == "0" else "EAN-8", gtin_key(digits))
    if upca is None:
        return _only(raw, digits, symbology, eight)
    twelve = Candidate("UPC-E", gtin_key(upca))
    if not eight_agrees and digits[0] == "1":
        return _only(raw, digits, symbology, twelve)
    candidates = (eight, twelve) if symbology == "]E4" else (twelve, eight)
    keys = tuple(candidate.gtin14 for candidate in candidates)
    return Barcode(raw, digits, Kind.AMBIGUOUS, symbology, keys, candidates=candidates)


def _only(raw: str, digits: str, symbology: str | None, candidate: Candidate) -> Barcode:
    kind = Kind.RCN if candidate.format == "RCN-8" else Kind.GTIN
    return Barcode(raw, digits, kind, symbology, (candidate.gtin14,), candidate.gtin14, candidate.format)


def read_incomplete_upc(raw: str, digits: str, symbology: str | None, rules: BarcodeRules) -> Barcode | None:
    """UPC-E as six bare digits, or UPC-A without its check digit, where the scanner is set to send them so."""
    if rules.upce_six_digits and len(digits) == 6:
        return _only(raw, digits, symbology, Candidate("UPC-E", gtin_key(expand_upce(digits))))
    if rules.upca_without_check_digit and len(digits) == 11:
        candidate = Candidate("UPC-A", gtin_key(digits + check_digit(digits)))
        return Barcode(raw, digits, Kind.AMBIGUOUS, symbology, (candidate.gtin14,), candidates=(candidate,))
    return None
