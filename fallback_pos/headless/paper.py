"""Entering vouchers written by hand, one JSON basket each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fallback_pos.checkout.checkout import Checkout, Completed
from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.headless.basket import Basket
from fallback_pos.headless.ring import Result, result_of, ring_basket
from fallback_pos.storage.journal_errors import OutcomeUnknown


class PaperMissing(TillError):
    sentence = "This basket names no paper voucher: its number, when and by whom it was written."


class SecondPersonNotHere(TillError):
    """Parameter: code."""

    sentence = "The voucher names {code} as second person. Let them type their PIN: --approver {code}."


def enter_paper(
    baskets: Iterable[str],
    checkout: Checkout,
    approver: Operator | None,
    report: Callable[[Result], None],
    say: Callable[[TillError], str],
    after: Callable[[Completed], None],
) -> int:
    """Sell each basket as the voucher it names; the number of those that were refused, which leave nothing behind.

    A cart that was open on this till is parked first. Raises OutcomeUnknown and TooManyParked, as ring does.
    """
    if not checkout.cart.is_empty:
        checkout.park("")
    failed = 0
    for number, text in enumerate(baskets, start=1):
        try:
            completed = _entered(Basket.read(text), checkout, approver)
        except OutcomeUnknown:
            raise
        except TillError as error:
            failed += 1
            checkout.discard()
            report({"line": number, "error": error.code, "message": say(error)})
            continue
        paper = completed.sale.paper
        report(result_of(completed) | {"paper": paper.number if paper else None})
        after(completed)
    return failed


def _entered(basket: Basket, checkout: Checkout, approver: Operator | None) -> Completed:
    """Raises PaperMissing, SecondPersonNotHere and what ring_basket raises."""
    if basket.paper is None:
        raise PaperMissing()
    if approver is None:
        return ring_basket(basket, checkout, _nobody)
    return ring_basket(basket.model_copy(update={"approved_by": approver.code}), checkout, lambda _: approver)


def _nobody(code: str) -> Operator:
    raise SecondPersonNotHere(code=code)
