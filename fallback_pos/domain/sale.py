"""The closed sale: what the journal keeps, the receipt prints and a return refers to.

`sale_body` writes the published body of `sale.completed` and `return.completed` (version 1); `Sale` reads it again.
Replay never recalculates it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from fallback_pos.domain.cart import Cart, ReturnOf, ReturnSource
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.paper import PaperVoucher, paper_body, read_paper
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.pricing import AppliedDiscount, DiscountScope, PricedCart, PricedLine
from fallback_pos.domain.quantity import quantity_text
from fallback_pos.domain.tax import Taxed
from fallback_pos.domain.tender import Tender, read_tender, tender_body

SALE_KIND = "sale.completed"
RETURN_KIND = "return.completed"


@dataclass(frozen=True, slots=True)
class SaleContext:
    """What the waist adds to a cart: number, people, place and clocks."""

    receipt: str
    operator: Operator
    shift: str
    outage: str | None
    monotonic_ns: int
    utc_offset_minutes: int


def kind_of(cart: Cart) -> str:
    """A cart with nothing but returned goods is a return; anything sold makes it a sale."""
    only_returns = bool(cart.lines) and all(line.is_return for line in cart.lines)
    return RETURN_KIND if only_returns else SALE_KIND


def sale_body(
    priced: PricedCart, paid: Payment, context: SaleContext, lines: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """The body of the entry, amounts as decimal strings. `lines` are those of `LineBodies`, where there are some."""
    cart = priced.cart
    return {
        "receipt": context.receipt,
        "operator": {"code": context.operator.code, "name": context.operator.name, "role": context.operator.role.value},
        "shift": context.shift,
        "outage": context.outage,
        "currency": cart.currency.code,
        "tax_mode": cart.tax_mode.value,
        "tax_rounding": cart.tax_rounding.value,
        "prices_as_of": cart.prices_as_of,
        "clock": {"monotonic_ns": context.monotonic_ns, "utc_offset_minutes": context.utc_offset_minutes},
        "lines": LineBodies().of(priced) if lines is None else lines,
        "tax": [
            {
                "class": row.tax_class.code,
                "rate": quantity_text(row.tax_class.rate),
                "net": row.net.text,
                "tax": row.tax.text,
                "gross": row.gross.text,
            }
            for row in priced.tax
        ],
        "net": priced.net.text,
        "tax_total": priced.tax_total.text,
        "discount_total": priced.discount_total.text,
        "total": priced.total.text,
        "rounding": paid.rounding.text,
        "tenders": [tender_body(tender) for tender in cart.tenders],
        "tendered": paid.tendered.text,
        "change": paid.change.text,
        "customer": {"name": cart.customer.name, "tax_number": cart.customer.tax_number or ""}
        if cart.customer
        else None,
        "loyalty": cart.loyalty,
        "approvals": approvals_body(cart),
        **({"paper": paper_body(cart.paper)} if cart.paper else {}),
    }


class LineBodies:
    """The lines of a cart as a body will carry them, written as they come in: the commit does not wait for them."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, PricedLine, dict[str, Any]]] = {}

    def of(self, priced: PricedCart) -> list[dict[str, Any]]:
        """Lines that are the same objects in the same places as the last time are not written again."""
        before, self._known = self._known, {}
        for number, line in enumerate(priced.lines, start=1):
            known = before.get(id(line))
            if known is None or known[0] != number or known[1] is not line:
                known = (number, line, _line_body(number, line))
            self._known[id(line)] = known
        return [body for _, _, body in self._known.values()]


def approvals_body(cart: Cart) -> list[dict[str, str]]:
    """Who answered for what in a cart."""
    return [
        {"action": given.action, "operator": given.operator, "name": given.name, "reason": given.reason}
        for given in cart.approvals
    ]


def _line_body(number: int, priced: PricedLine) -> dict[str, Any]:
    line = priced.line
    return {
        "line": number,
        "kind": line.kind.value,
        "product": line.product_id,
        "code": line.code,
        "name": line.name,
        "department": line.department,
        "unit": line.unit,
        "quantity": quantity_text(line.quantity),
        "price": priced.price.text,
        "list_price": (priced.price if line.list_price is None else line.list_price).text,
        "price_source": priced.price_source.value,
        "value": priced.value.text,
        "discounts": [
            {
                "scope": discount.scope.value,
                "percent": quantity_text(discount.percent) if discount.percent is not None else None,
                "amount": discount.amount.text,
                "reason": discount.reason,
                "approved_by": discount.approved_by,
            }
            for discount in priced.discounts
        ],
        "amount": priced.amount.text,
        "tax_class": line.tax.code,
        "rate": quantity_text(line.tax.rate),
        "net": priced.taxed.net.text,
        "tax": priced.taxed.tax.text,
        "gross": priced.taxed.gross.text,
        "return_of": _return_body(line.returns),
    }


def _return_body(returns: ReturnOf | None) -> dict[str, Any] | None:
    if returns is None:
        return None
    return {
        "source": returns.source.value,
        "receipt": returns.receipt,
        "date": returns.day.isoformat() if returns.day else None,
        "line": returns.line,
        "entry": returns.entry,
        "verified": returns.verified,
        "reason": returns.reason,
    }


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line as it was sold. Amounts are negative on a returned line."""

    number: int
    kind: str
    product_id: str | None
    code: str | None
    name: str
    department: str | None
    unit: str
    quantity: Decimal
    price: Money
    list_price: Money
    price_source: str
    value: Money
    discounts: tuple[AppliedDiscount, ...]
    amount: Money
    tax_class: str
    rate: Decimal
    taxed: Taxed
    returns: ReturnOf | None


@dataclass(frozen=True, slots=True)
class SaleTaxRow:
    tax_class: str
    rate: Decimal
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale or return as the journal holds it."""

    id: str
    receipt: str
    occurred_at: str
    business_date: str
    operator_code: str
    operator_name: str
    shift: str
    outage: str | None
    currency: Currency
    tax_mode: str
    prices_as_of: str | None
    utc_offset_minutes: int
    lines: tuple[SaleLine, ...]
    tax: tuple[SaleTaxRow, ...]
    net: Money
    tax_total: Money
    discount_total: Money
    total: Money
    rounding: Money
    tenders: tuple[Tender, ...]
    tendered: Money
    change: Money
    customer_name: str | None
    customer_tax_number: str | None
    loyalty: str | None
    fiscal: tuple[tuple[str, str], ...] = ()
    """What the shop's fiscal hook added: (name, text), for the receipt."""
    paper: PaperVoucher | None = None
    training: bool = False
    """Rung at a training till: nothing of it is real."""

    @property
    def payable(self) -> Money:
        return self.total + self.rounding

    def line(self, number: int) -> SaleLine | None:
        return next((line for line in self.lines if line.number == number), None)

    @classmethod
    def read(cls, entry_id: str, occurred_at: str, business_date: str, body: Mapping[str, Any]) -> Sale:
        """Read a published body (version 1)."""
        currency = Currency.of(body["currency"])
        money = partial(Money.parse, currency=currency)
        customer = body.get("customer") or {}
        return cls(
            id=entry_id,
            receipt=body["receipt"],
            occurred_at=occurred_at,
            business_date=business_date,
            operator_code=body["operator"]["code"],
            operator_name=body["operator"]["name"],
            shift=body["shift"],
            outage=body["outage"],
            currency=currency,
            tax_mode=body["tax_mode"],
            prices_as_of=body["prices_as_of"],
            utc_offset_minutes=body["clock"]["utc_offset_minutes"],
            lines=tuple(_read_line(line, currency) for line in body["lines"]),
            tax=tuple(
                SaleTaxRow(
                    row["class"], Decimal(row["rate"]), money(row["net"]), money(row["tax"]), money(row["gross"])
                )
                for row in body["tax"]
            ),
            net=money(body["net"]),
            tax_total=money(body["tax_total"]),
            discount_total=money(body["discount_total"]),
            total=money(body["total"]),
            rounding=money(body["rounding"]),
            tenders=tuple(read_tender(tender, currency) for tender in body["tenders"]),
            tendered=money(body["tendered"]),
            change=money(body["change"]),
            customer_name=customer.get("name"),
            customer_tax_number=customer.get("tax_number") or None,
            loyalty=body.get("loyalty"),
            fiscal=tuple(body.get("fiscal", {}).items()),
            paper=read_paper(body.get("paper")),
            training=body.get("training") is True,
        )


def _read_line(line: Mapping[str, Any], currency: Currency) -> SaleLine:
    money = partial(Money.parse, currency=currency)
    return SaleLine(
        number=line["line"],
        kind=line["kind"],
        product_id=line["product"],
        code=line["code"],
        name=line["name"],
        department=line["department"],
        unit=line["unit"],
        quantity=Decimal(line["quantity"]),
        price=money(line["price"]),
        list_price=money(line["list_price"]),
        price_source=line["price_source"],
        value=money(line["value"]),
        discounts=tuple(
            AppliedDiscount(
                DiscountScope(discount["scope"]),
                money(discount["amount"]),
                discount["reason"],
                Decimal(discount["percent"]) if discount["percent"] is not None else None,
                discount["approved_by"],
            )
            for discount in line["discounts"]
        ),
        amount=money(line["amount"]),
        tax_class=line["tax_class"],
        rate=Decimal(line["rate"]),
        taxed=Taxed(money(line["net"]), money(line["tax"])),
        returns=_read_return(line["return_of"]),
    )


def _read_return(body: Mapping[str, Any] | None) -> ReturnOf | None:
    if body is None:
        return None
    return ReturnOf(
        source=ReturnSource(body["source"]),
        receipt=body["receipt"],
        day=date.fromisoformat(body["date"]) if body["date"] else None,
        line=body["line"],
        entry=body["entry"],
        reason=body["reason"],
    )
