"""Putting messages, errors, amounts and times into the reader's words."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Protocol

from fallback_pos.domain.goods_name import GoodsName
from fallback_pos.domain.money import Money
from fallback_pos.i18n.numbers import style_of

LANGUAGES = ("en", "zh")
"""Languages of screens and receipts. English texts are the message ids."""
LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "zh": "简体中文"}
"""Each language's name in itself."""
DOMAIN = "fallback_pos"
LOCALE_FOLDER = Path(__file__).parent / "locale"
CATALOGUES: Mapping[str, str] = {"zh": "zh_CN"}
"""Folder under `locale` of each language that is not English."""
_CODE_PARAMS = ("action_name", "role_name", "tender_name", "field_name", "expected", "limit_name")


class Readable(Protocol):
    """Every error of the house, and faults as values: a sentence template and what stands in its braces."""

    @property
    def sentence(self) -> str: ...

    @property
    def params(self) -> Mapping[str, object]: ...


class Translator:
    """The words of one reader. Cheap to make; may be used from any thread.

    `number_format` is the country whose numbers and dates are written ("hr", "de_CH"); empty follows the language.
    An unknown language is English: an operator's setting must never keep the shop from selling.
    Raises UnknownNumberFormat.
    """

    def __init__(self, language: str, number_format: str = "") -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.number_format = number_format
        self._style = style_of(number_format)
        self._catalogue = _catalogue(self.language)

    def text(self, msgid: str, /, **params: object) -> str:
        """A message with its braces filled; amounts, numbers and dates among the parameters are formatted."""
        template = self._catalogue.gettext(msgid) if msgid else ""
        if not params:
            return template
        return template.format(**{name: self._filled(name, value) for name, value in params.items()})

    def sentence(self, error: Readable) -> str:
        """What an error or fault says to this reader."""
        return self.text(error.sentence, **error.params) if error.params else self.text(error.sentence)

    def money(self, amount: Money) -> str:
        """An amount without its currency, as columns and receipts show it."""
        return self._style.money(amount)

    def money_with_currency(self, amount: Money) -> str:
        """An amount with its currency, for a text that stands alone."""
        return f"{self.money(amount)} {amount.currency.code}"

    def quantity(self, quantity: Decimal) -> str:
        return self._style.quantity(quantity)

    def percent(self, percent: Decimal) -> str:
        """Takes 25, gives "25%"."""
        return self._style.percentage(percent)

    def time(self, moment: datetime) -> str:
        """Hours and minutes on a clock of 24 hours; an aware moment is shown in this PC's zone."""
        return _local(moment).strftime("%H:%M")

    def date(self, day: date) -> str:
        """A day as the number format's country writes it in digits, else year-month-day, which nobody misreads."""
        if not self.number_format:
            return f"{day:%Y-%m-%d}"
        from babel.dates import format_date

        pattern = "short" if _is_numeric_with_year(self.number_format) else "y-MM-dd"
        return format_date(day, pattern, locale=self.number_format.replace("-", "_"))

    def moment(self, moment: datetime) -> str:
        """Date and time; an aware moment is shown in this PC's zone."""
        local = _local(moment)
        return f"{self.date(local.date())} {self.time(local)}"

    def _filled(self, name: str, value: object) -> object:
        match value:
            case GoodsName():
                return value.name_in(self.language)
            case Money():
                return self.money(value)
            case Decimal():
                return self.quantity(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.date(value)
            case Enum():
                return self._filled(name, value.value)
            case str() if name in _CODE_PARAMS:
                from fallback_pos.i18n.words import WORDS

                return self._catalogue.gettext(WORDS.get(value, value)) if value else value
            case list() | tuple():
                return ", ".join(str(self._filled(name, each)) for each in value)
            case _ if hasattr(value, "sentence") and hasattr(value, "params"):
                return self.sentence(value)
            case _:
                return value


def _local(moment: datetime) -> datetime:
    return moment.astimezone() if moment.tzinfo else moment


@cache
def _is_numeric_with_year(number_format: str) -> bool:
    from babel import Locale

    pattern = str(Locale.parse(number_format.replace("-", "_")).date_formats["short"].pattern)
    return "MMM" not in pattern and "y" in pattern


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language not in CATALOGUES:
        return gettext.NullTranslations()
    path = LOCALE_FOLDER / CATALOGUES[language] / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)
