"""A till's door with its journal, and the clocks that a test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fallback_pos.access import Access, WrongPin
from fallback_pos.access.desk import Fact, SignInRules
from fallback_pos.access.lockout import LockPolicy, Uptime
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.storage.staff import Staff

PIN = "482913"
WRONG = "739105"
OTHER_PIN = "604718"
PEPPER = bytes(range(32))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = LockPolicy(wrong_until_locked=3, first_lock_seconds=60, longest_lock_seconds=200)
RULES = SignInRules(locks=POLICY, badge_pattern="OP-[0-9A-Z]{4,20}")
KEEPERS = Permissions(
    {
        Role.SUPERVISOR: {Action.CONFIRM_CLOCK: None},
        Role.MANAGER: {Action.MANAGE_OPERATORS: None, Action.CONFIRM_CLOCK: None},
    }
)


class Door:
    def __init__(self, staff: Staff, facts: list[Fact], rules: SignInRules, permissions: Permissions) -> None:
        self.up = Uptime("boot-1", 1_000_000)
        self.wall = NOON
        self.facts = facts
        self.staff = staff
        self.access = Access(
            staff,
            PEPPER,
            facts.extend,
            rules=rules,
            permissions=permissions,
            wall=lambda: self.wall,
            uptime=lambda: self.up,
        )

    def later(self, passed: timedelta) -> None:
        """Time passes, and both clocks know."""
        self.wall += passed
        self.up = replace(self.up, milliseconds=self.up.milliseconds + int(passed.total_seconds() * 1000))

    def restarts(self, standing: timedelta = timedelta()) -> None:
        """The computer stands still for a while and begins anew."""
        self.wall += standing
        self.up = Uptime(f"{self.up.boot}+", 5_000)

    def wrong(self, code: str, times: int) -> None:
        for _ in range(times):
            with pytest.raises(WrongPin):
                self.access.sign_in(code, WRONG)

    def last_fact(self) -> tuple[str, dict[str, object]]:
        kind, body = self.facts[-1]
        return kind, dict(body)


OpenDoor = Callable[..., AbstractContextManager[Door]]


def opener(folder: Path) -> OpenDoor:
    """Opens the door of one till again and again: what is not in the file is forgotten."""
    facts: list[Fact] = []

    @contextmanager
    def open_door(rules: SignInRules = RULES, permissions: Permissions = KEEPERS) -> Iterator[Door]:
        with closing(Staff(folder / "staff.db")) as staff:
            yield Door(staff, facts, rules, permissions)

    return open_door


IVAN = Operator("301", "Ivan", Role.MANAGER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
ANA = Operator("101", "Ana", Role.CASHIER)


def with_people(door: Door) -> Door:
    """Ana sells, Maja supervises, Ivan runs the shop; all have the PIN 482913."""
    for who in (ANA, MAJA, IVAN):
        door.access.add_operator(who.code, who.name, who.role, PIN)
    return door
