"""What a coach makes of what a till did: pure values, no till."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fallback_pos.domain.money import Currency, Money
from fallback_pos.training.exercises import (
    FIRST_SALE,
    PAPER_OUT,
    POWER_CUT,
    RETURN,
    Exercise,
    exercise_named,
    note_for,
    wrong_first_sale,
    wrong_return,
)
from fallback_pos.training.progress import (
    ANOTHER_SALE,
    GIVEN_UP,
    TAKEN_OUT,
    WRONG_GOODS,
    cannot_be_finished,
    due_change,
    moved_on,
    power_goes_now,
    step_of,
    with_power_cut,
)
from fallback_pos.training.run import Run
from fallback_pos.training.score import FULL_POINTS, points_for
from fallback_pos.training.seen import CartSeen, GoodsSeen, Observation, SaleSeen

EUR = Currency.of("EUR")
CASH = tuple(Money.parse(text, EUR) for text in ("0.50", "1.00", "2.00", "5.00", "10.00", "20.00"))
BREAD, SOAP = GoodsSeen(1, Decimal(1)), GoodsSeen(2, Decimal(1))
LEMONS = GoodsSeen(3, Decimal("0.5"), weighed=True)


def euros(text: str) -> Money:
    return Money.parse(text, EUR)


def cart(*goods: GoodsSeen, id: str = "cart-1", payable: str = "4.93") -> CartSeen:
    return CartSeen(id, goods, euros(payable))


def sale(*goods: GoodsSeen, tendered: str = "5.00", cash_only: bool = True, id: str = "cart-1") -> SaleSeen:
    paid = euros(tendered)
    return SaleSeen(id, "TR-03-1-000001", goods, euros("4.93"), paid, paid - euros("4.93"), cash_only)


def run_of(exercise: str, **known: object) -> Run:
    return replace(Run(exercise, "101", "Ana", 7), **known)  # type: ignore[arg-type]


def named(exercise: str) -> Exercise:
    found = exercise_named(exercise)
    assert found is not None
    return found


def test_a_first_sale_goes_step_by_step_as_the_goods_come() -> None:
    exercise, run = named(FIRST_SALE), run_of(FIRST_SALE)
    steps = [
        step_of(run, exercise, Observation(seen), CASH)
        for seen in (cart(), cart(BREAD), cart(BREAD, SOAP), cart(BREAD, SOAP, LEMONS))
    ]
    assert steps == [0, 0, 1, 2]
    paid = Observation(cart(id="cart-2"), (sale(BREAD, SOAP, LEMONS),))
    assert step_of(run, exercise, paid, CASH) == 3
    assert due_change(run, paid, CASH) == euros("0.07")
    assert step_of(replace(run, change_given=True), exercise, paid, CASH) == 4


def test_the_customer_holds_out_the_smallest_note_that_is_enough() -> None:
    assert note_for(euros("4.93"), CASH) == euros("5.00")
    assert note_for(euros("5.00"), CASH) == euros("10.00")
    assert note_for(euros("400.00"), CASH) == euros("400.00")


def test_a_first_sale_that_is_not_what_the_customer_did_is_said_in_words() -> None:
    good = sale(BREAD, SOAP, LEMONS)
    assert not wrong_first_sale(good, CASH)
    wrong = [
        wrong_first_sale(sale(BREAD, LEMONS), CASH),
        wrong_first_sale(sale(BREAD, SOAP, GoodsSeen(3, Decimal(2))), CASH),
        wrong_first_sale(replace(good, cash_only=False), CASH),
        wrong_first_sale(sale(BREAD, SOAP, LEMONS, tendered="4.93"), CASH),
    ]
    assert all(wrong) and len(set(wrong)) == 4


def test_goods_taken_out_again_are_one_mistake_and_the_step_before_comes_back() -> None:
    exercise, run = named(FIRST_SALE), run_of(FIRST_SALE, step=1)
    before, now = Observation(cart(BREAD, SOAP)), Observation(cart(BREAD))
    moved = moved_on(run, exercise, before, now, CASH)
    assert moved.mistakes == (TAKEN_OUT,)
    assert moved.step == 0
    assert moved_on(moved, exercise, now, now, CASH).mistakes == (TAKEN_OUT,)


def test_a_sold_basket_is_no_mistake_although_its_goods_are_gone() -> None:
    before = Observation(cart(BREAD, SOAP, LEMONS))
    now = Observation(cart(id="cart-2"), (sale(BREAD, SOAP, LEMONS),))
    assert not moved_on(run_of(FIRST_SALE), named(FIRST_SALE), before, now, CASH).mistakes


def test_a_voided_basket_is_a_mistake() -> None:
    now = Observation(cart(id="cart-2"), given_up=frozenset({"cart-1"}))
    moved = moved_on(run_of(FIRST_SALE), named(FIRST_SALE), Observation(cart(BREAD)), now, CASH)
    assert moved.mistakes == (GIVEN_UP,)


def test_goods_come_back_only_against_the_receipt_that_was_asked_for() -> None:
    exercise, run = named(RETURN), run_of(RETURN, wanted_receipt="TR-03-1-000001")
    other = GoodsSeen(1, Decimal(-1), returned_from="TR-03-1-000009")
    right = replace(other, returned_from="TR-03-1-000001")
    assert step_of(run, exercise, Observation(cart(other)), CASH) == 0
    assert step_of(run, exercise, Observation(cart(right)), CASH) == 1
    assert step_of(run, exercise, Observation(cart(), (sale(right),)), CASH) == 2
    assert wrong_return(run, sale(other))
    assert wrong_return(run, sale(BREAD))
    assert wrong_return(run, replace(sale(right), cash_only=False))


def test_the_power_goes_once_with_the_second_thing_in_the_basket() -> None:
    run = run_of(POWER_CUT)
    assert not power_goes_now(run, Observation(cart(BREAD)))
    full = Observation(cart(BREAD, SOAP))
    assert power_goes_now(run, full)
    cut = with_power_cut(run, full)
    assert (cut.cut_cart, cut.cut_lines) == ("cart-1", 2)
    assert not power_goes_now(cut, full)


def test_after_the_power_cut_only_the_same_basket_counts() -> None:
    exercise, run = named(POWER_CUT), run_of(POWER_CUT, cut_cart="cart-1", cut_lines=2)
    back = Observation(cart(BREAD, SOAP))
    other = Observation(cart(BREAD, SOAP), (sale(BREAD, id="cart-9"),))
    assert moved_on(run, exercise, back, other, CASH).mistakes == (ANOTHER_SALE,)
    less = Observation(cart(id="cart-2"), (sale(BREAD),))
    assert moved_on(run, exercise, back, less, CASH).mistakes == (WRONG_GOODS,)
    done = moved_on(run, exercise, back, Observation(cart(id="cart-2"), (sale(BREAD, SOAP),)), CASH)
    assert (done.mistakes, done.step) == ((), 2)
    assert cannot_be_finished(run, Observation(cart(), given_up=frozenset({"cart-1"})))


def test_paper_out_waits_for_the_roll_and_for_the_receipts_to_check() -> None:
    exercise, run = named(PAPER_OUT), run_of(PAPER_OUT)
    sold = (sale(BREAD),)
    assert moved_on(run, exercise, None, Observation(cart(), sold), CASH).step == 0
    out = Observation(cart(), sold, paper_out=True, waiting=1)
    run = moved_on(run, exercise, None, out, CASH)
    assert run.step == 1
    unsure = Observation(cart(), sold, unsure=1)
    run = moved_on(run, exercise, out, unsure, CASH)
    assert run.step == 2
    assert moved_on(run, exercise, unsure, Observation(cart(), sold), CASH).step == 3


def test_points_fall_with_mistakes_hints_and_time_and_never_below_none() -> None:
    assert points_for(0, 0, 60, 120) == FULL_POINTS
    assert points_for(1, 2, 145, 120) == 100 - 10 - 10 - 2
    assert points_for(0, 0, 10_000, 120) == 70
    assert points_for(20, 0, 0, 120) == 0


def test_a_run_survives_its_note_and_a_foreign_note_is_none() -> None:
    run = run_of(POWER_CUT, cut_cart="cart-1", mistakes=(TAKEN_OUT,))
    assert Run.read(run.as_json()) == run
    assert Run.read({"exercise": "power_cut"}) is None
    assert Run.read({**run.as_json(), "more": 1}) is None
