"""The open cart: a frozen value and the steps that change it. `pricing` works out amounts, `payment` what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.paper import PaperVoucher
from fallback_pos.domain.product import Product, QuantityPrice
from fallback_pos.domain.tax import TaxClass, Taxed, TaxMode, TaxRounding
from fallback_pos.domain.tender import Tender
from fallback_pos.errors import TillError

LARGEST_CART_LINES = 2_000


class CartIsFull(TillError):
    sentence = "A cart holds at most {limit} lines. Finish this sale and start another."


class NoSuchLine(TillError):
    sentence = "There is no line {number} in this cart."


class LineKind(StrEnum):
    PRODUCT = "product"
    OPEN = "open"
    """Sold without being on file: description, price and tax typed."""
    DEPOSIT = "deposit"


class PriceSource(StrEnum):
    CATALOGUE = "catalogue"
    PROMOTION = "promotion"
    QUANTITY_PRICE = "quantity_price"
    LABEL = "label"
    OVERRIDE = "override"
    OPEN = "open"
    RECEIPT = "receipt"


class ReturnSource(StrEnum):
    TILL = "till"
    """A receipt of this till, found in its journal: verified."""
    MAIN_POS = "main_pos"
    """A receipt of the main POS, number and date typed: unverified."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Discount:
    """Either percent or amount off, with its reason and the operator who approved it, if one had to."""

    reason: str
    percent: Decimal | None = None
    amount: Money | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnOf:
    """Where a returned line comes from. `value` and `taxed` (negative) fix what is refunded; None: today's price."""

    source: ReturnSource
    receipt: str | None = None
    day: date | None = None
    line: int | None = None
    entry: str | None = None
    reason: str | None = None
    value: Money | None = None
    taxed: Taxed | None = None

    @property
    def verified(self) -> bool:
        return self.source is ReturnSource.TILL


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line. `number` stays the same while others come and go; quantity is negative on a return."""

    number: int
    kind: LineKind
    name: str
    quantity: Decimal
    price: Money
    tax: TaxClass
    price_source: PriceSource
    product_id: str | None = None
    code: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    department: str | None = None
    unit: str = "pc"
    weighed: bool = False
    list_price: Money | None = None
    quantity_prices: tuple[QuantityPrice, ...] = ()
    label_value: Money | None = None
    """The price printed on an in-store label: it is the line's value, whatever quantity times price would give."""
    discounts: tuple[Discount, ...] = ()
    deposit_of: int | None = None
    returns: ReturnOf | None = None

    @property
    def is_return(self) -> bool:
        return self.quantity < 0

    def name_in(self, language: str) -> str:
        return dict(self.names).get(language, self.name)


@dataclass(frozen=True, slots=True)
class Customer:
    """What the customer wants on the receipt."""

    name: str
    tax_number: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody answered for a step: `operator` and `name` say who, `asked_by` whom they allowed it.

    `asked_by` is None where the signed-in operator answers for it alone, such as an age check.
    """

    action: str
    operator: str
    name: str
    reason: str
    asked_by: Operator | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """An open cart. Its `id` becomes the id of the sale, so that one cart is never sold twice."""

    id: str
    currency: Currency
    tax_mode: TaxMode
    tax_rounding: TaxRounding
    lines: tuple[CartLine, ...] = ()
    basket_discounts: tuple[Discount, ...] = ()
    tenders: tuple[Tender, ...] = ()
    customer: Customer | None = None
    loyalty: str | None = None
    approvals: tuple[Approval, ...] = ()
    prices_as_of: str | None = None
    next_number: int = 1
    parked_as: str | None = None
    paper: PaperVoucher | None = None
    """Set where the cart is entered from a voucher written by hand."""

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.tenders

    def line(self, number: int) -> CartLine:
        """Raises NoSuchLine."""
        for line in self.lines:
            if line.number == number:
                return line
        raise NoSuchLine(number=number)

    def with_line(self, line: CartLine) -> Cart:
        """The cart with `line` at its end, under the next number. Raises CartIsFull."""
        if len(self.lines) >= LARGEST_CART_LINES:
            raise CartIsFull(limit=LARGEST_CART_LINES)
        numbered = replace(line, number=self.next_number)
        return replace(self, lines=(*self.lines, numbered), next_number=self.next_number + 1)

    def with_product(self, product: Product, quantity: Decimal, code: str, day: date, *, merge: bool) -> Cart:
        """Sell `quantity` (positive) of a product; with `merge`, a repeated scan raises the last line's quantity."""
        line = product_line(product, quantity, code, day)
        last = next((known for known in reversed(self.lines) if known.kind is not LineKind.DEPOSIT), None)
        if merge and last is not None and _same_goods(last, line):
            return self.with_quantity(last.number, last.quantity + quantity)
        return self.with_line(line)

    def with_deposit(self, deposit: Product, of_line: int, pieces: Decimal, day: date) -> Cart:
        """Add the deposit that goes with the pieces of a line; it follows that line's quantity from then on."""
        line = replace(product_line(deposit, pieces, "", day), kind=LineKind.DEPOSIT, code=None, deposit_of=of_line)
        return self.with_line(line)

    def with_quantity(self, number: int, quantity: Decimal) -> Cart:
        """Change a line's quantity, and that of its deposit in proportion."""
        before = self.line(number).quantity

        def change(line: CartLine) -> CartLine:
            if line.number == number:
                return replace(line, quantity=quantity, label_value=None if quantity != before else line.label_value)
            if line.deposit_of == number:
                return replace(line, quantity=line.quantity * quantity / before)
            return line

        return replace(self, lines=tuple(change(line) for line in self.lines))

    def with_price(self, number: int, price: Money) -> Cart:
        """Override a line's unit price; the price it would have had stays on record."""
        return self._changed(
            number, lambda line: replace(line, price=price, price_source=PriceSource.OVERRIDE, label_value=None)
        )

    def with_label_value(self, number: int, value: Money) -> Cart:
        """A line whose in-store label says what it costs."""
        return self._changed(number, lambda line: replace(line, label_value=value, price_source=PriceSource.LABEL))

    def with_line_discount(self, number: int, discount: Discount) -> Cart:
        return self._changed(number, lambda line: replace(line, discounts=(*line.discounts, discount)))

    def with_basket_discount(self, discount: Discount) -> Cart:
        return replace(self, basket_discounts=(*self.basket_discounts, discount))

    def without_line(self, number: int) -> Cart:
        """Void a line together with its deposit. Raises NoSuchLine."""
        self.line(number)
        kept = tuple(line for line in self.lines if number not in (line.number, line.deposit_of))
        return replace(self, lines=kept)

    def with_tender(self, tender: Tender) -> Cart:
        return replace(self, tenders=(*self.tenders, tender))

    def without_tender(self, tender_id: str) -> Cart:
        return replace(self, tenders=tuple(tender for tender in self.tenders if tender.id != tender_id))

    def with_approval(self, approval: Approval) -> Cart:
        return replace(self, approvals=(*self.approvals, approval))

    def _changed(self, number: int, change: Callable[[CartLine], CartLine]) -> Cart:
        self.line(number)
        return replace(self, lines=tuple(change(line) if line.number == number else line for line in self.lines))


def product_line(product: Product, quantity: Decimal, code: str, day: date) -> CartLine:
    """A line of a product at its price of that business date; it gets its number when it joins a cart."""
    price, source = product.price, PriceSource.CATALOGUE
    promotion = product.promotion
    if promotion is not None and promotion.holds_on(day) and promotion.price < price:
        price, source = promotion.price, PriceSource.PROMOTION
    return CartLine(
        number=0,
        kind=LineKind.PRODUCT,
        name=product.name,
        quantity=quantity,
        price=price,
        tax=product.tax,
        price_source=source,
        product_id=product.id,
        code=code,
        names=product.names,
        department=product.department,
        unit=product.unit,
        weighed=product.weighed,
        list_price=product.price,
        quantity_prices=product.quantity_prices,
    )


def _same_goods(last: CartLine, line: CartLine) -> bool:
    plain = not last.discounts and not last.weighed and last.returns is None and last.label_value is None
    return plain and (last.product_id, last.price, last.price_source, last.code, last.tax) == (
        line.product_id,
        line.price,
        line.price_source,
        line.code,
        line.tax,
    )
