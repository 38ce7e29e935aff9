"""Taking money, splitting it over tenders, paying it back, and what still waits for confirmation."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from fallback_pos.checkout.desk import Desk
from fallback_pos.checkout.errors import (
    CancellationReferenceMissing,
    EmptyCart,
    ImplausibleCash,
    NoSuchTender,
)
from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.cart import ReturnSource
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.payment import Payment, check_tender
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.domain.tender_rules import Exposure, TenderRule, check_fields, limit_exceeded

OFFLINE_APPROVED = "offline_approved"


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
        fields = {name: self._text(value) for name, value in (details or {}).items() if value.strip()}
        number = self._reference(rule, reference)
        check_fields(rule, number, fields)
        open_claim = unconfirmed or rule.always_unconfirmed or fields.get(OFFLINE_APPROVED) == "yes"
        made = Tender(new_id(), type, amount, number, tuple(sorted(fields.items())), open_claim)
        check_tender(self.payment, made, self.rules.cash_step_minor)
        if ImplausibleCash.question not in confirmed:
            self._ask_about_cash(made)
        cart = self._cart
        limit = self._broken_limit(rule, made)
        if limit is not None:
            cart, _ = self._authorise(cart, Action.TENDER_OVER_LIMIT, f"{type.value}: {limit}", approver)
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
        """Take a tender out again. One that moved money needs the reference of its cancellation outside the till.

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
        cart, _ = self._authorise(self._cart, Action.CANCEL_TENDER, note, approver)
        self._change(cart.without_tender(tender_id), durably=True)
        return self.payment

    def exposure(self) -> dict[TenderType, Exposure]:
        """What nobody has confirmed yet, by tender, the cart on the desk included."""
        known = {TenderType(kind): value for kind, value in self._index.exposure(self.rules.currency).items()}
        now = self._clock().wall
        for made in self._cart.tenders:
            if made.unconfirmed:
                before = known.get(made.type, Exposure(0, self.rules.currency.zero(), now))
                known[made.type] = replace(before, count=before.count + 1, total=before.total + made.amount)
        return known

    def refundable(self) -> dict[TenderType, Money]:
        """What each tender of the original receipts can still be paid back with, for the cart on the desk."""
        left: dict[TenderType, Money] = {}
        for receipt in {line.returns.receipt for line in self._cart.lines if line.returns and line.returns.verified}:
            sale = self._index.sale(receipt or "")
            if sale is None:
                continue
            refunded = self._index.refunded(sale.id, sale.currency)
            for made in sale.tenders:
                left[made.type] = left.get(made.type, sale.currency.zero()) + made.amount
            if TenderType.CASH in left:
                left[TenderType.CASH] = left[TenderType.CASH] - sale.change
            for kind, amount in refunded.items():
                left[TenderType(kind)] = left.get(TenderType(kind), sale.currency.zero()) - amount
        return left

    def _rule(self, type: TenderType) -> TenderRule:
        return self.rules.tenders.get(type, TenderRule(type))

    def _reference(self, rule: TenderRule, reference: str | None) -> str | None:
        """Raises CardNumberRefused, unless the shop's own pattern for this tender explains the digits."""
        if not (reference or "").strip():
            return None

        pattern = re.compile(rule.reference_pattern) if rule.reference_pattern else None
        return refuse_card_numbers(self._short(reference or ""), pattern)

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
        open_now = self.exposure().get(made.type, Exposure(0, self.rules.currency.zero()))
        return limit_exceeded(
            rule, made.amount, in_this_sale, open_now, self._clock().wall, unconfirmed=made.unconfirmed
        )

    def _follows_original_tender(self, made: Tender) -> bool:
        """Refunds follow the original tender up to its amount; a return that is not against a receipt was approved."""
        returned = [line.returns.source for line in self._cart.lines if line.returns is not None]
        if not returned or any(source is not ReturnSource.TILL for source in returned):
            return made.type in (TenderType.CASH, TenderType.STORE_CREDIT, TenderType.VOUCHER)
        back = [known.amount for known in self._cart.tenders if known.type is made.type and known.amount.minor < 0]
        wanted = -(total(back, self.rules.currency) + made.amount)
        return wanted <= self.refundable().get(made.type, self.rules.currency.zero()) + self._rounding_allowance()

    def _rounding_allowance(self) -> Money:
        return Money(self.rules.cash_step_minor - 1, self.rules.currency)
