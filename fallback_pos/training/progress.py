"""Moves a run on with what was seen: mistakes are counted, the present step is found. Pure, so that it is testable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fallback_pos.domain.money import Money
from fallback_pos.i18n.marker import N_
from fallback_pos.training.exercises import (
    FIRST_SALE,
    GOODS_AT_THE_CUT,
    PAPER_OUT,
    POWER_CUT,
    RETURN,
    Exercise,
    good_first_sale,
    wrong_first_sale,
    wrong_return,
)
from fallback_pos.training.run import Run
from fallback_pos.training.seen import CartSeen, Observation, SaleSeen

TAKEN_OUT = N_("Goods were taken out of the basket again.")
GIVEN_UP = N_("A basket was voided.")
WRONG_CHANGE = N_("The change was counted wrongly.")
ANOTHER_SALE = N_("Another sale was made before the basket that the power cut left was paid.")
WRONG_GOODS = N_("The basket was paid with other goods than were in it when the power went.")


def moved_on(run: Run, exercise: Exercise, before: Observation | None, now: Observation, notes: Sequence[Money]) -> Run:
    """The run after an observation; `before` is the one of a moment ago, None for the first."""
    for sentence in _mistakes(run, before, now, notes):
        run = run.with_mistake(sentence)
    run = _noted(run, now)
    return replace(run, step=step_of(run, exercise, now, notes))


def step_of(run: Run, exercise: Exercise, now: Observation, notes: Sequence[Money]) -> int:
    """The first step that is not done; their number when all are."""
    undone = (number for number, step in enumerate(exercise.steps) if not step.done(run, now, notes))
    return next(undone, len(exercise.steps))


def power_goes_now(run: Run, now: Observation) -> bool:
    """Whether it is time for the power cut."""
    return run.exercise == POWER_CUT and not run.cut_cart and len(now.cart.sold) >= GOODS_AT_THE_CUT


def with_power_cut(run: Run, now: Observation) -> Run:
    """The run as it is written down before the program ends."""
    return replace(run, cut_cart=now.cart.id, cut_lines=len(now.cart.goods))


def cannot_be_finished(run: Run, now: Observation) -> bool:
    """The basket that had to be paid is gone for good."""
    return bool(run.cut_cart) and run.cut_cart in now.given_up


def due_change(run: Run, now: Observation, notes: Sequence[Money]) -> Money | None:
    """What the customer has to get, where the exercise asks for it."""
    if run.exercise != FIRST_SALE or run.change_given:
        return None
    sale = good_first_sale(run, now, notes)
    return sale.change if sale else None


def _noted(run: Run, now: Observation) -> Run:
    if run.exercise != PAPER_OUT or not now.sales:
        return run
    return replace(run, paper_was_out=run.paper_was_out or now.paper_out, had_unsure=run.had_unsure or now.unsure > 0)


def _mistakes(run: Run, before: Observation | None, now: Observation, notes: Sequence[Money]) -> list[str]:
    if before is None:
        return []
    found = [GIVEN_UP for _ in now.given_up - before.given_up]
    if not found and _lost_goods(before.cart, now.cart):
        found.append(TAKEN_OUT)
    for sale in now.sales[len(before.sales) :]:
        wrong = _wrong_sale(run, sale, notes)
        found += [wrong] if wrong else []
    return found


def _lost_goods(before: CartSeen, now: CartSeen) -> bool:
    """Goods left the same cart without being sold."""
    if before.id != now.id:
        return False
    left = {line.number: abs(line.quantity) for line in now.goods}
    return any(left.get(line.number, 0) < abs(line.quantity) for line in before.goods)


def _wrong_sale(run: Run, sale: SaleSeen, notes: Sequence[Money]) -> str:
    match run.exercise:
        case exercise if exercise == FIRST_SALE:
            return wrong_first_sale(sale, notes)
        case exercise if exercise == RETURN:
            return wrong_return(run, sale)
        case exercise if exercise == POWER_CUT and run.cut_cart:
            if sale.id != run.cut_cart:
                return ANOTHER_SALE
            return WRONG_GOODS if len(sale.goods) != run.cut_lines else ""
        case _:
            return ""
