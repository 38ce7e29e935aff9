"""How long to wait before asking again: pure functions of what is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BACKOFF_BASE_SECONDS = 1.0
BACKOFF_CAP_SECONDS = 60.0
LONGEST_TOLD_WAIT_SECONDS = 3_600.0
"""A central that asks for more than an hour is asked again after an hour."""


def full_jitter(
    failures: int, chance: float, base_seconds: float = BACKOFF_BASE_SECONDS, cap_seconds: float = BACKOFF_CAP_SECONDS
) -> float:
    """rand(0, min(cap, base * 2^failures)) seconds, with `chance` in [0, 1) as the random number.

    Full jitter, so that a hundred tills whose central comes back do not all knock in the same second.
    """
    return chance * min(cap_seconds, base_seconds * 2.0 ** min(failures, 30))


def retry_after_seconds(value: str | None, answered_at: datetime) -> float | None:
    """A Retry-After header (RFC 9110: whole seconds, or an HTTP date) as seconds from the answer on.

    `answered_at` is the server's own Date where it sent one, so that a wrong clock at the till does no harm.
    None where there is no such header, or none that can be read.
    """
    if value is None:
        return None
    value = value.strip()
    if re.fullmatch(r"\d{1,12}", value, re.ASCII):
        return min(float(value), LONGEST_TOLD_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(0.0, (at - answered_at).total_seconds()), LONGEST_TOLD_WAIT_SECONDS)
