"""How long to wait, as told and as drawn."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import LONGEST_TOLD_WAIT_SECONDS, full_jitter, retry_after_seconds

NOW = datetime(2026, 11, 22, 13, 40, 5, tzinfo=UTC)


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_lie_between_nothing_and_the_cap(failures: int, chance: float) -> None:
    assert 0 <= full_jitter(failures, chance) <= min(60.0, 2.0 ** min(failures, 30))


def test_the_whole_range_is_drawn_from() -> None:
    assert full_jitter(10, 0.0) == 0.0
    assert full_jitter(10, 0.999) > 59


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 0 ", 0.0),
        ("999999999", LONGEST_TOLD_WAIT_SECONDS),
        ("Sun, 22 Nov 2026 13:40:35 GMT", 30.0),
        ("Sun, 22 Nov 2026 13:00:00 GMT", 0.0),
        ("Wed, 01 Jan 2031 00:00:00 GMT", LONGEST_TOLD_WAIT_SECONDS),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_in_both_forms_and_nonsense(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds
