"""The business date: the day that a shift belongs to, also after midnight."""

from __future__ import annotations

from datetime import date, timedelta

from fallback_pos.domain.clock import Instant


def business_date_of(instant: Instant, day_starts_at_hour: int) -> date:
    """The local calendar date, or the one before while the day's first hour has not come."""
    return (instant.local - timedelta(hours=day_starts_at_hour)).date()
