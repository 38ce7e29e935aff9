"""A wrong clock neither closes the shop nor brings back who left; a person ends the doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.access.believed_time import EARLIEST_POSSIBLE, TOLERANCE, read_clock
from fallback_pos.access.errors import ClockImpossible, NoLongerValid, NotYetValid
from fallback_pos.access.lockout import Uptime
from fallback_pos.access.people import Changes
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.storage.staff_rows import BelievedMoment
from tests.fallback_pos.access.door import ANA, IVAN, MAJA, NOON, PIN, Door

DAY = timedelta(days=1)
AHEAD = timedelta(days=60)


def expires(door: Door, last: date) -> None:
    door.access.people.change(IVAN, "101", Changes(valid_until=last))
    door.access.sign_in("301", PIN)


def test_the_clock_of_set_up_is_the_first_that_is_believed(door: Door) -> None:
    door.access.codes.first_recovery_code()
    door.restarts()
    door.wall += 3000 * DAY
    assert door.access.clock_doubt is not None


def test_expiry_comes_when_its_day_comes(door: Door) -> None:
    expires(door, NOON.date())
    assert door.access.sign_in("101", PIN) == ANA
    door.later(DAY)
    with pytest.raises(NoLongerValid):
        door.access.sign_in("101", PIN)
    assert door.access.clock_doubt is None


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_set_forward_by_years_expires_nobody(door: Door, restarted: bool) -> None:
    expires(door, NOON.date() + 30 * DAY)
    if restarted:
        door.restarts()
    door.wall += 3000 * DAY
    assert door.access.sign_in("101", PIN) == ANA
    doubt = door.access.clock_doubt
    assert doubt is not None
    assert doubt.says - doubt.at_least > 2999 * DAY
    door.later(40 * DAY)
    with pytest.raises(NoLongerValid):
        door.access.sign_in("101", PIN)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_set_back_brings_nobody_back(door: Door, restarted: bool) -> None:
    expires(door, NOON.date() - DAY)
    if restarted:
        door.restarts()
    door.wall -= 30 * DAY
    with pytest.raises(NoLongerValid):
        door.access.sign_in("101", PIN)
    assert door.access.clock_doubt is not None


def test_setting_the_clock_back_a_little_again_and_again_wins_no_day(door: Door) -> None:
    expires(door, NOON.date())
    door.later(DAY)
    door.access.sign_in("301", PIN)
    for _ in range(10):
        door.wall -= 20 * timedelta(hours=1)
        door.access.sign_in("301", PIN)
        with pytest.raises(NoLongerValid):
            door.access.sign_in("101", PIN)


def test_a_till_that_stood_for_weeks_is_believed_and_one_that_stood_for_months_is_asked(door: Door) -> None:
    door.access.sign_in("301", PIN)
    door.restarts(standing=50 * DAY)
    door.access.sign_in("301", PIN)
    assert door.access.clock_doubt is None
    door.restarts(standing=70 * DAY)
    assert door.access.clock_doubt is not None


def test_a_person_ends_the_doubt_and_days_count_again(door: Door) -> None:
    expires(door, NOON.date() + 30 * DAY)
    door.restarts(standing=100 * DAY)
    assert door.access.sign_in("101", PIN) == ANA, "expiry waits"
    assert not door.access.may_confirm_clock(ANA)
    with pytest.raises(ApprovalNeeded):
        door.access.confirm_clock(ANA)
    door.access.confirm_clock(ANA, approver=MAJA)
    assert [kind for kind, _ in door.facts[-2:]] == ["override.granted", "clock.confirmed"]
    assert door.facts[-1][1]["approved_by"]["code"] == "201"
    assert door.access.clock_doubt is None
    with pytest.raises(NoLongerValid):
        door.access.sign_in("101", PIN)


def test_a_clock_that_was_wrong_and_is_put_right_is_confirmed_backwards(door: Door) -> None:
    door.wall += 400 * DAY
    door.access.confirm_clock(MAJA)
    door.access.people.change(IVAN, "101", Changes(valid_from=NOON.date(), valid_until=NOON.date() + DAY))
    door.wall -= 400 * DAY
    with pytest.raises(NoLongerValid):
        door.access.sign_in("101", PIN)
    door.access.confirm_clock(MAJA)
    assert door.access.sign_in("101", PIN) == ANA


def test_a_computer_without_a_clock_battery_waits_for_its_date(door: Door) -> None:
    door.access.people.change(IVAN, "101", Changes(valid_from=NOON.date() - 10 * DAY))
    door.access.sign_in("301", PIN)
    door.restarts()
    right, door.wall = door.wall, datetime(1970, 1, 1, 0, 3, tzinfo=UTC)
    assert door.access.sign_in("101", PIN) == ANA
    with pytest.raises(ClockImpossible):
        door.access.confirm_clock(MAJA)
    door.wall = right
    assert door.access.clock_doubt is None


def test_a_doubted_clock_on_a_new_till_lets_nobody_in_early(door: Door) -> None:
    door.access.people.change(IVAN, "101", Changes(valid_from=NOON.date() + 10 * DAY))
    door.access.sign_in("301", PIN)
    door.wall += 3 * DAY
    door.wall += 10 * DAY
    with pytest.raises(NotYetValid):
        door.access.sign_in("101", PIN)


moments = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(year=2026 + at.year % 4, day=min(at.day, 28)))
anything_a_clock_says = st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(year=1970 + at.year % 130, day=min(at.day, 28))
)
uptimes = st.builds(Uptime, st.sampled_from(["a", "b", ""]), st.integers(0, 10**10))


@given(moments, uptimes, anything_a_clock_says, uptimes)
def test_whatever_the_clock_says_days_never_run_backwards_nor_far_ahead(
    last: datetime, then: Uptime, says: datetime, up: Uptime
) -> None:
    believed = BelievedMoment(last, then.boot, then.milliseconds)
    reading = read_clock(believed, says, up, AHEAD)
    same_start = then.boot == up.boot and up.milliseconds >= then.milliseconds
    surely_passed = timedelta(milliseconds=up.milliseconds - (then.milliseconds if same_start else 0))
    assert reading.at >= last + surely_passed
    if same_start and then.boot:
        assert reading.at <= last + surely_passed + TOLERANCE
    else:
        assert reading.at <= last + surely_passed + AHEAD
    if reading.believed:
        assert abs(reading.at - says) <= TOLERANCE


@given(moments)
def test_a_till_that_never_believed_a_clock_takes_a_possible_one(wall: datetime) -> None:
    assert read_clock(None, wall, Uptime("a", 1), AHEAD).believed is (wall >= EARLIEST_POSSIBLE)
