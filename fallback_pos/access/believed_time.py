"""Which day it is for expiry, on a computer whose clock may be wrong.

The wall clock is believed while it goes with the computer's uptime, and after a restart while it is neither behind the
last believed moment nor too far ahead of it. While it is not believed, days are judged by the last believed moment and
the uptime since: nobody expires by a clock set forward, and nobody comes back by one set back. A person ends the doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fallback_pos.access.errors import ClockImpossible
from fallback_pos.access.lockout import Uptime
from fallback_pos.storage.staff_rows import BelievedMoment
from fallback_pos.storage.staff_secrets import StaffSecrets

EARLIEST_POSSIBLE = datetime(2026, 1, 1, tzinfo=UTC)
"""Computers without a clock battery begin in 1970 or at their firmware's date."""
TOLERANCE = timedelta(days=1)
"""Expiry is counted in days; a smaller difference is a time service or a wrong zone at work."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """The clock says `says`, and by the last believed moment it is `at_least`. Both aware, UTC."""

    says: datetime
    at_least: datetime


@dataclass(frozen=True, slots=True)
class ClockReading:
    """`at` is the moment to judge days by, whether believed or not."""

    at: datetime
    believed: bool


def read_clock(last: BelievedMoment | None, wall: datetime, up: Uptime, ahead: timedelta) -> ClockReading:
    """`ahead`: how far a restart may have been behind; a till may stand unused for weeks."""
    if last is None:
        return ClockReading(wall, wall >= EARLIEST_POSSIBLE)
    restarted = last.boot != up.boot or up.milliseconds < last.uptime_milliseconds
    since = up.milliseconds - (0 if restarted else last.uptime_milliseconds)
    at_least = last.wall + timedelta(milliseconds=since)
    may_have_stood = restarted or not up.boot
    latest = at_least + (max(ahead, TOLERANCE) if may_have_stood else TOLERANCE)
    if not at_least - TOLERANCE <= wall <= latest:
        return ClockReading(at_least, believed=False)
    return ClockReading(max(wall, at_least), believed=True)


class BelievedTime:
    """The till's day for expiry, and the doubt about its clock. Every method raises StaffFileUnusable."""

    def __init__(
        self,
        secrets: StaffSecrets,
        *,
        ahead_days: int,
        wall: Callable[[], datetime] = wall_clock,
        uptime: Callable[[], Uptime] = Uptime.now,
    ) -> None:
        self._secrets = secrets
        self._ahead = timedelta(days=ahead_days)
        self._wall = wall
        self._uptime = uptime

    @property
    def doubt(self) -> ClockDoubt | None:
        """None while the clock is believed."""
        wall, reading = self._wall(), self._read()
        return None if reading.believed else ClockDoubt(wall, reading.at)

    def day(self) -> date:
        """The local day by which people are too early or expired."""
        return self._read().at.astimezone().date()

    def note(self) -> None:
        """Remember this moment if it is believed; called whenever somebody has proved who they are."""
        reading = self._read()
        if reading.believed:
            self._remember(reading.at)

    def confirm(self) -> ClockDoubt | None:
        """Believe the clock from here on, because a person looked at it; gives the doubt that this ends.

        Raises ClockImpossible for a date before this program was written.
        """
        wall, doubt = self._wall(), self.doubt
        if wall < EARLIEST_POSSIBLE:
            raise ClockImpossible(now=wall.astimezone().replace(tzinfo=None))
        self._remember(wall)
        return doubt

    def _read(self) -> ClockReading:
        return read_clock(self._secrets.believed_moment(), self._wall(), self._uptime(), self._ahead)

    def _remember(self, wall: datetime) -> None:
        up = self._uptime()
        self._secrets.believe(BelievedMoment(wall, up.boot, up.milliseconds))
