"""Bodies of sales as a shop makes them, made by the domain, the same each time."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import cache
from typing import Any

from fallback_pos.domain.cart import Cart, CartLine, Discount, LineKind, PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import payment
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.sale import SaleContext, kind_of, sale_body
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import Tender, TenderType

EUR = Currency.of("EUR")
DEPARTMENTS = ("Bakery", "Dairy", "Drinks", "Fruit", "Household", "Kiosk", "Meat and deli", "Pantry", None)
PRODUCTS = 4_000
"""Some sell far more often than others, as in any shop."""
TAXES = (TaxClass("A", Decimal(25)), TaxClass("B", Decimal(13)), TaxClass("C", Decimal(5)))
PEOPLE = (Operator("101", "Ana", Role.CASHIER), Operator("102", "Ivo", Role.CASHIER))


@cache
def sale_bodies(count: int) -> list[tuple[str, dict[str, Any]]]:
    """(kind, body) of so many sales and some returns; receipt and shift are to be filled in."""
    chance = random.Random(7)
    return [_sale(chance) for _ in range(count)]


def _sale(chance: random.Random) -> tuple[str, dict[str, Any]]:
    cart = Cart(new_id(), EUR, TaxMode.INCLUSIVE, TaxRounding.LINE, prices_as_of="2026-01-01T06:00:00Z")
    back = chance.random() < 0.04
    for _ in range(1 if back else chance.choice((1, 1, 2, 3, 4, 5, 8))):
        cart = cart.with_line(_line(chance, back=back))
    if not back and chance.random() < 0.08:
        cart = cart.with_line_discount(cart.lines[0].number, Discount("damaged", percent=Decimal(10)))
    total = price_cart(cart).total
    cashless = chance.random() < 0.35 and total.minor > 0
    details = (("approval_code", "123456"), ("last_four", "4242"), ("slip", "S17")) if cashless else ()
    amount = total if cashless else Money(total.minor + (chance.choice((0, 500, 1000)) if not back else 0), EUR)
    kind = TenderType.CARD if cashless else TenderType.CASH
    cart = cart.with_tender(Tender(new_id(), kind, amount, "S17" if cashless else None, details))
    priced = price_cart(cart)
    context = SaleContext("", chance.choice(PEOPLE), "", None, chance.randrange(10**15), 60)
    return kind_of(cart), sale_body(priced, payment(priced.total, cart.tenders, 1), context)


def _line(chance: random.Random, *, back: bool) -> CartLine:
    number = min(chance.randint(1, PRODUCTS), chance.randint(1, PRODUCTS), chance.randint(1, PRODUCTS))
    price = Money(49 + number * 37 % 2950, EUR)
    return CartLine(
        number=0,
        kind=LineKind.PRODUCT,
        name=f"Product number {number} of the shop",
        quantity=Decimal(-1) if back else Decimal(chance.choice((1, 1, 1, 2, 3))),
        price=price,
        tax=TAXES[number % len(TAXES)],
        price_source=PriceSource.CATALOGUE,
        product_id=str(number),
        code=f"38501{number:08d}",
        department=DEPARTMENTS[number % len(DEPARTMENTS)],
        list_price=price,
        returns=ReturnOf(ReturnSource.NONE, reason="faulty") if back else None,
    )
