"""Money: what is typed, printed, rounded and divided is right to the last minor unit."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fallback_pos.domain.money import (
    LARGEST_AMOUNT_MINOR,
    Currency,
    CurrencyMismatch,
    Money,
    NotAnAmount,
    allocate,
    round_half_away,
    spread,
    total,
)
from tests.fallback_pos.domain.strategies import EUR, JPY, KWD, currencies

any_minor = st.integers(-LARGEST_AMOUNT_MINOR, LARGEST_AMOUNT_MINOR)
fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@given(any_minor, currencies)
def test_an_amount_survives_being_written_and_read(minor: int, currency: Currency) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.text, currency) == money
    assert Money.parse(money.text.replace(".", ","), currency) == money
    assert Decimal(money.text) == money.amount


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [(EUR, 1230, "12.30"), (EUR, -5, "-0.05"), (EUR, 0, "0.00"), (JPY, -1230, "-1230"), (KWD, 1230, "1.230")],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(currency: Currency, minor: int, text: str) -> None:
    assert Money(minor, currency).text == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "1.234", "1,234.50", "1e3", "1E3", "NaN", "inf", "-Infinity", "1 000", "1_000", "١٢", "１２",
        "12.3.4", "--1", "1.00000000000000000000000000000000000000000001", "99999999999999999999", "9" * 5_000, "sNaN",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAnAmount, match=r"like 12\.30"):
        Money.parse(text, EUR)


def test_a_currency_without_cents_takes_no_cents() -> None:
    with pytest.raises(NotAnAmount, match="like 1230"):
        Money.parse("1.5", JPY)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        money = Money.parse(text, EUR)
    except NotAnAmount:
        return
    assert Money.parse(money.text, EUR) == money


def test_a_card_number_swiped_into_an_amount_is_not_repeated_on_the_screen() -> None:
    with pytest.raises(NotAnAmount) as refused:
        Money.parse("4111 1111 1111 1111", EUR)
    assert "4111" not in str(refused.value)


def test_two_currencies_never_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, EUR) + Money(1, JPY)
    with pytest.raises(CurrencyMismatch):
        assert Money(1, EUR) < Money(1, JPY)


@given(fractions)
@example(Fraction(1, 2))
@example(Fraction(-1, 2))
@example(Fraction(-5, 2))
def test_halves_round_away_from_zero(exact: Fraction) -> None:
    rounded = round_half_away(exact)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert round_half_away(-exact) == -rounded


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_rounding_agrees_with_the_decimal_library(exact: Decimal) -> None:
    wanted = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert round_half_away(exact) == wanted
    assert round_half_away(Fraction(exact)) == wanted
    assert Money.rounded(exact, EUR).minor == wanted


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_rounding_a_decimal_of_any_length_is_exact(exact: Decimal) -> None:
    assert round_half_away(exact) == round_half_away(Fraction(exact))


@given(any_minor, st.decimals(min_value=0, max_value=99_999, places=3))
def test_a_price_times_a_quantity_is_the_nearest_minor_unit(minor: int, quantity: Decimal) -> None:
    value = Money(minor, EUR).times(quantity)
    assert abs(value.minor - Fraction(minor) * Fraction(quantity)) <= Fraction(1, 2)


@given(any_minor, st.sampled_from((1, 5, 10, 50, 100)))
def test_cash_rounding_goes_to_the_nearest_step(minor: int, step: int) -> None:
    rounded = Money(minor, EUR).to_step(step)
    assert rounded.minor % step == 0
    assert abs(rounded.minor - minor) * 2 <= step
    assert Money(-minor, EUR).to_step(step) == -rounded


@given(st.lists(fractions, min_size=1, max_size=30))
def test_shares_of_a_rounded_sum_add_up_and_none_is_a_whole_unit_off(exact: list[Fraction]) -> None:
    target = round_half_away(sum(exact, Fraction(0)))
    parts = spread(exact, target)
    assert sum(parts) == target
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


@given(st.lists(fractions, min_size=1, max_size=30), st.integers(-(10**6), 10**6))
def test_shares_add_up_to_any_target(exact: list[Fraction], target: int) -> None:
    assert sum(spread(exact, target)) == target


def test_nothing_is_spread_over_nobody() -> None:
    assert spread([], 0) == []


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(lambda weights: sum(weights) > 0),
)
def test_an_amount_is_divided_exactly_and_fairly(minor: int, weights: list[int]) -> None:
    parts = allocate(Money(minor, EUR), weights)
    assert total(parts, EUR) == Money(minor, EUR)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1
    assert all(part.minor == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
    by_weight = sorted(zip(weights, (abs(part.minor) for part in parts), strict=True))
    assert all(first[1] <= second[1] + 1 for first, second in pairwise(by_weight))


@pytest.mark.parametrize("weights", [[], [0, 0], [5, -1]])
def test_an_amount_that_nobody_can_carry_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(Money(100, EUR), weights)


def test_a_tie_goes_to_the_earlier_line_so_that_a_cart_always_divides_the_same_way() -> None:
    assert [part.minor for part in allocate(Money(10, EUR), [1, 1, 1])] == [4, 3, 3]
