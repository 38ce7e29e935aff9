"""Counting a drawer blind: whoever counts learns what was expected only after the count is in the journal.

What was typed and ticked so far is on the disk after every step, so that a power cut in the middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fallback_pos.domain.denominations import Pieces, checked_pieces
from fallback_pos.domain.facts import person
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.typed_text import typed_text
from fallback_pos.shifts.count_draft import CountDraft, FoundSlip, counted_tenders
from fallback_pos.shifts.desk import ShiftDesk, override_drafts
from fallback_pos.shifts.differences import differences
from fallback_pos.shifts.errors import (
    AmountMissing,
    CountBelowZero,
    CountMissing,
    NoCountBegun,
    NoSuchSlip,
    NothingCounted,
)
from fallback_pos.shifts.values import CommittedCount, CountPurpose, Shift, Slip, TenderDifference
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.kept_values import KeptValues
from sync.ledger import Kind


@dataclass(frozen=True, slots=True)
class CountInProgress:
    """What whoever counts may see: what they typed, and the slips to tick off. `round` 2 and more is a recount.

    `again`: it was begun before and is offered once more.
    """

    shift: Shift
    purpose: CountPurpose
    round: int
    pieces: tuple[Pieces, ...]
    cash: Money | None
    slips: tuple[Slip, ...]
    found: frozenset[str]
    extra: tuple[FoundSlip, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class CountResult:
    """A committed count. `beyond_limit`: closing with it asks a second person and a reason; counting again is better.

    How much it differs is not said here: see Counting.differences.
    """

    count: CommittedCount
    beyond_limit: bool


class Counting:
    """One count at a time for each open shift; `drawer` None is the drawer in use."""

    def __init__(self, desk: ShiftDesk, values: KeptValues) -> None:
        self._desk = desk
        self._values = values

    def in_progress(self, drawer: str | None = None) -> CountInProgress | None:
        """The count that was begun and not committed, also before a restart. Raises NoShiftToClose."""
        shift = self._desk.shift_on(drawer)
        draft = self._kept(shift)
        return self._shown(shift, draft, again=True) if draft else None

    def last_result(self, drawer: str | None = None) -> CountResult | None:
        """The last committed count, while no money has moved since; also after a restart. Raises NoShiftToClose."""
        count = self._desk.book.last_count(self._desk.shift_on(drawer).id)
        return None if count is None or count.stale else CountResult(count, self._is_beyond(count))

    def begin(
        self,
        operator: Operator,
        purpose: CountPurpose = CountPurpose.CLOSE,
        *,
        drawer: str | None = None,
        approver: Operator | None = None,
    ) -> CountInProgress:
        """Begin to count, or go on with the count that was begun. The drawer opens where the till opens it.

        Raises NoShiftToClose, NoShiftOnDrawer, and the refusals of Permissions.check.
        """
        desk = self._desk
        shift = desk.shift_on(drawer)
        granted = desk.permissions.check(operator, Action.COUNT, approver=approver)
        drafts = [*override_drafts(Action.COUNT, operator, granted, shift.id), *desk.drawer_drafts(operator, shift.id)]
        if drafts:
            desk.append(drafts, shift.business_date)
        desk.open_drawer()
        known = self._kept(shift)
        draft = known or CountDraft(shift.id, purpose)
        self._keep(replace(draft, purpose=purpose))
        return self._shown(shift, draft, again=known is not None)

    def count_pieces(self, pieces: Iterable[Pieces], *, drawer: str | None = None) -> CountInProgress:
        """The coins and notes in the drawer, all of them each time; none is an empty drawer.

        Raises NoCountBegun, NotADenomination or NotAPieceCount.
        """
        shift, draft = self._begun(drawer)
        checked = checked_pieces(pieces, self._desk.rules.denominations)
        nothing = self._desk.rules.currency.zero()
        return self._step(shift, draft.with_pieces(checked) if checked else draft.with_sum(nothing))

    def count_sum(self, amount: Money, *, drawer: str | None = None) -> CountInProgress:
        """The cash in the drawer as one sum. Raises NoCountBegun or CountBelowZero."""
        shift, draft = self._begun(drawer)
        if amount < self._desk.rules.currency.zero():
            raise CountBelowZero(amount=amount)
        return self._step(shift, draft.with_sum(amount))

    def forget_cash(self, *, drawer: str | None = None) -> CountInProgress:
        """No cash was counted after all. Raises NoCountBegun."""
        shift, draft = self._begun(drawer)
        return self._step(shift, draft.without_cash())

    def tick(self, tender: str, *, found: bool = True, drawer: str | None = None) -> CountInProgress:
        """A slip lies in the drawer, or does not after all. Raises NoCountBegun or NoSuchSlip."""
        shift, draft = self._begun(drawer)
        if tender not in {slip.tender for slip in self._slips(shift)}:
            raise NoSuchSlip()
        return self._step(shift, draft.ticked([tender], found=found))

    def tick_all(self, *, drawer: str | None = None) -> CountInProgress:
        """Every slip lies there. Raises NoCountBegun."""
        shift, draft = self._begun(drawer)
        return self._step(shift, draft.ticked((slip.tender for slip in self._slips(shift)), found=True))

    def add_found(self, type: str, reference: str, amount: Money, *, drawer: str | None = None) -> CountInProgress:
        """A slip lies in the drawer that the list does not have. Raises NoCountBegun, AmountMissing, NoSuchSlip,
        CardNumberRefused.
        """
        shift, draft = self._begun(drawer)
        if type not in self._desk.rules.tick_off:
            raise NoSuchSlip()
        if not amount:
            raise AmountMissing()
        made = FoundSlip(type, typed_text(reference), amount)
        return self._step(shift, replace(draft, extra=(*draft.extra, made)))

    def remove_found(self, index: int, *, drawer: str | None = None) -> CountInProgress:
        """Take a slip of `extra` out again. Raises NoCountBegun or NoSuchSlip."""
        shift, draft = self._begun(drawer)
        if not 0 <= index < len(draft.extra):
            raise NoSuchSlip()
        left = (*draft.extra[:index], *draft.extra[index + 1 :])
        return self._step(shift, replace(draft, extra=left))

    def give_up(self, *, drawer: str | None = None) -> None:
        """Forget what was counted so far. Raises NoCountBegun."""
        shift, _ = self._begun(drawer)
        self._values.forget(_name(shift))

    def commit(self, operator: Operator, *, drawer: str | None = None, approver: Operator | None = None) -> CountResult:
        """Journal the count. Only from here on can anybody learn what was expected.

        Raises NoCountBegun, NothingCounted, the refusals of Permissions.check, and the journal's errors.
        """
        shift, draft = self._begun(drawer)
        cash = draft.cash(self._desk.rules.currency)
        if cash is None:
            raise NothingCounted()
        granted = self._desk.permissions.check(operator, Action.COUNT, approver=approver)
        result = self._commit(shift, operator, draft, cash, self._desk.rules.tick_off, granted)
        self._values.forget(_name(shift))
        return result

    def commit_cash(self, operator: Operator, cash: Money, *, drawer: str | None = None) -> CountResult:
        """Journal a sum of cash counted elsewhere, without slips. The same sum again is the same count.

        Raises NoShiftToClose, CountBelowZero, and the journal's errors.
        """
        shift = self._desk.shift_on(drawer)
        if cash < self._desk.rules.currency.zero():
            raise CountBelowZero(amount=cash)
        last = self._desk.book.last_count(shift.id)
        if last is not None and not last.stale and last.counted("cash") == cash:
            return CountResult(last, self._is_beyond(last))
        draft = CountDraft(shift.id, CountPurpose.CLOSE).with_sum(cash)
        return self._commit(shift, operator, draft, cash, (), None)

    def differences(
        self, operator: Operator, *, drawer: str | None = None, approver: Operator | None = None
    ) -> tuple[TenderDifference, ...]:
        """What the last count differs by, for who may see it. A count after this is journalled as not blind.

        Raises CountMissing, and the refusals of Permissions.check for over_short.
        """
        desk = self._desk
        shift = desk.shift_on(drawer)
        count = desk.book.last_count(shift.id)
        if count is None:
            raise CountMissing()
        granted = desk.permissions.check(operator, Action.OVER_SHORT, approver=approver)
        drafts = override_drafts(Action.OVER_SHORT, operator, granted, shift.id)
        if drafts:
            desk.append(drafts, shift.business_date)
        self.expected_was_shown(drawer=drawer)
        return differences(desk.book, desk.rules, count)

    def expected_was_shown(self, *, drawer: str | None = None) -> None:
        """Somebody has seen what the drawer should hold: until money moves again, a count of it is not blind.

        Raises NoShiftToClose.
        """
        shift = self._desk.shift_on(drawer)
        self._values.keep(_seen_name(shift), self._money_so_far(shift))

    def _commit(
        self,
        shift: Shift,
        operator: Operator,
        draft: CountDraft,
        cash: Money,
        types: Iterable[str],
        granted: Operator | None,
    ) -> CountResult:
        desk = self._desk
        body = {
            "shift": shift.id,
            "drawer": shift.drawer,
            "operator": person(operator),
            "purpose": draft.purpose.value,
            "round": self._round(shift),
            "blind": not self._was_seen(shift),
            "currency": desk.rules.currency.code,
            "tenders": counted_tenders(draft, cash, desk.book.slips(shift.id), types),
        }
        overrides = override_drafts(Action.COUNT, operator, granted, shift.id)
        desk.append([*overrides, Draft(Kind.SHIFT_COUNTED, body)], shift.business_date)
        count = desk.book.last_count(shift.id)
        assert count is not None, "what was just journalled is in the book"
        return CountResult(count, self._is_beyond(count))

    def _is_beyond(self, count: CommittedCount) -> bool:
        return any(each.beyond_limit for each in differences(self._desk.book, self._desk.rules, count))

    def _round(self, shift: Shift) -> int:
        last = self._desk.book.last_count(shift.id)
        return 1 if last is None or last.stale else last.round + 1

    def _was_seen(self, shift: Shift) -> bool:
        """Whether somebody has looked at what is expected since money moved last."""
        return self._values.kept(_seen_name(shift)) == self._money_so_far(shift)

    def _money_so_far(self, shift: Shift) -> str:
        """Changes whenever money moves in the shift."""
        book = self._desk.book
        slips = len(book.slips(shift.id))
        return f"{book.figures(shift.id).receipts} {slips} {book.expected_cash(shift.id).text}"

    def _slips(self, shift: Shift) -> tuple[Slip, ...]:
        types = self._desk.rules.tick_off
        return tuple(slip for slip in self._desk.book.slips(shift.id) if slip.type in types)

    def _begun(self, drawer: str | None) -> tuple[Shift, CountDraft]:
        """Raises NoShiftToClose or NoCountBegun."""
        shift = self._desk.shift_on(drawer)
        draft = self._kept(shift)
        if draft is None:
            raise NoCountBegun()
        return shift, draft

    def _step(self, shift: Shift, draft: CountDraft) -> CountInProgress:
        self._keep(draft)
        return self._shown(shift, draft, again=False)

    def _shown(self, shift: Shift, draft: CountDraft, *, again: bool) -> CountInProgress:
        return CountInProgress(
            shift=shift,
            purpose=draft.purpose,
            round=self._round(shift),
            pieces=draft.pieces,
            cash=draft.cash(self._desk.rules.currency),
            slips=self._slips(shift),
            found=draft.found,
            extra=draft.extra,
            again=again,
        )

    def _kept(self, shift: Shift) -> CountDraft | None:
        text = self._values.kept(_name(shift))
        return CountDraft.from_text(text, self._desk.rules.currency) if text else None

    def _keep(self, draft: CountDraft) -> None:
        self._values.keep(f"count:{draft.shift}", draft.to_text())


def _name(shift: Shift) -> str:
    return f"count:{shift.id}"


def _seen_name(shift: Shift) -> str:
    return f"expected seen:{shift.id}"
