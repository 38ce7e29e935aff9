"""What all of `access` shares: the list, the secrets, the journal, the clocks, and who may keep the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fallback_pos.access.badges import Badges
from fallback_pos.access.believed_time import BelievedTime, wall_clock
from fallback_pos.access.errors import RoleAboveYours, UnknownOperator
from fallback_pos.access.lockout import Guard, LockPolicy, Uptime
from fallback_pos.access.pins import Pins, check_new_pin
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.storage.staff import Staff, StaffMember
from fallback_pos.storage.staff_secrets import StaffSecrets

Fact = tuple[str, Mapping[str, Any]]
"""Kind and body."""
Record = Callable[[Sequence[Fact]], object]
"""Journals facts that belong together."""
CHANGED = "operator.changed"
REFUSED = "operator.refused"
OVERRIDE = "override.granted"
LONGEST_TYPED_CHARACTERS = 64
NOBODY_MAY_ANYTHING = Permissions({})
MAY_GIVE: Mapping[Role, frozenset[Role]] = {
    Role.CASHIER: frozenset({Role.CASHIER}),
    Role.SUPERVISOR: frozenset({Role.CASHIER, Role.SUPERVISOR}),
    Role.MANAGER: frozenset(Role),
    Role.IT: frozenset({Role.IT}),
}
"""Whose list entries a role may touch, whatever the settings grant: nobody lifts themselves or others above it."""


@dataclass(frozen=True, slots=True)
class SignInRules:
    """What the shop has decided about signing in."""

    locks: LockPolicy = field(default_factory=LockPolicy)
    badge_pattern: str | None = None
    badge_needs_pin: bool = True
    one_time_code_hours: int = 24
    clock_ahead_days: int = 60


class AccessDesk:
    """Not for two threads at once."""

    def __init__(
        self,
        staff: Staff,
        pepper: bytes,
        record: Record,
        rules: SignInRules,
        permissions: Permissions,
        wall: Callable[[], datetime] = wall_clock,
        uptime: Callable[[], Uptime] = Uptime.now,
    ) -> None:
        self.staff = staff
        self.secrets = StaffSecrets(staff)
        self.pins = Pins(pepper)
        self.badges = Badges(self.pins, rules.badge_pattern)
        self.guard = Guard(staff, rules.locks, uptime)
        self.time = BelievedTime(self.secrets, ahead_days=rules.clock_ahead_days, wall=wall, uptime=uptime)
        self.record = record
        self.rules = rules
        self.permissions = permissions
        self.wall = wall
        self.uptime = uptime

    def member(self, code: str) -> StaffMember:
        """Raises UnknownOperator."""
        member = self.staff.member(code.strip())
        if member is None:
            raise UnknownOperator(operator=code.strip()[:LONGEST_TYPED_CHARACTERS])
        return member

    def new_hash(self, code: str, pin: str, *, weak_allowed: bool = False) -> str:
        """Raises PinHasSixDigits or PinTooEasy."""
        check_new_pin(pin, code, weak_allowed=weak_allowed)
        return self.pins.hash(code, pin)

    def answering(self, by: Operator, approver: Operator | None, *roles: Role) -> Operator:
        """Who answers for a change of the list: the one who asks, or a second person who may.

        Raises the refusals of Permissions.check, or RoleAboveYours.
        """
        granted = self.permissions.check(by, Action.MANAGE_OPERATORS, approver=approver)
        answers = granted or by
        for role in roles:
            if role not in MAY_GIVE[answers.role]:
                raise RoleAboveYours(name=answers.name, role_name=role.value)
        return answers

    def journal(self, kind: str, of: Operator, by: Operator, answers: Operator, what: Mapping[str, Any]) -> None:
        """Write one change of the list down, with the approval where somebody else asked for it."""
        facts: list[Fact] = []
        if answers.code != by.code:
            facts.append((OVERRIDE, override_body(Action.MANAGE_OPERATORS, by, answers, None)))
        facts.append((kind, {"operator": person(of), "by": person(answers), "what": dict(what)}))
        self.record(facts)

    def refused(self, member: StaffMember | None, lock_seconds: int, what: str | None = None) -> None:
        """A wrong PIN or code, journalled. `what` it was for, None for a sign-in or an approval."""
        purpose = {"for": what} if what else {}
        body = {"operator": member and person(member.operator), "locked_seconds": lock_seconds, **purpose}
        self.record([(REFUSED, body)])

    def now_text(self) -> str:
        """RFC 3339 in UTC."""
        return self.wall().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
