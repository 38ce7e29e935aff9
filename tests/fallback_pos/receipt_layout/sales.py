"""Sales made by the domain itself, from a cart to the journal's body and back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from fallback_pos.domain.cart import Cart, CartLine, LineKind, PriceSource
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import payment
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.sale import Sale, SaleContext, sale_body
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import Tender, TenderType

EURO = Currency.of("EUR")
STANDARD = TaxClass("A", Decimal(25), "Standard")
REDUCED = TaxClass("B", Decimal(13), "Reduced")
ANA = Operator("101", "Ana", Role.CASHIER)
OCCURRED_AT = "2026-11-22T13:40:05.123Z"


def euro(text: str) -> Money:
    return Money.parse(text, EURO)


def goods(name: str, price: str, quantity: str = "1", unit: str = "pc", tax: TaxClass = STANDARD) -> CartLine:
    return CartLine(
        number=0,
        kind=LineKind.PRODUCT,
        name=name,
        quantity=Decimal(quantity),
        price=euro(price),
        tax=tax,
        price_source=PriceSource.CATALOGUE,
        product_id=new_id(),
        unit=unit,
        list_price=euro(price),
    )


def cart_of(*lines: CartLine, mode: TaxMode = TaxMode.INCLUSIVE, rounding: TaxRounding = TaxRounding.LINE) -> Cart:
    cart = Cart(new_id(), EURO, mode, rounding, prices_as_of="2026-11-22T06:00:00Z")
    for line in lines:
        cart = cart.with_line(line)
    return cart


def tender(kind: TenderType, amount: str, **fields: object) -> Tender:
    return replace(Tender(new_id(), kind, euro(amount)), **fields)  # type: ignore[arg-type]


def body_of(
    cart: Cart, receipt: str = "03-1-000057", outage: str | None = None, cash_step_minor: int = 1
) -> dict[str, object]:
    """The body of the cart's entry; what its tenders leave open is paid in cash."""
    priced = price_cart(cart)
    rest = payment(priced.total, cart.tenders, cash_step_minor)
    if not rest.complete:
        cart = cart.with_tender(Tender(new_id(), TenderType.CASH, rest.cash_due))
        priced = price_cart(cart)
    paid = payment(priced.total, cart.tenders, cash_step_minor)
    return sale_body(priced, paid, SaleContext(receipt, ANA, "shift", outage, 1, 60))


def sale_of(cart: Cart, receipt: str = "03-1-000057", outage: str | None = None, cash_step_minor: int = 1) -> Sale:
    body = json.loads(json.dumps(body_of(cart, receipt, outage, cash_step_minor)))
    return Sale.read(cart.id, OCCURRED_AT, "2026-11-22", body)
