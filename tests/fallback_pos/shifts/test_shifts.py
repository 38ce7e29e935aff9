"""A shift is open or closed whatever happens, and its drawer adds up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.money import Currency, CurrencyMismatch, Money
from fallback_pos.domain.operator import Action, ApprovalNeeded, Operator, Permissions, Role, SamePerson
from fallback_pos.shifts import Shifts
from fallback_pos.shifts.business_date import business_date_of
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.shifts.errors import (
    CountBelowZero,
    CurrencyChanged,
    MoneyInOpenBasket,
    NoShiftToClose,
    ShiftAlreadyOpen,
)
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.kept_values import KeptValues
from fallback_pos.storage.till_state import TillState
from sync.body_schemas import problems_in
from tests.support.journals import open_journal
from tests.support.sale_bodies import paid_with

EUR = Currency.of("EUR")
ANA = Operator("101", "Ana", Role.CASHIER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
FREE = Permissions(
    {
        Role.CASHIER: {Action.OPEN_SHIFT: None, Action.CLOSE_SHIFT: None},
        Role.SUPERVISOR: {Action.OPEN_SHIFT: None, Action.CLOSE_SHIFT: None},
    }
)
STRICT = Permissions({Role.CASHIER: {}, Role.SUPERVISOR: {Action.OPEN_SHIFT: None, Action.CLOSE_SHIFT: None}})


def eur(text: str) -> Money:
    return Money.parse(text, EUR)


def at(text: str, offset_minutes: int = 60) -> Instant:
    return Instant(datetime.fromisoformat(text).replace(tzinfo=UTC), time.monotonic_ns(), offset_minutes)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = open_journal(tmp_path)
    yield journal
    journal.close()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[TillState]:
    state = TillState(tmp_path / "till.db")
    yield state
    state.close()


class ShiftsOn(Protocol):
    def __call__(self, journal: Journal, permissions: Permissions = FREE, **more: Any) -> Shifts: ...


@pytest.fixture
def shifts_on(state: TillState) -> ShiftsOn:
    """Shifts as a start finds them, of a shop that asks nobody about differences."""

    def make(journal: Journal, permissions: Permissions = FREE, currency: Currency = EUR, **more: Any) -> Shifts:
        rules = ShiftRules(currency, cash_limit=Money(10**12, currency))
        desk = ShiftDesk(journal, permissions, rules, **{"clock": lambda: at("2026-11-22T13:00:00")} | more)
        return Shifts(desk, Counting(desk, KeptValues(state)))

    return make


def sold(shifts: Shifts, journal: Journal, *tenders: tuple[str, str], change: str = "0.00") -> Draft:
    assert shifts.current
    kind, body = paid_with(journal.next_receipt().text, shifts.current.id, tenders, change)
    return Draft(kind, body)


def append(journal: Journal, shifts: Shifts, *drafts: Draft, note: bool = True) -> None:
    entries = journal.append(drafts, business_date=shifts.business_date().isoformat())
    if note:
        shifts.note(entries)


def test_opening_is_journalled_with_the_float_and_the_business_date(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    assert shifts.current is None
    shift = shifts.open(ANA, eur("150.00"))
    assert shifts.current == shift
    (entry,) = journal.read(0)
    assert (entry.kind, entry.id, entry.business_date) == ("shift.opened", shift.id, "2026-11-22")
    assert (
        json.loads(entry.body).items()
        >= {
            "operator": {"code": "101", "name": "Ana", "role": "cashier"},
            "drawer": "1",
            "float": "150.00",
            "currency": "EUR",
        }.items()
    )
    assert shift.float_amount == eur("150.00")
    assert shift.operator == ANA


def test_closing_counts_cash_net_of_change_and_refunds_and_nothing_else(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shift = shifts.open(ANA, eur("150.00"))
    append(journal, shifts, sold(shifts, journal, ("cash", "20.00"), change="7.03"))
    append(journal, shifts, sold(shifts, journal, ("card", "30.00"), ("cash", "5.00")))
    append(journal, shifts, sold(shifts, journal, ("cash", "-4.50")))
    append(journal, shifts, sold(shifts, journal, ("wallet", "9.99")))
    closed = shifts.close(MAJA, eur("160.27"))
    assert closed.expected == eur("163.47")
    assert closed.over_short == eur("-3.20")
    assert shifts.current is None
    last = journal.read(0)[-1]
    assert (
        json.loads(last.body).items()
        >= {
            "shift": shift.id,
            "operator": {"code": "201", "name": "Maja", "role": "supervisor"},
            "counted": "160.27",
            "expected": "163.47",
            "over_short": "-3.20",
            "currency": "EUR",
            "sales": 4,
            "first_receipt": "03-1-000001",
            "last_receipt": "03-1-000004",
        }.items()
    )
    assert last.id == closed.entry_id


def test_what_is_journalled_has_the_published_shapes(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal, STRICT)
    shifts.open(ANA, eur("0"), approver=MAJA, opens_drawer=True)
    shifts.close(ANA, eur("0"), approver=MAJA, opens_drawer=True)
    entries = journal.read(0)
    assert [entry.kind for entry in entries] == [
        "override.granted",
        "shift.opened",
        "drawer.opened",
        "shift.counted",
        "override.granted",
        "drawer.opened",
        "shift.closed",
    ]
    assert [problem for entry in entries for problem in problems_in(entry.kind, entry.body)] == []


def test_a_kill_leaves_the_shift_open_with_its_sum(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shift = shifts.open(ANA, eur("100.00"))
    append(journal, shifts, sold(shifts, journal, ("cash", "12.00")))
    again = shifts_on(journal)
    assert again.current == shift
    assert again.expected() == eur("112.00")
    closed = again.close(ANA, eur("112.00"))
    assert not closed.over_short
    assert shifts_on(journal).current is None


def test_a_shift_without_sales_closes(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shifts.open(ANA, eur("0"))
    closed = shifts.close(ANA, eur("0"))
    assert (closed.sales, closed.first_receipt, closed.last_receipt) == (0, None, None)


def test_sums_start_anew_in_the_next_shift(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shifts.open(ANA, eur("100.00"))
    append(journal, shifts, sold(shifts, journal, ("cash", "12.00")))
    shifts.close(ANA, eur("112.00"))
    shifts.open(MAJA, eur("50.00"))
    append(journal, shifts, sold(shifts, journal, ("cash", "1.00")))
    closed = shifts.close(MAJA, eur("51.00"))
    assert (closed.expected, closed.sales, closed.first_receipt) == (eur("51.00"), 1, "03-1-000002")


def test_sales_nobody_told_about_are_counted_all_the_same(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shifts.open(ANA, eur("100.00"))
    append(journal, shifts, sold(shifts, journal, ("cash", "1.00")), note=False)
    append(journal, shifts, sold(shifts, journal, ("cash", "2.00")))
    entries = journal.append([sold(shifts, journal, ("cash", "4.00"))], business_date="2026-11-22")
    shifts.note(entries)
    shifts.note(entries)
    append(journal, shifts, sold(shifts, journal, ("cash", "8.00")), note=False)
    assert shifts.close(ANA, eur("115.00")).expected == eur("115.00")


def test_paid_in_paid_out_and_drops_move_the_expectation(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    shift = shifts.open(ANA, eur("100.00"))
    for kind, amount in (("cash.paid_in", "20.00"), ("cash.paid_out", "3.50"), ("cash.dropped", "50.00")):
        append(journal, shifts, Draft(kind, {"shift": shift.id, "amount": amount}))
    append(journal, shifts, Draft("cash.paid_in", {"shift": "another", "amount": "999.00"}))
    assert shifts.expected() == eur("66.50")


def test_only_one_shift_is_open_at_a_time(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    with pytest.raises(NoShiftToClose):
        shifts.close(ANA, eur("0"))
    shifts.open(ANA, eur("0"))
    with pytest.raises(ShiftAlreadyOpen, match="Ana opened a shift"):
        shifts.open(MAJA, eur("0"))
    assert len(journal.read(0)) == 1


def test_money_in_an_open_basket_keeps_the_shift_open(journal: Journal, shifts_on: ShiftsOn) -> None:
    held = [True]
    shifts = shifts_on(journal, money_in_open_basket=lambda: held[0])
    shifts.open(ANA, eur("0"))
    with pytest.raises(MoneyInOpenBasket):
        shifts.close(ANA, eur("0"))
    held[0] = False
    shifts.close(ANA, eur("0"))


def test_who_may_not_needs_a_different_person_and_that_is_journalled(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal, STRICT)
    with pytest.raises(ApprovalNeeded):
        shifts.open(ANA, eur("0"))
    with pytest.raises(SamePerson):
        shifts.open(ANA, eur("0"), approver=ANA)
    assert journal.read(0) == []
    shift = shifts.open(ANA, eur("0"), approver=MAJA)
    override = json.loads(journal.read(0)[0].body)
    assert (override["action"], override["approver"]["code"], override["shift"]) == ("open_shift", "201", shift.id)
    assert shift.operator == ANA


def test_a_count_below_zero_or_in_another_currency_is_refused(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts = shifts_on(journal)
    with pytest.raises(CountBelowZero):
        shifts.open(ANA, eur("-0.01"))
    shifts.open(ANA, eur("10.00"))
    with pytest.raises(CountBelowZero):
        shifts.close(ANA, eur("-0.01"))
    with pytest.raises(CurrencyMismatch):
        shifts.close(ANA, Money(1000, Currency.of("USD")))
    assert shifts.current


def test_a_currency_changed_in_the_middle_of_a_shift_is_said(journal: Journal, shifts_on: ShiftsOn) -> None:
    shifts_on(journal).open(ANA, eur("10.00"))
    with pytest.raises(CurrencyChanged, match="counts in EUR, the settings say USD"):
        shifts_on(journal, currency=Currency.of("USD"))


@pytest.mark.parametrize(
    ("utc", "offset_minutes", "day_starts", "wanted"),
    [
        ("2026-11-22T13:00:00", 60, 0, "2026-11-22"),
        ("2026-11-22T23:30:00", 60, 0, "2026-11-23"),
        ("2026-11-22T23:30:00", 60, 4, "2026-11-22"),
        ("2026-11-23T02:59:59", 60, 4, "2026-11-22"),
        ("2026-11-23T03:00:00", 60, 4, "2026-11-23"),
        ("2026-11-22T02:00:00", -300, 0, "2026-11-21"),
    ],
)
def test_the_business_date_is_that_of_the_shop(utc: str, offset_minutes: int, day_starts: int, wanted: str) -> None:
    assert business_date_of(at(utc, offset_minutes), day_starts).isoformat() == wanted


def test_a_shift_across_midnight_keeps_the_date_of_its_opening(journal: Journal, shifts_on: ShiftsOn) -> None:
    now = [at("2026-11-22T21:00:00")]
    shifts = shifts_on(journal, clock=lambda: now[0])
    shifts.open(ANA, eur("0"))
    now[0] = at("2026-11-23T01:00:00")
    assert shifts.business_date().isoformat() == "2026-11-22"
    shifts.close(ANA, eur("0"))
    assert {entry.business_date for entry in journal.read(0)} == {"2026-11-22"}
    assert shifts.business_date().isoformat() == "2026-11-23"


cents = st.integers(-50_000, 50_000)
paid = st.tuples(cents, st.integers(0, 5_000), st.sampled_from(["cash", "card"]), st.booleans())
sales = st.lists(paid, max_size=12)


def change_of(amount: int, change: int, kind: str) -> int:
    """Only cash that was given gives change, and less than was given."""
    return min(change, max(0, amount - 1)) if kind == "cash" else 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(float_minor=st.integers(0, 100_000), day=sales, counted=st.integers(0, 1_000_000))
def test_counted_is_expected_plus_over_short_on_any_day(
    tmp_path: Path, shifts_on: ShiftsOn, float_minor: int, day: list[tuple[int, int, str, bool]], counted: int
) -> None:
    for file in tmp_path.glob("journal.db*"):
        file.unlink()
    journal = open_journal(tmp_path)
    shifts = shifts_on(journal)
    shifts.open(ANA, Money(float_minor, EUR))
    wanted = float_minor
    for amount, most_change, kind, note in day:
        change = change_of(amount, most_change, kind)
        draft = sold(shifts, journal, (kind, Money(amount, EUR).text), change=Money(change, EUR).text)
        append(journal, shifts, draft, note=note)
        wanted += (amount if kind == "cash" else 0) - change
    assert shifts_on(journal).expected().minor == wanted
    closed = shifts.close(ANA, Money(counted, EUR))
    assert closed.expected.minor == wanted
    assert closed.counted == closed.expected + closed.over_short
    assert closed.sales == len(day)
    journal.close()
