"""How a country writes numbers: decimal sign, groups of thousands, percent sign.

The two shipped languages write them alike, so their style needs no library; another country's is read from CLDR (babel)
when the settings ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fallback_pos.domain.money import Money
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.errors import TillError


class UnknownNumberFormat(TillError):
    sentence = "“{name}” is no country or language whose numbers are known. Write one such as hr, de_CH or en_GB."


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """`primary` digits stand in the last group before the decimal sign, `secondary` in the others (India: 3 and 2)."""

    decimal: str = "."
    group: str = ","
    primary: int = 3
    secondary: int = 3
    percent: str = "{}%"

    def money(self, amount: Money) -> str:
        """An amount with all digits of its currency and without its sign, e.g. "1,234.50"."""
        return self._grouped(amount.text)

    def quantity(self, quantity: Decimal) -> str:
        """The shortest form, e.g. "2" or "0.734"; groups would only confuse on a scale's label."""
        return quantity_text(quantity).replace(".", self.decimal)

    def percentage(self, percent: Decimal) -> str:
        return self.percent.format(self.quantity(percent))

    def _grouped(self, text: str) -> str:
        sign = "-" if text.startswith("-") else ""
        whole, point, decimals = text.removeprefix("-").partition(".")
        head, groups = whole[: -self.primary], [whole[-self.primary :]]
        while head:
            head, last = head[: -self.secondary], head[-self.secondary :]
            groups.insert(0, last)
        return sign + self.group.join(groups) + (self.decimal + decimals if point else "")


PLAIN = NumberStyle()
"""1,234.50 and 25%: English and Chinese."""


@cache
def style_of(name: str) -> NumberStyle:
    """The style of a locale such as "hr" or "de_CH"; empty is PLAIN. Raises UnknownNumberFormat."""
    if not name:
        return PLAIN
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        raise UnknownNumberFormat(name=name[:20]) from None
    symbols = locale.number_symbols["latn"]
    primary, secondary = locale.decimal_formats[None].grouping
    sign = _printable(str(locale.percent_formats[None].suffix[0]))
    return NumberStyle(_printable(symbols["decimal"]), _printable(symbols["group"]), primary, secondary, "{}" + sign)


def _printable(text: str) -> str:
    """CLDR's narrow and fixed spaces are not on receipt printers, and neither is its minus."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-").replace("\u200e", "")
