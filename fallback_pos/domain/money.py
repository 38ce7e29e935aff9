"""Money as whole minor units of one currency; decimal strings outside, never float.

Rounding is commercial: half away from zero, as shops and tax offices do by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fallback_pos.domain.card_numbers import unless_a_card
from fallback_pos.errors import TillError

# ISO 4217 minor unit digits that are not 2.
_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_DECIMAL_TEXT = re.compile(r"[+-]?(?:\d{1,18}(?:[.,]\d{0,9})?|[.,]\d{1,9})", re.ASCII)
LARGEST_AMOUNT_MINOR = 10**13
"""No single amount at a till is larger; what is, is a slip of the hand or a scan in the wrong field."""


class NotAnAmount(TillError):
    sentence = "“{text}” is not an amount in {currency}. Type it like {example}."


class CurrencyMismatch(TillError):
    sentence = "Amounts in {left} and {right} cannot be added. Check the till's currency in the settings."


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its code and how many digits its minor unit has."""

    code: str
    digits: int

    @classmethod
    def of(cls, code: str) -> Currency:
        return cls(code, _DIGITS.get(code, 2))

    def zero(self) -> Money:
        return Money(0, self)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of a currency."""

    minor: int
    currency: Currency

    @classmethod
    def parse(cls, text: str, currency: Currency) -> Money:
        """Read a decimal string such as "12.30" or "12,30".

        Raises NotAnAmount for anything else, for digits below the minor unit, and for implausible size.
        """
        cleaned = text.strip()
        if _DECIMAL_TEXT.fullmatch(cleaned):
            minor = Decimal(cleaned.replace(",", ".")).scaleb(currency.digits)
            if minor == minor.to_integral_value() and abs(minor) <= LARGEST_AMOUNT_MINOR:
                return cls(int(minor), currency)
        example = str(Decimal(1230).scaleb(-currency.digits))
        raise NotAnAmount(text=unless_a_card(text)[:20], currency=currency.code, example=example)

    @classmethod
    def rounded(cls, exact_minor: Fraction | Decimal | int, currency: Currency) -> Money:
        """Nearest whole minor unit, half away from zero."""
        return cls(round_half_away(exact_minor), currency)

    @property
    def text(self) -> str:
        """The decimal string that travels and prints, e.g. "12.30"."""
        digits = self.currency.digits
        if digits == 0:
            return str(self.minor)
        sign = "-" if self.minor < 0 else ""
        whole, rest = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{rest:0{digits}d}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-self.currency.digits)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other).minor

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other).minor

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other).minor

    def times(self, factor: Decimal | Fraction | int) -> Money:
        """This amount times a quantity, to the nearest minor unit."""
        numerator, denominator = factor.as_integer_ratio()
        return Money(round_ratio(self.minor * numerator, denominator), self.currency)

    def percent(self, percent: Decimal) -> Money:
        return Money.rounded(Fraction(self.minor) * Fraction(percent) / 100, self.currency)

    def to_step(self, step_minor: int) -> Money:
        """Nearest multiple of `step_minor` (cash rounding, e.g. 5 for 0.05), half away from zero."""
        return Money(round_ratio(self.minor, step_minor) * step_minor, self.currency)

    def assert_in(self, currency: Currency) -> None:
        """Raises CurrencyMismatch where this amount is in another currency."""
        if currency is not self.currency and currency != self.currency:
            raise CurrencyMismatch(left=currency.code, right=self.currency.code)

    def _same(self, other: Money) -> Money:
        other.assert_in(self.currency)
        return other


def total(amounts: Iterable[Money], currency: Currency) -> Money:
    """The sum of amounts of one currency; zero for none. Raises CurrencyMismatch."""
    minor = 0
    for amount in amounts:
        amount.assert_in(currency)
        minor += amount.minor
    return Money(minor, currency)


def round_half_away(exact: Fraction | Decimal | int) -> int:
    """Nearest integer, halves away from zero."""
    numerator, denominator = exact.as_integer_ratio()
    return round_ratio(numerator, denominator)


def round_ratio(numerator: int, denominator: int) -> int:
    """Nearest integer to numerator / denominator (which is positive), halves away from zero.

    Whole numbers, because a cart is priced at every scan and fractions take ten times as long.
    """
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return nearest if numerator >= 0 else -nearest


def spread(exact: Sequence[Fraction], target_minor: int) -> list[int]:
    """Whole minor units near each exact share that add up to `target_minor` (largest remainder).

    Shares may have any sign. Ties go to the earlier one, so that the same cart always spreads the same way.
    """
    floors = [share.numerator // share.denominator for share in exact]
    missing = target_minor - sum(floors)
    if not exact:
        return []
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    each, extra = divmod(missing, len(exact))
    result = [floor + each for floor in floors]
    for index in by_remainder[:extra]:
        result[index] += 1
    return result


def allocate(amount: Money, weights: Sequence[int]) -> list[Money]:
    """Split an amount by non-negative weights (largest remainder); the parts add up to it exactly.

    Raises ValueError when no weight is positive, because then nobody can carry the amount.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative, and one must be positive")
    exact = [Fraction(amount.minor * weight, whole) for weight in weights]
    return [Money(minor, amount.currency) for minor in spread(exact, amount.minor)]
