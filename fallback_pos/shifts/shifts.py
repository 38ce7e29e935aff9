"""Opening a shift, suspending it, taking it up again, and knowing whose drawer is in use, from the journal alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fallback_pos.domain.denominations import Pieces, checked_pieces, pieces_body, pieces_total
from fallback_pos.domain.facts import person
from fallback_pos.domain.figures import Figures
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.typed_text import typed_reason, typed_text
from fallback_pos.shifts.closing import ClosingSteps
from fallback_pos.shifts.desk import drawer_draft, override_drafts
from fallback_pos.shifts.errors import (
    CountBelowZero,
    FloatMissing,
    HandOverSlipMissing,
    MoneyInOpenBasket,
    NothingSuspended,
    NotYourDrawer,
    PiecesDiffer,
    ShiftAlreadyOpen,
    ShiftIsSuspended,
)
from fallback_pos.shifts.values import FloatSource, Shift, SuggestedFloat
from fallback_pos.storage.journal import Draft
from sync.ledger import Entry, Kind


class Shifts(ClosingSteps):
    """The shifts of this till's drawers. Not for two threads at once."""

    @property
    def current(self) -> Shift | None:
        """The open shift that sales belong to now."""
        return self._desk.current

    @property
    def all_open(self) -> tuple[Shift, ...]:
        """Every open shift, suspended ones too, in the order in which they were opened."""
        return self._book.open_shifts

    @property
    def drawers(self) -> tuple[str, ...]:
        return self._desk.rules.drawers

    def business_date(self) -> date:
        """Of the current shift; without one, that of a shift opened at this moment."""
        return self._desk.business_date()

    def suggested_float(self) -> SuggestedFloat | None:
        """What the settings keep ready for opening a shift."""
        rules = self._desk.rules
        if rules.usual_pieces:
            return SuggestedFloat(pieces_total(rules.usual_pieces, rules.currency), rules.usual_pieces)
        return SuggestedFloat(rules.usual_float) if rules.usual_float is not None else None

    def open(
        self,
        operator: Operator,
        float_amount: Money | None = None,
        *,
        pieces: Iterable[Pieces] = (),
        source: FloatSource = FloatSource.FLOAT,
        hand_over_slip: str | None = None,
        drawer: str | None = None,
        approver: Operator | None = None,
        opens_drawer: bool = False,
    ) -> Shift:
        """Begin a shift with what was counted into the drawer, as a sum or by coins and notes.

        The main POS's drawer (`source`) needs the slip with which it was handed over. opens_drawer: it was opened for
        that; journalled too. Raises ShiftAlreadyOpen, ShiftIsSuspended, UnknownDrawer, FloatMissing, PiecesDiffer,
        CountBelowZero, HandOverSlipMissing, the errors of the pieces, the refusals of Permissions.check, and the
        journal's errors.
        """
        desk = self._desk
        self._book.catch_up()
        place = self._free_drawer(operator, drawer)
        counted = checked_pieces(pieces, desk.rules.denominations)
        amount = self._counted(float_amount, counted)
        slip = typed_text(hand_over_slip)
        if source is FloatSource.MAIN_DRAWER and not slip:
            raise HandOverSlipMissing()
        granted = desk.permissions.check(operator, Action.OPEN_SHIFT, approver=approver)
        body = {
            "operator": person(operator),
            "drawer": place,
            "float": amount.text,
            "currency": desk.rules.currency.code,
            "denominations": pieces_body(counted) if counted else None,
            "source": source.value,
            "hand_over_slip": slip or None,
            **self._book.pointers(),
        }
        opened = Draft(Kind.SHIFT_OPENED, body)
        drafts = [*override_drafts(Action.OPEN_SHIFT, operator, granted, opened.id), opened]
        if opens_drawer:
            drafts.append(drawer_draft(operator, opened.id))
        desk.append(drafts, desk.next_business_date())
        return self._known(opened.id)

    def suspend(
        self, operator: Operator, reason: str, *, drawer: str | None = None, approver: Operator | None = None
    ) -> Shift:
        """Leave a drawer for a while: nothing is sold from it until somebody resumes it.

        Raises NoShiftToClose, ShiftIsSuspended, MoneyInOpenBasket, ReasonMissing, and the refusals of permissions.
        """
        desk = self._desk
        shift = desk.shift_on(drawer)
        if shift.suspended:
            raise ShiftIsSuspended(drawer=shift.drawer, name=shift.holder.name)
        why = typed_reason(reason)
        self._refuse_money_in_basket()
        granted = desk.permissions.check(operator, Action.SUSPEND_SHIFT, approver=approver)
        suspended = Draft(Kind.SHIFT_SUSPENDED, _moved_body(shift, operator, why))
        drafts = [*override_drafts(Action.SUSPEND_SHIFT, operator, granted, shift.id, why), suspended]
        desk.append(drafts, shift.business_date)
        return self._known(shift.id)

    def resume(
        self, operator: Operator, reason: str = "", *, drawer: str | None = None, approver: Operator | None = None
    ) -> Shift:
        """Take a drawer up again; one that somebody else answers for is taken over. Its drawer is in use then.

        Raises NothingSuspended, NoShiftOnDrawer, UnknownDrawer, MoneyInOpenBasket, and the refusals of permissions for
        taking over.
        """
        desk = self._desk
        shift = self._to_resume(drawer)
        self._refuse_money_in_basket(unless=shift)
        mine = shift.holder.code == operator.code
        granted = None if mine else desk.permissions.check(operator, Action.TAKE_OVER_DRAWER, approver=approver)
        why = typed_text(reason) or None
        resumed = Draft(Kind.SHIFT_RESUMED, _moved_body(shift, operator, why))
        drafts = [*override_drafts(Action.TAKE_OVER_DRAWER, operator, granted, shift.id, why), resumed]
        desk.append(drafts, shift.business_date)
        return self._known(shift.id)

    def use(self, operator: Operator, drawer: str) -> Shift:
        """Let sales belong to the open shift on this drawer from now on.

        Raises NoShiftOnDrawer, UnknownDrawer, ShiftIsSuspended, NotYourDrawer or MoneyInOpenBasket.
        """
        shift = self._desk.shift_on(drawer)
        if shift.suspended:
            raise ShiftIsSuspended(drawer=shift.drawer, name=shift.holder.name)
        if self._desk.rules.own_drawer_each and shift.holder.code != operator.code:
            raise NotYourDrawer(drawer=shift.drawer, name=shift.holder.name)
        self._refuse_money_in_basket(unless=shift)
        self._book.use(shift.id)
        return shift

    def expected(self, drawer: str | None = None) -> Money:
        """What the drawer should hold. For managers: who counts does not see it. Raises NoShiftToClose."""
        return self._book.expected_cash(self._desk.shift_on(drawer).id)

    def figures(self, drawer: str | None = None) -> Figures:
        """Everything of an open shift so far. For managers and X reports. Raises NoShiftToClose."""
        return self._book.figures(self._desk.shift_on(drawer).id)

    def note(self, entries: Sequence[Entry]) -> None:
        """Take what was just appended into the sums, so that closing has little to read."""
        self._book.note(entries)

    def _free_drawer(self, operator: Operator, drawer: str | None) -> str:
        """Raises UnknownDrawer, ShiftAlreadyOpen or ShiftIsSuspended."""
        names = self._desk.rules.drawers
        if drawer is None and self._desk.rules.own_drawer_each:
            drawer = next((name for name in names if self._desk.find(name) is None), None)
        place = drawer if drawer is not None else names[0]
        there = self._desk.find(place)
        if there is not None and there.suspended:
            raise ShiftIsSuspended(drawer=place, name=there.holder.name)
        if there is not None:
            raise ShiftAlreadyOpen(name=there.operator.name, opened_at=there.opened_at)
        return place

    def _counted(self, amount: Money | None, pieces: tuple[Pieces, ...]) -> Money:
        """Raises FloatMissing, PiecesDiffer or CountBelowZero."""
        currency = self._desk.rules.currency
        in_pieces = pieces_total(pieces, currency)
        if amount is None and not pieces:
            raise FloatMissing()
        if amount is not None and pieces and amount != in_pieces:
            raise PiecesDiffer(pieces=in_pieces, amount=amount)
        counted = in_pieces if amount is None else amount
        if counted < currency.zero():
            raise CountBelowZero(amount=counted)
        return counted

    def _to_resume(self, drawer: str | None) -> Shift:
        self._book.catch_up()
        if drawer is not None:
            return self._desk.shift_on(drawer)
        suspended = [each for each in self._book.open_shifts if each.suspended]
        if not suspended:
            raise NothingSuspended()
        return suspended[-1]

    def _refuse_money_in_basket(self, unless: Shift | None = None) -> None:
        """Cash of a basket that is no sale yet lies in the drawer in use: its sale must book there."""
        if self._desk.money_in_open_basket() and (unless is None or unless != self.current):
            raise MoneyInOpenBasket()

    def _known(self, shift_id: str) -> Shift:
        self._book.catch_up()
        shift = self._book.shift(shift_id)
        assert shift is not None, "what was just journalled is in the book"
        return shift


def _moved_body(shift: Shift, operator: Operator, reason: str | None) -> dict[str, object]:
    return {"shift": shift.id, "operator": person(operator), "drawer": shift.drawer, "reason": reason}
