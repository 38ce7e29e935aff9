"""Random values of the domain, as shops really have them and a little beyond."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from fallback_pos.domain.cart import Cart, CartLine, Discount, LineKind, PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.product import Product, Promotion, QuantityPrice
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding

EUR, JPY, KWD = Currency.of("EUR"), Currency.of("JPY"), Currency.of("KWD")
TODAY = date(2026, 11, 22)

currencies = st.sampled_from((EUR, JPY, KWD))
modes = st.sampled_from(TaxMode)
roundings = st.sampled_from(TaxRounding)
cash_steps = st.sampled_from((1, 5, 10, 100))
tax_classes = st.sampled_from(
    tuple(
        TaxClass(code, Decimal(rate), name)
        for code, rate, name in (
            ("A", "25", "Standard"), ("B", "13", "Reduced"), ("C", "5.5", ""), ("D", "2.125", ""), ("E", "19", ""),
            ("F", "8.875", ""), ("G", "33.333", ""), ("Z", "0", "Zero"),
        )
    )
)  # fmt: skip
pieces = st.integers(1, 120).map(Decimal)
weights = st.integers(1, 99_999).map(lambda grams: Decimal(grams).scaleb(-3))
percents = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
texts = st.sampled_from(("damaged", "Naranča 2 L", "橙汁", "“quoted”, {braces}", "a", "Ω" * 60))


def amounts(currency: Currency, least: int = 0, most: int = 1_000_000) -> st.SearchStrategy[Money]:
    """Amounts in minor units, small ones often: they round worst."""
    return st.integers(least, most).map(lambda minor: Money(_small_often(minor, least), currency))


def _small_often(minor: int, least: int) -> int:
    """Every other amount as small as the smallest of them."""
    return least + (minor - least) % 300 if minor % 2 else minor


_parts = st.sampled_from((None, None, None, 110, 90, 66, 50, 1, 0))
"""A promotion or quantity price in percent of the price."""
_steps = st.sampled_from(((), (), (3,), (2, 6), (2, 5, 12)))


@st.composite
def products(draw: st.DrawFn, currency: Currency) -> Product:
    """One of eight products at any price: even numbers have a Chinese name, the last two are weighed."""
    number = draw(st.integers(1, 8))
    price = draw(amounts(currency, most=50_000))
    promotion, steps = draw(_parts), draw(_steps)
    return Product(
        id=f"p{number}",
        name=f"Product {number}",
        price=price,
        tax=draw(tax_classes),
        names=(("zh", "橙汁"),) if number % 2 == 0 else (),
        department="Food" if number < 4 else None,
        unit="kg" if number > 6 else "pc",
        weighed=number > 6,
        promotion=Promotion(price.percent(Decimal(promotion)), None, TODAY) if promotion is not None else None,
        quantity_prices=tuple(QuantityPrice(Decimal(step), price.percent(Decimal(99 - step))) for step in steps),
    )


@st.composite
def discounts(draw: st.DrawFn, currency: Currency) -> Discount:
    approver = draw(st.none() | st.just("201"))
    if draw(st.booleans()):
        return Discount(draw(texts), percent=draw(percents), approved_by=approver)
    return Discount(draw(texts), amount=draw(amounts(currency, least=1, most=20_000)), approved_by=approver)


@st.composite
def sold_lines(draw: st.DrawFn, cart: Cart) -> Cart:
    """The cart with one more thing sold: a product, a labelled product, one with a deposit, or an open item."""
    kind = draw(st.sampled_from(("product", "product", "label", "deposit", "open")))
    product = draw(products(cart.currency))
    quantity = draw(weights if product.weighed else pieces)
    if kind == "open":
        price = draw(amounts(cart.currency))
        line = CartLine(0, LineKind.OPEN, draw(texts), draw(pieces), price, draw(tax_classes), PriceSource.OPEN)
        return cart.with_line(line)
    number = cart.next_number
    cart = cart.with_product(product, quantity, "4006381333931", TODAY, merge=kind == "product" and draw(st.booleans()))
    if kind == "label" and cart.next_number > number:
        return cart.with_label_value(number, draw(amounts(cart.currency)))
    if kind == "deposit" and cart.next_number > number:
        deposit = Product("d1", "Deposit", draw(amounts(cart.currency, most=100)), TaxClass("Z", Decimal(0)))
        return cart.with_deposit(deposit, number, quantity, TODAY)
    return cart


@st.composite
def unverified_returns(draw: st.DrawFn, cart: Cart) -> Cart:
    origin = ReturnOf(ReturnSource.MAIN_POS, receipt="M-17", day=TODAY, reason="faulty")
    price = draw(amounts(cart.currency))
    line = CartLine(0, LineKind.OPEN, "Back", -draw(pieces), price, draw(tax_classes), PriceSource.OPEN, returns=origin)
    return cart.with_line(line)


@st.composite
def carts(draw: st.DrawFn, *, with_returns: bool = True, most_lines: int = 8, currency: Currency | None = None) -> Cart:
    """A cart with everything that can be done to one."""
    cart = Cart("019aa9a2-5f3c-7c21-8d0e-3b6f1a2c4d5e", currency or draw(currencies), draw(modes), draw(roundings))
    for _ in range(draw(st.integers(1, most_lines))):
        returning = with_returns and draw(st.integers(0, 5)) == 0
        cart = draw(unverified_returns(cart) if returning else sold_lines(cart))
    sold = [line for line in cart.lines if not line.is_return]
    for line in sold:
        if draw(st.integers(0, 3)) == 0:
            cart = cart.with_price(line.number, draw(amounts(cart.currency, most=50_000)))
        if line.kind is not LineKind.DEPOSIT:
            for discount in draw(st.lists(discounts(cart.currency), max_size=2)):
                cart = cart.with_line_discount(line.number, discount)
    for discount in draw(st.lists(discounts(cart.currency), max_size=2)):
        cart = cart.with_basket_discount(discount)
    return cart
