"""Open carts as text: nothing of a cart is lost in till.db, and what is not a cart is told apart from one."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.cart import Approval, Cart, Customer
from fallback_pos.domain.cart_text import cart_from_text, cart_to_text
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.returns import return_line
from fallback_pos.domain.tender import Tender, TenderType
from tests.fallback_pos.domain.strategies import carts, texts
from tests.fallback_pos.domain.test_returns import sale_of


@given(carts(), st.data())
def test_a_cart_survives_being_written_and_read(cart: Cart, data: st.DataObject) -> None:
    asked_by = data.draw(st.none() | st.just(Operator("101", "Ana", Role.CASHIER)))
    cart = replace(
        cart,
        customer=data.draw(st.none() | st.builds(Customer, texts, st.none() | texts)),
        loyalty=data.draw(st.none() | texts),
        parked_as=data.draw(st.none() | texts),
        prices_as_of="2026-11-22T06:00:00Z",
        approvals=(Approval("line_discount", "201", "Maja", "damaged", asked_by),),
    ).with_tender(Tender("t", TenderType.CARD, Money(5, cart.currency), "ref", (("slip", "1"),), unconfirmed=True))
    again = cart_from_text(cart_to_text(cart))
    assert again == cart and price_cart(again) == price_cart(cart)


@given(carts(with_returns=False, most_lines=2))
def test_a_returned_line_keeps_what_it_gives_back(cart: Cart) -> None:
    line = return_line(sale_of(cart), 1, sale_of(cart).lines[0].quantity, Decimal(0), "faulty", cart.tax_mode)
    back = Cart("r", cart.currency, cart.tax_mode, cart.tax_rounding).with_line(line)
    assert cart_from_text(cart_to_text(back)) == back


@given(st.text(max_size=60))
def test_a_text_that_is_no_cart_is_a_value_error(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        cart_from_text(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(carts(most_lines=2), st.data())
def test_a_damaged_cart_never_brings_the_till_down(cart: Cart, data: st.DataObject) -> None:
    content = json.loads(cart_to_text(cart))
    place, key = content, data.draw(st.sampled_from(sorted(content)))
    if content["lines"] and data.draw(st.booleans()):
        place = content["lines"][0]
        key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(json_values)
    try:
        cart_from_text(json.dumps(content))
    except (ValueError, KeyError, TypeError):
        return


@given(carts(most_lines=2))
def test_a_cart_parked_before_an_update_is_read_after_it(cart: Cart) -> None:
    """A newer version knows more fields; an older text has none of them."""
    content = json.loads(cart_to_text(cart))
    for line in content["lines"]:
        for optional in ("names", "deposit_of", "weighed"):
            del line[optional]
    del content["loyalty"]
    assert len(cart_from_text(json.dumps(content)).lines) == len(cart.lines)


def test_days_and_returns_of_the_main_pos_are_kept() -> None:
    from fallback_pos.domain.cart import CartLine, LineKind, PriceSource, ReturnOf, ReturnSource
    from tests.fallback_pos.domain.test_pricing import STANDARD, cart, euros

    origin = ReturnOf(ReturnSource.MAIN_POS, "M-1", date(2026, 11, 21), reason="faulty")
    line = CartLine(0, LineKind.OPEN, "Lamp", Decimal("-1"), euros("5.00"), STANDARD, PriceSource.OPEN, returns=origin)
    assert cart_from_text(cart_to_text(cart(line))) == cart(line)
