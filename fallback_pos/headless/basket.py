"""One basket as JSON, checked before the checkout sees it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from fallback_pos.domain.card_numbers import unless_a_card
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError

LONGEST_BASKET_LINES = 2_000
LONGEST_BASKET_CHARACTERS = 1_000_000
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)


_PLAIN_WORDS = {
    "json_invalid": "the line is not JSON",
    "model_type": "it is not a JSON object",
    "missing": "this is missing",
    "extra_forbidden": "a basket has nothing of that name",
    "too_short": "name at least one",
    "too_long": "there are too many",
    "string_type": "write a text in quotes",
    "string_unicode": "that text is not Unicode; write the file in UTF-8",
    "tuple_type": "write a list in square brackets",
    "dict_type": "write a table in braces",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
}


class BadBasket(TillError):
    sentence = "This is not a basket: {reason}. See fallback-pos ring --help for the form."


def _exact(value: Any) -> Decimal:
    """Numbers as text, or whole; never a binary float, which is not the number that was meant."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value.strip()):
        raise ValueError('write a number in quotes, such as "1.20"')
    return Decimal(value.strip())


def _day(value: Any) -> date:
    """A business date as text."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError('write a day in quotes, such as "2026-11-22"') from None


def _moment(value: Any) -> datetime:
    """A date and a time of day as text, or a time of today."""
    try:
        if isinstance(value, str) and len(value) == len("09:15"):
            value = f"{date.today().isoformat()} {value}"  # noqa: DTZ011 - as on the wall
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError('write date and time in quotes, such as "2026-11-22 09:15"') from None
    return moment if moment.tzinfo else moment.astimezone()


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class BasketDiscount(_Part):
    """Percent or amount off, and why."""

    percent: Exact | None = None
    amount: Exact | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> BasketDiscount:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a discount has a percent or an amount")
        return self


class BasketLine(_Part):
    """A product by its code, something that is not on file by description, price and tax, or a line of `return_of`."""

    code: str | None = None
    line: int | None = None
    quantity: Exact | None = None
    description: str | None = None
    price: Exact | None = None
    tax: str | None = None
    department: str | None = None
    discount: BasketDiscount | None = None
    price_reason: str | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> BasketLine:
        if sum(value is not None for value in (self.code, self.description, self.line)) != 1:
            raise ValueError("a line has a code, a description, or the number of a line of return_of")
        if self.code is not None and not self.code.strip():
            raise ValueError("the code is empty")
        if self.description is not None and (self.price is None or self.tax is None):
            raise ValueError("a line with a description has a price and a tax class")
        return self


class BasketTender(_Part):
    """What the customer offers; what is paid back may be written with or without a minus."""

    type: TenderType
    amount: Exact
    reference: str | None = None
    approval_code: str | None = None
    last_four: str | None = None
    slip: str | None = None
    offline_approved: bool = False
    scheme: str | None = None
    details: dict[str, str] = Field(default_factory=dict)

    def all_details(self) -> dict[str, str]:
        named = {
            "approval_code": self.approval_code,
            "last_four": self.last_four,
            "slip": self.slip,
            "scheme": self.scheme,
            "offline_approved": "yes" if self.offline_approved else None,
        }
        return self.details | {name: value for name, value in named.items() if value is not None}


class BasketCustomer(_Part):
    name: str
    tax_number: str | None = None


class BasketPaper(_Part):
    """A voucher written by hand: its printed number, when and by whom it was written. Without a zone: the shop's."""

    number: str
    written_at: Moment
    operator: str


class Basket(_Part):
    """One customer. No tenders: exact cash. `confirmed`: questions answered with yes, such as "age" and "expired"."""

    lines: Annotated[tuple[BasketLine, ...], Field(min_length=1, max_length=LONGEST_BASKET_LINES)]
    discount: BasketDiscount | None = None
    tenders: tuple[BasketTender, ...] = ()
    return_of: str | None = None
    return_source: Literal["till", "main_pos", "none"] = "till"
    return_date: Day | None = None
    approved_by: str | None = None
    customer: BasketCustomer | None = None
    loyalty: str | None = None
    confirmed: tuple[str, ...] = ()
    paper: BasketPaper | None = None

    @property
    def is_return(self) -> bool:
        return self.return_of is not None or self.return_source != "till"

    @classmethod
    def read(cls, text: str) -> Basket:
        """Raises BadBasket, with the first thing that is wrong."""
        if len(text) > LONGEST_BASKET_CHARACTERS:
            raise BadBasket(reason=f"it is longer than {LONGEST_BASKET_CHARACTERS} characters")
        _refuse_names_twice(text)
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            finding = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(unless_a_card(str(step))[:40] for step in finding["loc"])
            reason = _PLAIN_WORDS.get(finding["type"], finding["msg"].removeprefix("Value error, "))
            raise BadBasket(reason=f"{place}: {reason}" if place else reason) from None


def _refuse_names_twice(text: str) -> None:
    """JSON leaves open which of two values counts; with money nobody guesses. Other faults are left to the model."""

    def unique(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise BadBasket(reason=f"“{unless_a_card(twice)[:40]}” is named twice")

    with suppress(ValueError, RecursionError):
        json.loads(text, object_pairs_hook=unique)
