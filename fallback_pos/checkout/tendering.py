"""Taking money, splitting it over tenders, paying it back, and what still waits for confirmation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import (
    CancellationReferenceMissing,
    EmptyCart,
    ImplausibleCash,
    NoSuchTender,
    TooManyDetails,
)
from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.cart import Approval
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.paid_tenders import paid_by_type
from fallback_pos.domain.payment import Payment, check_tender
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.domain.tender_rules import Exposure, TenderRule, check_fields, limit_exceeded

OFFLINE_APPROVED = "offline_approved"
MOST_DETAILS = 20
PAID_BACK_WITHOUT_RECEIPT = (TenderType.CASH, TenderType.STORE_CREDIT, TenderType.VOUCHER)


class TenderSteps(Desk):
    def tender(
        self,
        type: TenderType,
        amount: Money,
        *,
        reference: str | None = None,
        details: Mapping[str, str] | None = None,
        unconfirmed: bool = False,
        approver: Operator | None = None,
        confirmed: Collection[str] = (),
    ) -> Payment:
        """Take a tender; a negative amount pays back. Where the payment stands afterwards.

        A tender that has moved money outside the till is on the disk when this returns.
        Raises EmptyCart, the errors of check_tender and check_fields, CardNumberRefused, ImplausibleCash,
        ApprovalNeeded.
        """
        if not self._cart.lines:
            raise EmptyCart()
        self._selling()
        rule = self._rule(type)
        fields = self._details(details or {})
        number = refuse_card_numbers(self._short(reference or ""), rule.pattern_for(fields)) or None
        check_fields(rule, number, fields)
        claimed = unconfirmed or rule.always_unconfirmed or fields.get(OFFLINE_APPROVED) == "yes"
        open_claim = claimed and amount.minor > 0
        made = Tender(new_id(), type, amount, number, tuple(sorted(fields.items())), open_claim)
        check_tender(self.payment, made, self.rules.cash_step_minor)
        if ImplausibleCash.question not in confirmed:
            self._ask_about_cash(made)
        cart = self._cart
        limit = self._broken_limit(rule, made)
        if limit is not None:
            note = f"{type.value}: {limit}"
            cart, _ = self._authorise(cart, Action.TENDER_OVER_LIMIT, note, approver, amount.amount)
        if amount.minor < 0 and not self._follows_original_tender(made):
            cart, _ = self._authorise(cart, Action.REFUND_OTHER_TENDER, type.value, approver, (-amount).amount)
        self._change(cart.with_tender(made), durably=made.moved_money_outside)
        return self.payment

    def exact_cash(self, *, approver: Operator | None = None) -> Payment:
        """Take what is due in cash, to the step that cash is paid in; pays back where money is due to the customer."""
        return self.tender(
            TenderType.CASH, self.payment.cash_due, approver=approver, confirmed=(ImplausibleCash.question,)
        )

    def cancel_tender(
        self, tender_id: str, cancellation_reference: str | None = None, *, approver: Operator | None = None
    ) -> Payment:
        """Take a tender out again. One that moved money needs the reference of its cancellation outside the till, which
        stays on record with the cart.

        Raises NoSuchTender, CancellationReferenceMissing, CardNumberRefused, ApprovalNeeded.
        """
        made = next((tender for tender in self._cart.tenders if tender.id == tender_id), None)
        if made is None:
            raise NoSuchTender()
        if not made.moved_money_outside:
            self._change(self._cart.without_tender(tender_id))
            return self.payment
        if not (cancellation_reference or "").strip():
            raise CancellationReferenceMissing(tender_name=made.type.value)
        reference = self._text(cancellation_reference or "")
        note = f"{made.type.value} {made.amount.text}: {reference}"
        cart, code = self._authorise(self._cart, Action.CANCEL_TENDER, note, approver)
        if code is None:
            operator = self._context().operator
            cart = cart.with_approval(Approval(Action.CANCEL_TENDER.value, operator.code, operator.name, note))
        self._change(cart.without_tender(tender_id), durably=True)
        return self.payment

    def exposure(self) -> dict[TenderType, Exposure]:
        """What nobody has confirmed yet, by tender, the cart on the desk and the parked ones included."""
        known = {TenderType(kind): value for kind, value in self._index.exposure(self.rules.currency).items()}
        now = self._clock().wall
        parked = [saved.cart for saved in self._carts.parked() if saved.cart is not None]
        for made in (tender for cart in (self._cart, *parked) for tender in cart.tenders):
            if made.unconfirmed:
                before = known.get(made.type, Exposure(0, self.rules.currency.zero(), now))
                known[made.type] = replace(before, count=before.count + 1, total=before.total + made.amount)
        return known

    def refundable(self) -> dict[TenderType, Money]:
        """What can still be paid back by each tender: of the original receipts, and what this cart itself took."""
        zero = self.rules.currency.zero()
        left: dict[TenderType, Money] = {}
        for taken in self._cart.tenders:
            if taken.amount > zero:
                left[taken.type] = left.get(taken.type, zero) + taken.amount
        for receipt in {line.returns.receipt for line in self._cart.lines if line.returns and line.returns.verified}:
            sale = self._index.sale(receipt or "")
            if sale is None:
                continue
            refunded = self._index.refunded(sale.id, sale.currency)
            for kind, paid in paid_by_type(self._index.paid_tenders(sale), sale.currency).items():
                left[kind] = left.get(kind, sale.currency.zero()) + paid
            for name, amount in refunded.items():
                left[TenderType(name)] = left.get(TenderType(name), sale.currency.zero()) - amount
        return left

    def _rule(self, type: TenderType) -> TenderRule:
        return self.rules.tenders.get(type, TenderRule(type))

    def _details(self, details: Mapping[str, str]) -> dict[str, str]:
        """Raises TooManyDetails, TooLong or CardNumberRefused."""
        if len(details) > MOST_DETAILS:
            raise TooManyDetails(limit=MOST_DETAILS)
        return {self._text(name): self._text(value) for name, value in details.items() if value.strip()}

    def _ask_about_cash(self, made: Tender) -> None:
        if made.type is not TenderType.CASH:
            return
        due = self.payment.cash_due
        if made.amount > self.rules.largest_plausible_cash and made.amount > due:
            raise ImplausibleCash(amount=made.amount.text, due=due.text)

    def _broken_limit(self, rule: TenderRule, made: Tender) -> str | None:
        if made.amount.minor <= 0:
            return None
        mine = [known.amount for known in self._cart.tenders if known.type is made.type]
        in_this_sale = total(mine, self.rules.currency)
        nothing = Exposure(0, self.rules.currency.zero())
        open_now = self.exposure().get(made.type, nothing) if made.unconfirmed else nothing
        return limit_exceeded(
            rule, made.amount, in_this_sale, open_now, self._clock().wall, unconfirmed=made.unconfirmed
        )

    def _follows_original_tender(self, made: Tender) -> bool:
        """Whether a refund goes back the way the money came, up to what came that way.

        What no receipt of this till proves was approved as a return already: it may be paid back in cash or as credit.
        """
        zero = self.rules.currency.zero()
        left, wanted = self.refundable(), dict.fromkeys(TenderType, zero)
        for known in (*self._cart.tenders, made):
            if known.amount < zero:
                wanted[known.type] = wanted[known.type] - known.amount
        beyond = {kind: max(amount - left.get(kind, zero), zero) for kind, amount in wanted.items()}
        if made.type not in PAID_BACK_WITHOUT_RECEIPT:
            return not beyond[made.type]
        rounding = Money(self.rules.cash_step_minor - 1, self.rules.currency)
        return total((beyond[kind] for kind in PAID_BACK_WITHOUT_RECEIPT), zero.currency) <= self._unproved() + rounding

    def _unproved(self) -> Money:
        """What comes back without a receipt of this till."""
        unproved = (
            -priced.taxed.gross
            for priced in self._priced.lines
            if priced.line.returns is not None and not priced.line.returns.verified
        )
        return total(unproved, self.rules.currency)
