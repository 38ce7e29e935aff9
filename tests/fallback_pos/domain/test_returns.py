"""Returns: piece by piece or all at once, the customer gets back exactly what was paid, and never more."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.cart import Cart
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import payment
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.returns import MoreThanSold, NotOnReceipt, return_line, returnable_lines
from fallback_pos.domain.sale import Sale, SaleContext, SaleLine, sale_body
from fallback_pos.domain.tax import TaxMode
from tests.fallback_pos.domain.strategies import carts, modes

CONTEXT = SaleContext("03-1-000057", Operator("101", "Ana", Role.CASHIER), "shift-1", None, 1, 60)


def sale_of(cart: Cart) -> Sale:
    priced = price_cart(cart)
    body = sale_body(priced, payment(priced.total, (), 1), CONTEXT)
    return Sale.read("sale-1", "2026-11-22T13:40:05.123Z", "2026-11-22", body)


def portions(data: st.DataObject, line: SaleLine) -> list[Decimal]:
    """The line's quantity cut into random parts."""
    unit = Decimal(1) if line.quantity == line.quantity.to_integral_value() else Decimal("0.001")
    whole = int(line.quantity / unit)
    cuts = data.draw(st.lists(st.integers(1, whole), max_size=5, unique=True))
    marks = [0, *sorted({*cuts, whole})]
    return [(after - before) * unit for before, after in pairwise(marks)]


@given(carts(with_returns=False, most_lines=4), st.data())
def test_any_sequence_of_partial_returns_gives_back_the_line_to_the_cent(cart: Cart, data: st.DataObject) -> None:
    sale = sale_of(cart)
    for line in sale.lines:
        already = Decimal(0)
        back = Cart("r", cart.currency, cart.tax_mode, cart.tax_rounding)
        for part in portions(data, line):
            back = back.with_line(return_line(sale, line.number, part, already, None, cart.tax_mode))
            already += part
        priced = price_cart(back)
        assert priced.total == -line.taxed.gross
        assert priced.tax_total == -line.taxed.tax
        assert total((each.value for each in priced.lines), cart.currency) == -line.value
        assert total((each.amount for each in priced.lines), cart.currency) == -line.amount


@given(carts(with_returns=False, most_lines=4), st.data())
def test_no_step_of_a_return_pays_twice_or_takes_money(cart: Cart, data: st.DataObject) -> None:
    """No partial return is off by more than its rounding, and no share of a discount changes sides."""
    sale = sale_of(cart)
    for line in sale.lines:
        already = Decimal(0)
        for part in portions(data, line):
            back = Cart("r", cart.currency, cart.tax_mode, cart.tax_rounding)
            [priced] = price_cart(
                back.with_line(return_line(sale, line.number, part, already, None, cart.tax_mode))
            ).lines
            already += part
            assert priced.taxed.gross.minor <= 0
            assert abs(priced.taxed.gross.amount + line.taxed.gross.amount * part / line.quantity) <= Decimal(1).scaleb(
                -cart.currency.digits
            )
            assert all(discount.amount.minor <= 0 for discount in priced.discounts)
            assert priced.amount == priced.value - total((d.amount for d in priced.discounts), cart.currency)


@given(carts(with_returns=False, most_lines=3), st.integers(1, 200), st.integers(1, 200))
def test_never_more_comes_back_than_was_sold(cart: Cart, first: int, second: int) -> None:
    sale = sale_of(cart)
    line = sale.lines[0]
    already = Decimal(0)
    for wanted in (Decimal(first), Decimal(second)):
        try:
            return_line(sale, 1, wanted, already, None, cart.tax_mode)
        except MoreThanSold:
            assert wanted > line.quantity - already
        else:
            already += wanted
    assert already <= line.quantity
    assert returnable_lines(sale, {1: already})[0].left == line.quantity - already


@given(carts(with_returns=False, most_lines=3), modes)
def test_a_return_adds_up_also_after_the_shop_changed_how_its_prices_are_taxed(cart: Cart, mode: TaxMode) -> None:
    sale = sale_of(cart)
    back = Cart("r", cart.currency, mode, cart.tax_rounding)
    for line in sale.lines:
        back = back.with_line(return_line(sale, line.number, line.quantity, Decimal(0), None, mode))
    priced = price_cart(back)
    assert priced.total == -sale.total and priced.tax_total == -sale.tax_total
    assert priced.discount_total == -sale.discount_total


@given(carts(most_lines=4))
def test_what_came_back_on_a_receipt_cannot_come_back_again(cart: Cart) -> None:
    sale = sale_of(cart)
    for line in sale.lines:
        if line.quantity < 0:
            with pytest.raises(NotOnReceipt):
                return_line(sale, line.number, Decimal(1), Decimal(0), None, cart.tax_mode)
    assert {each.line.number for each in returnable_lines(sale, {})} == {x.number for x in sale.lines if x.quantity > 0}


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001"])
@given(cart=carts(with_returns=False, most_lines=1))
def test_nothing_less_than_something_comes_back(quantity: str, cart: Cart) -> None:
    with pytest.raises(MoreThanSold):
        return_line(sale_of(cart), 1, Decimal(quantity), Decimal(0), None, cart.tax_mode)


def test_a_line_that_is_not_on_the_receipt_says_so() -> None:
    from tests.fallback_pos.domain.test_pricing import cart, milk, sold

    sale = sale_of(cart(sold(milk())))
    with pytest.raises(NotOnReceipt, match="03-1-000057"):
        return_line(sale, 9, Decimal(1), Decimal(0), None, TaxMode.INCLUSIVE)
    refund = return_line(sale, 1, Decimal(1), Decimal(0), None, TaxMode.INCLUSIVE)
    assert refund.returns is not None and isinstance(refund.returns.value, Money)
