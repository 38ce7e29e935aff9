"""From an open cart to amounts: quantity prices, discounts, tax. Pure; the same cart always gives the same cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fallback_pos.domain.cart import Cart, CartLine, Discount, LineKind, PriceSource
from fallback_pos.domain.money import Money, allocate, total
from fallback_pos.domain.tax import Taxed, TaxMode, TaxRounding, TaxRow, tax_lines, tax_table


class DiscountScope(StrEnum):
    LINE = "line"
    BASKET = "basket"
    RECEIPT = "receipt"
    """A return gives back its share of the discounts on the original receipt."""


@dataclass(frozen=True, slots=True)
class AppliedDiscount:
    """What a discount took off one line. `amount` is positive on a sale, negative on a return."""

    scope: DiscountScope
    amount: Money
    reason: str
    percent: Decimal | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its amounts. value = quantity x price; amount = value - discounts, with the tax in it or not."""

    line: CartLine
    price: Money
    price_source: PriceSource
    value: Money
    discounts: tuple[AppliedDiscount, ...]
    amount: Money
    taxed: Taxed


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with its amounts; `total` is what the customer owes before cash rounding, negative for a refund."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    tax: tuple[TaxRow, ...]
    net: Money
    tax_total: Money
    total: Money
    discount_total: Money

    def line(self, number: int) -> PricedLine:
        return next(priced for priced in self.lines if priced.line.number == number)


def price_cart(cart: Cart, before: PricedCart | None = None) -> PricedCart:
    """Work out every amount of a cart.

    `before` is the same cart some steps ago: lines whose amounts cannot have changed are taken over from it, so that
    the hundredth scan is as quick as the first.
    """
    lines = _price_lines(cart, _unchanged(cart, before) if before is not None else {})
    taxed = [(priced.line.tax, priced.taxed) for priced in lines]
    rows = tax_table(taxed, cart.currency)
    net = total((row.net for row in rows), cart.currency)
    tax = total((row.tax for row in rows), cart.currency)
    off = total((discount.amount for priced in lines for discount in priced.discounts), cart.currency)
    return PricedCart(cart, lines, tuple(rows), net, tax, net + tax, off)


def _price_lines(cart: Cart, known: Mapping[int, PricedLine]) -> tuple[PricedLine, ...]:
    open_lines = [line for line in cart.lines if id(line) not in known]
    priced = _with_tax(_with_basket_discounts([_valued(line, cart) for line in open_lines], cart), cart)
    if not known:
        return priced
    fresh = iter(priced)
    return tuple(known.get(id(line)) or next(fresh) for line in cart.lines)


def _unchanged(cart: Cart, before: PricedCart) -> dict[int, PricedLine]:
    """Priced lines by the identity of their line. Only where no line's amount depends on another line."""
    if (
        before.cart.basket_discounts
        or cart.basket_discounts
        or cart.tax_rounding is not TaxRounding.LINE
        or (before.cart.currency, before.cart.tax_mode, before.cart.tax_rounding)
        != (cart.currency, cart.tax_mode, cart.tax_rounding)
    ):
        return {}
    return {id(priced.line): priced for priced in before.lines if not priced.line.quantity_prices}


def line_value(line: CartLine, cart: Cart) -> Money:
    """Quantity times the unit price in force, before discounts."""
    return _valued(line, cart).value


def combined_percent(discounts: Sequence[Discount], value: Money) -> Decimal:
    """How much of `value` these discounts take together, one after the other, in percent; at most 100."""
    left = Fraction(1)
    for discount in discounts:
        if discount.percent is not None:
            left *= 1 - Fraction(discount.percent) / 100
        elif discount.amount is not None and value.minor > 0:
            left -= Fraction(discount.amount.minor, value.minor)
    taken = (1 - max(left, Fraction(0))) * 100
    return Decimal(taken.numerator) / Decimal(taken.denominator)


def _valued(line: CartLine, cart: Cart) -> PricedLine:
    price, source = _unit_price(line, cart)
    zero = Taxed(cart.currency.zero(), cart.currency.zero())
    if line.returns is not None and line.returns.taxed is not None and line.returns.value is not None:
        return _refunded(line, line.returns.value, line.returns.taxed, cart.tax_mode)
    value = line.label_value if line.label_value is not None else price.times(line.quantity)
    discounts: list[AppliedDiscount] = []
    left = value
    for discount in line.discounts:
        applied = _applied(discount, DiscountScope.LINE, left)
        discounts.append(applied)
        left = left - applied.amount
    return PricedLine(line, price, source, value, tuple(discounts), left, zero)


def _refunded(line: CartLine, value: Money, taxed: Taxed, mode: TaxMode) -> PricedLine:
    amount = taxed.gross if mode is TaxMode.INCLUSIVE else taxed.net
    share = value - amount
    discounts = (AppliedDiscount(DiscountScope.RECEIPT, share, ""),) if share else ()
    return PricedLine(line, line.price, line.price_source, value, discounts, amount, taxed)


def _unit_price(line: CartLine, cart: Cart) -> tuple[Money, PriceSource]:
    if line.price_source not in (PriceSource.CATALOGUE, PriceSource.PROMOTION) or not line.quantity_prices:
        return line.price, line.price_source
    together = sum(
        (other.quantity for other in cart.lines if other.product_id == line.product_id and not other.is_return),
        Decimal(0),
    )
    best = line.price
    source: PriceSource = line.price_source
    for step in line.quantity_prices:
        if step.from_quantity <= together and step.price < best:
            best, source = step.price, PriceSource.QUANTITY_PRICE
    return best, source


def _applied(discount: Discount, scope: DiscountScope, base: Money) -> AppliedDiscount:
    """A discount never takes more than what is left, so that no line turns into a payment."""
    wanted = base.percent(discount.percent) if discount.percent is not None else discount.amount
    if wanted is None:
        raise ValueError("a discount has either percent or amount")
    nothing = Money(0, base.currency)
    amount = min(wanted, base) if base > nothing else nothing
    return AppliedDiscount(scope, amount, discount.reason, discount.percent, discount.approved_by)


def _with_basket_discounts(lines: Sequence[PricedLine], cart: Cart) -> list[PricedLine]:
    """Spread each basket discount over the sold lines by value; deposits and returns carry none."""
    result = list(lines)
    for discount in cart.basket_discounts:
        carriers = [
            index
            for index, priced in enumerate(result)
            if priced.amount.minor > 0 and not priced.line.is_return and priced.line.kind is not LineKind.DEPOSIT
        ]
        if not carriers:
            continue
        base = total((result[index].amount for index in carriers), cart.currency)
        applied = _applied(discount, DiscountScope.BASKET, base)
        shares = allocate(applied.amount, [result[index].amount.minor for index in carriers])
        for index, share in zip(carriers, shares, strict=True):
            result[index] = _less(result[index], applied, share)
    return result


def _less(priced: PricedLine, discount: AppliedDiscount, share: Money) -> PricedLine:
    mine = AppliedDiscount(discount.scope, share, discount.reason, discount.percent, discount.approved_by)
    return PricedLine(
        priced.line,
        priced.price,
        priced.price_source,
        priced.value,
        (*priced.discounts, mine),
        priced.amount - share,
        priced.taxed,
    )


def _with_tax(lines: Sequence[PricedLine], cart: Cart) -> tuple[PricedLine, ...]:
    """Tax the lines; what is returned from a receipt keeps the tax of that receipt."""
    open_lines = [index for index, priced in enumerate(lines) if not _tax_is_fixed(priced)]
    amounts = [(lines[index].amount, lines[index].line.tax) for index in open_lines]
    taxes = tax_lines(amounts, cart.tax_mode, cart.tax_rounding, cart.currency)
    result = list(lines)
    for index, taxed in zip(open_lines, taxes, strict=True):
        priced = lines[index]
        result[index] = PricedLine(
            priced.line, priced.price, priced.price_source, priced.value, priced.discounts, priced.amount, taxed
        )
    return tuple(result)


def _tax_is_fixed(priced: PricedLine) -> bool:
    return priced.line.returns is not None and priced.line.returns.taxed is not None
