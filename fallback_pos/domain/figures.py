"""The figures of a shift, a day or a year: what X and Z reports print, as frozen values.

They are folded from entries by `figures_tally`, added up there, and written into a Z's body by `figures_body`.
Amounts of what went back to customers (returns, refunds, voids) are positive and stand on the side that is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fallback_pos.domain.money import Currency, Money, total


@dataclass(frozen=True, slots=True)
class TaxFigures:
    """One tax class at one rate; net + tax = gross. Returns and voids are taken off."""

    tax_class: str
    rate: Decimal
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class TenderFigures:
    """One type of tender. `amount` = what was taken less `refunds`; the change of cash is not taken off.

    `unconfirmed` is the part of `amount` that nobody has confirmed.
    """

    type: str
    count: int
    amount: Money
    refund_count: int
    refunds: Money
    unconfirmed_count: int
    unconfirmed: Money


@dataclass(frozen=True, slots=True)
class CashFigures:
    """Cash in the drawer, each way it came or went. `sales` is net of change; only `corrections` carries a sign."""

    float_amount: Money
    sales: Money
    refunds: Money
    voids: Money
    corrections: Money
    paid_in: Money
    paid_in_count: int
    paid_out: Money
    paid_out_count: int
    dropped: Money
    dropped_count: int

    @property
    def expected(self) -> Money:
        """What a count should find."""
        return (
            self.float_amount + self.sales - self.refunds - self.voids + self.corrections
            + self.paid_in - self.paid_out - self.dropped
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountFigures:
    """What was counted of one type of tender: counted = expected + over_short."""

    type: str
    expected: Money
    counted: Money
    over_short: Money


@dataclass(frozen=True, slots=True)
class OperatorFigures:
    """What one person sold, and what an owner asks about. Overrides: asked for, and given to others."""

    code: str
    name: str
    receipts: int
    return_receipts: int
    total: Money
    returns: Money
    discounts: Money
    price_changes: int
    voided_receipts: int
    abandoned: int
    corrections: int
    overrides_asked: int
    overrides_given: int
    no_sales: int
    reprints: int
    refused_sign_ins: int


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One hour of the shop's clock, 0 to 23, on all days together."""

    hour: int
    receipts: int
    total: Money


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """One department; the empty name stands for goods without one. Amounts contain tax."""

    department: str
    lines: int
    returns: Money
    total: Money


@dataclass(frozen=True, slots=True)
class MovementFigures:
    """One paid-in, paid-out or drop. `at` is the time of its entry (UTC)."""

    kind: str
    at: str
    amount: Money
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class OutageFigures:
    """A period in which this till stood in for the main POS. `id` is that of its `outage.started` entry.

    Times are those of the entries (UTC); None where the start or the end lies outside of the figures.
    """

    id: str
    started_at: str | None
    ended_at: str | None
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry that the figures contain; hash in hexadecimal."""

    generation: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class GrandTotals:
    """Running totals since the till's first sale. They are never reset."""

    gross: Money
    returns: Money
    discounts: Money
    voided: Money
    net: Money
    tax_total: Money
    total: Money
    receipts: int

    @classmethod
    def zero(cls, currency: Currency) -> GrandTotals:
        nothing = currency.zero()
        return cls(nothing, nothing, nothing, nothing, nothing, nothing, nothing, 0)

    def plus(self, figures: Figures) -> GrandTotals:
        """After one more shift."""
        return GrandTotals(
            self.gross + figures.gross,
            self.returns + figures.returns,
            self.discounts + figures.discounts,
            self.voided + figures.voided,
            self.net + figures.net,
            self.tax_total + figures.tax_total,
            self.total + figures.total,
            self.receipts + figures.receipts,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report prints, in one currency.

    gross - returns - discounts - voided + tax_on_top = net + tax_total = total
    tendered - change = total + rounding

    `gross` is what was sold at its price before discounts; `tax_on_top` is the tax of sales whose prices are without
    tax. `receipts` counts sales and returns, `return_receipts` those with nothing but returned goods. A voided sale
    keeps its receipt and is taken off in `voided`. `unreadable` counts entries that could not be read and
    `other_currency` receipts in another currency: neither is in any other figure.
    """

    currency: Currency
    entries: int
    first_at: str | None
    last_at: str | None
    first_receipt: str | None
    last_receipt: str | None
    receipts: int
    return_receipts: int
    voided_receipts: int
    gross: Money
    returns: Money
    discounts: Money
    voided: Money
    tax_on_top: Money
    net: Money
    tax_total: Money
    total: Money
    rounding: Money
    tendered: Money
    change: Money
    tax: tuple[TaxFigures, ...]
    tenders: tuple[TenderFigures, ...]
    cash: CashFigures
    counts: tuple[CountFigures, ...]
    operators: tuple[OperatorFigures, ...]
    hours: tuple[HourFigures, ...]
    departments: tuple[DepartmentFigures, ...]
    movements: tuple[MovementFigures, ...]
    outages: tuple[OutageFigures, ...]
    shifts: int
    z_numbers: tuple[int, ...]
    corrections: int
    abandoned: int
    abandoned_amount: Money
    price_changes: int
    overrides: int
    no_sales: int
    reprints: int
    refused_sign_ins: int
    paper_vouchers: int
    paper_amount: Money
    clock_jumps: int
    other_currency: int
    unreadable: int
    head: ChainHead | None

    @property
    def unconfirmed_count(self) -> int:
        return sum(tender.unconfirmed_count for tender in self.tenders)

    @property
    def unconfirmed(self) -> Money:
        return total((tender.unconfirmed for tender in self.tenders), self.currency)

    @property
    def over_short(self) -> Money:
        return total((count.over_short for count in self.counts), self.currency)
