"""The published body: what is journalled reads back the same and fits the shape that centrals were promised."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.cart import Approval, Cart, Customer
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import Payment, payment
from fallback_pos.domain.pricing import PricedCart, price_cart
from fallback_pos.domain.returns import return_line
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale, SaleContext, kind_of, sale_body
from fallback_pos.domain.tender import Tender, TenderType
from sync.body_schemas import problems_in, totals_of
from sync.ledger import encode_body
from tests.fallback_pos.domain.strategies import carts, cash_steps, texts

CONTEXT = SaleContext("03-1-000057", Operator("101", "Ana", Role.CASHIER), "shift-1", None, 1, 60)


@st.composite
def paid_carts(draw: st.DrawFn) -> tuple[PricedCart, Payment]:
    """A random cart, part of it perhaps paid by voucher, the rest in cash."""
    cart = draw(carts())
    step = draw(cash_steps)
    customer = st.none() | st.builds(Customer, texts, st.none() | texts)
    approval = Approval("line_discount", "201", "Maja", "damaged")
    cart = replace(cart, customer=draw(customer), loyalty=draw(st.none() | texts), approvals=(approval,))
    due = price_cart(cart).total
    if draw(st.booleans()) and abs(due.minor) > 1:
        part = Money(due.minor // 2, due.currency)
        cart = cart.with_tender(Tender("t1", TenderType.VOUCHER, part, "V-1", (("slip", "1"),), unconfirmed=True))
    state = payment(due, cart.tenders, step)
    if not state.complete:
        cart = cart.with_tender(Tender("t2", TenderType.CASH, state.cash_due))
    priced = price_cart(cart)
    return priced, payment(priced.total, cart.tenders, step)


def read(body: dict[str, object]) -> Sale:
    return Sale.read("id", "2026-11-22T13:40:05.123Z", "2026-11-22", json.loads(encode_body(body)))


@given(paid_carts())
def test_a_sale_reads_back_as_it_was_sold(paid: tuple[PricedCart, Payment]) -> None:
    priced, state = paid
    cart, sale = priced.cart, read(sale_body(priced, state, CONTEXT))
    assert (sale.total, sale.net, sale.tax_total) == (priced.total, priced.net, priced.tax_total)
    assert (sale.tendered, sale.change, sale.rounding) == (state.tendered, state.change, state.rounding)
    assert sale.tenders == cart.tenders and sale.discount_total == priced.discount_total
    assert sale.customer_name == (cart.customer.name if cart.customer else None)
    assert sale.customer_tax_number == (cart.customer.tax_number if cart.customer else None)
    for number, (line, was) in enumerate(zip(sale.lines, priced.lines, strict=True), start=1):
        assert line.number == number and line.discounts == was.discounts and line.taxed == was.taxed
        assert (line.quantity, line.price, line.value, line.amount) == (
            was.line.quantity,
            was.price,
            was.value,
            was.amount,
        )
        assert line.list_price == (was.line.list_price if was.line.list_price is not None else was.price)
        assert line.returns == was.line.returns


@given(paid_carts())
def test_a_body_fits_its_published_shape_and_adds_up_for_whoever_reads_nothing_else(
    paid: tuple[PricedCart, Payment],
) -> None:
    body = sale_body(*paid, CONTEXT)
    assert problems_in(kind_of(paid[0].cart), encode_body(body)) == []
    assert sum(Decimal(t["amount"]) for t in body["tenders"]) - Decimal(body["change"]) == (
        Decimal(body["total"]) + Decimal(body["rounding"])
    )
    assert sum(Decimal(line["gross"]) for line in body["lines"]) == Decimal(body["total"])
    totals = totals_of("sale.completed", encode_body(body))
    assert totals is not None and sum(totals.tenders.values()) == totals.total + totals.rounding


@given(carts(with_returns=False), st.data())
def test_the_return_of_a_sale_fits_the_published_shape_too(cart: Cart, data: st.DataObject) -> None:
    sale = read(sale_body(price_cart(cart), payment(price_cart(cart).total, (), 1), CONTEXT))
    back = Cart("r", cart.currency, cart.tax_mode, cart.tax_rounding)
    for line in sale.lines:
        quantity = Decimal(data.draw(st.integers(1, int(line.quantity)))) if line.quantity >= 1 else line.quantity
        back = back.with_line(return_line(sale, line.number, quantity, Decimal(0), "faulty", cart.tax_mode))
    priced = price_cart(back)
    state = payment(priced.total, [Tender("t", TenderType.CASH, priced.total)], 1)
    body = sale_body(priced, state, CONTEXT)
    assert kind_of(back) == RETURN_KIND
    assert problems_in(RETURN_KIND, encode_body(body)) == []
    for line, was in zip(read(body).lines, priced.lines, strict=True):
        off = total((discount.amount for discount in line.discounts), cart.currency)
        assert line.value - off == line.amount and line.discounts == was.discounts
        assert line.returns == replace(was.line.returns, value=None, taxed=None)  # type: ignore[type-var]


@given(carts(most_lines=3))
def test_anything_sold_makes_a_cart_a_sale(cart: Cart) -> None:
    assert kind_of(cart) == (RETURN_KIND if all(line.is_return for line in cart.lines) else SALE_KIND)
