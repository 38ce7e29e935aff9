"""A day closes when nothing of it is open, once, and what comes late books in the day that is open."""

from __future__ import annotations

import pytest

from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.shifts.day import OpenBaskets
from fallback_pos.shifts.errors import (
    BasketOnScreen,
    BasketsStillOpen,
    DayNotBegun,
    NothingToCloseToday,
    PiecesDiffer,
    ShiftsStillOpen,
)
from tests.fallback_pos.shifts.drawer import ANA, IVA, MARKO, USUAL, Till, eur, pieces, with_rules


def a_shift(till: Till, amount: str, drawer: str = "1") -> None:
    till.shifts.open(ANA, eur("100.00"), drawer=drawer)
    till.sells(("cash", amount))
    till.counts(str(eur("100.00").amount + eur(amount).amount))
    till.shifts.close(ANA, drawer=drawer)


def test_a_day_is_the_sum_of_its_shifts_and_has_a_number_of_its_own(till: Till) -> None:
    a_shift(till, "10.00")
    a_shift(till, "20.00")
    closed = till.day.close(MARKO, deposit=eur("30.00"), bag="BAG-9")
    assert (closed.z_number, closed.day.isoformat()) == (1, "2026-11-22")
    assert closed.figures.total == eur("30.00")
    assert closed.totals.total == eur("30.00")
    assert [each.number for each in closed.shifts] == [1, 2]
    body = till.bodies("day.closed")[0]
    assert [each["z_number"] for each in body["shifts"]] == [1, 2]
    assert (body["business_date"], body["deposit"]["total"]) == ("2026-11-22", "30.00")
    assert [(row.expected, row.counted) for row in closed.figures.counts] == [(eur("230.00"), eur("230.00"))]
    assert till.problems() == []


def test_a_deposit_that_nobody_counted_is_what_the_drawers_hold_above_their_floats(till: Till) -> None:
    a_shift(till, "10.00")
    a_shift(till, "20.00")
    assert till.day.close(MARKO).deposit.total == eur("30.00")
    assert till.bodies("day.closed")[0]["deposit"]["cash"] == "30.00"


def test_a_day_with_something_open_says_what(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "back"))
    till.die_and_restart()
    with pytest.raises(NothingToCloseToday):
        till.day.close(MARKO)
    a_shift(till, "10.00")
    till.shifts.open(IVA, eur("5.00"), drawer="back")
    till.shifts.suspend(IVA, "Break")
    with pytest.raises(ShiftsStillOpen, match=r"back \(Iva\)"):
        till.day.close(MARKO)
    till.shifts.close(IVA, eur("5.00"), drawer="back")
    till.baskets = OpenBaskets(parked=("Table 4", "14:05"))
    with pytest.raises(BasketsStillOpen, match="Table 4, 14:05"):
        till.day.close(MARKO)
    till.baskets = OpenBaskets(on_screen=True)
    with pytest.raises(BasketOnScreen):
        till.day.close(MARKO)
    assert not till.day.status().is_ready
    assert till.entries("day.closed") == []
    till.baskets = OpenBaskets()
    assert till.day.status().is_ready
    till.day.close(MARKO)
    with pytest.raises(NothingToCloseToday):
        till.day.close(MARKO)


def test_closing_the_day_is_not_for_everybody(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    a_shift(till, "10.00")
    with pytest.raises(ApprovalNeeded):
        till.day.close(ANA)
    till.day.close(ANA, approver=MARKO)
    assert till.bodies("day.closed")[0]["approved_by"]["code"] == "301"


def test_after_the_close_sales_book_in_the_next_day(till: Till) -> None:
    a_shift(till, "10.00")
    till.day.close(MARKO)
    till.die_and_restart()
    shift = till.shifts.open(ANA, eur("0"))
    assert shift.business_date.isoformat() == "2026-11-23"
    sale = till.sells(("cash", "1.00"))
    assert (sale.business_date, sale.occurred_at[:10]) == ("2026-11-23", "2026-11-22")
    till.shifts.close(ANA, eur("1.00"))
    with pytest.raises(DayNotBegun):
        till.day.close(MARKO)
    till.now = "2026-11-23T08:00:00"
    assert till.day.close(MARKO).z_number == 2
    assert till.shifts.business_date().isoformat() == "2026-11-24"


def test_a_clock_set_back_does_not_reopen_a_closed_day(till: Till) -> None:
    till.now = "2026-11-22T22:50:00"
    a_shift(till, "10.00")
    till.day.close(MARKO)
    till.now = "2026-11-21T22:00:00"
    assert till.shifts.open(ANA, eur("0")).business_date.isoformat() == "2026-11-23"


def test_a_day_closed_by_a_clock_years_ahead_does_not_hold_the_shop_back(till: Till) -> None:
    till.now = "2036-11-22T12:00:00"
    a_shift(till, "10.00")
    till.day.close(MARKO)
    till.now = "2026-11-22T12:00:00"
    assert till.shifts.open(ANA, eur("0")).business_date.isoformat() == "2026-11-22"


def test_a_forgotten_day_is_closed_first_and_then_the_next(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2"))
    till.die_and_restart()
    till.now = "2026-11-21T18:00:00"
    a_shift(till, "10.00")
    till.now = "2026-11-22T18:00:00"
    a_shift(till, "20.00")
    till.shifts.open(ANA, eur("0"), drawer="2")
    first = till.day.close(MARKO)
    assert (first.day.isoformat(), first.figures.total) == ("2026-11-21", eur("10.00"))
    till.die_and_restart()
    with pytest.raises(ShiftsStillOpen):
        till.day.close(MARKO)
    till.shifts.close(ANA, eur("0"), drawer="2")
    second = till.day.close(MARKO)
    assert (second.day.isoformat(), second.figures.total, second.totals.total) == (
        "2026-11-22",
        eur("20.00"),
        eur("30.00"),
    )
    assert [each.number for each in second.shifts] == [2, 3]


def test_z_numbers_and_running_totals_never_start_again(till: Till) -> None:
    for _ in range(3):
        a_shift(till, "10.00")
        till.die_and_restart()
    bodies = till.bodies("shift.closed")
    assert [body["z_number"] for body in bodies] == [1, 2, 3]
    assert [body["totals"]["total"] for body in bodies] == ["10.00", "20.00", "30.00"]
    assert [body["previous_z"] and body["previous_z"]["number"] for body in bodies] == [None, 1, 2]
    assert [body["findings"] for body in bodies] == [[], [], []]


def test_the_bank_deposit_lists_the_bags_of_the_day_and_the_rest(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "300.00"))
    till.cash.drop(ANA, eur("250.00"), "BAG-1")
    till.counts("150.00")
    till.shifts.close(ANA)
    suggested = till.day.deposit_suggested()
    assert (suggested.cash, suggested.total) == (eur("50.00"), eur("300.00"))
    with pytest.raises(PiecesDiffer):
        till.day.close(MARKO, deposit=eur("49.00"), pieces=pieces(e50=1))
    closed = till.day.close(MARKO, pieces=pieces(e50=1), bag="BAG-2")
    assert [(bag.bag, bag.amount, bag.operator) for bag in closed.deposit.bags] == [("BAG-1", eur("250.00"), "Ana")]
    assert closed.deposit.total == eur("300.00")
    assert till.bodies("day.closed")[0]["deposit"] == {
        "cash": "50.00",
        "denominations": [{"value": "50.00", "count": 1}],
        "bag": "BAG-2",
        "bags": [{"bag": "BAG-1", "amount": "250.00"}],
        "total": "300.00",
    }
