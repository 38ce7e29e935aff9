"""Cash that moves without a sale: paid in, paid out, dropped to the safe, a changed float; the drawer just opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fallback_pos.domain.denominations import Pieces, checked_pieces, pieces_body, pieces_total
from fallback_pos.domain.facts import person
from fallback_pos.domain.money import LARGEST_AMOUNT_MINOR, Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.typed_text import typed_reason, typed_text
from fallback_pos.shifts.desk import ShiftDesk, override_drafts
from fallback_pos.shifts.errors import AmountMissing, BagMissing, NoShiftToClose, PiecesDiffer
from fallback_pos.shifts.values import Shift
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind

FLOAT = "float"


@dataclass(frozen=True, slots=True)
class Movement:
    """A journalled movement, for its slip. `amount` is positive; `number` is the entry's sequence number."""

    entry_id: str
    number: int
    kind: str
    shift: Shift
    operator: Operator
    approved_by: Operator | None
    amount: Money
    reason: str
    slip: str | None
    bag: str | None
    pieces: tuple[Pieces, ...]
    at: str


class CashMovements:
    """Cash in and out of the drawer in use, or of the open shift on `drawer`."""

    def __init__(self, desk: ShiftDesk) -> None:
        self._desk = desk

    def pay_in(
        self,
        operator: Operator,
        amount: Money,
        reason: str,
        *,
        slip: str | None = None,
        drawer: str | None = None,
        approver: Operator | None = None,
    ) -> Movement:
        """Cash into the drawer. Raises NoShiftToClose, AmountMissing, ReasonMissing, the refusals of permissions."""
        return self._move(Action.PAID_IN, Kind.CASH_PAID_IN, operator, amount, reason, drawer, approver, slip=slip)

    def pay_out(
        self,
        operator: Operator,
        amount: Money,
        reason: str,
        *,
        slip: str | None = None,
        drawer: str | None = None,
        approver: Operator | None = None,
    ) -> Movement:
        """Cash out of the drawer, against a slip. Raises as pay_in."""
        return self._move(Action.PAID_OUT, Kind.CASH_PAID_OUT, operator, amount, reason, drawer, approver, slip=slip)

    def drop(
        self,
        operator: Operator,
        amount: Money | None,
        bag: str,
        *,
        pieces: Iterable[Pieces] = (),
        reason: str = "",
        drawer: str | None = None,
        approver: Operator | None = None,
    ) -> Movement:
        """Cash out of the drawer into the safe, in a numbered bag; as a sum or by coins and notes.

        Raises BagMissing, PiecesDiffer, and as pay_in.
        """
        number = typed_text(bag)
        if not number:
            raise BagMissing()
        counted = checked_pieces(pieces, self._desk.rules.denominations)
        in_pieces = pieces_total(counted, self._desk.rules.currency)
        if counted and amount is not None and amount != in_pieces:
            raise PiecesDiffer(pieces=in_pieces, amount=amount)
        moved = in_pieces if amount is None else amount
        why = reason or number
        return self._move(
            Action.DROP, Kind.CASH_DROPPED, operator, moved, why, drawer, approver, bag=number, pieces=counted
        )

    def change_float(
        self,
        operator: Operator,
        amount: Money,
        reason: str,
        *,
        slip: str | None = None,
        drawer: str | None = None,
        approver: Operator | None = None,
    ) -> Movement:
        """More float (a positive amount, paid in) or less (negative, paid out). Raises as pay_in."""
        more = amount.minor > 0
        action, kind = (Action.PAID_IN, Kind.CASH_PAID_IN) if more else (Action.PAID_OUT, Kind.CASH_PAID_OUT)
        return self._move(action, kind, operator, abs(amount), reason, drawer, approver, slip=slip, purpose=FLOAT)

    def no_sale(self, operator: Operator, reason: str = "", *, approver: Operator | None = None) -> None:
        """Open the drawer without a sale; also before a shift is open, to count the float.

        Raises TextTooLong, CardNumberRefused, the refusals of permissions, and the journal's errors.
        """
        desk = self._desk
        granted = desk.permissions.check(operator, Action.NO_SALE, approver=approver)
        shift = desk.current
        body = {
            "shift": shift.id if shift else None,
            "operator": person(operator),
            "cause": "no_sale",
            "sale": None,
            "reason": typed_text(reason) or None,
            "approved_by": person(granted) if granted else None,
        }
        overrides = override_drafts(Action.NO_SALE, operator, granted, shift.id if shift else None)
        desk.append([*overrides, Draft(Kind.DRAWER_OPENED, body)], desk.business_date())
        desk.open_drawer()

    @property
    def drop_suggested(self) -> bool:
        """Whether more cash lies in the drawer in use than the settings want; says nothing about how much."""
        most, current = self._desk.rules.most_in_drawer, self._desk.current
        if most is None or current is None:
            return False
        self._desk.book.catch_up()
        return self._desk.book.expected_cash(current.id) > most

    def _move(
        self,
        action: Action,
        kind: str,
        operator: Operator,
        amount: Money,
        reason: str,
        drawer: str | None,
        approver: Operator | None,
        *,
        slip: str | None = None,
        bag: str | None = None,
        pieces: tuple[Pieces, ...] = (),
        purpose: str | None = None,
    ) -> Movement:
        desk = self._desk
        shift = self._shift(drawer)
        if not 0 < amount.minor <= LARGEST_AMOUNT_MINOR:
            raise AmountMissing()
        why, paper = typed_reason(reason), typed_text(slip) or None
        granted = desk.permissions.check(operator, action, amount.amount, approver)
        body: dict[str, object] = {
            "shift": shift.id,
            "drawer": shift.drawer,
            "operator": person(operator),
            "amount": amount.text,
            "currency": amount.currency.code,
            "reason": why,
            "slip": paper,
            "approved_by": person(granted) if granted else None,
        }
        body |= {"bag": bag, "denominations": pieces_body(pieces) or None} if kind == Kind.CASH_DROPPED else {}
        body |= {"purpose": purpose} if purpose else {}
        moved = Draft(kind, body)
        drafts = [*override_drafts(action, operator, granted, shift.id, why)]
        drafts += [*desk.drawer_drafts(operator, shift.id), moved]
        entry = desk.append(drafts, shift.business_date)[-1]
        desk.open_drawer()
        return Movement(
            entry.id, entry.seq, kind, shift, operator, granted, amount, why, paper, bag, pieces, entry.occurred_at
        )

    def _shift(self, drawer: str | None) -> Shift:
        """Raises NoShiftToClose, NoShiftOnDrawer or UnknownDrawer."""
        current = self._desk.current
        if drawer is not None or current is None:
            if drawer is None:
                raise NoShiftToClose()
            return self._desk.shift_on(drawer)
        return current
