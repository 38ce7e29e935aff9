"""Closing a shift: the Z. Counted, judged by its limits, and written down with every figure of the shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fallback_pos.domain.facts import person
from fallback_pos.domain.figures import CountFigures
from fallback_pos.domain.figures_z import z_members
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.typed_text import typed_text
from fallback_pos.reports.z_chain import previous_z
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.desk import ShiftDesk, drawer_draft, override_drafts
from fallback_pos.shifts.differences import differences, not_counted
from fallback_pos.shifts.errors import (
    CountIsStale,
    CountMissing,
    DifferenceNeedsReason,
    HandOverSlipMissing,
    MoneyInOpenBasket,
)
from fallback_pos.shifts.values import CashGoesTo, ClosedShift, CommittedCount, Shift, TenderDifference
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind


class ClosingSteps:
    """Ends shifts. `drawer` None is the drawer in use."""

    def __init__(self, desk: ShiftDesk, counting: Counting) -> None:
        self._desk = desk
        self._book = desk.book
        self._counting = counting

    def close(
        self,
        operator: Operator,
        counted: Money | None = None,
        *,
        reason: str = "",
        goes_to: CashGoesTo = CashGoesTo.SAFE,
        hand_over_slip: str | None = None,
        drawer: str | None = None,
        approver: Operator | None = None,
        opens_drawer: bool = False,
    ) -> ClosedShift:
        """End a shift with its last count, or with a sum of cash counted just now.

        A difference beyond its limit asks a reason and a second person. Cash that goes back to the main POS needs the
        slip of the hand-over. Raises NoShiftToClose, NoShiftOnDrawer, MoneyInOpenBasket, CountMissing, CountIsStale,
        CountBelowZero, DifferenceNeedsReason, HandOverSlipMissing, the refusals of permissions, and the journal's
        errors; the shift stays open then.
        """
        desk = self._desk
        shift = desk.shift_on(drawer)
        if desk.money_in_open_basket():
            raise MoneyInOpenBasket()
        slip, why = typed_text(hand_over_slip), typed_text(reason)
        if goes_to is CashGoesTo.MAIN_DRAWER and not slip:
            raise HandOverSlipMissing()
        granted = desk.permissions.check(operator, Action.CLOSE_SHIFT, approver=approver)
        count = self._count(shift, operator, counted, drawer)
        found = differences(desk.book, desk.rules, count)
        witness = self._judge(operator, found, why, approver)
        closed = self._closed(shift, operator, found)
        body = self._body(closed, count, witness or granted, why)
        body |= {"goes_to": goes_to.value, "hand_over_slip": slip or None}
        drafts = [
            *override_drafts(Action.CLOSE_SHIFT, operator, granted, shift.id),
            *override_drafts(Action.OVER_SHORT, operator, witness, shift.id, why),
            *([drawer_draft(operator, shift.id)] if opens_drawer else []),
            Draft(Kind.SHIFT_CLOSED, body, id=closed.entry_id),
        ]
        desk.append(drafts, shift.business_date)
        return closed

    def _count(self, shift: Shift, operator: Operator, counted: Money | None, drawer: str | None) -> CommittedCount:
        """The count to close with. A sum counted just now is journalled before it is judged, so that nobody can try
        sums until one fits. Raises CountMissing, CountIsStale or CountBelowZero.
        """
        if counted is not None:
            return self._counting.commit_cash(operator, counted, drawer=drawer).count
        count = self._desk.book.last_count(shift.id)
        if count is None:
            raise CountMissing()
        if count.stale:
            raise CountIsStale()
        return count

    def _judge(
        self, operator: Operator, found: Sequence[TenderDifference], reason: str, approver: Operator | None
    ) -> Operator | None:
        """The second person where a difference needs one. Raises DifferenceNeedsReason, and permissions' refusals."""
        beyond = [abs(each.over_short).amount for each in found if each.beyond_limit]
        if not beyond:
            return None
        if not reason:
            raise DifferenceNeedsReason()
        return self._desk.permissions.check_with_witness(operator, Action.OVER_SHORT, max(beyond), approver)

    def _closed(self, shift: Shift, operator: Operator, found: tuple[TenderDifference, ...]) -> ClosedShift:
        book = self._desk.book
        figures = book.figures(shift.id)
        cash = next(each for each in found if each.type == TenderType.CASH)
        return ClosedShift(
            shift=shift,
            entry_id=new_id(),
            operator=operator,
            z_number=(book.last_z.number if book.last_z else 0) + 1,
            counted=cash.counted,
            expected=cash.expected,
            over_short=cash.over_short,
            tenders=found,
            sales=figures.receipts,
            first_receipt=figures.first_receipt,
            last_receipt=figures.last_receipt,
        )

    def _body(
        self, closed: ClosedShift, count: CommittedCount, approver: Operator | None, reason: str
    ) -> dict[str, Any]:
        """The body of `shift.closed`. Its figures contain this very count, so that days add them up as they are."""
        book, shift = self._desk.book, closed.shift
        figures = replace(
            book.figures(shift.id), counts=tuple(map(_count_figures, closed.tenders)), z_numbers=(closed.z_number,)
        )
        last = book.last_z
        before, number = (last.entry_id, last.number) if last else (None, 0)
        previous, findings = previous_z(self._desk.journal, before, number, book.currency)
        return {
            "shift": shift.id,
            "operator": person(closed.operator),
            "drawer": shift.drawer,
            "counted": closed.counted.text,
            "expected": closed.expected.text,
            "over_short": closed.over_short.text,
            "currency": book.currency.code,
            "sales": closed.sales,
            "first_receipt": closed.first_receipt,
            "last_receipt": closed.last_receipt,
            "count": count.entry_id,
            "tenders": [_tender_body(each) for each in closed.tenders],
            "not_counted": [{"type": type, "expected": expected.text} for type, expected in not_counted(book, count)],
            "parked": list(self._desk.parked()),
            "reason": reason or None,
            "approved_by": person(approver) if approver else None,
            **book.pointers(closing=shift.id),
            **z_members(figures, previous, findings),
        }


def _count_figures(found: TenderDifference) -> CountFigures:
    return CountFigures(found.type, found.expected, found.counted, found.over_short)


def _tender_body(found: TenderDifference) -> dict[str, str]:
    return {
        "type": found.type,
        "expected": found.expected.text,
        "counted": found.counted.text,
        "over_short": found.over_short.text,
    }
