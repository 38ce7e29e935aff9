"""Voiding a sale of the shift in use: a counter-entry of all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fallback_pos.corrections.bodies import counter_sale
from fallback_pos.corrections.sold_sales import SoldSales, override_draft
from fallback_pos.corrections.values import CorrectionContext, VoidedSale
from fallback_pos.domain.facts import person
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import TenderType, tender_body
from fallback_pos.domain.typed_text import typed_reason
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind


class VoidSteps(SoldSales):
    def void_sale(
        self,
        operator: Operator,
        receipt: str,
        reason: str,
        *,
        cancellations: Mapping[str, str] | None = None,
        approver: Operator | None = None,
    ) -> VoidedSale:
        """Take a whole sale of the open shift back: its money goes back the way it came, its number stays.

        `cancellations`: for each tender that moved money outside the till, by its id, the number of its cancellation.
        Raises SaleNotFound, AlreadyVoided, NoShiftForCorrection, NotOfThisShift, GoodsCameBack, CancellationMissing,
        ReasonMissing, CardNumberRefused, the refusals of permissions, the fiscal hook's and the journal's errors.
        """
        known = self.look_up(receipt)
        if known.why_not is not None:
            raise known.why_not
        context, sale = self._in_shift(), known.sale
        why = typed_reason(reason)
        numbers = self._cancelled(known.paid, cancellations or {})
        action, magnitude = Action.VOID_SALE, abs(sale.total).amount
        second = self._rules.permissions.check_with_witness(operator, action, magnitude, approver)
        back = tuple(replace(each, id=new_id(), amount=-each.amount) for each in known.paid)
        body = {
            "sale": sale.id,
            "receipt": sale.receipt,
            "shift": context.shift,
            "operator": person(operator),
            "approved_by": person(second),
            "reason": why,
            "cancellation": [{"tender": tender, "reference": number} for tender, number in numbers],
            **counter_sale(self._body(sale.id), sale.currency),
            "tenders": [tender_body(each) for each in back],
        }
        fiscal = self._rules.fiscal_hook(Kind.SALE_VOIDED, body)
        voided = Draft(Kind.SALE_VOIDED, body | {"fiscal": dict(fiscal)} if fiscal else body)
        cash = total((each.amount for each in back if each.type is TenderType.CASH), sale.currency)
        drafts = [override_draft(action, operator, second, context, sale, why)]
        drafts += [*self._drawer(operator, context, sale, cash), voided]
        entry = self._journal.append(drafts, business_date=context.business_date.isoformat())[-1]
        if cash and self.kick_drawer is not None:
            self.kick_drawer()
        return VoidedSale(entry.id, entry.seq, sale, back, numbers, operator, second, why, entry.occurred_at, cash)

    def _drawer(self, operator: Operator, context: CorrectionContext, sale: Sale, cash: Money) -> list[Draft]:
        if not cash or self.kick_drawer is None:
            return []
        body = {"shift": context.shift, "operator": person(operator), "cause": "sale", "sale": sale.id}
        return [Draft(Kind.DRAWER_OPENED, body)]

    def _body(self, entry_id: str) -> Mapping[str, Any]:
        entry = self._journal.by_id(entry_id)
        assert entry is not None, "the index was made from this journal"
        body: Mapping[str, Any] = json.loads(entry.body)
        return body
