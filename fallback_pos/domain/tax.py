"""Tax on lines and receipts: inclusive or exclusive prices, rounded per line or per receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fallback_pos.domain.money import Currency, Money, round_half_away, round_ratio, spread


class TaxMode(StrEnum):
    INCLUSIVE = "inclusive"
    """Prices on the shelf contain the tax."""
    EXCLUSIVE = "exclusive"
    """Tax comes on top of the shelf price."""


class TaxRounding(StrEnum):
    LINE = "line"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class TaxClass:
    """A letter on the receipt and its rate in percent."""

    code: str
    rate: Decimal
    name: str = ""

    @property
    def key(self) -> tuple[str, Decimal]:
        """What makes it the same class: a receipt that goods come back from does not tell the name."""
        return self.code, self.rate


@dataclass(frozen=True, slots=True)
class Taxed:
    """A line's amount split into net and tax. gross = net + tax is what the customer pays."""

    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def gross_minor(self) -> int:
        return self.net.minor + self.tax.minor

    def __neg__(self) -> Taxed:
        return Taxed(-self.net, -self.tax)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row of the receipt's tax table."""

    tax_class: TaxClass
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax


def exact_tax(amount: Money, rate: Decimal, mode: TaxMode) -> Fraction:
    """The tax on an amount in minor units, before rounding."""
    percent = Fraction(rate)
    whole = 100 + percent if mode is TaxMode.INCLUSIVE else Fraction(100)
    return Fraction(amount.minor) * percent / whole


def tax_lines(
    lines: Sequence[tuple[Money, TaxClass]], mode: TaxMode, rounding: TaxRounding, currency: Currency
) -> list[Taxed]:
    """Tax each (amount, class); amounts contain the tax or not as `mode` says.

    With rounding per receipt the tax of each class is rounded once on its sum and spread over its lines, so that the
    lines always add up to the table.
    """
    if rounding is TaxRounding.LINE:
        taxes = [_rounded_tax(amount, tax.rate, mode) for amount, tax in lines]
    else:
        taxes = _rounded_per_class(lines, mode)
    return [_split(amount, Money(tax, currency), mode) for (amount, _), tax in zip(lines, taxes, strict=True)]


def tax_table(taxed: Sequence[tuple[TaxClass, Taxed]], currency: Currency) -> list[TaxRow]:
    """Sum net and tax by class, in the order of the class codes. Raises CurrencyMismatch."""
    sums: dict[tuple[str, Decimal], _Sum] = {}
    for tax_class, line in taxed:
        row = sums.get(tax_class.key)
        if row is None:
            row = sums[tax_class.key] = _Sum(tax_class)
        elif not row.tax_class.name:
            row.tax_class = tax_class
        line.net.assert_in(currency)
        row.net_minor += line.net.minor
        row.tax_minor += line.tax.minor
    return [
        TaxRow(row.tax_class, Money(row.net_minor, currency), Money(row.tax_minor, currency))
        for _, row in sorted(sums.items())
    ]


@dataclass(slots=True)
class _Sum:
    tax_class: TaxClass
    net_minor: int = 0
    tax_minor: int = 0


def _rounded_tax(amount: Money, rate: Decimal, mode: TaxMode) -> int:
    """`exact_tax` to the nearest minor unit."""
    numerator, denominator = rate.as_integer_ratio()
    whole = 100 * denominator + (numerator if mode is TaxMode.INCLUSIVE else 0)
    return round_ratio(amount.minor * numerator, whole)


def _rounded_per_class(lines: Sequence[tuple[Money, TaxClass]], mode: TaxMode) -> list[int]:
    groups: dict[tuple[str, Decimal], list[int]] = {}
    for index, (_, tax_class) in enumerate(lines):
        groups.setdefault(tax_class.key, []).append(index)
    taxes = [0] * len(lines)
    for (_, rate), members in groups.items():
        exact = [exact_tax(lines[index][0], rate, mode) for index in members]
        for index, tax in zip(members, spread(exact, round_half_away(sum(exact, Fraction(0)))), strict=True):
            taxes[index] = tax
    return taxes


def _split(amount: Money, tax: Money, mode: TaxMode) -> Taxed:
    return Taxed(amount - tax if mode is TaxMode.INCLUSIVE else amount, tax)
