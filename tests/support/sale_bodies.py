"""Whole bodies of sales and returns, as the checkout writes them, of nothing but what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fallback_pos.domain.cart import Cart, CartLine, LineKind, PriceSource, ReturnOf, ReturnSource
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.domain.payment import payment
from fallback_pos.domain.pricing import price_cart
from fallback_pos.domain.sale import SaleContext, kind_of, sale_body
from fallback_pos.domain.tax import TaxClass, TaxMode, TaxRounding
from fallback_pos.domain.tender import Tender, TenderType

ANA = Operator("101", "Ana", Role.CASHIER)
_TAX = TaxClass("A", Decimal(25), "Standard")


def paid_with(
    receipt: str, shift: str, tenders: Sequence[tuple[str, str]], change: str = "0.00", currency: str = "EUR"
) -> tuple[str, dict[str, Any]]:
    """Kind and body of a sale of one article for these (type, amount), or of its return for negative amounts."""
    money = Currency.of(currency)
    offered = [Tender(new_id(), TenderType(kind), Money.parse(amount, money)) for kind, amount in tenders]
    total = sum((tender.amount for tender in offered), money.zero()) - Money.parse(change, money)
    back = ReturnOf(ReturnSource.NONE, reason="faulty") if total.minor < 0 else None
    quantity = Decimal(-1 if back else 1)
    line = CartLine(0, LineKind.OPEN, "Article", quantity, abs(total), _TAX, PriceSource.OPEN, returns=back)
    cart = Cart(new_id(), money, TaxMode.INCLUSIVE, TaxRounding.LINE).with_line(line)
    for tender in offered:
        cart = cart.with_tender(tender)
    priced = price_cart(cart)
    paid = payment(priced.total, cart.tenders, 1)
    return kind_of(cart), sale_body(priced, paid, SaleContext(receipt, ANA, shift, None, 1, 60))
