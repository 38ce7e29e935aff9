"""The desk that all steps of the checkout share: the cart on it, its history, and who may do what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from fallback_pos.checkout.context import SellingContext
from fallback_pos.checkout.errors import (
    AmountTooLarge,
    MayNotSell,
    NoOpenShift,
    NothingUndone,
    ReasonMissing,
    TooLong,
)
from fallback_pos.checkout.rules import LONGEST_TEXT_CHARACTERS, CheckoutRules
from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.cart import Approval, Cart, CartIsFull, Customer
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import LARGEST_AMOUNT_MINOR
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.payment import Payment, payment
from fallback_pos.domain.pricing import PricedCart, PricedLine, price_cart
from fallback_pos.domain.sale import LineBodies
from fallback_pos.storage.carts import CartKeeper
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Journal

UNDO_STEPS = 100


class Desk:
    """One cart at a time. Every change is saved; undo goes back to the value before.

    `context` tells who sells in which shift; `clock` reads the clocks.
    """

    def __init__(
        self,
        rules: CheckoutRules,
        catalogue: Catalogue,
        journal: Journal,
        index: Index,
        carts: CartKeeper,
        context: Callable[[], SellingContext],
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        self.rules = rules
        self._catalogue = catalogue
        self.check_against_goods = False
        """Set when the cart was restored after a power cut, until it is completed or voided."""
        self.on_change: Callable[[], None] = lambda: None
        """Called after each change of the cart; must be quick and must not raise."""
        self._journal = journal
        self._index = index
        self._carts = carts
        self._context = context
        self._clock = clock
        self._history: list[Cart] = []
        self._line_bodies = LineBodies()
        self._untried = ""
        """The id of the cart that was made here and never given to the journal: only such a one cannot be in it."""
        self._shown: PricedCart | None = None
        self._payment: Payment | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The products that this cart is made of."""
        if self._shown is None:
            self._begin()
        return self._catalogue

    @property
    def cart(self) -> Cart:
        return self._cart

    @property
    def priced(self) -> PricedCart:
        return self._priced

    @property
    def payment(self) -> Payment:
        if self._payment is None:
            self._payment = payment(self._priced.total, self._cart.tenders, self.rules.cash_step_minor)
        return self._payment

    @property
    def operator(self) -> Operator:
        return self._context().operator

    def undo(self, *, approver: Operator | None = None) -> None:
        """Take the last step back; where that takes goods out of the cart, it is a void like any other.

        A tender that moved money is never undone this way. Raises NothingUndone, ApprovalNeeded.
        """
        if not self._history:
            raise NothingUndone()
        cart = self._history[-1]
        taken_out = self._goods_less_in(cart)
        if taken_out:
            cart, _ = self._authorise(cart, Action.VOID_LINE, taken_out[0].line.name, approver, _worth_of(taken_out))
        self._history.pop()
        self._show(price_cart(cart))
        self._carts.save(self._cart)

    def attach_customer(self, name: str, tax_number: str | None = None) -> None:
        """Put the customer's name and tax number on the receipt; an empty name takes them off."""
        customer = Customer(self._text(name), self._text(tax_number) if tax_number else None) if name.strip() else None
        self._change(replace(self._cart, customer=customer))

    def attach_loyalty(self, reference: str) -> None:
        """Attach a customer card; an empty reference takes it off. Raises CardNumberRefused, TooLong."""
        text = refuse_card_numbers(self._short(reference), self.rules.loyalty_pattern)
        self._change(replace(self._cart, loyalty=text or None))

    def _new_cart(self) -> Cart:
        return Cart(
            id=new_id(),
            currency=self.rules.currency,
            tax_mode=self.rules.tax_mode,
            tax_rounding=self.rules.tax_rounding,
            prices_as_of=self._catalogue.prices_as_of,
        )

    @property
    def _priced(self) -> PricedCart:
        return self._begin() if self._shown is None else self._shown

    @property
    def _cart(self) -> Cart:
        return self._priced.cart

    def _start_over(self) -> None:
        """The desk is empty. What it takes to begin anew waits until somebody asks for the next cart: first the drawer
        opens for this one.
        """
        self._history.clear()
        self.check_against_goods = False
        self._shown = None
        self._payment = None
        self.on_change()

    def _begin(self) -> PricedCart:
        """A fresh cart; the catalogue may change over only here, between sales."""
        self._catalogue.reload_if_changed()
        cart = self._new_cart()
        self._untried = cart.id
        self._payment = None
        self._shown = price_cart(cart)
        return self._shown

    def _change(self, cart: Cart, *, durably: bool = False) -> None:
        """Let `cart` be the cart. With `durably` it is on the disk before anybody sees it, and cannot be undone.

        Raises CartIsFull or AmountTooLarge.
        """
        if len(cart.lines) > max(self.rules.most_lines, len(self._cart.lines)):
            raise CartIsFull(limit=self.rules.most_lines)
        priced = price_cart(cart, self._priced)
        self._refuse_too_large(priced)
        if durably:
            self._carts.save_durably(cart)
            self._history.clear()
        else:
            self._carts.save(cart)
            self._history.append(self._cart)
            del self._history[:-UNDO_STEPS]
        self._show(priced)

    def _show(self, priced: PricedCart) -> None:
        self._line_bodies.of(priced)
        self._shown = priced
        self._payment = None
        self.on_change()

    def _reconciled(self, cart: Cart) -> Cart:
        """The cart with what depends on other carts brought up to date; returns do."""
        return cart

    def _refuse_too_large(self, priced: PricedCart) -> None:
        """What cannot be read back from a receipt must not be sold."""
        in_lines = sum(abs(line.value.minor) + abs(line.taxed.gross_minor) for line in priced.lines)
        in_tenders = sum(abs(tender.amount.minor) for tender in priced.cart.tenders)
        if max(in_lines, in_tenders) > LARGEST_AMOUNT_MINOR:
            raise AmountTooLarge()

    def _goods_less_in(self, cart: Cart) -> list[PricedLine]:
        """Sold lines of which that cart has less."""
        there = {line.number: line.quantity for line in cart.lines}
        sold = (priced for priced in self._priced.lines if not priced.line.is_return)
        return [priced for priced in sold if there.get(priced.line.number, Decimal(0)) < priced.line.quantity]

    def _selling(self) -> SellingContext:
        """The context of a sale. Raises NoOpenShift or MayNotSell."""
        context = self._context()
        if context.shift is None:
            raise NoOpenShift()
        if not self.rules.permissions.allows(context.operator.role, Action.SELL):
            raise MayNotSell(name=context.operator.name)
        return context

    def _authorise(
        self, cart: Cart, action: Action, reason: str, approver: Operator | None, magnitude: Decimal = Decimal(0)
    ) -> tuple[Cart, str | None]:
        """(the cart with the approval noted, the approver's code or None when nobody had to approve).

        Raises ApprovalNeeded, SamePerson or NotAllowedToApprove.
        """
        operator = self._context().operator
        given = self.rules.permissions.check(operator, action, magnitude, approver)
        if given is None:
            return cart, None
        return cart.with_approval(Approval(action.value, given.code, given.name, reason, operator)), given.code

    def _reason(self, reason: str) -> str:
        """Raises ReasonMissing, TooLong or CardNumberRefused."""
        if not reason.strip():
            raise ReasonMissing()
        return self._text(reason)

    def _text(self, text: str) -> str:
        """A text that a person typed. Raises TooLong or CardNumberRefused."""
        return refuse_card_numbers(self._short(text))

    def _short(self, text: str) -> str:
        cleaned = "".join(character if character.isprintable() else " " for character in text).strip()
        if len(cleaned) > LONGEST_TEXT_CHARACTERS:
            raise TooLong(limit=LONGEST_TEXT_CHARACTERS)
        return cleaned


def _worth_of(lines: Sequence[PricedLine]) -> Decimal:
    return sum((abs(priced.taxed.gross).amount for priced in lines), Decimal(0))
