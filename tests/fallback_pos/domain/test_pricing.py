"""Pricing: whatever is in a cart, its amounts add up, discounts are divided exactly, and nobody is paid for buying."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.cart import (
    LARGEST_CART_LINES,
    Cart,
    CartIsFull,
    CartLine,
    Discount,
    LineKind,
    NoSuchLine,
    PriceSource,
    product_line,
)
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.pricing import DiscountScope, PricedCart, PricedLine, price_cart
from fallback_pos.domain.product import Product, Promotion, QuantityPrice
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from tests.fallback_pos.domain.strategies import EUR, TODAY, carts

STANDARD = TaxClass("A", Decimal(25), "Standard")


def euros(text: str) -> Money:
    return Money.parse(text, EUR)


def cart(*lines: CartLine) -> Cart:
    made = Cart("c", EUR, TaxMode.INCLUSIVE, TaxRounding.LINE)
    for line in lines:
        made = made.with_line(line)
    return made


def milk(price: str = "1.00", **more: object) -> Product:
    return replace(Product("milk", "Milk", euros(price), STANDARD), **more)  # type: ignore[arg-type]


def sold(product: Product, quantity: str = "1") -> CartLine:
    return product_line(product, Decimal(quantity), "4006381333931", TODAY)


@given(carts())
def test_whatever_is_in_a_cart_its_amounts_add_up_and_nobody_is_paid_for_buying(cart: Cart) -> None:
    priced = price_cart(cart)
    assert_lines_add_up(priced)
    for line in priced.lines:
        assert_line_adds_up(line, cart)
        assert_discounts_stay_on_their_side(line)
    assert price_cart(replace(cart)) == priced


@given(carts(), st.data())
def test_amounts_do_not_depend_on_what_is_remembered_of_an_earlier_cart(cart: Cart, data: st.DataObject) -> None:
    earlier = replace(
        cart,
        lines=tuple(line for line in cart.lines if data.draw(st.booleans())),
        basket_discounts=data.draw(st.sampled_from((cart.basket_discounts, ()))),
        tax_mode=data.draw(st.sampled_from(TaxMode)),
    )
    assert price_cart(cart, price_cart(earlier)) == price_cart(cart)
    assert price_cart(earlier, price_cart(cart)) == price_cart(earlier)


def assert_lines_add_up(priced: PricedCart) -> None:
    currency = priced.cart.currency
    assert priced.total == total((line.taxed.gross for line in priced.lines), currency)
    assert priced.net == total((line.taxed.net for line in priced.lines), currency)
    assert priced.tax_total == total((row.tax for row in priced.tax), currency)
    assert priced.total == priced.net + priced.tax_total
    assert len({row.tax_class.key for row in priced.tax}) == len(priced.tax)
    assert priced.discount_total == total((each.amount for line in priced.lines for each in line.discounts), currency)


def assert_line_adds_up(line: PricedLine, cart: Cart) -> None:
    assert line.amount == line.value - total((discount.amount for discount in line.discounts), cart.currency)
    assert line.amount == (line.taxed.gross if cart.tax_mode is TaxMode.INCLUSIVE else line.taxed.net)


def assert_discounts_stay_on_their_side(line: PricedLine) -> None:
    if line.line.is_return:
        assert line.amount.minor <= 0 and not line.discounts
    else:
        assert line.amount.minor >= 0 and line.taxed.gross.minor >= 0
        assert all(discount.amount.minor >= 0 for discount in line.discounts)
    if line.line.kind is LineKind.DEPOSIT:
        assert not line.discounts


@given(carts())
def test_basket_discounts_are_divided_exactly(cart: Cart) -> None:
    priced = price_cart(cart)
    left = total((line.amount for line in _carriers(price_cart(replace(cart, basket_discounts=())))), cart.currency)
    for number, discount in enumerate(cart.basket_discounts):
        wanted = left.percent(discount.percent) if discount.percent is not None else discount.amount
        assert wanted is not None
        taken = _taken_by(priced, number)
        assert taken == min(wanted, left)
        left = left - taken


def _carriers(priced: PricedCart) -> list[PricedLine]:
    return [line for line in priced.lines if not line.line.is_return and line.line.kind is not LineKind.DEPOSIT]


def _taken_by(priced: PricedCart, number: int) -> Money:
    """What the basket discount of that number took off all lines: on each line they stand in their order."""
    step = replace(priced.cart, basket_discounts=priced.cart.basket_discounts[: number + 1])
    before = replace(priced.cart, basket_discounts=priced.cart.basket_discounts[:number])
    return price_cart(step).discount_total - price_cart(before).discount_total


def test_a_quantity_price_counts_all_pieces_of_the_product_in_the_cart() -> None:
    steps = (QuantityPrice(Decimal(6), euros("0.80")), QuantityPrice(Decimal(12), euros("0.70")))
    six = price_cart(cart(sold(milk(quantity_prices=steps), "4"), sold(milk(quantity_prices=steps), "2")))
    assert [line.price.text for line in six.lines] == ["0.80", "0.80"]
    assert {line.price_source for line in six.lines} == {PriceSource.QUANTITY_PRICE}
    five = price_cart(cart(sold(milk(quantity_prices=steps), "5")))
    assert five.lines[0].price.text == "1.00"


def test_a_quantity_price_never_makes_a_promotion_dearer() -> None:
    product = milk(promotion=Promotion(euros("0.50")), quantity_prices=(QuantityPrice(Decimal(2), euros("0.80")),))
    [line] = price_cart(cart(sold(product, "3"))).lines
    assert (line.price.text, line.price_source) == ("0.50", PriceSource.PROMOTION)


def test_a_promotion_holds_on_its_days_and_only_where_it_is_lower() -> None:
    over = Promotion(euros("0.50"), last_day=TODAY.replace(day=1))
    assert sold(milk(promotion=over)).price_source is PriceSource.CATALOGUE
    dearer = Promotion(euros("2.00"), first_day=TODAY, last_day=TODAY)
    assert sold(milk(promotion=dearer)).price.text == "1.00"


def test_an_overridden_price_keeps_no_quantity_price() -> None:
    product = milk(quantity_prices=(QuantityPrice(Decimal(2), euros("0.10")),))
    [line] = price_cart(cart(sold(product, "2")).with_price(1, euros("0.90"))).lines
    assert (line.value.text, line.price_source, line.line.list_price) == ("1.80", PriceSource.OVERRIDE, euros("1.00"))


def test_a_discount_of_more_than_the_line_takes_the_line_and_no_more() -> None:
    [line] = price_cart(cart(sold(milk())).with_line_discount(1, Discount("damaged", amount=euros("5.00")))).lines
    assert (line.amount.text, line.discounts[0].amount.text) == ("0.00", "1.00")


def test_a_second_percentage_is_taken_off_what_is_left() -> None:
    half = Discount("damaged", percent=Decimal(50))
    [line] = price_cart(cart(sold(milk("10.00"))).with_line_discount(1, half).with_line_discount(1, half)).lines
    assert line.amount.text == "2.50"


def test_a_basket_discount_with_nothing_to_carry_it_waits() -> None:
    empty = cart().with_basket_discount(Discount("goodwill", amount=euros("1.00")))
    assert price_cart(empty).total.text == "0.00"
    assert price_cart(empty.with_line(sold(milk("3.00")))).lines[0].discounts[0].scope is DiscountScope.BASKET


def test_a_deposit_follows_the_quantity_of_its_line_and_goes_with_it() -> None:
    deposit = Product("d", "Deposit", euros("0.25"), TaxClass("Z", Decimal(0)))
    with_bottle = cart(sold(milk(), "3")).with_deposit(deposit, 1, Decimal(3), TODAY)
    for quantity in ("7", "3", "1"):
        with_bottle = with_bottle.with_quantity(1, Decimal(quantity))
        assert [line.quantity for line in with_bottle.lines] == [Decimal(quantity)] * 2
    assert with_bottle.without_line(1).lines == ()


def test_a_repeated_scan_raises_the_line_unless_something_about_it_differs() -> None:
    one = cart().with_product(milk(), Decimal(1), "4006381333931", TODAY, merge=True)
    assert [
        line.quantity for line in one.with_product(milk(), Decimal(2), "4006381333931", TODAY, merge=True).lines
    ] == [3]
    assert len(one.with_product(milk(), Decimal(1), "other code", TODAY, merge=True).lines) == 2
    assert len(one.with_product(milk(), Decimal(1), "4006381333931", TODAY, merge=False).lines) == 2
    cheaper = one.with_line_discount(1, Discount("damaged", percent=Decimal(10)))
    assert len(cheaper.with_product(milk(), Decimal(1), "4006381333931", TODAY, merge=True).lines) == 2
    other_tax = milk(tax=TaxClass("B", Decimal(5)))
    assert len(one.with_product(other_tax, Decimal(1), "4006381333931", TODAY, merge=True).lines) == 2


def test_a_cart_has_an_end() -> None:
    full = replace(cart(sold(milk())), lines=cart(sold(milk())).lines * LARGEST_CART_LINES)
    with pytest.raises(CartIsFull):
        full.with_line(sold(milk()))


def test_a_line_that_is_gone_says_so() -> None:
    with pytest.raises(NoSuchLine):
        cart(sold(milk())).without_line(7)
