"""Opening and closing a shift, and knowing which one is open, from the journal alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.figures_shift import ShiftTally
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.shifts.business_date import business_date_of
from fallback_pos.shifts.errors import (
    CountBelowZero,
    CurrencyChanged,
    MoneyInOpenBasket,
    NoShiftToClose,
    ShiftAlreadyOpen,
)
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Kind

_MILESTONES = (Kind.SHIFT_OPENED, Kind.SHIFT_CLOSED)


@dataclass(frozen=True, slots=True)
class Shift:
    """An open shift. `id` is the id of its `shift.opened` entry, `opened_at` is aware (UTC)."""

    id: str
    business_date: date
    opened_at: datetime
    operator: Operator
    float_amount: Money
    drawer: str


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """What closing found. `over_short` = counted - expected; `sales` counts receipts, returns included."""

    shift: Shift
    entry_id: str
    operator: Operator
    counted: Money
    expected: Money
    over_short: Money
    sales: int
    first_receipt: str | None
    last_receipt: str | None


class Shifts:
    """The shift of this till's drawer. Not for two threads at once."""

    def __init__(
        self,
        journal: Journal,
        permissions: Permissions,
        currency: Currency,
        *,
        day_starts_at_hour: int = 0,
        drawer: str = "1",
        money_in_open_basket: Callable[[], bool] = lambda: False,
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        """Find the open shift in the journal. `money_in_open_basket` tells whether an open or parked cart has been
        paid for in part: its money is in the drawer and in no sale yet.
        """
        self._journal = journal
        self._permissions = permissions
        self._currency = currency
        self._day_starts_at_hour = day_starts_at_hour
        self._drawer = drawer
        self._money_in_open_basket = money_in_open_basket
        self._clock = clock
        self._current: Shift | None = None
        self._tally = ShiftTally("", currency)
        latest = journal.latest(_MILESTONES)
        still_open = latest is not None and latest.kind == Kind.SHIFT_OPENED
        self._read_seq = latest.seq - 1 if latest and still_open else journal.head.seq
        self._catch_up()

    @property
    def current(self) -> Shift | None:
        """The open shift."""
        return self._current

    def business_date(self) -> date:
        """Of the open shift; without one, that of a shift opened at this moment."""
        return self._current.business_date if self._current else self._today()

    def open(
        self, operator: Operator, float_amount: Money, *, approver: Operator | None = None, opens_drawer: bool = False
    ) -> Shift:
        """Begin a shift with what was counted into the drawer. opens_drawer: it was opened for that; journalled too.

        Raises ShiftAlreadyOpen, CountBelowZero, the refusals of Permissions.check, and the journal's errors.
        """
        if self._current:
            raise ShiftAlreadyOpen(name=self._current.operator.name, opened_at=self._current.opened_at)
        self._refuse_below_zero(float_amount)
        granted = self._permissions.check(operator, Action.OPEN_SHIFT, approver=approver)
        opened = Draft(
            Kind.SHIFT_OPENED,
            {
                "operator": person(operator),
                "drawer": self._drawer,
                "float": float_amount.text,
                "currency": self._currency.code,
            },
        )
        drafts = _override(Action.OPEN_SHIFT, operator, granted, opened.id)
        drafts += [opened, *self._drawer_drafts(operator, opened.id, opens_drawer=opens_drawer)]
        entries = self._journal.append(drafts, business_date=self._today().isoformat())
        self._catch_up()
        return _shift(next(entry for entry in entries if entry.id == opened.id), self._currency)

    def close(
        self, operator: Operator, counted: Money, *, approver: Operator | None = None, opens_drawer: bool = False
    ) -> ClosedShift:
        """End the shift with what was counted in the drawer.

        Raises NoShiftToClose, MoneyInOpenBasket, CountBelowZero, the refusals of Permissions.check, and the journal's
        errors; the shift stays open then.
        """
        shift = self._current
        if shift is None:
            raise NoShiftToClose()
        if self._money_in_open_basket():
            raise MoneyInOpenBasket()
        self._refuse_below_zero(counted)
        granted = self._permissions.check(operator, Action.CLOSE_SHIFT, approver=approver)
        self._catch_up()
        closed = self._closing(shift, operator, counted)
        drafts = _override(Action.CLOSE_SHIFT, operator, granted, shift.id)
        drafts += self._drawer_drafts(operator, shift.id, opens_drawer=opens_drawer)
        drafts.append(Draft(Kind.SHIFT_CLOSED, self._closed_body(closed), id=closed.entry_id))
        self._journal.append(drafts, business_date=shift.business_date.isoformat())
        self._catch_up()
        return closed

    def expected(self) -> Money:
        """What the drawer should hold. For managers: who counts does not see it. Raises NoShiftToClose."""
        if self._current is None:
            raise NoShiftToClose()
        self._catch_up()
        return self._tally.expected_cash

    def note(self, entries: Sequence[Entry]) -> None:
        """Take what was just appended into the sum, so that closing has little to read. Leaving it out costs nothing
        but time.
        """
        if entries and entries[0].seq == self._read_seq + 1:
            for entry in entries:
                self._take(entry)
        else:
            self._catch_up()

    def _catch_up(self) -> None:
        for entry in self._journal.entries(self._read_seq):
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        if entry.kind == Kind.SHIFT_OPENED:
            self._current = _shift(entry, self._currency)
            self._tally = ShiftTally(entry.id, self._currency)
            self._tally.take(entry)
        elif entry.kind == Kind.SHIFT_CLOSED:
            self._current = None
        elif self._current:
            self._tally.take(entry)
        self._read_seq = entry.seq

    def _closing(self, shift: Shift, operator: Operator, counted: Money) -> ClosedShift:
        figures = self._tally.figures
        return ClosedShift(
            shift=shift,
            entry_id=new_id(),
            operator=operator,
            counted=counted,
            expected=figures.cash.expected,
            over_short=counted - figures.cash.expected,
            sales=figures.receipts,
            first_receipt=figures.first_receipt,
            last_receipt=figures.last_receipt,
        )

    def _closed_body(self, closed: ClosedShift) -> dict[str, object]:
        return {
            "shift": closed.shift.id,
            "operator": person(closed.operator),
            "counted": closed.counted.text,
            "expected": closed.expected.text,
            "over_short": closed.over_short.text,
            "currency": self._currency.code,
            "sales": closed.sales,
            "first_receipt": closed.first_receipt,
            "last_receipt": closed.last_receipt,
        }

    def _drawer_drafts(self, operator: Operator, shift: str, *, opens_drawer: bool) -> list[Draft]:
        body = {"shift": shift, "operator": person(operator), "cause": "shift", "sale": None}
        return [Draft(Kind.DRAWER_OPENED, body)] if opens_drawer else []

    def _refuse_below_zero(self, amount: Money) -> None:
        if amount < self._currency.zero():
            raise CountBelowZero(amount=amount)

    def _today(self) -> date:
        return business_date_of(self._clock(), self._day_starts_at_hour)


def _override(action: Action, operator: Operator, approver: Operator | None, shift: str) -> list[Draft]:
    if approver is None:
        return []
    return [Draft(Kind.OVERRIDE_GRANTED, override_body(action, operator, approver, shift))]


def _shift(entry: Entry, currency: Currency) -> Shift:
    """The shift that an entry opened. Raises CurrencyChanged when the settings name another currency by now."""
    body = json.loads(entry.body)
    if body["currency"] != currency.code:
        raise CurrencyChanged(before=body["currency"], now=currency.code)
    who = body["operator"]
    return Shift(
        id=entry.id,
        business_date=date.fromisoformat(entry.business_date),
        opened_at=datetime.fromisoformat(entry.occurred_at),
        operator=Operator(who["code"], who["name"], Role(who["role"])),
        float_amount=Money.parse(body["float"], currency),
        drawer=body["drawer"],
    )
