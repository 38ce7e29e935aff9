"""GS1 element strings and Digital Links, read with biip. Only this file imports biip, and only when one is read.

biip costs a fifth of a second to import; `prepare_gs1` does that ahead, in a worker, once the till has painted.
biip is asked for single elements rather than whole messages: one bad date would cost the product number, and a plain
number such as 4006381333930 would come out as an element string of its own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fallback_pos.barcodes.barcode import Elements
from fallback_pos.barcodes.check_digits import has_valid_check_digit
from fallback_pos.barcodes.errors import DamagedElements, WrongCheckDigit, shown

if TYPE_CHECKING:
    from biip import ParseConfig

GS = "\x1d"
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]+)", re.ASCII)
_LINKED_GTIN = re.compile(r"/(?:01|gtin)/([0-9]{8}|[0-9]{12,14})(?=[/?#]|$)", re.IGNORECASE)
_DATES = frozenset(("11", "12", "13", "15", "16", "17"))
_SWALLOWED = re.compile(r"(?:11|13|15|17)(\d{6})$|310[0-5]\d{6}$", re.ASCII)
_FREE_TEXT = ("10", "21")
_COUPONS = ("255", "8110", "8111", "8112")

BAD_DATE = "The date in this code does not exist; check the date on the pack."
REST_UNREAD = "Part of this code could not be read; check price and weight on the pack."
SEPARATOR_LOST = "The scanner runs the fields of this code together; check the date on the pack, and tell IT."


class ElementReading(NamedTuple):
    """What element strings say: the product's GTIN-14 or None, the fields, warnings, and whether it is a coupon."""

    gtin14: str | None
    elements: Elements
    warnings: tuple[str, ...]
    is_coupon: bool


class _Field(NamedTuple):
    ai: str
    value: str


def prepare_gs1() -> None:
    """Import biip ahead of the first GS1 scan. May run in any thread."""
    import biip.gs1_digital_link_uris  # noqa: F401


def read_element_string(text: str) -> ElementReading:
    """The reading of scanner data such as `0109506000134352` `10ABC` GS `17261231`; GS separators where needed.

    What stands after an unreadable element is left out with a warning. Raises DamagedElements when nothing can be
    read, and WrongCheckDigit when the GTIN is wrong.
    """
    fields, rest = _split(text)
    if not fields:
        raise DamagedElements(code=shown(text))
    warnings = [REST_UNREAD] if rest else []
    if GS not in text.strip(GS) and _swallowed_a_field(fields[-1]):
        warnings.append(SEPARATOR_LOST)
    return _reading(text, fields, warnings)


def is_element_string(text: str) -> bool:
    """Whether the whole text can be read as element strings that name a product with a right check digit."""
    if not text.isascii():
        return False
    fields, rest = _split(text)
    return not rest and any(field.ai == "01" and has_valid_check_digit(field.value) for field in fields)


def read_bracketed(text: str) -> ElementReading:
    """The reading of `(01)09506000134352(10)ABC` as a person types it from under the bars. Raises as above."""
    compact = "".join(text.split())
    pairs = [_Field(*match.groups()) for match in _BRACKETED.finditer(compact)]
    if not pairs or "".join(f"({ai}){value}" for ai, value in pairs) != compact:
        raise DamagedElements(code=shown(text))
    return _checked_reading(text, pairs)


def linked_gtin(url: str) -> str | None:
    """The GTIN digits in the path of a GS1 Digital Link (URI Syntax 1.3), or None for any other web address."""
    match = _LINKED_GTIN.search(url.partition("?")[0])
    return match[1] if match else None


def read_digital_link(url: str) -> ElementReading:
    """The reading of a Digital Link, for addresses in which `linked_gtin` finds one. Raises WrongCheckDigit."""
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    gtin = linked_gtin(url)
    if gtin is None:
        raise DamagedElements(code=shown(url))
    try:
        found = GS1DigitalLinkURI.parse(url, config=_lenient_dates())
    except (ParseError, ValueError):
        found = None
    parsed = [] if found is None else [_Field(element.ai.ai, element.value) for element in found.element_strings]
    fields = [field for field in parsed if field.value.isascii() and field.value.isprintable()]
    if not any(field.ai == "01" for field in fields):
        return _reading(url, [_Field("01", gtin.zfill(14))], [REST_UNREAD])
    return _reading(url, fields, [] if len(fields) == len(parsed) else [REST_UNREAD])


def _lenient_dates() -> ParseConfig:
    from biip import ParseConfig

    return ParseConfig(gs1_element_strings_verify_date=False)


def _split(text: str) -> tuple[list[_Field], str]:
    """The elements from the front, and what is left where biip cannot go on."""
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    config = _lenient_dates()
    fields: list[_Field] = []
    rest = text.strip(GS) if text.isascii() else ""
    while rest:
        try:
            element = GS1ElementString.extract(rest, config=config)
        except (ParseError, ValueError):
            break
        fields.append(_Field(element.ai.ai, element.value))
        rest = rest[len(element) :].lstrip(GS)
    return fields, rest


def _checked_reading(text: str, pairs: list[_Field]) -> ElementReading:
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    config = _lenient_dates()
    for pair in pairs:
        try:
            GS1ElementString.parse(pair.ai + pair.value, config=config)
        except (ParseError, ValueError) as error:
            raise DamagedElements(code=shown(text)) from error
    return _reading(text, pairs, [])


def _reading(text: str, fields: list[_Field], warnings: list[str]) -> ElementReading:
    first: dict[str, str] = {}
    for field in fields:
        first.setdefault(field.ai, field.value)
    gtin14 = first.get("01")
    if gtin14 is not None and (not has_valid_check_digit(gtin14) or gtin14.strip("0") == ""):
        raise WrongCheckDigit(code=shown(gtin14))
    if any(_date(first[ai]) is None for ai in first.keys() & _DATES):
        warnings.append(BAD_DATE)
    elements = _elements(fields, first, trusted=SEPARATOR_LOST not in warnings)
    return ElementReading(gtin14, elements, tuple(warnings), any(ai in first for ai in _COUPONS))


def _elements(fields: Iterable[_Field], first: dict[str, str], trusted: bool) -> Elements:
    weight, unit = _weight(first)
    price, currency = _price(first)
    return Elements(
        ai=tuple((field.ai, field.value) for field in fields),
        batch=first.get("10") if trusted else None,
        serial=first.get("21") if trusted else None,
        expiry=_date(first.get("17") or first.get("7003", "")[:6]),
        best_before=_date(first.get("15", "")),
        weight=weight,
        weight_unit=unit,
        price=price,
        currency=currency,
        count=_whole(first.get("30") or first.get("37")),
    )


def _weight(first: dict[str, str]) -> tuple[Decimal | None, str | None]:
    """Net weight: AI 310n in kilograms, else 320n in pounds; n is the number of decimals."""
    for start, unit in (("310", "kg"), ("320", "lb")):
        for ai, value in first.items():
            if ai.startswith(start):
                return _number(value, ai), unit
    return None, None


def _price(first: dict[str, str]) -> tuple[Decimal | None, str | None]:
    """Amount payable for this item: AI 392n, or 393n with the ISO 4217 number of the currency in front."""
    for ai, value in first.items():
        if ai.startswith("392"):
            return _number(value, ai), None
        if ai.startswith("393"):
            return _number(value[3:], ai), value[:3]
    return None, None


def _number(digits: str, ai: str) -> Decimal | None:
    """These digits under an AI whose fourth digit counts the decimals; None for nothing or zero."""
    whole = _whole(digits)
    return Decimal(digits).scaleb(-int(ai[3])) if whole else None


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isascii() and digits.isdigit() else None


def _date(digits: str) -> date | None:
    """YYMMDD as a date, 49 years back to 50 ahead (General Specifications 7.12); day 00 is the month's last day."""
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    year, month, day = _full_year(int(digits[:2])), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        return None
    last_day = monthrange(year, month)[1]
    return date(year, month, day or last_day) if day <= last_day else None


def _full_year(two_digits: int) -> int:
    this_year = date.today().year  # noqa: DTZ011 - the century of a pack does not depend on the time zone
    year = this_year - this_year % 100 + two_digits
    if year - this_year > 50:
        return year - 100
    return year + 100 if this_year - year > 49 else year


def _swallowed_a_field(field: _Field) -> bool:
    """Whether a batch or serial at the end of a message looks as if a date or weight had been run into it."""
    match = _SWALLOWED.search(field.value, 1) if field.ai in _FREE_TEXT else None
    return match is not None and (match[1] is None or _date(match[1]) is not None)
