"""Keeping the list of operators: each change answered for by somebody who may, journalled before it is made.

What is journalled first and then cannot be written has no effect and is tried again; the other way round somebody
would be let in whom no fact names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from fallback_pos.access.desk import CHANGED, AccessDesk
from fallback_pos.access.errors import (
    DaysTurnedRound,
    NotForYourself,
    NothingToChange,
    OperatorCodeWrong,
    OperatorNameMissing,
    PinIsTheOld,
    WrongPin,
)
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.storage.staff import BadgeTaken, OperatorExists, StaffMember

ADDED = "operator.added"
LONGEST_NAME_CHARACTERS = 60
Value = TypeVar("Value")
CODE = re.compile("[A-Za-z0-9]{1,12}")


class Unchanged(Enum):
    """What a change leaves alone, where None means something."""

    AS_IT_IS = "as it is"


AS_IT_IS = Unchanged.AS_IT_IS


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different about somebody. For `badge` and days None takes them away.

    `reviewed`: somebody has looked at what was changed here, and it is in order.
    """

    name: str | None = None
    role: Role | None = None
    language: str | Unchanged | None = AS_IT_IS
    valid_from: date | Unchanged | None = AS_IT_IS
    valid_until: date | Unchanged | None = AS_IT_IS
    badge: str | Unchanged | None = AS_IT_IS
    active: bool | None = None
    reviewed: bool = False


class People:
    """Not for two threads at once. Every method raises StaffFileUnusable and the journal's errors."""

    def __init__(self, desk: AccessDesk) -> None:
        self._desk = desk

    def add(
        self,
        by: Operator,
        code: str,
        name: str,
        role: Role,
        pin: str | None = None,
        *,
        language: str | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
        badge: str | None = None,
        approver: Operator | None = None,
    ) -> Operator:
        """Put somebody on the list, flagged for review; without a PIN they need a one-time code first.

        Raises OperatorCodeWrong, OperatorNameMissing, OperatorExists, DaysTurnedRound, NotABadge, BadgeTaken,
        PinHasSixDigits, PinTooEasy, RoleAboveYours, and the refusals of Permissions.check.
        """
        desk = self._desk
        answers = desk.answering(by, approver, role)
        member = self.checked_member(
            code,
            name,
            role,
            pin,
            language=language,
            valid_from=valid_from,
            valid_until=valid_until,
            added_by=answers.code,
            badge=badge,
        )
        member = replace(member, to_review=True)
        what = {
            "role": role.value,
            "valid_from": _text(valid_from),
            "valid_until": _text(valid_until),
            "pin": pin is not None,
            "badge": badge is not None,
            "to_review": True,
        }
        desk.journal(ADDED, member.operator, by, answers, what)
        desk.staff.add(member)
        return member.operator

    def change(self, by: Operator, code: str, changes: Changes, *, approver: Operator | None = None) -> tuple[str, ...]:
        """Change somebody; gives the names of what is different. New role or days are flagged for review.

        Raises UnknownOperator, NothingToChange, NotForYourself, and as `add`.
        """
        desk = self._desk
        before = desk.member(code)
        answers = desk.answering(by, approver, before.role, changes.role or before.role)
        after = self._changed(before, changes)
        different = _differences(before, after)
        if not different:
            raise NothingToChange(name=before.name)
        own = answers.code == before.code
        if own and different.keys() & {"role", "valid_from", "valid_until", "active", "to_review"}:
            raise NotForYourself(name=before.name)
        if not changes.reviewed and different.keys() & {"role", "valid_from", "valid_until"}:
            after = replace(after, to_review=True)
        desk.journal(CHANGED, after.operator, by, answers, different)
        desk.staff.replace(after)
        return tuple(different)

    def set_pin(self, by: Operator, code: str, pin: str, *, approver: Operator | None = None) -> None:
        """Give somebody else a new PIN, which lifts a lock.

        Raises UnknownOperator, NotForYourself, PinHasSixDigits, PinTooEasy, RoleAboveYours, and the refusals of
        Permissions.check.
        """
        desk = self._desk
        member = desk.member(code)
        answers = desk.answering(by, approver, member.role)
        if answers.code == member.code:
            raise NotForYourself(name=member.name)
        pin_hash = desk.new_hash(member.code, pin)
        desk.journal(CHANGED, member.operator, by, answers, {"pin": "set"})
        desk.staff.replace(replace(member, pin_hash=pin_hash))

    def change_own_pin(self, operator: Operator, old: str, new: str) -> None:
        """Whoever knows the old PIN needs nobody for a new one. Wrong old PINs count like wrong PINs at sign-in.

        Raises WrongPin, LockedOut, PinIsTheOld, PinHasSixDigits or PinTooEasy.
        """
        desk = self._desk
        member = desk.member(operator.code)
        lock_seconds = desk.guard.begin(member.code)
        if not desk.pins.is_right(member.code, old.strip(), member.pin_hash):
            desk.refused(member, lock_seconds, "own_pin")
            raise WrongPin()
        desk.guard.forgive(member.code)
        if new == old.strip():
            raise PinIsTheOld()
        pin_hash = desk.new_hash(member.code, new)
        desk.journal(CHANGED, member.operator, operator, member.operator, {"pin": "changed"})
        desk.staff.replace(replace(member, pin_hash=pin_hash))

    def unlock(self, by: Operator, code: str, *, approver: Operator | None = None) -> None:
        """Lift the lock after wrong PINs and wrong one-time codes; the PIN stays.

        Raises UnknownOperator, NotForYourself, RoleAboveYours, and the refusals of Permissions.check.
        """
        desk = self._desk
        member = desk.member(code)
        answers = desk.answering(by, approver, member.role)
        if answers.code == member.code:
            raise NotForYourself(name=member.name)
        desk.journal(CHANGED, member.operator, by, answers, {"lock": "lifted"})
        desk.guard.forgive(member.code)
        desk.guard.forgive(f"!{member.code}")

    def lock_seconds(self, code: str) -> int:
        """For how long the PIN of an operator is not taken, 0 for not locked."""
        return self._desk.guard.seconds_left(code)

    def checked_member(
        self,
        code: str,
        name: str,
        role: Role,
        pin: str | None,
        *,
        language: str | None,
        valid_from: date | None,
        valid_until: date | None,
        added_by: str | None,
        badge: str | None = None,
        weak_pin_allowed: bool = False,
    ) -> StaffMember:
        """Somebody who may be put on the list; nothing is written. Raises as `add`, but for who may."""
        desk = self._desk
        if not CODE.fullmatch(code):
            raise OperatorCodeWrong()
        if desk.staff.member(code) is not None:
            raise OperatorExists(operator=code)
        return StaffMember(
            code=code,
            name=_checked_name(name),
            role=role,
            added_at=desk.now_text(),
            language=language,
            pin_hash=None if pin is None else desk.new_hash(code, pin, weak_allowed=weak_pin_allowed),
            valid_from=valid_from,
            valid_until=_checked_last(valid_from, valid_until),
            added_by=added_by,
            badge_hash=None if badge is None else self._free_badge(badge, code),
        )

    def _changed(self, before: StaffMember, changes: Changes) -> StaffMember:
        valid_from = _chosen(changes.valid_from, before.valid_from)
        badge = before.badge_hash
        if not isinstance(changes.badge, Unchanged):
            badge = None if changes.badge is None else self._free_badge(changes.badge, before.code)
        return replace(
            before,
            name=before.name if changes.name is None else _checked_name(changes.name),
            role=changes.role or before.role,
            language=_chosen(changes.language, before.language),
            valid_from=valid_from,
            valid_until=_checked_last(valid_from, _chosen(changes.valid_until, before.valid_until)),
            badge_hash=badge,
            active=before.active if changes.active is None else changes.active,
            to_review=before.to_review and not changes.reviewed,
        )

    def _free_badge(self, badge: str, code: str) -> str:
        """Raises NotABadge or BadgeTaken."""
        hashed = self._desk.badges.hash_of(badge.strip())
        holder = self._desk.staff.member_with_badge(hashed)
        if holder is not None and holder.code != code:
            raise BadgeTaken()
        return hashed


def _differences(before: StaffMember, after: StaffMember) -> dict[str, Any]:
    """What is different as [before, after]; of a badge only whether there is one."""
    different: dict[str, Any] = {}
    for name in ("name", "role", "language", "valid_from", "valid_until", "active", "to_review"):
        was, becomes = getattr(before, name), getattr(after, name)
        if was != becomes:
            different[name] = [_text(was), _text(becomes)]
    if before.badge_hash != after.badge_hash:
        different["badge"] = "taken away" if after.badge_hash is None else "given"
    return different


def _text(value: object) -> object:
    if isinstance(value, Role):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _chosen(new: Value | Unchanged, old: Value) -> Value:
    return old if isinstance(new, Unchanged) else new


def _checked_name(name: str) -> str:
    if not 1 <= len(name.strip()) <= LONGEST_NAME_CHARACTERS or not name.isprintable():
        raise OperatorNameMissing()
    return name.strip()


def _checked_last(first: date | None, last: date | None) -> date | None:
    if first and last and last < first:
        raise DaysTurnedRound(first=first, last=last)
    return last
