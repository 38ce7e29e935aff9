"""A basket is understood whole or refused with the first thing that is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.headless.basket import LONGEST_BASKET_CHARACTERS, BadBasket, Basket

MILK_LINE = {"code": "4006381333931"}


@pytest.mark.parametrize(
    ("basket", "reason"),
    [
        ({}, "lines"),
        ({"lines": []}, "lines"),
        ({"lines": [{}]}, "a code, a description, or the number"),
        ({"lines": [{"code": "1", "description": "Lamp"}]}, "a code, a description, or the number"),
        ({"lines": [{"description": "Lamp"}]}, "a price and a tax class"),
        ({"lines": [{"description": "Lamp", "price": "1.00"}]}, "a price and a tax class"),
        ({"lines": [{**MILK_LINE, "quantity": 0.5}]}, "in quotes"),
        ({"lines": [{**MILK_LINE, "quantity": True}]}, "in quotes"),
        ({"lines": [{**MILK_LINE, "quantity": "1e3"}]}, "in quotes"),
        ({"lines": [{**MILK_LINE, "quantity": "1_0"}]}, "in quotes"),
        ({"lines": [{**MILK_LINE, "quantity": "NaN"}]}, "in quotes"),
        ({"lines": [{**MILK_LINE, "quantity": ["1"]}]}, "in quotes"),
        ({"lines": [MILK_LINE], "tenders": [{"type": "gold", "amount": "1"}]}, "tenders"),
        ({"lines": [MILK_LINE], "tenders": [{"type": "cash", "amount": 1.5}]}, "in quotes"),
        ({"lines": [MILK_LINE], "return_of": "03-1-000001", "return_date": "yesterday"}, "2026-11-22"),
        ({"lines": [MILK_LINE], "return_date": 20261122}, "2026-11-22"),
        ({"lines": [MILK_LINE], "total": "1.00"}, "total"),
        ({"lines": [MILK_LINE] * 2001}, "lines"),
        ({"lines": None}, "in square brackets"),
        ({"lines": [{"code": " "}]}, "the code is empty"),
        ({"lines": [{**MILK_LINE, "discount": {"reason": "x"}}]}, "a percent or an amount"),
        ({"lines": [{**MILK_LINE, "discount": {"percent": "5", "amount": "1", "reason": "x"}}]}, "a percent or an"),
        ({"lines": [MILK_LINE], "customer": {"name": "\ud800"}}, "not JSON|not Unicode"),
    ],
)
def test_what_is_wrong_is_named(basket: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadBasket, match=reason):
        Basket.read(json.dumps(basket))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", '"lines"', "[" * 50_000, '{"lines":', "\x00"])
def test_what_is_no_basket_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadBasket):
        Basket.read(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"lines":[{"code":"1","quantity":"1","quantity":"3"}]}',
        '{"lines":[{"code":"1"}],"tenders":[{"type":"cash","amount":"1","amount":"2"}]}',
        '{"lines":[],"lines":[{"code":"1"}]}',
    ],
)
def test_a_name_that_stands_there_twice_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(BadBasket, match="twice"):
        Basket.read(text)


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(BadBasket, match="longer than"):
        Basket.read('{"lines":[{"code":"' + "1" * LONGEST_BASKET_CHARACTERS)


def test_a_card_number_in_a_wrong_place_is_not_repeated() -> None:
    with pytest.raises(BadBasket) as refused:
        Basket.read('{"lines":[{"code":"1","quantity":"4111 1111 1111 1111"}]}')
    assert "4111" not in str(refused.value)
    with pytest.raises(BadBasket) as refused:
        Basket.read('{"lines":[{"code":"1","4111111111111111":"1"}]}')
    assert "4111" not in str(refused.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("lines", "code", "quantity", "tenders", "amount", "type")), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_is_a_basket_or_refused(value: object) -> None:
    try:
        basket = Basket.read(json.dumps(value))
    except BadBasket:
        return
    assert basket.lines


def test_whole_numbers_need_no_quotes() -> None:
    assert Basket.read('{"lines":[{"code":"1","quantity":2}]}').lines[0].quantity == 2
