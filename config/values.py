"""Kinds of values that settings are made of. Each refuses with the words that complete "Write …"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def N_(text: str) -> str:
    """Mark a text for translation."""
    return text


class Expected(ValueError):
    """A value that cannot be used; its text completes the sentence "Write …"."""


class Section(BaseModel):
    """A part of the settings: frozen, and nothing in it that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


def exact_number(value: Any) -> Decimal:
    """A finite decimal of bearable size from a text or a whole number. Raises Expected."""
    if isinstance(value, bool | float):
        raise Expected(N_('an exact number in quotes, such as "0.05"'))
    try:
        number = Decimal(value)
        if number.is_finite() and abs(number.adjusted()) < 16:
            return number
    except (InvalidOperation, TypeError, ValueError):
        pass
    raise Expected(N_('an exact number in quotes, such as "0.05"'))


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise Expected(N_("a number that is not negative"))
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise Expected(N_("a number above zero"))
    return value


def _percent(value: Decimal) -> Decimal:
    if not 0 <= value <= 100:
        raise Expected(N_("a percentage between 0 and 100"))
    return value


def _currency(value: str) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise Expected(N_("a currency code of three capital letters, such as EUR"))
    return value


def _language(value: str) -> str:
    if value not in ("en", "zh"):
        raise Expected(N_("en or zh"))
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise Expected(N_("a regular expression, such as [A-Z0-9]{6,12}")) from None
    return value


def _url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise Expected(N_("an address that begins with https:// or http://"))
    return value


def _line(value: str) -> str:
    if not value.isprintable():
        raise Expected(N_("one line of text without control characters"))
    return value


Number = Annotated[Decimal, BeforeValidator(exact_number)]
"""An exact number: a text in quotes or a whole number, never a binary float."""
Amount = Annotated[Number, AfterValidator(_not_negative)]
"""Money in the till's currency, e.g. "0.05"."""
PositiveAmount = Annotated[Number, AfterValidator(_positive)]
Percent = Annotated[Number, AfterValidator(_percent)]
CurrencyCode = Annotated[str, AfterValidator(_currency)]
Language = Annotated[str, AfterValidator(_language)]
Pattern = Annotated[str, Field(max_length=500), AfterValidator(_pattern)]
"""A regular expression that the whole value has to match."""
Url = Annotated[str, Field(max_length=500), AfterValidator(_url)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]
"""One line of text."""
Seconds = Annotated[float, Field(gt=0, le=3600)]
Columns = Annotated[int, Field(ge=16, le=96)]
