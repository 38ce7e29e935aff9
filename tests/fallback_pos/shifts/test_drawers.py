"""Several drawers, several people, suspended shifts, midnight and wrong clocks."""

from __future__ import annotations

import pytest

from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.shifts.errors import (
    FloatMissing,
    HandOverSlipMissing,
    MoneyInOpenBasket,
    NoShiftOnDrawer,
    NothingSuspended,
    NotYourDrawer,
    PiecesDiffer,
    ShiftAlreadyOpen,
    ShiftIsSuspended,
    UnknownDrawer,
)
from fallback_pos.shifts.values import CashGoesTo, FloatSource
from tests.fallback_pos.shifts.drawer import ANA, EUR, IVA, MAJA, USUAL, Till, eur, pieces, with_rules


def test_a_float_is_counted_by_coins_and_notes(till: Till) -> None:
    shift = till.shifts.open(ANA, pieces=pieces(e20=2, e5=10, c50=20))
    assert shift.float_amount == eur("100.00")
    body = till.bodies("shift.opened")[0]
    assert body["denominations"][0] == {"value": "20.00", "count": 2}
    assert (body["source"], body["hand_over_slip"]) == ("float", None)
    assert till.problems() == []


def test_a_float_that_contradicts_itself_or_is_missing_is_refused(till: Till) -> None:
    with pytest.raises(PiecesDiffer):
        till.shifts.open(ANA, eur("90.00"), pieces=pieces(e20=2))
    with pytest.raises(FloatMissing):
        till.shifts.open(ANA)
    assert till.entries() == []


def test_the_usual_float_is_kept_ready(till: Till) -> None:
    assert till.shifts.suggested_float() is None
    till.rules = with_rules(usual_pieces=tuple(pieces(e20=5)))
    till.die_and_restart()
    suggested = till.shifts.suggested_float()
    assert suggested and suggested.amount == eur("100.00")
    assert till.shifts.open(ANA, pieces=suggested.pieces).float_amount == eur("100.00")


def test_the_main_drawer_is_taken_over_and_given_back_with_a_slip(till: Till) -> None:
    with pytest.raises(HandOverSlipMissing):
        till.shifts.open(ANA, eur("412.35"), source=FloatSource.MAIN_DRAWER)
    till.shifts.open(ANA, eur("412.35"), source=FloatSource.MAIN_DRAWER, hand_over_slip="H-7")
    till.counts("412.35")
    with pytest.raises(HandOverSlipMissing):
        till.shifts.close(ANA, goes_to=CashGoesTo.MAIN_DRAWER)
    till.shifts.close(ANA, goes_to=CashGoesTo.MAIN_DRAWER, hand_over_slip="H-8")
    assert till.bodies("shift.opened")[0]["hand_over_slip"] == "H-7"
    closed = till.bodies("shift.closed")[0]
    assert (closed["goes_to"], closed["hand_over_slip"]) == ("main_drawer", "H-8")


def test_a_suspended_drawer_sells_nothing_until_it_is_taken_up_again(till: Till) -> None:
    shift = till.shifts.open(ANA, eur("50.00"))
    till.shifts.suspend(ANA, "Break")
    assert till.shifts.current is None
    with pytest.raises(ShiftIsSuspended):
        till.shifts.suspend(ANA, "Break")
    with pytest.raises(ShiftIsSuspended, match="suspended"):
        till.shifts.open(IVA, eur("1.00"))
    till.die_and_restart()
    assert till.shifts.current is None
    assert [each.suspended for each in till.shifts.all_open] == [True]
    assert till.shifts.resume(ANA).id == shift.id
    assert till.shifts.current and not till.shifts.current.suspended
    with pytest.raises(NothingSuspended):
        till.shifts.resume(ANA)
    assert till.problems() == []


def test_somebody_elses_drawer_is_taken_over_with_permission_only(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    till.shifts.open(ANA, eur("50.00"))
    till.shifts.suspend(ANA, "Went home")
    with pytest.raises(ApprovalNeeded):
        till.shifts.resume(IVA)
    taken = till.shifts.resume(IVA, "Ana went home", approver=MAJA)
    assert (taken.operator, taken.holder) == (ANA, IVA)
    till.die_and_restart()
    assert till.shifts.current and till.shifts.current.holder == IVA
    assert till.bodies("override.granted")[0]["action"] == "take_over_drawer"


def test_two_drawers_add_up_each_for_itself(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2"))
    till.die_and_restart()
    one = till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "10.00"))
    two = till.shifts.open(IVA, eur("200.00"), drawer="2")
    till.sells(("cash", "20.00"))
    till.shifts.use(ANA, "1")
    till.sells(("cash", "40.00"))
    till.die_and_restart()
    assert till.shifts.current and till.shifts.current.id == one.id, "the drawer that sold last is in use"
    assert (till.shifts.expected("1"), till.shifts.expected("2")) == (eur("150.00"), eur("220.00"))
    closed = till.shifts.close(ANA, eur("150.00"))
    assert (closed.z_number, closed.expected, closed.sales) == (1, eur("150.00"), 2)
    assert till.shifts.current and till.shifts.current.id == two.id
    till.die_and_restart()
    assert till.shifts.current and till.shifts.current.id == two.id
    closed = till.shifts.close(IVA, eur("220.00"))
    assert (closed.z_number, closed.expected, closed.sales) == (2, eur("220.00"), 1)
    assert till.problems() == []


def test_a_start_finds_every_open_shift_however_old(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2", "3"))
    till.die_and_restart()
    till.shifts.open(ANA, eur("1.00"), drawer="1")
    for _ in range(3):
        till.shifts.open(IVA, eur("2.00"), drawer="2")
        till.sells(("cash", "5.00"))
        till.shifts.close(IVA, eur("7.00"), drawer="2")
    till.shifts.open(MAJA, eur("3.00"), drawer="3")
    before = till.shifts.all_open
    till.die_and_restart()
    assert till.shifts.all_open == before
    assert [each.drawer for each in before] == ["1", "3"]
    assert till.desk.book.last_z and till.desk.book.last_z.number == 3
    assert till.shifts.expected("1") == eur("1.00")


def test_what_names_no_drawer_or_an_unknown_one_is_refused(till: Till) -> None:
    till.rules = with_rules(drawers=("front", "back"))
    till.die_and_restart()
    assert till.shifts.open(ANA, eur("0")).drawer == "front"
    with pytest.raises(ShiftAlreadyOpen):
        till.shifts.open(IVA, eur("0"))
    with pytest.raises(UnknownDrawer, match="front, back"):
        till.shifts.open(IVA, eur("0"), drawer="cellar")
    with pytest.raises(NoShiftOnDrawer):
        till.shifts.use(ANA, "back")


def test_where_each_has_a_drawer_of_their_own_nobody_sells_from_anothers(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2"), own_drawer_each=True)
    till.die_and_restart()
    till.seated = ANA
    ana = till.shifts.open(ANA, eur("10.00"))
    till.seated = IVA
    assert till.shifts.current is None
    with pytest.raises(NotYourDrawer):
        till.shifts.use(IVA, "1")
    iva = till.shifts.open(IVA, eur("20.00"))
    assert (ana.drawer, iva.drawer) == ("1", "2")
    assert till.shifts.current and till.shifts.current.id == iva.id
    till.seated = ANA
    assert till.shifts.current and till.shifts.current.id == ana.id
    till.shifts.suspend(ANA, "Break")
    assert till.shifts.current is None


def test_money_in_an_open_basket_stays_with_its_drawer(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2"))
    till.die_and_restart()
    till.shifts.open(ANA, eur("0"), drawer="1")
    till.shifts.open(IVA, eur("0"), drawer="2")
    till.money_in_basket = True
    for step in (
        lambda: till.shifts.use(ANA, "1"),
        lambda: till.shifts.suspend(IVA, "Break"),
        lambda: till.shifts.close(IVA, eur("0")),
    ):
        with pytest.raises(MoneyInOpenBasket):
            step()


def test_a_shift_across_midnight_books_everything_on_the_date_of_its_opening(till: Till) -> None:
    till.now = "2026-11-22T22:30:00"
    till.shifts.open(ANA, eur("0"))
    till.now = "2026-11-22T23:30:00"
    till.sells(("cash", "10.00"))
    till.cash.pay_out(ANA, eur("1.00"), "Milk")
    till.counts("9.00")
    till.shifts.close(ANA)
    assert {entry.business_date for entry in till.entries()} == {"2026-11-22"}
    assert till.shifts.business_date().isoformat() == "2026-11-23"


def test_a_clock_set_back_an_hour_changes_no_date_and_no_sum(till: Till) -> None:
    till.now = "2026-11-22T22:45:00"
    till.shifts.open(ANA, eur("10.00"))
    till.now = "2026-11-22T23:15:00"
    till.sells(("cash", "10.00"))
    till.now = "2026-11-22T22:15:00"
    till.sells(("cash", "5.00"))
    till.die_and_restart()
    assert till.shifts.expected() == eur("25.00")
    till.counts("25.00")
    till.shifts.close(ANA)
    assert {entry.business_date for entry in till.entries()} == {"2026-11-22"}
    assert [entry.seq for entry in till.entries()] == list(range(1, len(till.entries()) + 1))
    assert till.bodies("shift.closed")[0]["figures"]["clock_jumps"] == 2, "ahead, and back"


def test_no_shift_is_lost_when_the_currency_has_no_cents(till: Till) -> None:
    assert till.shifts.open(ANA, eur("0")).float_amount == EUR.zero()
    till.shifts.close(ANA, eur("0"))
    assert till.shifts.all_open == ()
