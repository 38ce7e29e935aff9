"""From scanned or typed text to a `Barcode`, or to an error whose sentence the cashier reads.

Readings are tried from the surest to the vaguest. Each returns a barcode, or None with a note of why it does not apply,
or raises when the text can be nothing else and is wrong.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fallback_pos.barcodes.barcode import Barcode, Kind, OtherReading
from fallback_pos.barcodes.check_digits import has_valid_check_digit
from fallback_pos.barcodes.element_strings import (
    GS,
    ElementReading,
    is_element_string,
    linked_gtin,
    read_bracketed,
    read_digital_link,
    read_element_string,
)
from fallback_pos.barcodes.errors import (
    DamagedCode,
    PaymentCodeScanned,
    TooLong,
    TooShort,
    UnreadableBarcode,
    WrongCheckDigit,
    WrongLength,
    shown,
    shown_length,
)
from fallback_pos.barcodes.gtins import GTIN_LENGTHS, of_gtin14, read_gtin, read_incomplete_upc
from fallback_pos.barcodes.keys import LONGEST_TEXT_KEY_CHARACTERS, gtin_key, plu_key, text_key
from fallback_pos.barcodes.publications import isbn10_to_gtin14, issn_to_gtin14, split_addon
from fallback_pos.barcodes.rules import DEFAULT_RULES, BarcodeRules
from fallback_pos.domain.card_numbers import CardNumberRefused, holds_track_data, is_card_shaped, looks_like_card_number

_AIM_IDENTIFIER = re.compile(r"\]?([A-Za-z][0-9A-Za-z])")
_PLAIN_SYMBOLOGIES = (None, "]E0", "]E4", "]I0", "]I1")
_GS1_SYMBOLOGIES = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
_ADDON_SYMBOLOGIES = {"]E1": 2, "]E2": 5}
_TEXT_SYMBOLOGIES = ("]C", "]A", "]Q", "]d", "]L", "]z", "]F", "]G", "]U", "]X")
_BLANKS = " \t\r\n\0\v\f\u00a0\u3000\ufeff"
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_PAYMENT_TEXT = re.compile(
    r"BCD[\r\n]|SPC[\r\n]|000201[0-9]|wxp://|upi://|alipays?://|https://(?:qr\.alipay\.com|payapp\.weixin\.qq\.com)/",
    re.IGNORECASE,
)
# Wallet codes shown by customers: Alipay 16-24 digits from 25-30, WeChat Pay 18 digits from 10-15, UnionPay 19 from 62.
_PAYMENT_DIGITS = re.compile(r"(?:2[5-9]|30)\d{14,22}|1[0-5]\d{16}|62\d{17}", re.ASCII)
_GROUPED_DIGITS = re.compile(r"\d+(?:[ -]\d+)+", re.ASCII)
_SHORTEST_ELEMENTS_CHARACTERS = 20


@dataclass(slots=True)
class _Scan:
    """What is being read, and the notes on readings that did not apply."""

    raw: str
    text: str
    symbology: str | None
    rules: BarcodeRules
    notes: list[OtherReading] = field(default_factory=list)

    def note(self, reading: str, reason: str) -> None:
        self.notes.append(OtherReading(reading, reason))


def understand(text: str, symbology: str | None = None, rules: BarcodeRules = DEFAULT_RULES) -> Barcode:
    """What a scanned or typed text is.

    symbology: AIM identifier of the scan ("]E0" or "E0"), None when unknown; one still leading the text is taken off.
    Raises UnreadableBarcode (or a subclass, with a sentence) for what is nothing or wrong, CardNumberRefused for cards.
    """
    if symbology in _PLAIN_SYMBOLOGIES and rules.own_pattern is None and text.isascii() and text.isdigit():
        barcode = read_gtin(text, text, symbology, rules)
        if barcode is not None:
            return barcode
    scan = _prepared(text, symbology, rules)
    for reading in _READINGS:
        barcode = reading(scan)
        if barcode is not None:
            return replace(barcode, other_readings=tuple(scan.notes)) if scan.notes else barcode
    raise UnreadableBarcode(code=shown(scan.text))


def _prepared(raw: str, symbology: str | None, rules: BarcodeRules) -> _Scan:
    if len(raw) > rules.longest_characters:
        raise TooLong(limit_characters=rules.longest_characters)
    text = raw if raw.isascii() else _half_width(raw)
    identifier = _AIM_IDENTIFIER.fullmatch(symbology) if symbology else None
    if identifier is None and text.startswith("]"):
        identifier = _AIM_IDENTIFIER.match(text)
        text = text[identifier.end() :] if identifier else text
    return _Scan(raw, text.strip(_BLANKS), f"]{identifier[1]}" if identifier else None, rules)


def _half_width(text: str) -> str:
    """Full-width letters and digits, as an input method in Chinese mode types them, as their ASCII twins."""
    return "".join(
        unicodedata.normalize("NFKC", character) if "！" <= character <= "～" else character for character in text
    )


def _read_empty(scan: _Scan) -> Barcode | None:
    return None if scan.text.strip(GS) else Barcode(scan.raw, "", Kind.EMPTY, scan.symbology)


def _refuse_tracks(scan: _Scan) -> Barcode | None:
    """Magnetic tracks reach no reading, whatever else they look like. A web address may hold `=` after digits."""
    if not _WEB_ADDRESS.match(scan.text) and holds_track_data(scan.text):
        raise CardNumberRefused
    return None


def _read_own_number(scan: _Scan) -> Barcode | None:
    pattern = scan.rules.own_pattern
    if pattern is None or not pattern.fullmatch(scan.text):
        return None
    return _text_barcode(scan)


def _read_addon_alone(scan: _Scan) -> Barcode | None:
    if len(scan.text) != _ADDON_SYMBOLOGIES.get(scan.symbology or "") or not _is_digits(scan.text):
        return None
    return Barcode(scan.raw, scan.text, Kind.ADDON, scan.symbology, addon=scan.text)


def _read_elements(scan: _Scan) -> Barcode | None:
    """GS1 elements: told by the symbology, by a GS separator, or by a leading AI 01 with a GTIN that is right."""
    head = scan.text[2:16]
    announced = (scan.symbology in _GS1_SYMBOLOGIES or GS in scan.text) and not _WEB_ADDRESS.match(scan.text)
    leads_with_gtin = (
        scan.text.startswith("01") and len(head) == 14 and _is_digits(head) and has_valid_check_digit(head)
    )
    if not announced and not leads_with_gtin:
        return None
    if not leads_with_gtin and is_card_shaped(scan.text):
        raise CardNumberRefused
    return _element_barcode(scan, Kind.GS1, read_element_string(scan.text))


def _read_bracketed(scan: _Scan) -> Barcode | None:
    if not scan.text.startswith("(") or scan.symbology is not None:
        return None
    try:
        reading = read_bracketed(scan.text)
    except UnreadableBarcode as error:
        scan.note("GS1 elements in brackets", error.reason)
        if isinstance(error, WrongCheckDigit):
            raise
        return None
    return _element_barcode(scan, Kind.GS1_HRI, reading)


def _refuse_payment_texts(scan: _Scan) -> Barcode | None:
    if _PAYMENT_TEXT.match(scan.text):
        raise PaymentCodeScanned
    return None


def _read_web_address(scan: _Scan) -> Barcode | None:
    if not _WEB_ADDRESS.match(scan.text):
        return None
    if linked_gtin(scan.text) is None:
        return Barcode(scan.raw, scan.text, Kind.URL, scan.symbology)
    return _element_barcode(scan, Kind.DIGITAL_LINK, read_digital_link(scan.text))


def _read_receipt_number(scan: _Scan) -> Barcode | None:
    if not scan.rules.receipt_pattern.fullmatch(scan.text):
        return None
    return Barcode(scan.raw, scan.text, Kind.RECEIPT, scan.symbology)


def _read_publication(scan: _Scan) -> Barcode | None:
    """Magazine or book with its add-on, or an ISBN-10 or ISSN as typed."""
    joined = split_addon(scan.text, scan.symbology)
    if joined is not None:
        number, addon = joined
        return replace(of_gtin14(scan.raw, scan.text, scan.symbology, gtin_key(number), scan.rules), addon=addon)
    gtin14 = isbn10_to_gtin14(scan.text) or issn_to_gtin14(scan.text)
    if gtin14 is None:
        return None
    return of_gtin14(scan.raw, scan.text, scan.symbology, gtin14, scan.rules)


def _read_digits(scan: _Scan) -> Barcode | None:
    """Product numbers, labels and PLU, also typed in groups as printed under the bars."""
    grouped = _GROUPED_DIGITS.fullmatch(scan.text) is not None
    digits = re.sub("[ -]", "", scan.text) if grouped else scan.text
    if not _is_digits(digits):
        return None
    if not digits.strip("0"):
        raise UnreadableBarcode(code=shown(digits))
    barcode = read_gtin(scan.raw, digits, scan.symbology, scan.rules) or read_incomplete_upc(
        scan.raw, digits, scan.symbology, scan.rules
    )
    if barcode is not None:
        return barcode
    _refuse_money(digits)
    shortest, longest = scan.rules.plu_digits
    if not grouped and scan.symbology is None and shortest <= len(digits) <= longest:
        return Barcode(scan.raw, digits, Kind.PLU, None, (plu_key(digits),))
    if grouped or _carries_any_text(scan.symbology):
        scan.note("product number", "check digit" if len(digits) in GTIN_LENGTHS else "wrong length")
        return None
    if len(digits) >= _SHORTEST_ELEMENTS_CHARACTERS:
        return None
    raise _wrong_digits(digits)


def _refuse_money(digits: str) -> None:
    if _PAYMENT_DIGITS.fullmatch(digits):
        raise PaymentCodeScanned
    if is_card_shaped(digits):
        raise CardNumberRefused


def _wrong_digits(digits: str) -> UnreadableBarcode:
    if len(digits) in GTIN_LENGTHS:
        return WrongCheckDigit(code=shown(digits))
    if len(digits) < min(GTIN_LENGTHS) or len(digits) == 11:
        return TooShort(code=shown(digits), digits=len(digits))
    return WrongLength(code=shown_length(digits), digits=len(digits))


def _read_unannounced_elements(scan: _Scan) -> Barcode | None:
    """GS1 elements that begin with another field than the GTIN, from a scanner that sends no AIM identifier."""
    if len(scan.text) < _SHORTEST_ELEMENTS_CHARACTERS or not _is_digits(scan.text[:2]) or "01" not in scan.text:
        return None
    if not is_element_string(scan.text):
        scan.note("GS1 elements", "structure")
        return None
    return _element_barcode(scan, Kind.GS1, read_element_string(scan.text))


def _read_text(scan: _Scan) -> Barcode | None:
    if _is_digits(scan.text) and not _carries_any_text(scan.symbology):
        raise _wrong_digits(scan.text)
    if looks_like_card_number(scan.text):
        raise CardNumberRefused
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in scan.text):
        raise DamagedCode
    return _text_barcode(scan)


_READINGS: tuple[Callable[[_Scan], Barcode | None], ...] = (
    _read_empty,
    _refuse_tracks,
    _read_own_number,
    _read_addon_alone,
    _read_elements,
    _read_bracketed,
    _refuse_payment_texts,
    _read_web_address,
    _read_receipt_number,
    _read_publication,
    _read_digits,
    _read_unannounced_elements,
    _read_text,
)


def _element_barcode(scan: _Scan, kind: Kind, reading: ElementReading) -> Barcode:
    keys = (reading.gtin14,) if reading.gtin14 is not None else ()
    return Barcode(
        raw=scan.raw,
        text=scan.text,
        kind=Kind.COUPON if reading.is_coupon and not keys else kind,
        symbology=scan.symbology,
        lookup_keys=keys,
        gtin14=reading.gtin14,
        elements=reading.elements,
        warnings=reading.warnings,
    )


def _text_barcode(scan: _Scan) -> Barcode:
    keys = (text_key(scan.text),) if len(scan.text) <= LONGEST_TEXT_KEY_CHARACTERS else ()
    return Barcode(scan.raw, scan.text, Kind.TEXT, scan.symbology, keys)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _carries_any_text(symbology: str | None) -> bool:
    """Whether the symbology holds free text and proves itself, so that digits in it need be no product number."""
    return symbology is not None and symbology.startswith(_TEXT_SYMBOLOGIES)
