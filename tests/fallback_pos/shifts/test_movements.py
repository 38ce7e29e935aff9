"""Cash that moves without a sale leaves a trace, and the drawer adds up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fallback_pos.domain.card_numbers import CardNumberRefused
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.domain.typed_text import ReasonMissing
from fallback_pos.shifts.errors import AmountMissing, BagMissing, NoShiftToClose, PiecesDiffer
from tests.fallback_pos.shifts.drawer import ANA, EUR, MAJA, USUAL, Till, eur, pieces, with_rules


def test_every_movement_names_who_why_and_on_which_slip(till: Till) -> None:
    shift = till.shifts.open(ANA, eur("100.00"))
    till.cash.pay_in(ANA, eur("20.00"), "Change from the bank", slip="B-1")
    till.cash.pay_out(ANA, eur("3.50"), "Postage", slip="P-9")
    dropped = till.cash.drop(ANA, None, "BAG-4", pieces=pieces(e50=1))
    till.cash.change_float(ANA, eur("10.00"), "More coins")
    till.cash.change_float(ANA, eur("-5.00"), "Too many coins")
    assert till.shifts.expected() == eur("71.50")
    assert dropped.amount == eur("50.00")
    paid_in, more = till.bodies("cash.paid_in")
    assert paid_in == {
        "shift": shift.id,
        "drawer": "1",
        "operator": {"code": "101", "name": "Ana", "role": "cashier"},
        "amount": "20.00",
        "currency": "EUR",
        "reason": "Change from the bank",
        "slip": "B-1",
        "approved_by": None,
    }
    assert more["purpose"] == "float"
    bag = till.bodies("cash.dropped")[0]
    assert (bag["bag"], bag["denominations"]) == ("BAG-4", [{"value": "50.00", "count": 1}])
    assert till.problems() == []


def test_what_is_incomplete_or_not_allowed_moves_nothing(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    with pytest.raises(NoShiftToClose):
        till.cash.pay_in(ANA, eur("1.00"), "Change")
    till.shifts.open(ANA, eur("100.00"))
    with pytest.raises(ReasonMissing):
        till.cash.pay_in(ANA, eur("1.00"), "  ")
    with pytest.raises(AmountMissing):
        till.cash.pay_in(ANA, eur("-1.00"), "Change")
    with pytest.raises(AmountMissing):
        till.cash.change_float(ANA, eur("0"), "Change")
    with pytest.raises(CardNumberRefused):
        till.cash.pay_in(ANA, eur("1.00"), "4111 1111 1111 1111")
    with pytest.raises(BagMissing):
        till.cash.drop(ANA, eur("1.00"), " ")
    with pytest.raises(PiecesDiffer):
        till.cash.drop(ANA, eur("1.00"), "BAG", pieces=pieces(e50=1))
    with pytest.raises(ApprovalNeeded):
        till.cash.pay_out(ANA, eur("20.01"), "Supplier")
    assert till.kinds() == ["shift.opened"]
    till.cash.pay_out(ANA, eur("20.01"), "Supplier", approver=MAJA)
    assert till.kinds() == ["shift.opened", "override.granted", "cash.paid_out"]
    assert till.bodies("cash.paid_out")[0]["approved_by"]["code"] == "201"


def test_the_drawer_opened_without_a_sale_is_journalled_before_it_opens(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    opened: list[int] = []
    till.desk.kick_drawer = lambda: opened.append(len(till.entries("drawer.opened")))
    till.shifts.open(ANA, eur("0"))
    with pytest.raises(ApprovalNeeded):
        till.cash.no_sale(ANA)
    assert opened == []
    till.cash.no_sale(ANA, "Change for a customer", approver=MAJA)
    assert opened == [1]
    body = till.bodies("drawer.opened")[0]
    assert (body["cause"], body["reason"], body["approved_by"]["code"]) == ("no_sale", "Change for a customer", "201")
    assert till.shifts.figures().no_sales == 1


def test_who_let_the_drawer_be_opened_before_a_shift_is_journalled_too(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    till.cash.no_sale(ANA, "To count the float", approver=MAJA)
    assert till.kinds() == ["override.granted", "drawer.opened"]
    assert till.bodies("override.granted")[0]["approver"]["code"] == "201"


def test_a_full_drawer_suggests_a_drop_and_says_no_sum(till: Till) -> None:
    till.rules = with_rules(most_in_drawer=eur("200.00"))
    till.die_and_restart()
    assert not till.cash.drop_suggested
    till.shifts.open(ANA, eur("150.00"))
    till.sells(("cash", "50.00"))
    assert not till.cash.drop_suggested
    till.sells(("cash", "0.01"))
    assert till.cash.drop_suggested
    till.cash.drop(ANA, eur("100.00"), "BAG-1")
    assert not till.cash.drop_suggested


moves = st.lists(st.tuples(st.sampled_from(["sale", "card", "return", "in", "out", "drop"]), st.integers(1, 9_999)))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(float_minor=st.integers(0, 50_000), day=moves, counted=st.integers(0, 200_000))
def test_expected_is_float_and_sales_and_paid_in_less_refunds_paid_out_and_drops(
    till: Till, float_minor: int, day: list[tuple[str, int]], counted: int
) -> None:
    till.shifts.open(ANA, Money(float_minor, EUR))
    expected = float_minor
    for what, minor in day:
        amount = Money(minor, EUR)
        match what:
            case "sale":
                till.sells(("cash", amount.text))
            case "card":
                till.sells(("card", amount.text))
            case "return":
                till.sells(("cash", (-amount).text))
            case "in":
                till.cash.pay_in(ANA, amount, "in")
            case "out":
                till.cash.pay_out(ANA, amount, "out")
            case _:
                till.cash.drop(ANA, amount, "bag")
        expected += {"sale": minor, "card": 0, "in": minor}.get(what, -minor)
    till.counting.begin(ANA)
    till.counting.count_sum(Money(counted, EUR))
    till.counting.tick_all()
    till.counting.commit(ANA)
    closed = till.shifts.close(ANA, reason="as it is", approver=MAJA)
    assert closed.expected.minor == expected
    figures = till.bodies("shift.closed")[-1]["figures"]
    for row in closed.tenders:
        assert row.counted == row.expected + row.over_short
        stated = next((each["amount"] for each in figures["tenders"] if each["type"] == row.type), "0.00")
        assert row.type == "cash" or row.expected.text == stated, "slips and figures are one sum"
