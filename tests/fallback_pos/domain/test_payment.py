"""Payment: whatever is tendered in whatever order, money in and money out agree with the sale."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fallback_pos.domain.money import Money, total
from fallback_pos.domain.payment import (
    CashNotInSteps,
    NothingDue,
    Payment,
    RefundExceedsDue,
    TenderAmountMissing,
    TenderExceedsDue,
    WrongDirection,
    check_tender,
    payment,
)
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.errors import TillError
from tests.fallback_pos.domain.strategies import EUR, cash_steps

types = st.sampled_from((TenderType.CASH, TenderType.CASH, TenderType.CARD, TenderType.VOUCHER))


def tender(kind: TenderType, minor: int) -> Tender:
    return Tender("t", kind, Money(minor, EUR))


def euros(minor: int) -> Money:
    return Money(minor, EUR)


def cash_of(tenders: list[Tender]) -> Money:
    return total((each.amount for each in tenders if each.type is TenderType.CASH), EUR)


def assert_consistent(state: Payment, tenders: list[Tender], step: int) -> None:
    assert state.tendered == total((each.amount for each in tenders), EUR)
    assert state.change.minor >= 0 and state.change <= max(cash_of(tenders), EUR.zero())
    assert abs(state.rounding.minor) * 2 <= step
    has_cash = any(each.type is TenderType.CASH for each in tenders)
    if not has_cash:
        assert not state.rounding and not state.change
    if state.complete:
        assert state.tendered - state.change == state.total + state.rounding
        assert not state.remaining
        if has_cash:
            assert (cash_of(tenders) - state.change).minor % step == 0
    else:
        assert state.remaining == state.total - state.tendered
        assert not state.change and not state.rounding
        assert state.cash_due.minor * state.remaining.minor >= 0 and state.cash_due.minor % step == 0
        assert payment(state.total, [*tenders, Tender("t", TenderType.CASH, state.cash_due)], step).complete


@given(st.integers(-50_000, 50_000), cash_steps, st.lists(st.tuples(types, st.integers(-60_000, 60_000)), max_size=6))
def test_what_was_tendered_less_change_is_the_total_and_its_rounding(
    due: int, step: int, offers: list[tuple[TenderType, int]]
) -> None:
    tenders: list[Tender] = []
    for kind, minor in offers:
        offered = tender(kind, minor // step * step if kind is TenderType.CASH else minor)
        try:
            check_tender(payment(euros(due), tenders, step), offered, step)
        except TillError:
            continue
        tenders.append(offered)
        assert_consistent(payment(euros(due), tenders, step), tenders, step)


@given(st.integers(-50_000, 50_000), st.integers(-50_000, 50_000), cash_steps, st.lists(types, max_size=3))
@example(first=-15, later=-5, step=10, kinds=[])
def test_a_cart_that_changes_after_money_was_taken_is_still_settled_to_the_cent(
    first: int, later: int, step: int, kinds: list[TenderType]
) -> None:
    tenders: list[Tender] = []
    for due in (first, later):
        for kind in [*kinds, TenderType.CASH]:
            state = payment(euros(due), tenders, step)
            if state.complete:
                break
            offered = state.cash_due if kind is TenderType.CASH else euros(state.remaining.minor // 2)
            if offered or kind is TenderType.CASH:
                made = Tender("t", kind, offered)
                check_tender(state, made, step)
                tenders.append(made)
        state = payment(euros(due), tenders, step)
        assert_consistent(state, tenders, step)
        assert state.complete


@given(st.integers(1, 50_000), cash_steps)
def test_who_pays_exactly_by_card_is_not_rounded(due: int, step: int) -> None:
    state = payment(euros(due), [tender(TenderType.CARD, due)], step)
    assert state.complete and not state.rounding


@pytest.mark.parametrize(
    ("due", "step", "cash", "rounding", "change"),
    [(1002, 5, 1000, -2, 0), (1003, 5, 1005, 2, 0), (1050, 100, 1100, 50, 0), (1049, 100, 1000, -49, 0),
     (2, 5, 0, -2, 0), (-1003, 5, -1005, -2, 0), (1002, 5, 2000, -2, 1000), (1000, 1, 1001, 0, 1)],
)  # fmt: skip
def test_cash_is_rounded_to_coins_that_exist(due: int, step: int, cash: int, rounding: int, change: int) -> None:
    state = payment(euros(due), [tender(TenderType.CASH, cash)], step)
    assert (state.complete, state.rounding.minor, state.change.minor) == (True, rounding, change)


@pytest.mark.parametrize(
    ("due", "taken", "offered", "refusal"),
    [
        (1000, [], tender(TenderType.CASH, 1003), CashNotInSteps),
        (1000, [], tender(TenderType.CARD, 1001), TenderExceedsDue),
        (1000, [], tender(TenderType.CASH, -5), TenderExceedsDue),
        (1000, [], tender(TenderType.CARD, 0), TenderAmountMissing),
        (1000, [], tender(TenderType.CASH, 0), TenderAmountMissing),
        (-1000, [], tender(TenderType.CASH, 5), WrongDirection),
        (-1000, [], tender(TenderType.CASH, -1005), RefundExceedsDue),
        (-1000, [], tender(TenderType.CARD, -1001), RefundExceedsDue),
        (1000, [tender(TenderType.CASH, 1000)], tender(TenderType.CASH, 5), NothingDue),
        (0, [], tender(TenderType.CASH, 5), NothingDue),
    ],
)
def test_a_tender_that_cannot_be_right_is_refused(
    due: int, taken: list[Tender], offered: Tender, refusal: type[TillError]
) -> None:
    with pytest.raises(refusal):
        check_tender(payment(euros(due), taken, 5), offered, 5)


def test_a_rest_smaller_than_the_smallest_coin_is_settled_with_no_cash_at_all() -> None:
    state = payment(euros(2), [], 5)
    check_tender(state, tender(TenderType.CASH, 0), 5)
    assert payment(euros(2), [tender(TenderType.CASH, 0)], 5).complete
