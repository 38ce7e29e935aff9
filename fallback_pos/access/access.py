"""Operators: signing in, approving for somebody else; `people` keeps their list, `codes` gives PINs to who has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from fallback_pos.access.believed_time import ClockDoubt, wall_clock
from fallback_pos.access.central_list import take_central_list
from fallback_pos.access.desk import (
    LONGEST_TYPED_CHARACTERS,
    NOBODY_MAY_ANYTHING,
    AccessDesk,
    Record,
    SignInRules,
)
from fallback_pos.access.enrolment import Enrolment
from fallback_pos.access.errors import (
    BadgeNeedsPin,
    BadgeNotKnown,
    NoLongerValid,
    NotActive,
    NotYetValid,
    WrongPin,
)
from fallback_pos.access.lockout import Uptime
from fallback_pos.access.people import People
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.storage.staff import Staff, StaffMember
from fallback_pos.storage.staff_provisioning import Provisioned, ProvisionedOperator

SIGNED_IN = "operator.signed_in"
CLOCK_CONFIRMED = "clock.confirmed"
OVERRIDE = "override.granted"
UNKNOWN_GROUPS = 512
"""Unknown codes share this many counters, so that typing codes at random cannot fill the disk."""
UNKNOWN_BADGES = "?badges"
"""All badges that nobody has share one counter: where a badge alone signs in, guessing badges must not be free."""


class Access:
    """Who may use this till. Not for two threads at once; checking a PIN takes a good 50 ms on purpose."""

    def __init__(
        self,
        staff: Staff,
        pepper: bytes,
        record: Record,
        *,
        rules: SignInRules | None = None,
        permissions: Permissions = NOBODY_MAY_ANYTHING,
        wall: Callable[[], datetime] = wall_clock,
        uptime: Callable[[], Uptime] = Uptime.now,
    ) -> None:
        self._desk = AccessDesk(staff, pepper, record, rules or SignInRules(), permissions, wall, uptime)
        self.people = People(self._desk)
        self.codes = Enrolment(self._desk)

    def sign_in(self, code: str, pin: str, *, locked_by: Operator | None = None) -> Operator:
        """Let somebody in and journal it. `locked_by`: whose screen was locked, for they may go on where they were.

        Raises WrongPin or LockedOut, which sound the same for codes that exist and codes that do not; after a right PIN
        NotActive, NotYetValid or NoLongerValid.
        """
        operator = self.verify(code, pin)
        self._desk.record([(SIGNED_IN, {"operator": person(operator), **_unlocking(operator, locked_by)})])
        return operator

    def verify(self, code: str, pin: str) -> Operator:
        """Prove who somebody is without signing them in, for an approval. Counts wrong PINs and raises as `sign_in`.

        A badge in place of the code is its holder's code.
        """
        desk = self._desk
        code, pin = code.strip()[:LONGEST_TYPED_CHARACTERS], pin.strip()[:LONGEST_TYPED_CHARACTERS]
        member = desk.staff.member(code) or self._holder(code)
        subject = member.code if member else f"?{desk.pins.group_of_unknown(code, UNKNOWN_GROUPS)}"
        lock_seconds = desk.guard.begin(subject)
        asked = member.code if member else code
        if not desk.pins.is_right(asked, pin, member.pin_hash if member else None) or member is None:
            desk.refused(member, lock_seconds)
            raise WrongPin()
        desk.guard.forgive(subject)
        self._refuse_unusable(member)
        desk.time.note()
        return member.operator

    def is_badge(self, scanned: str) -> bool:
        """Whether a scan has the form of a badge; not whether anybody has it."""
        return self._desk.badges.is_one(scanned)

    @property
    def badge_needs_pin(self) -> bool:
        return self._desk.rules.badge_needs_pin

    def sign_in_with_badge(self, scanned: str, *, locked_by: Operator | None = None) -> Operator:
        """Let the holder of a badge in without a PIN, where the shop wants that.

        Raises BadgeNeedsPin, BadgeNotKnown, LockedOut, and as `sign_in`.
        """
        desk = self._desk
        if desk.rules.badge_needs_pin:
            raise BadgeNeedsPin()
        member = self._holder(scanned)
        if member is None:
            desk.refused(None, desk.guard.begin(UNKNOWN_BADGES), "badge")
            raise BadgeNotKnown()
        # Wrong PINs stay counted: a borrowed badge must not buy more guesses at its holder's PIN.
        desk.guard.refuse_while_locked(member.code)
        self._refuse_unusable(member)
        desk.time.note()
        how = {"with": "badge", **_unlocking(member.operator, locked_by)}
        desk.record([(SIGNED_IN, {"operator": person(member.operator), **how})])
        return member.operator

    def note_approval(self, action: Action, by: Operator, approver: Operator) -> None:
        """Journal that somebody else allowed a step that leaves no fact of its own, such as a look at the reports."""
        self._desk.record([(OVERRIDE, override_body(action, by, approver, None))])

    def operators(self) -> tuple[StaffMember, ...]:
        """Everybody on the list, by code, for managers."""
        return tuple(self._desk.staff.members())

    @property
    def clock_doubt(self) -> ClockDoubt | None:
        """Why nobody's days are judged by the clock at the moment; None while it is believed."""
        return self._desk.time.doubt

    def may_confirm_clock(self, operator: Operator) -> bool:
        return self._desk.permissions.allows(operator.role, Action.CONFIRM_CLOCK)

    def confirm_clock(self, by: Operator, *, approver: Operator | None = None) -> None:
        """Somebody has looked at another clock: this one is right, and days count by it again. Journalled.

        Raises ClockImpossible, and the refusals of Permissions.check.
        """
        desk = self._desk
        granted = desk.permissions.check(by, Action.CONFIRM_CLOCK, approver=approver)
        ended = desk.time.confirm()
        body = {
            "operator": person(by),
            "approved_by": person(granted) if granted else None,
            "at_least": ended.at_least.isoformat().replace("+00:00", "Z") if ended else None,
        }
        override = [(OVERRIDE, override_body(Action.CONFIRM_CLOCK, by, granted, None))] if granted else []
        desk.record([*override, (CLOCK_CONFIRMED, body)])

    def take_central_list(
        self, by: Operator, rows: Sequence[ProvisionedOperator], *, approver: Operator | None = None
    ) -> Provisioned:
        """Take the central's whole list of people. Raises as `central_list.take_central_list`."""
        return take_central_list(self._desk, by, rows, approver)

    def add_operator(
        self,
        code: str,
        name: str,
        role: Role,
        pin: str | None = None,
        *,
        language: str | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
        added_by: Operator | None = None,
        weak_pin_allowed: bool = False,
    ) -> Operator:
        """Put somebody on the list, for set-up; unjournalled. Without a PIN they cannot sign in yet.

        Raises OperatorCodeWrong, OperatorNameMissing, OperatorExists, PinHasSixDigits or PinTooEasy.
        """
        member = self.people.checked_member(
            code,
            name,
            role,
            pin,
            language=language,
            valid_from=valid_from,
            valid_until=valid_until,
            added_by=added_by.code if added_by else None,
            weak_pin_allowed=weak_pin_allowed,
        )
        self._desk.staff.add(member)
        return member.operator

    def set_pin(self, code: str, pin: str, *, weak_allowed: bool = False) -> None:
        """Replace a PIN and lift a lock, for set-up; unjournalled.

        Raises UnknownOperator, PinHasSixDigits or PinTooEasy.
        """
        self._desk.member(code)
        self._desk.staff.set_pin_hash(code, self._desk.new_hash(code, pin, weak_allowed=weak_allowed))

    def _holder(self, text: str) -> StaffMember | None:
        desk = self._desk
        return desk.staff.member_with_badge(desk.badges.hash_of(text)) if desk.badges.is_one(text) else None

    def _refuse_unusable(self, member: StaffMember) -> None:
        today = self._desk.time.day()
        if not member.let_in:
            raise NotActive(name=member.name)
        if member.valid_from and today < member.valid_from:
            raise NotYetValid(name=member.name, day=member.valid_from)
        if member.valid_until and today > member.valid_until:
            raise NoLongerValid(name=member.name, day=member.valid_until)


def _unlocking(operator: Operator, locked_by: Operator | None) -> dict[str, object]:
    """Which screen the sign-in opened: one's own, or one that somebody else left locked."""
    if locked_by is None:
        return {}
    return {"unlocking": True} if operator.code == locked_by.code else {"instead_of": person(locked_by)}
