"""The checkout: from an empty desk to a committed sale. `complete` is the waist of the product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from fallback_pos.checkout.basket import BasketSteps
from fallback_pos.checkout.changing import ChangeSteps
from fallback_pos.checkout.context import SellingContext
from fallback_pos.checkout.errors import AlreadyGivenUp, AlreadySold, EmptyCart, NotPaid, RefundNotPaid
from fallback_pos.checkout.overrides import override_drafts
from fallback_pos.checkout.paper import PaperSteps
from fallback_pos.checkout.parking import ParkingSteps
from fallback_pos.checkout.returning import ReturnSteps
from fallback_pos.checkout.tendering import TenderSteps
from fallback_pos.domain.cart import Cart
from fallback_pos.domain.money import Money
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.sale import Sale, SaleContext, kind_of, sale_body
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.journal_errors import RecordedAlready
from sync.ledger import Entry, Kind


@dataclass(frozen=True)
class Completed:
    """A sale that is in the journal. `drawer` says that the drawer has to open for it."""

    entry: Entry
    receipt: str
    change: Money
    drawer: bool

    @property
    def entry_id(self) -> str:
        return self.entry.id

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def seq(self) -> int:
        return self.entry.seq

    @cached_property
    def sale(self) -> Sale:
        """The sale as it was committed, read when it is first asked for: the commit does not wait for that."""
        return _sale_of(self.entry)


class Checkout(BasketSteps, ChangeSteps, ReturnSteps, TenderSteps, ParkingSteps, PaperSteps):
    """Everything a cashier does with one cart. Steps that need a second person take `approver` and raise
    ApprovalNeeded without one; steps that ask once raise ConfirmationNeeded
    and take the questions answered with yes (`error.question`) in `confirmed`.
    """

    def complete(self) -> Completed:
        """Commit the cart as a sale or return, together with its overrides and the drawer's opening, in one flush.

        Raises EmptyCart, NotPaid, RefundNotPaid, AlreadySold, AlreadyGivenUp, MoreThanSold, RefundChanged, NoOpenShift,
        MayNotSell, PaperNumberUsed, the fiscal hook's refusal and the journal's errors; the cart stays as it is unless
        it was sold or given up already.
        """
        with self._carts.held_back():
            return self._commit_cart()

    def _commit_cart(self) -> Completed:
        context = self._selling()
        cart, paid = self._cart, self.payment
        self._refuse_unready(cart, paid)
        self._refuse_sold_twice(cart)
        self._check_returns(cart)
        self._check_paper(cart)
        drawer = cart.paper is None and any(tender.type in context.drawer_opens_for for tender in cart.tenders)
        sale = self._sale_draft(cart, paid, context)
        drafts = [*override_drafts(cart, context.shift), *([_drawer_draft(cart, context)] if drawer else []), sale]
        entry = self._append(drafts, context, cart)
        self._start_over()
        self._carts.drop(cart.id)
        return Completed(entry, sale.body["receipt"], paid.change, drawer)

    def _append(self, drafts: list[Draft], context: SellingContext, cart: Cart) -> Entry:
        self._untried = ""
        try:
            return self._journal.append(drafts, business_date=context.business_date.isoformat())[-1]
        except RecordedAlready:
            self._refuse_sold_twice(cart)
            raise

    def _refuse_unready(self, cart: Cart, paid: Payment) -> None:
        if not cart.lines:
            raise EmptyCart()
        if not paid.complete:
            if paid.remaining.minor < 0:
                raise RefundNotPaid(due=(-paid.remaining).text)
            raise NotPaid(due=paid.remaining.text)

    def _refuse_sold_twice(self, cart: Cart) -> None:
        """A kill between the commit and the end of the cart must not sell it again.

        A cart that was never given to the journal is not looked up: the journal itself refuses an id that it holds.
        """
        if cart.id == self._untried:
            return
        known = self._journal.by_id(cart.id)
        if known is None:
            return
        self._carts.drop(cart.id)
        self._start_over()
        if known.kind == Kind.CART_ABANDONED:
            raise AlreadyGivenUp()
        raise AlreadySold(receipt=_sale_of(known).receipt)

    def _sale_draft(self, cart: Cart, paid: Payment, context: SellingContext) -> Draft:
        instant = self._clock()
        sale_context = SaleContext(
            receipt=self._journal.next_receipt().text,
            operator=context.operator,
            shift=context.shift or "",
            outage=context.outage,
            monotonic_ns=instant.monotonic_ns,
            utc_offset_minutes=instant.utc_offset_minutes,
        )
        kind, body = kind_of(cart), sale_body(self._priced, paid, sale_context, self._line_bodies.of(self._priced))
        fiscal = self.rules.fiscal_hook(kind, body)
        return Draft(kind, body | {"fiscal": dict(fiscal)} if fiscal else body, id=cart.id)


def _drawer_draft(cart: Cart, context: SellingContext) -> Draft:
    body = {"shift": context.shift, "operator": context.operator.code, "cause": "sale", "sale": cart.id}
    return Draft(Kind.DRAWER_OPENED, body)


def _sale_of(entry: Entry) -> Sale:
    return Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))
