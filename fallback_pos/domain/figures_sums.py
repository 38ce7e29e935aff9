"""The running sums behind figures: plain whole numbers, changed in place, because a year has millions of additions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeVar

from fallback_pos.domain.figures import (
    CashFigures,
    ChainHead,
    CountFigures,
    DepartmentFigures,
    Figures,
    HourFigures,
    MovementFigures,
    OperatorFigures,
    OutageFigures,
    TaxFigures,
    TenderFigures,
)
from fallback_pos.domain.money import Currency, Money

_Key = TypeVar("_Key", str, int, tuple[str, Decimal])
_Sum = TypeVar("_Sum")
MOST_LISTED = 200
"""Movements and outages listed one by one; their amounts are in the sums all the same."""


@dataclass(slots=True)
class TaxSum:
    net: int = 0
    tax: int = 0
    gross: int = 0


@dataclass(slots=True)
class TenderSum:
    count: int = 0
    amount: int = 0
    refund_count: int = 0
    refunds: int = 0
    unconfirmed_count: int = 0
    unconfirmed: int = 0


@dataclass(slots=True)
class CashSum:
    float_amount: int = 0
    sales: int = 0
    refunds: int = 0
    voids: int = 0
    corrections: int = 0
    paid_in: int = 0
    paid_in_count: int = 0
    paid_out: int = 0
    paid_out_count: int = 0
    dropped: int = 0
    dropped_count: int = 0


@dataclass(slots=True)
class CountSum:
    expected: int = 0
    counted: int = 0
    over_short: int = 0


@dataclass(slots=True)
class OperatorSum:
    name: str = ""
    receipts: int = 0
    return_receipts: int = 0
    total: int = 0
    returns: int = 0
    discounts: int = 0
    price_changes: int = 0
    voided_receipts: int = 0
    abandoned: int = 0
    corrections: int = 0
    overrides_asked: int = 0
    overrides_given: int = 0
    no_sales: int = 0
    reprints: int = 0
    refused_sign_ins: int = 0


@dataclass(slots=True)
class HourSum:
    receipts: int = 0
    total: int = 0


@dataclass(slots=True)
class DepartmentSum:
    lines: int = 0
    returns: int = 0
    total: int = 0


@dataclass(slots=True)
class Scalars:
    """The figures that are one number each, named as in Figures."""

    entries: int = 0
    receipts: int = 0
    return_receipts: int = 0
    voided_receipts: int = 0
    gross: int = 0
    returns: int = 0
    discounts: int = 0
    voided: int = 0
    tax_on_top: int = 0
    net: int = 0
    tax_total: int = 0
    total: int = 0
    rounding: int = 0
    tendered: int = 0
    change: int = 0
    shifts: int = 0
    corrections: int = 0
    abandoned: int = 0
    abandoned_amount: int = 0
    price_changes: int = 0
    overrides: int = 0
    no_sales: int = 0
    reprints: int = 0
    refused_sign_ins: int = 0
    paper_vouchers: int = 0
    paper_amount: int = 0
    clock_jumps: int = 0
    other_currency: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class Sums:
    """All sums of one currency."""

    currency: Currency
    scalars: Scalars = field(default_factory=Scalars)
    cash: CashSum = field(default_factory=CashSum)
    tax: defaultdict[tuple[str, Decimal], TaxSum] = field(default_factory=lambda: defaultdict(TaxSum))
    tenders: defaultdict[str, TenderSum] = field(default_factory=lambda: defaultdict(TenderSum))
    counts: defaultdict[str, CountSum] = field(default_factory=lambda: defaultdict(CountSum))
    operators: defaultdict[str, OperatorSum] = field(default_factory=lambda: defaultdict(OperatorSum))
    hours: defaultdict[int, HourSum] = field(default_factory=lambda: defaultdict(HourSum))
    departments: defaultdict[str, DepartmentSum] = field(default_factory=lambda: defaultdict(DepartmentSum))
    movements: list[MovementFigures] = field(default_factory=list)
    outages: dict[str, OutageFigures] = field(default_factory=dict)
    z_numbers: list[int] = field(default_factory=list)
    first_at: str | None = None
    last_at: str | None = None
    first_receipt: str | None = None
    last_receipt: str | None = None
    head: ChainHead | None = None

    def add(self, figures: Figures) -> None:
        """Add figures that were made before. Raises CurrencyMismatch."""
        figures.total.assert_in(self.currency)
        _take(self.scalars, figures)
        _take(self.cash, figures.cash)
        for tax in figures.tax:
            _take(self.tax[tax.tax_class, tax.rate], tax)
        for tender in figures.tenders:
            _take(self.tenders[tender.type], tender)
        for count in figures.counts:
            _take(self.counts[count.type], count)
        for person in figures.operators:
            _take(self.operators[person.code], person)
        for hour in figures.hours:
            _take(self.hours[hour.hour], hour)
        for department in figures.departments:
            _take(self.departments[department.department], department)
        self._take_lists(figures)

    def note_movement(self, movement: MovementFigures) -> None:
        if len(self.movements) < MOST_LISTED:
            self.movements.append(movement)

    def note_outage(self, outage: OutageFigures) -> None:
        """What is known of an outage; a start and an end that come apart are put together."""
        known = self.outages.get(outage.id)
        if known is not None:
            outage = OutageFigures(
                outage.id,
                known.started_at or outage.started_at,
                known.ended_at or outage.ended_at,
                known.reason or outage.reason,
                known.operator or outage.operator,
            )
        elif len(self.outages) >= MOST_LISTED:
            return
        self.outages[outage.id] = outage

    def figures(self) -> Figures:
        """The sums as they stand."""
        return Figures(
            currency=self.currency,
            **self._amounts(self.scalars, Figures),
            first_at=self.first_at,
            last_at=self.last_at,
            first_receipt=self.first_receipt,
            last_receipt=self.last_receipt,
            tax=tuple(
                TaxFigures(code, rate, **self._amounts(each, TaxFigures)) for (code, rate), each in _in_order(self.tax)
            ),
            tenders=tuple(
                TenderFigures(name, **self._amounts(each, TenderFigures)) for name, each in _in_order(self.tenders)
            ),
            cash=CashFigures(**self._amounts(self.cash, CashFigures)),
            counts=tuple(
                CountFigures(name, **self._amounts(each, CountFigures)) for name, each in _in_order(self.counts)
            ),
            operators=tuple(
                OperatorFigures(code, **self._amounts(each, OperatorFigures))
                for code, each in _in_order(self.operators)
            ),
            hours=tuple(HourFigures(hour, **self._amounts(each, HourFigures)) for hour, each in _in_order(self.hours)),
            departments=tuple(
                DepartmentFigures(name, **self._amounts(each, DepartmentFigures))
                for name, each in _in_order(self.departments)
            ),
            movements=tuple(self.movements),
            outages=tuple(self.outages.values()),
            z_numbers=tuple(self.z_numbers),
            head=self.head,
        )

    def _take_lists(self, figures: Figures) -> None:
        for movement in figures.movements:
            self.note_movement(movement)
        for outage in figures.outages:
            self.note_outage(outage)
        self.z_numbers += figures.z_numbers
        self.first_at = self.first_at or figures.first_at
        self.last_at = figures.last_at or self.last_at
        self.first_receipt = self.first_receipt or figures.first_receipt
        self.last_receipt = figures.last_receipt or self.last_receipt
        self.head = figures.head or self.head

    def _amounts(self, sums: Any, shape: type) -> dict[str, Any]:
        """The sums by name, as Money where the figure is money."""
        return {
            name: Money(getattr(sums, name), self.currency) if is_money else getattr(sums, name)
            for name, is_money in _plan(type(sums), shape)
        }


def _take(sums: Any, figures: Any) -> None:
    """Add each figure to the sum of the same name; a name stays as it was first known."""
    for name, _ in _plan(type(sums), type(figures)):
        value, before = getattr(figures, name), getattr(sums, name)
        if isinstance(value, str):
            setattr(sums, name, before or value)
        else:
            setattr(sums, name, before + (value.minor if isinstance(value, Money) else value))


def _plan(sums: type[Any], shape: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Each sum's name, and whether the figure of that name is money."""
    plan = _PLANS.get((sums, shape))
    if plan is None:
        kinds = {each.name: each.type for each in fields(shape)}
        plan = tuple((each.name, kinds[each.name] == "Money") for each in fields(sums))
        _PLANS[sums, shape] = plan
    return plan


_PLANS: dict[tuple[type[Any], type[Any]], tuple[tuple[str, bool], ...]] = {}


def _in_order(sums: Mapping[_Key, _Sum]) -> list[tuple[_Key, _Sum]]:
    return sorted(sums.items(), key=lambda item: item[0])
