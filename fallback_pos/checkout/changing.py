"""Changing what is in the cart: quantities, prices, discounts, voids."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from fallback_pos.checkout.errors import (
    DepositFollows,
    DiscountOutOfRange,
    EmptyCart,
    NotForReturnedLines,
    TendersTaken,
)
from fallback_pos.checkout.overrides import override_drafts
from fallback_pos.checkout.plausible import PlausibleDesk
from fallback_pos.domain.cart import Cart, CartLine, Discount, LineKind, PriceSource
from fallback_pos.domain.facts import person
from fallback_pos.domain.goods_name import goods_name
from fallback_pos.domain.money import Money
from fallback_pos.domain.money import total as total_of
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.pricing import PricedCart, combined_percent, price_cart
from fallback_pos.domain.sale import approvals_body
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind


class ChangeSteps(PlausibleDesk):
    def change_quantity(
        self, number: int, quantity: Decimal, *, approver: Operator | None = None, confirmed: Collection[str] = ()
    ) -> None:
        """Set the quantity of a line; lowering it takes goods off, like a void.

        Raises NotForReturnedLines, DepositFollows, NotAQuantity, WholePiecesOnly, ImplausibleQuantity, ApprovalNeeded.
        """
        line = self._own_line(number)
        fractions = line.weighed or line.kind is LineKind.OPEN
        amount = self._quantity(line.name, line.unit, quantity, weighed=fractions)
        cart = self._cart
        if amount < line.quantity:
            cart, _ = self._authorise(cart, Action.VOID_LINE, line.name, approver, self._worth(number))
        cart = self._discounts_allowed(cart.with_quantity(number, amount), approver)
        self._ask_about_line(cart, number, confirmed)
        self._change(cart)

    def override_price(self, number: int, price: Money, reason: str, *, approver: Operator | None = None) -> None:
        """Sell a line at another unit price. The magnitude of the permission is the percent taken off.

        Raises PriceOutOfRange, ReasonMissing, NotForReturnedLines, ApprovalNeeded.
        """
        line = self._sold_line(number)
        self._refuse_price(price)
        why = self._reason(reason)
        before = self._price_before_override(line)
        off = (before - price).amount / before.amount * 100 if before.minor > 0 else Decimal(0)
        cart, _ = self._authorise(self._cart, Action.PRICE_OVERRIDE, why, approver, max(off, Decimal(0)))
        self._change(self._discounts_allowed(cart.with_price(number, price), approver))

    def discount_line(
        self,
        number: int,
        reason: str,
        *,
        percent: Decimal | None = None,
        amount: Money | None = None,
        approver: Operator | None = None,
    ) -> None:
        """Take percent or an amount off a line. The magnitude of the permission is the percent that all discounts of
        the line come to: ten times ten percent is not ten percent.

        Raises DiscountOutOfRange, ReasonMissing, NotForReturnedLines, DepositFollows, ApprovalNeeded.
        """
        line = self._own_line(number)
        why = self._reason(reason)
        _refuse_odd_discount(percent, amount, self._priced.line(number).amount)
        discount = Discount(why, percent, amount)
        magnitude = combined_percent((*line.discounts, discount), self._priced.line(number).value)
        cart, code = self._authorise(self._cart, Action.LINE_DISCOUNT, why, approver, magnitude)
        self._change(cart.with_line_discount(number, replace(discount, approved_by=code)))

    def discount_basket(
        self,
        reason: str,
        *,
        percent: Decimal | None = None,
        amount: Money | None = None,
        approver: Operator | None = None,
    ) -> None:
        """Take percent or an amount off everything sold in this cart. The magnitude of the permission is the percent
        that all discounts of the basket come to.

        Raises DiscountOutOfRange, ReasonMissing, EmptyCart, ApprovalNeeded.
        """
        if not any(_is_discountable(line) for line in self._cart.lines):
            raise EmptyCart()
        why = self._reason(reason)
        _refuse_odd_discount(percent, amount, _discountable(self._priced))
        discount = Discount(why, percent, amount)
        magnitude = combined_percent((*self._cart.basket_discounts, discount), _before_basket_discounts(self._cart))
        cart, code = self._authorise(self._cart, Action.BASKET_DISCOUNT, why, approver, magnitude)
        self._change(cart.with_basket_discount(replace(discount, approved_by=code)))

    def void_line(self, number: int, *, approver: Operator | None = None) -> None:
        """Take a line and its deposit out of the cart. Raises NoSuchLine, ApprovalNeeded."""
        line = self._cart.line(number)
        cart, _ = self._authorise(self._cart, Action.VOID_LINE, line.name, approver, self._worth(number))
        self._change(self._discounts_allowed(self._reconciled(cart.without_line(number)), approver))

    def void_cart(self, reason: str, *, approver: Operator | None = None) -> None:
        """Give the whole cart up; journalled as cart.abandoned, under the cart's own id, so that a cart that comes back
        after a power cut is known to be given up.

        Raises EmptyCart, ReasonMissing, TendersTaken, ApprovalNeeded, and the journal's errors.
        """
        if self._cart.is_empty:
            raise EmptyCart()
        if any(tender.moved_money_outside for tender in self._cart.tenders):
            raise TendersTaken()
        why = self._reason(reason)
        context = self._context()
        total = self._priced.total
        cart, code = self._authorise(self._cart, Action.VOID_CART, why, approver, abs(total).amount)
        body = {
            "cart": cart.id,
            "operator": person(context.operator),
            "shift": context.shift,
            "currency": cart.currency.code,
            "total": total.text,
            "lines": len(cart.lines),
            "reason": why,
            "approved_by": code,
            "approvals": approvals_body(cart),
        }
        drafts = [*override_drafts(cart, context.shift), Draft(Kind.CART_ABANDONED, body, id=cart.id)]
        self._journal.append(drafts, business_date=context.business_date.isoformat())
        self._carts.drop(cart.id)
        self._start_over()

    def discard(self) -> None:
        """Clear the desk without a trace, for a basket that a script got wrong; nobody was shown it."""
        self._carts.drop(self._cart.id)
        self._start_over()

    def _sold_line(self, number: int) -> CartLine:
        line = self._cart.line(number)
        if line.is_return:
            raise NotForReturnedLines()
        return line

    def _own_line(self, number: int) -> CartLine:
        """A sold line that stands for itself."""
        line = self._sold_line(number)
        if line.deposit_of is not None:
            raise DepositFollows(name=goods_name(line))
        return line

    def _worth(self, number: int) -> Decimal:
        """What a line comes to, whichever way the money goes."""
        return abs(self._priced.line(number).taxed.gross).amount

    def _price_before_override(self, line: CartLine) -> Money:
        """The price that the catalogue gives a line, however often it was overridden."""
        if line.price_source is PriceSource.OVERRIDE and line.list_price is not None:
            return line.list_price
        return self._priced.line(line.number).price

    def _discounts_allowed(self, cart: Cart, approver: Operator | None) -> Cart:
        """The changed cart, once its discounts are allowed again: the same amount off fewer goods is more.

        Raises ApprovalNeeded.
        """
        for priced in price_cart(cart).lines:
            discounts = priced.line.discounts
            size = combined_percent(discounts, priced.value)
            if discounts and size > combined_percent(discounts, self._priced.line(priced.line.number).value):
                cart, _ = self._authorise(cart, Action.LINE_DISCOUNT, discounts[-1].reason, approver, size)
        basket = cart.basket_discounts
        size = combined_percent(basket, _before_basket_discounts(cart))
        if basket and size > combined_percent(basket, _before_basket_discounts(self._cart)):
            cart, _ = self._authorise(cart, Action.BASKET_DISCOUNT, basket[-1].reason, approver, size)
        return cart


def _is_discountable(line: CartLine) -> bool:
    return not line.is_return and line.kind is not LineKind.DEPOSIT


def _discountable(priced: PricedCart) -> Money:
    amounts = (line.amount for line in priced.lines if _is_discountable(line.line))
    return total_of(amounts, priced.cart.currency)


def _before_basket_discounts(cart: Cart) -> Money:
    return _discountable(price_cart(replace(cart, basket_discounts=())))


def _refuse_odd_discount(percent: Decimal | None, amount: Money | None, base: Money) -> None:
    """Raises DiscountOutOfRange unless it is either up to 100 percent, with two decimals, or up to the base."""
    in_percent = percent is not None and amount is None and percent.is_finite()
    if in_percent and percent is not None and 0 < percent <= 100 and percent == round(percent, 2):
        return
    if amount is not None and percent is None and 0 < amount.minor <= base.minor:
        return
    shown = f"{percent} %" if percent is not None else amount.text if amount is not None else "?"
    raise DiscountOutOfRange(discount=shown, limit=base.text)
