"""Correcting how a sale of the shift in use was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fallback_pos.corrections.bodies import correction_body
from fallback_pos.corrections.errors import CorrectionsDiffer, NothingCorrected, NotOnSale, NotPayableInCash
from fallback_pos.corrections.sold_sales import SoldSales, override_draft
from fallback_pos.corrections.values import CorrectedTender, KnownSale, RightTender
from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.facts import person
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.domain.tender_rules import Exposure, TenderRule, check_fields, limit_exceeded
from fallback_pos.domain.typed_text import typed_reason, typed_text
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind

OFFLINE_APPROVED = "offline_approved"


class CorrectSteps(SoldSales):
    def correct_tender(
        self,
        operator: Operator,
        receipt: str,
        tender: str,
        right: Sequence[RightTender],
        reason: str,
        *,
        amount: Money | None = None,
        cancellation: str | None = None,
        approver: Operator | None = None,
    ) -> CorrectedTender:
        """Say that a tender of a sale of the open shift, or `amount` of it, was really paid in another way.

        What moved money outside the till needs the number of its `cancellation`; what did so instead needs its fields.
        Raises SaleNotFound, AlreadyVoided, NoShiftForCorrection, NotOfThisShift, NotOnSale, NothingCorrected,
        CorrectionsDiffer, NotPayableInCash, CancellationMissing, ReasonMissing, CardNumberRefused, the errors of
        check_fields, the refusals of permissions and the journal's errors.
        """
        known = self.look_up(receipt)
        context, sale = self._in_shift(), known.sale
        self._refuse_foreign(known, context)
        why = typed_reason(reason)
        before = self._part(known, tender, amount)
        after = self._right(sale, before, right)
        number = self._cancelled((before,), {before.id: cancellation or ""})
        action, magnitude = Action.CORRECT_TENDER, abs(before.amount).amount
        permissions = self._rules.permissions
        second = permissions.check_with_witness(operator, action, magnitude, approver)
        drafts = [override_draft(action, operator, second, context, sale, why)]
        over = self._over_limit(after)
        if over is not None:
            given = permissions.check(operator, Action.TENDER_OVER_LIMIT, over.amount.amount, approver)
            drafts += [override_draft(Action.TENDER_OVER_LIMIT, operator, given, context, sale, why)] if given else []
        body = {
            **correction_body(sale, (before,), after, number[0][1] if number else None),
            "shift": context.shift,
            "operator": person(operator),
            "approved_by": person(second),
            "reason": why,
        }
        drafts.append(Draft(Kind.TENDER_CORRECTED, body))
        entry = self._journal.append(drafts, business_date=context.business_date.isoformat())[-1]
        return CorrectedTender(
            entry.id, entry.seq, sale, (before,), after, body["cancellation"], operator, second, why, entry.occurred_at
        )

    def _part(self, known: KnownSale, tender_id: str, amount: Money | None) -> Tender:
        """The tender, or that much of it, as it was rung. Raises NotOnSale."""
        made = next((each for each in known.paid if each.id == tender_id), None)
        if made is None:
            raise NotOnSale(receipt=known.sale.receipt)
        if amount is None:
            return made
        is_part = 0 < abs(amount).minor <= abs(made.amount).minor and (amount.minor < 0) == (made.amount.minor < 0)
        if not is_part:
            raise NotOnSale(receipt=known.sale.receipt)
        return replace(made, amount=amount)

    def _right(self, sale: Sale, before: Tender, right: Sequence[RightTender]) -> tuple[Tender, ...]:
        """The right tenders, checked. Raises NothingCorrected, CorrectionsDiffer, NotPayableInCash and field errors."""
        made = tuple(self._checked(each, before) for each in right)
        after = total((each.amount for each in made), sale.currency)
        if after != before.amount or any((each.amount.minor < 0) != (before.amount.minor < 0) for each in made):
            raise CorrectionsDiffer(before=before.amount.text, after=after.text)
        if any(_is_same(each, before) for each in made):
            raise NothingCorrected()
        return made

    def _checked(self, right: RightTender, before: Tender) -> Tender:
        rule = self._rules.tenders.get(right.type, TenderRule(right.type))
        amount = before.amount if right.amount is None else right.amount
        details = {typed_text(name): typed_text(value) for name, value in right.details.items() if value.strip()}
        reference = refuse_card_numbers((right.reference or "").strip(), rule.pattern_for(details)) or None
        check_fields(rule, reference, details)
        step = self._rules.cash_step_minor
        if right.type is TenderType.CASH and amount.minor % step:
            raise NotPayableInCash(amount=amount.text, step=Money(step, amount.currency).text)
        claimed = right.unconfirmed or rule.always_unconfirmed or details.get(OFFLINE_APPROVED) == "yes"
        open_claim = claimed and amount.minor > 0
        return Tender(new_id(), right.type, amount, reference, tuple(sorted(details.items())), open_claim)

    def _over_limit(self, after: Sequence[Tender]) -> Tender | None:
        """A right tender beyond what the shop takes on trust."""
        exposure, now = self._exposure(), self._clock().wall
        for made in after:
            rule = self._rules.tenders.get(made.type)
            nothing = made.amount.currency.zero()
            if rule is not None and made.amount.minor > 0:
                known = exposure.get(made.type, Exposure(0, nothing))
                if limit_exceeded(rule, made.amount, nothing, known, now, unconfirmed=made.unconfirmed):
                    return made
        return None


def _is_same(after: Tender, before: Tender) -> bool:
    """Whether nothing would change."""
    same_trace = (after.reference, after.details) == (before.reference, before.details)
    return after.type is before.type and (same_trace or after.type is TenderType.CASH)
