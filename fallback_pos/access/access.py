"""Operators: signing in, approving for somebody else, and keeping their list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from fallback_pos.access.errors import (
    LockedOut,
    NoLongerValid,
    NotActive,
    NotYetValid,
    OperatorCodeWrong,
    OperatorNameMissing,
    UnknownOperator,
    WrongPin,
)
from fallback_pos.access.lockout import LockPolicy, Uptime, after_one_more, seconds_left
from fallback_pos.access.pins import Pins, check_new_pin
from fallback_pos.domain.facts import person
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.storage.staff import Staff, StaffMember

SIGNED_IN = "operator.signed_in"
REFUSED = "operator.refused"
LONGEST_NAME_CHARACTERS = 60
LONGEST_TYPED_CHARACTERS = 64
UNKNOWN_GROUPS = 512
"""Unknown codes share this many counters, so that typing codes at random cannot fill the disk."""
_CODE = re.compile("[A-Za-z0-9]{1,12}")

Record = Callable[[str, Mapping[str, Any]], object]
"""Journals one fact: kind and body."""


class Access:
    """Who may use this till. Not for two threads at once; checking a PIN takes a good 50 ms on purpose."""

    def __init__(
        self,
        staff: Staff,
        pepper: bytes,
        record: Record,
        *,
        policy: LockPolicy | None = None,
        today: Callable[[], date] = date.today,
        uptime: Callable[[], Uptime] = Uptime.now,
    ) -> None:
        self._staff = staff
        self._pins = Pins(pepper)
        self._record = record
        self._policy = policy or LockPolicy()
        self._today = today
        self._uptime = uptime

    def sign_in(self, code: str, pin: str) -> Operator:
        """Let somebody in and journal it.

        Raises WrongPin or LockedOut, which sound the same for codes that exist and codes that do not; after a right PIN
        NotActive, NotYetValid or NoLongerValid.
        """
        operator = self.verify(code, pin)
        self._record(SIGNED_IN, {"operator": person(operator)})
        return operator

    def verify(self, code: str, pin: str) -> Operator:
        """Prove who somebody is without signing them in, for an approval. Counts wrong PINs and raises as `sign_in`."""
        code, pin = code.strip()[:LONGEST_TYPED_CHARACTERS], pin.strip()[:LONGEST_TYPED_CHARACTERS]
        member = self._staff.member(code)
        subject = code if member else f"?{self._pins.group_of_unknown(code, UNKNOWN_GROUPS)}"
        self._refuse_while_locked(subject)
        lock_seconds = self._count_as_wrong(subject)
        if not self._pins.is_right(code, pin, member.pin_hash if member else None) or member is None:
            self._record(REFUSED, {"operator": member and person(member.operator), "locked_seconds": lock_seconds})
            raise WrongPin()
        self._staff.forget_attempts(subject)
        self._refuse_unusable(member)
        return member.operator

    def operators(self) -> tuple[StaffMember, ...]:
        """Everybody on the list, by code, for managers."""
        return tuple(self._staff.members())

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
        """Put somebody on the list; without a PIN they cannot sign in yet.

        Raises OperatorCodeWrong, OperatorNameMissing, OperatorExists, PinHasSixDigits or PinTooEasy.
        """
        if not _CODE.fullmatch(code):
            raise OperatorCodeWrong()
        if not 1 <= len(name.strip()) <= LONGEST_NAME_CHARACTERS or not name.isprintable():
            raise OperatorNameMissing()
        pin_hash = None if pin is None else self._new_hash(code, pin, weak_allowed=weak_pin_allowed)
        member = StaffMember(
            code=code,
            name=name.strip(),
            role=role,
            added_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            language=language,
            pin_hash=pin_hash,
            valid_from=valid_from,
            valid_until=valid_until,
            added_by=added_by.code if added_by else None,
        )
        self._staff.add(member)
        return member.operator

    def set_pin(self, code: str, pin: str, *, weak_allowed: bool = False) -> None:
        """Replace a PIN and lift a lock. Who may do this is the caller's question.

        Raises UnknownOperator, PinHasSixDigits or PinTooEasy.
        """
        if not self._staff.set_pin_hash(code, self._new_hash(code, pin, weak_allowed=weak_allowed)):
            raise UnknownOperator(operator=code[:LONGEST_TYPED_CHARACTERS])

    def set_active(self, code: str, *, active: bool) -> None:
        """Let somebody in again, or keep them out. Raises UnknownOperator."""
        if not self._staff.set_active(code, active=active):
            raise UnknownOperator(operator=code[:LONGEST_TYPED_CHARACTERS])

    def _refuse_while_locked(self, subject: str) -> None:
        left = seconds_left(self._staff.attempts(subject), self._uptime())
        if left:
            raise LockedOut(seconds=left)

    def _count_as_wrong(self, subject: str) -> int:
        """Count the attempt before it is checked: pulling the plug in between must not give another guess for free."""
        attempts = after_one_more(self._staff.attempts(subject), self._policy, self._uptime())
        self._staff.note_attempts(subject, attempts)
        return attempts.lock_seconds

    def _refuse_unusable(self, member: StaffMember) -> None:
        today = self._today()
        if not member.active:
            raise NotActive(name=member.name)
        if member.valid_from and today < member.valid_from:
            raise NotYetValid(name=member.name, day=member.valid_from)
        if member.valid_until and today > member.valid_until:
            raise NoLongerValid(name=member.name, day=member.valid_until)

    def _new_hash(self, code: str, pin: str, *, weak_allowed: bool) -> str:
        check_new_pin(pin, code, weak_allowed=weak_allowed)
        return self._pins.hash(code, pin)
