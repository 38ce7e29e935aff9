"""The exercises: steps in words, and when each is done. Which step is the present one follows from what the till did.

A step is done or not by what is seen at that moment, so that somebody who voids a line is back at the step before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fallback_pos.domain.money import Money
from fallback_pos.i18n.marker import N_
from fallback_pos.training.run import Run
from fallback_pos.training.seen import Observation, SaleSeen

FIRST_SALE, RETURN, POWER_CUT, PAPER_OUT = "first_sale", "return", "power_cut", "paper_out"
GOODS_OF_A_SALE = 3
GOODS_AT_THE_CUT = 2


@dataclass(frozen=True, slots=True)
class Step:
    """`say` and `hint` are message ids; they may name {note}, {receipt} and {change}."""

    say: str
    hint: str
    done: Callable[[Run, Observation, Sequence[Money]], bool]


@dataclass(frozen=True, slots=True)
class Exercise:
    """`title` and `about` are message ids; `usual_seconds` is what somebody needs who has done it before."""

    id: str
    title: str
    about: str
    usual_seconds: int
    steps: tuple[Step, ...]


def note_for(payable: Money, notes: Sequence[Money]) -> Money:
    """What a customer holds out: the smallest note larger than the amount, else the amount itself."""
    larger = sorted(note for note in notes if note.minor > payable.minor)
    return larger[0] if larger else payable


def good_first_sale(run: Run, now: Observation, notes: Sequence[Money]) -> SaleSeen | None:
    """The sale that the exercise asks for, once it is in the journal."""
    return next((sale for sale in now.sales if not wrong_first_sale(sale, notes)), None)


def wrong_first_sale(sale: SaleSeen, notes: Sequence[Money]) -> str:
    """What is wrong with a sale as the first exercise wants it, as a message id; empty for a good one."""
    if len(sale.sold) < GOODS_OF_A_SALE or len(sale.sold) < len(sale.goods):
        return N_("The sale had fewer than three goods.")
    if not any(line.weighed for line in sale.sold):
        return N_("Nothing in the sale was sold by weight.")
    if not sale.cash_only:
        return N_("The customer paid in cash, and the till says otherwise.")
    if sale.tendered != note_for(sale.payable, notes):
        return N_("The cash taken was not what the customer held out.")
    return ""


def good_return(run: Run, now: Observation) -> SaleSeen | None:
    return next((sale for sale in now.sales if not wrong_return(run, sale)), None)


def wrong_return(run: Run, sale: SaleSeen) -> str:
    """What is wrong with a return as the second exercise wants it; empty for a good one."""
    if not sale.is_return:
        return N_("Goods were sold, where goods were to come back.")
    if any(line.returned_from != run.wanted_receipt for line in sale.goods):
        return N_("The goods were not taken back against their receipt.")
    if not sale.cash_only:
        return N_("The customer paid in cash and gets cash back.")
    return ""


def _scanned(count: int) -> Callable[[Run, Observation, Sequence[Money]], bool]:
    def done(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
        return len(now.cart.sold) >= count or good_first_sale(run, now, notes) is not None

    return done


def _weighed(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    ready = len(now.cart.sold) >= GOODS_OF_A_SALE and now.cart.weighed
    return ready or good_first_sale(run, now, notes) is not None


def _first_sale_made(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return good_first_sale(run, now, notes) is not None


def _change_given(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return run.change_given


def _goods_back(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    back = [line for line in now.cart.goods if line.comes_back and line.returned_from == run.wanted_receipt]
    return bool(back) or good_return(run, now) is not None


def _money_back(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return good_return(run, now) is not None


def _cut(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return bool(run.cut_cart)


def _cut_cart_sold(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return any(sale.id == run.cut_cart for sale in now.sales)


def _sold_until_paper_was_out(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return run.paper_was_out and any(sale.sold for sale in now.sales)


def _paper_in(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return run.paper_was_out and not now.paper_out


def _all_on_paper(run: Run, now: Observation, notes: Sequence[Money]) -> bool:
    return run.paper_was_out and not now.unsure and not now.waiting


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        FIRST_SALE,
        N_("A first sale"),
        N_("Three goods, one of them by weight, paid in cash with change."),
        120,
        (
            Step(
                N_("A customer comes. Scan two different goods."),
                N_("Hold the barcode under the scanner, or type its digits and press Enter. F2 finds goods by name."),
                _scanned(2),
            ),
            Step(
                N_("Add something that is sold by weight."),
                N_("Scan a label from the scales, or type the number of fruit or vegetables, such as 4053, Enter."),
                _weighed,
            ),
            Step(
                N_("The customer holds out {note}. Take it with F9."),
                N_("Type {note} into the scan field and press F9: the till works out the change."),
                _first_sale_made,
            ),
            Step(
                N_("Count the change into the customer's hand. The till asks how much it was."),
                N_("The change stands large on the screen and on the receipt: {change}."),
                _change_given,
            ),
        ),
    ),
    Exercise(
        RETURN,
        N_("A return"),
        N_("The customer of a sale brings something back with the receipt."),
        90,
        (
            Step(
                N_("Take back one thing of receipt {receipt}: press F6."),
                N_("F6, scan or type {receipt}, Enter; choose the goods, then why they come back."),
                _goods_back,
            ),
            Step(
                N_("Pay the money back in cash with F9."),
                N_("A negative total is a refund. F9 pays it out of the drawer."),
                _money_back,
            ),
        ),
    ),
    Exercise(
        POWER_CUT,
        N_("A power cut"),
        N_("The till is cut off in the middle of a sale, and opened again."),
        150,
        (
            Step(
                N_("Scan two different goods. Then the power goes, without warning."),
                N_("Scan as usual. Start the till again with the command that stands on the screen, and sign in."),
                _cut,
            ),
            Step(
                N_("The basket is back. Check it against the goods, then take the cash with F9."),
                N_("Everything scanned is in the basket. F9 twice takes the exact amount."),
                _cut_cart_sold,
            ),
        ),
    ),
    Exercise(
        PAPER_OUT,
        N_("Paper out"),
        N_("The roll ends in the middle of a receipt."),
        120,
        (
            Step(
                N_("Sell something for cash."),
                N_("Scan anything, then press F9 twice: the exact amount."),
                _sold_until_paper_was_out,
            ),
            Step(
                N_("The roll ended in the middle of the receipt. Press ! and put in a new one."),
                N_("Press ! and choose New paper roll. Nothing is lost: the sale is in the journal."),
                _paper_in,
            ),
            Step(
                N_("Look at the paper, then say what you saw: F12, Receipts to check."),
                N_("F12, Receipts to check, Enter. Complete: Yes. Torn off in the middle: No, and a copy is printed."),
                _all_on_paper,
            ),
        ),
    ),
)
_BY_ID = {exercise.id: exercise for exercise in EXERCISES}


def exercise_named(id: str) -> Exercise | None:
    return _BY_ID.get(id)
