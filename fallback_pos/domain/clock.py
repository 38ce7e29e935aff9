"""Reading the clocks together, and noticing that the wall clock jumped.

The wall clock of an old PC lies; the monotonic clock does not, but knows no date. Both are written into every sale.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

JUMP_TOLERANCE = timedelta(seconds=90)
"""Smaller differences are the network time service at work, not somebody setting the clock."""


@dataclass(frozen=True, slots=True)
class Instant:
    """One reading of all clocks: wall time (UTC), nanoseconds since some fixed point, and the local offset."""

    wall: datetime
    monotonic_ns: int
    utc_offset_minutes: int

    @classmethod
    def now(cls) -> Instant:
        wall = datetime.now(UTC)
        offset = wall.astimezone().utcoffset() or timedelta()
        return cls(wall, time.monotonic_ns(), round(offset.total_seconds() / 60))

    @property
    def text(self) -> str:
        """RFC 3339 in UTC with milliseconds, as entries carry it."""
        return self.wall.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"

    @property
    def local(self) -> datetime:
        """Local wall time without a zone, for screens and paper."""
        return (self.wall + timedelta(minutes=self.utc_offset_minutes)).replace(tzinfo=None)


def clock_jump(before: Instant, now: Instant) -> timedelta | None:
    """How far the wall clock moved apart from the monotonic one, or None when both agree."""
    passed = timedelta(microseconds=(now.monotonic_ns - before.monotonic_ns) / 1000)
    apart = (now.wall - before.wall) - passed
    return apart if abs(apart) > JUMP_TOLERANCE else None
