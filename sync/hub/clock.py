"""The hub's clock, as it writes it down."""

from datetime import UTC, datetime


def utc_now() -> str:
    """RFC 3339 with milliseconds, e.g. 2026-11-22T13:40:05.123Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
