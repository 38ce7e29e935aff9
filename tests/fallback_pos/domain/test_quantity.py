"""Quantities as typed and printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.quantity import NotAQuantity, parse_quantity, quantity_text


@given(st.integers(1, 99_999_000))
def test_a_quantity_survives_being_written_and_read(thousandths: int) -> None:
    quantity = Decimal(thousandths).scaleb(-3)
    text = quantity_text(quantity)
    assert parse_quantity(text) == quantity
    assert parse_quantity(text.replace(".", ",")) == quantity
    assert "E" not in text and not text.endswith((".", "0.")) and quantity_text(parse_quantity(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0", "0.000", "-1", "1.2345", "1e2", "NaN", "inf", "1_0", "100000", "٣", "three", "1.0000000000001"]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity):
        parse_quantity(text)


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except NotAQuantity:
        return
    assert 0 < quantity <= 99_999


@pytest.mark.parametrize(("quantity", "text"), [("1E+1", "10"), ("2.000", "2"), ("100", "100"), ("0.730", "0.73")])
def test_a_quantity_is_written_short_and_plain(quantity: str, text: str) -> None:
    assert quantity_text(Decimal(quantity)) == text


def test_a_card_number_swiped_into_a_quantity_is_not_repeated_on_the_screen() -> None:
    with pytest.raises(NotAQuantity) as refused:
        parse_quantity("4111111111111111")
    assert "4111" not in str(refused.value)
