"""A PIN for somebody who has none: by a manager's one-time code, or for a manager by the sealed recovery code.

Neither code is kept: only its argon2id hash over the pepper is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from fallback_pos.access.codes import ONE_TIME_CHARACTERS, RECOVERY_CHARACTERS, new_code, plain
from fallback_pos.access.desk import CHANGED, LONGEST_TYPED_CHARACTERS, AccessDesk
from fallback_pos.access.errors import NoRecoveryCode, NotAManager, OneTimeCodeWrong, RecoveryCodeWrong
from fallback_pos.access.pins import check_new_pin
from fallback_pos.domain.operator import Action, Operator, Role
from fallback_pos.storage.staff import StaffMember
from fallback_pos.storage.staff_rows import OneTimeCode

RECOVERY = "!recovery"
"""The counter of wrong recovery codes; `!<operator>` counts wrong one-time codes. No operator's code begins so."""
UNKNOWN_GROUPS = 64


class Enrolment:
    """Not for two threads at once. Every method raises StaffFileUnusable and the journal's errors."""

    def __init__(self, desk: AccessDesk) -> None:
        self._desk = desk

    def give_one_time_code(self, by: Operator, code: str, *, approver: Operator | None = None) -> str:
        """A code with which this operator sets a PIN once, within the hours of the settings. It is told to nobody else.

        An earlier one is no longer good. Raises UnknownOperator, RoleAboveYours, and the refusals of Permissions.check.
        """
        desk = self._desk
        member = desk.member(code)
        answers = desk.answering(by, approver, member.role)
        told = new_code(ONE_TIME_CHARACTERS)
        up = desk.uptime()
        kept = OneTimeCode(
            operator=member.code,
            code_hash=desk.pins.hash(f"!{member.code}", plain(told)),
            given_by=answers.code,
            given_at=desk.wall().astimezone(UTC),
            boot=up.boot,
            uptime_milliseconds=up.milliseconds,
        )
        desk.journal(CHANGED, member.operator, by, answers, {"one_time_code": "given"})
        desk.secrets.keep_one_time_code(kept, attempts=f"!{member.code}")
        return told

    def enrol(self, code: str, one_time_code: str, pin: str) -> Operator:
        """Somebody sets their own PIN with the code that a manager gave them. Nobody is signed in by it.

        Raises OneTimeCodeWrong or LockedOut, which sound the same for everybody; after a right code PinHasSixDigits
        or PinTooEasy, and the code stays good.
        """
        desk = self._desk
        code = code.strip()[:LONGEST_TYPED_CHARACTERS]
        member, kept = desk.staff.member(code), desk.secrets.one_time_code(code)
        subject = f"!{code}" if member else f"!?{desk.pins.group_of_unknown(code, UNKNOWN_GROUPS)}"
        lock_seconds = desk.guard.begin(subject)
        right = desk.pins.is_right(f"!{code}", plain(one_time_code), kept.code_hash if kept else None)
        if not right or member is None or kept is None or not self._in_time(kept):
            desk.refused(member, lock_seconds, "one_time_code")
            raise OneTimeCodeWrong()
        desk.guard.forgive(subject)
        pin_hash = desk.new_hash(code, pin)
        what = {"pin": "set", "with": "one_time_code", "given_by": kept.given_by}
        desk.journal(CHANGED, member.operator, member.operator, member.operator, what)
        desk.staff.replace(replace(member, pin_hash=pin_hash))
        return member.operator

    def make_recovery_code(self, by: Operator, *, approver: Operator | None = None) -> str:
        """A new sealed code; the one before is no longer good. Only managers. Journalled.

        Raises the refusals of Permissions.check, or RoleAboveYours.
        """
        desk = self._desk
        answers = desk.answering(by, approver, Role.MANAGER)
        told = new_code(RECOVERY_CHARACTERS)
        kept = self._recovery_hash(told)
        desk.journal(CHANGED, answers, by, answers, {"recovery_code": "made"})
        desk.secrets.keep_recovery(kept, desk.wall().astimezone(UTC))
        return told

    def first_recovery_code(self) -> str:
        """For set-up, before anybody has signed in. The clock of that moment is the first that is believed."""
        self._desk.time.note()
        told = new_code(RECOVERY_CHARACTERS)
        self._desk.secrets.keep_recovery(self._recovery_hash(told), self._desk.wall().astimezone(UTC))
        return told

    def recover(self, recovery_code: str, code: str, pin: str) -> str:
        """Set a manager's new PIN with the sealed code, once, and let them in whatever the list or the clock says.

        Gives the next code, which has to be sealed in its place. Raises RecoveryCodeWrong, LockedOut, NoRecoveryCode;
        after a right code NotAManager, PinHasSixDigits or PinTooEasy, and the code stays good.
        """
        desk = self._desk
        kept = desk.secrets.recovery_hash()
        if kept is None:
            raise NoRecoveryCode()
        lock_seconds = desk.guard.begin(RECOVERY)
        if not desk.pins.is_right(RECOVERY, plain(recovery_code), kept):
            desk.refused(None, lock_seconds, "recovery_code")
            raise RecoveryCodeWrong()
        desk.guard.forgive(RECOVERY)
        member = self._manager(code.strip())
        check_new_pin(pin, member.code)
        let_in, what = self._let_in(member)
        recovered = replace(let_in, pin_hash=desk.pins.hash(member.code, pin))
        told = new_code(RECOVERY_CHARACTERS)
        next_hash = self._recovery_hash(told)
        what = {"pin": "set", "with": "recovery_code", **what}
        desk.journal(CHANGED, member.operator, member.operator, member.operator, what)
        desk.secrets.recover(recovered, next_hash, desk.wall().astimezone(UTC))
        return told

    def _manager(self, code: str) -> StaffMember:
        """Whoever keeps the list; with a shop's own permissions that need not be the role of that name alone."""
        member = self._desk.staff.member(code)
        allowed = member is not None and self._desk.permissions.allows(member.role, Action.MANAGE_OPERATORS)
        if member is None or (member.role is not Role.MANAGER and not allowed):
            raise NotAManager(operator=code[:LONGEST_TYPED_CHARACTERS])
        return member

    def _let_in(self, member: StaffMember) -> tuple[StaffMember, dict[str, Any]]:
        """Without what would keep them out today."""
        today = self._desk.time.day()
        what: dict[str, Any] = {}
        if not member.let_in:
            member, what["active"] = replace(member, active=True, offered=True, to_review=True), [False, True]
        if member.valid_from and today < member.valid_from:
            what["valid_from"] = [member.valid_from.isoformat(), None]
            member = replace(member, valid_from=None, to_review=True)
        if member.valid_until and today > member.valid_until:
            what["valid_until"] = [member.valid_until.isoformat(), None]
            member = replace(member, valid_until=None, to_review=True)
        return member, what

    def _in_time(self, kept: OneTimeCode) -> bool:
        """By the uptime while the computer has not been restarted, by the wall clock afterwards."""
        desk = self._desk
        longest = timedelta(hours=desk.rules.one_time_code_hours)
        up = desk.uptime()
        if up.boot and up.boot == kept.boot and up.milliseconds >= kept.uptime_milliseconds:
            return timedelta(milliseconds=up.milliseconds - kept.uptime_milliseconds) <= longest
        return timedelta() <= desk.wall() - kept.given_at <= longest

    def _recovery_hash(self, told: str) -> str:
        return self._desk.pins.hash(RECOVERY, plain(told))
