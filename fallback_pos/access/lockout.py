"""How long a code stays locked after wrong PINs, by a clock that nobody at the till can set.

The lock is measured in the time that the computer has been up, never by the wall clock. After a restart only the time
since that restart counts: a lock may last longer than it said, never shorter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fallback_pos.access.errors import LockedOut
from fallback_pos.storage.staff import Attempts, Staff

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Uptime:
    """Which start of the computer it is (empty where the system does not tell), and how long ago that was."""

    boot: str
    milliseconds: int

    @classmethod
    def now(cls) -> Uptime:
        """Includes time asleep where the system counts it."""
        clock = getattr(time, "CLOCK_BOOTTIME", None)
        seconds = time.monotonic() if clock is None else time.clock_gettime(clock)
        return cls(_boot(), int(seconds * 1000))


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """From `wrong_until_locked` wrong PINs in a row on, each locks for twice as long as the one before."""

    wrong_until_locked: int = 5
    first_lock_seconds: int = 60
    longest_lock_seconds: int = 3600

    def lock_seconds(self, wrong_in_a_row: int) -> int:
        beyond = wrong_in_a_row - self.wrong_until_locked
        if beyond < 0:
            return 0
        doubled = self.first_lock_seconds << min(beyond, 20)
        return min(doubled, self.longest_lock_seconds)


class Guard:
    """Counts attempts on the disk, by subject: an operator's code, or what stands for codes that nobody has."""

    def __init__(self, staff: Staff, policy: LockPolicy, uptime: Callable[[], Uptime]) -> None:
        self._staff = staff
        self._policy = policy
        self._uptime = uptime

    def begin(self, subject: str) -> int:
        """Count an attempt as wrong before it is checked: pulling the plug must not give another guess for free.

        Gives the seconds that the subject is locked if it was wrong. Raises LockedOut.
        """
        self.refuse_while_locked(subject)
        attempts = after_one_more(self._staff.attempts(subject), self._policy, self._uptime())
        self._staff.note_attempts(subject, attempts)
        return attempts.lock_seconds

    def refuse_while_locked(self, subject: str) -> None:
        """Raises LockedOut. Counts nothing."""
        left = self.seconds_left(subject)
        if left:
            raise LockedOut(seconds=left)

    def seconds_left(self, subject: str) -> int:
        return seconds_left(self._staff.attempts(subject), self._uptime())

    def forgive(self, subject: str) -> None:
        """It was right, or a manager lifts the lock."""
        self._staff.forget_attempts(subject)


def after_one_more(attempts: Attempts | None, policy: LockPolicy, now: Uptime) -> Attempts:
    """What to remember once another PIN has been typed, until it proves right."""
    wrong = (attempts.wrong_in_a_row if attempts else 0) + 1
    return Attempts(wrong, policy.lock_seconds(wrong), now.boot, now.milliseconds)


def seconds_left(attempts: Attempts | None, now: Uptime) -> int:
    """Whole seconds until the next PIN may be tried, 0 for at once."""
    if attempts is None:
        return 0
    since = attempts.uptime_milliseconds
    restarted = attempts.boot != now.boot or now.milliseconds < since
    passed = now.milliseconds if restarted else now.milliseconds - since
    left = attempts.lock_seconds * 1000 - passed
    return max(0, -(-left // 1000))


def _boot() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
