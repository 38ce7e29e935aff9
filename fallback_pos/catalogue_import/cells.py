"""What stands in single cells: amounts, yes and no, dates, quantity prices, texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.product import QuantityPrice
from fallback_pos.domain.quantity import parse_quantity
from fallback_pos.errors import TillError

LARGEST_TEXT_CHARACTERS = 200
OLDEST_AGE_YEARS = 99
_YES = frozenset(("1", "yes", "y", "true", "t", "x", "da", "ja", "si", "oui", "是"))
_NO = frozenset(("", "0", "no", "n", "false", "f", "-", "ne", "nein", "non", "否"))
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/.]?(?P<month>\d\d)[-/.]?(?P<day>\d\d)(T.*)?", re.ASCII),
    re.compile(r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>\d{4})\.?", re.ASCII),
)
_UNITS = {
    "kom": "pc", "pcs": "pc", "pce": "pc", "piece": "pc", "pieces": "pc", "ea": "pc", "each": "pc", "st": "pc",
    "stk": "pc", "stück": "pc", "unit": "pc", "个": "pc", "件": "pc", "kilogram": "kg", "kilo": "kg", "公斤": "kg",
    "千克": "kg", "liter": "l", "litre": "l", "lit": "l", "升": "l",
}  # fmt: skip


class EmptyCell(TillError):
    sentence = "The column {field} is empty. Fill it in."


class NegativePrice(TillError):
    sentence = "The price {text} is below zero. Correct it."


class NotYesOrNo(TillError):
    sentence = "“{text}” in {field} is neither yes nor no."


class NotADate(TillError):
    sentence = "“{text}” in {field} is not a date. Write it like 2026-11-22."


class WrongQuantityPrices(TillError):
    sentence = "“{text}” are no quantity prices. Write them like 6:1.09|12:0.99, quantities rising."


class WrongAge(TillError):
    sentence = "“{text}” is not a minimum age in years."


class TextTooLong(TillError):
    sentence = "The column {field} has {characters} characters; {limit} is the most."


def read_text(text: str, field: str) -> str:
    """Text in one line without control characters, which a receipt printer or a terminal would obey.

    Raises TextTooLong.
    """
    if not text.isascii() or not text.isprintable():
        text = "".join(" " if unicodedata.category(part) in ("Cc", "Cf", "Zl", "Zp") else part for part in text)
    text = " ".join(text.split())
    if len(text) > LARGEST_TEXT_CHARACTERS:
        raise TextTooLong(field=field, characters=len(text), limit=LARGEST_TEXT_CHARACTERS)
    return text


def read_price(text: str, field: str, currency: Currency) -> Money:
    """Raises EmptyCell, NegativePrice and NotAnAmount. A currency sign or code beside the number is allowed."""
    bare = text.replace(currency.code, "").strip("€$£¥￥ \u00a0\u202f")
    if not bare:
        raise EmptyCell(field=field)
    price = Money.parse(bare, currency)
    if price.minor < 0:
        raise NegativePrice(text=text)
    return price


def read_yes_or_no(text: str, field: str) -> bool:
    """Raises NotYesOrNo. An empty cell is a no."""
    answer = text.casefold()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise NotYesOrNo(text=text[:20], field=field)


def read_date(text: str, field: str) -> date | None:
    """A day as 2026-11-22, 20261122 or 22.11.2026; None for an empty cell. Raises NotADate."""
    if not text:
        return None
    for form in _DATES:
        match = form.fullmatch(text)
        if match:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
    raise NotADate(text=text[:20], field=field)


def read_quantity_prices(text: str, currency: Currency) -> tuple[QuantityPrice, ...]:
    """Steps such as 6:1.09|12:0.99. Raises WrongQuantityPrices."""
    if not text:
        return ()
    steps: list[QuantityPrice] = []
    least = Decimal(0)
    for part in re.split(r"[|;]", text):
        quantity, _, price = part.partition(":")
        try:
            step = QuantityPrice(parse_quantity(quantity), read_price(price, "quantity_prices", currency))
        except TillError:
            raise WrongQuantityPrices(text=text[:40]) from None
        if step.from_quantity <= least:
            raise WrongQuantityPrices(text=text[:40])
        least = step.from_quantity
        steps.append(step)
    return tuple(steps)


def read_age(text: str) -> int:
    """Whole years, 0 for an empty cell. Raises WrongAge."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text) > OLDEST_AGE_YEARS:
        raise WrongAge(text=text[:20])
    return int(text)


def read_unit(text: str) -> str:
    """A unit as the till writes it: pc, kg, l; others as they stand. Empty for an empty cell. Raises TextTooLong."""
    unit = read_text(text, "unit")
    plain = unit.casefold().rstrip(".")
    return _UNITS.get(plain, plain if plain in ("pc", "kg", "g", "l", "ml", "lb", "m") else unit)
