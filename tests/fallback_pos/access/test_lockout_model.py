"""The lock against everything that somebody at the till can do to the computer: a model beside the real file."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fallback_pos.access.errors import LockedOut, WrongPin
from fallback_pos.access.lockout import Uptime
from tests.fallback_pos.access.door import ANA, NOON, PIN, POLICY, WRONG, Door, OpenDoor, opener

HOLD_SECONDS = POLICY.longest_lock_seconds
EARLIEST, LATEST = NOON.replace(year=1971), NOON.replace(year=2099)


class PowerCut(BaseException):
    pass


class AtTheDoor(RuleBasedStateMachine):
    """Somebody who may guess, wait, set the clock, restart the program or the computer, and pull the plug.

    The model knows the true time. What it holds against the file: a PIN is compared only when the true time since the
    last comparison is at least the lock that the wrong PINs in a row earned, and a right PIN after that time gets in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.open: OpenDoor = opener(Path(self.folder.name))
        self.true_seconds = 0
        self.last_try = 0
        self.wrong_in_a_row = 0
        self.restarts = 0
        self._enter()

    def _enter(self) -> None:
        self.context: AbstractContextManager[Door] = self.open()
        before = getattr(self, "door", None)
        self.door = self.context.__enter__()
        if before is not None:
            self.door.up, self.door.wall = before.up, before.wall

    @initialize()
    def ana_works_here(self) -> None:
        self.door.access.add_operator(ANA.code, ANA.name, ANA.role, PIN)

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        self.true_seconds += seconds
        self.door.later(timedelta(seconds=seconds))

    @rule(seconds=st.integers(-(10**9), 10**9))
    def the_wall_clock_is_set(self, seconds: int) -> None:
        self.door.wall = min(max(self.door.wall + timedelta(seconds=seconds), EARLIEST), LATEST)

    @rule()
    def the_program_is_restarted(self) -> None:
        self.context.__exit__(None, None, None)
        self._enter()

    @rule(standing=st.integers(0, 300), up=st.integers(0, 100), told=st.booleans())
    def the_computer_is_restarted(self, standing: int, up: int, told: bool) -> None:
        """It stands for a while, and has been up for a moment when the till opens. Not every system names its start."""
        self.restarts += 1
        self.true_seconds += standing + up
        self.door.up = Uptime(f"boot-{self.restarts}" if told else "", up * 1000)
        self.the_program_is_restarted()

    @rule()
    def a_wrong_pin(self) -> None:
        try:
            self.door.access.sign_in("101", WRONG)
        except WrongPin:
            self._compared(right=False)
        except LockedOut as locked:
            self._locked(locked)

    @rule()
    def the_right_pin(self) -> None:
        try:
            self.door.access.sign_in("101", PIN)
        except LockedOut as locked:
            self._locked(locked)
        else:
            self._compared(right=True)

    @rule()
    def the_plug_is_pulled_while_a_pin_is_compared(self) -> None:
        def cut(*_: object) -> bool:
            raise PowerCut

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("argon2.PasswordHasher.verify", cut)
            try:
                self.door.access.sign_in("101", PIN)
            except PowerCut:
                self._compared(right=False)
            except LockedOut as locked:
                self._locked(locked)
        self.the_program_is_restarted()

    @rule()
    def another_code_is_tried(self) -> None:
        """Locks of codes that nobody has are no concern of Ana's."""
        with pytest.raises((WrongPin, LockedOut)):
            self.door.access.sign_in("999", WRONG)

    @invariant()
    def the_door_says_how_long_and_means_it(self) -> None:
        left = self.door.access.people.lock_seconds("101")
        assert 0 <= left <= HOLD_SECONDS
        assert left >= self._earned() - (self.true_seconds - self.last_try)

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)
        self.folder.cleanup()

    def _earned(self) -> int:
        return POLICY.lock_seconds(self.wrong_in_a_row)

    def _compared(self, *, right: bool) -> None:
        assert self.true_seconds - self.last_try >= self._earned(), "a PIN was compared while its code was locked"
        self.last_try = self.true_seconds
        self.wrong_in_a_row = 0 if right else self.wrong_in_a_row + 1

    def _locked(self, locked: LockedOut) -> None:
        assert self._earned() > 0, "locked without a reason"
        assert 0 < int(str(locked.params["seconds"])) <= HOLD_SECONDS


TestAtTheDoor = AtTheDoor.TestCase
TestAtTheDoor.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
