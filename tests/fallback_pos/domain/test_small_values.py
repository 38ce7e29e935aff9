"""Receipt numbers, ids, clocks and products."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.domain.clock import JUMP_TOLERANCE, Instant, clock_jump
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.receipt_number import ReceiptNumber
from tests.fallback_pos.domain.test_pricing import milk

tills = st.text("ABCXYZabc0123456789", min_size=1, max_size=8)


@given(tills, st.integers(1, 9_999), st.integers(0, 10**9))
def test_a_receipt_number_survives_being_printed_and_scanned(till: str, generation: int, counter: int) -> None:
    number = ReceiptNumber(till, generation, counter)
    assert ReceiptNumber.read(f" {number.text}\r") == number
    assert number.next().counter == counter + 1


@pytest.mark.parametrize("text", ["", "03-1-57", "03-0-000057", "03-1-000057x", "4006381333931", "03_1_000057"])
def test_other_texts_are_no_receipt_numbers(text: str) -> None:
    assert ReceiptNumber.read(text) is None


def test_ids_are_uuid7_and_sort_by_time() -> None:
    ids = [new_id(moment) for moment in range(1_790_000_000_000, 1_790_000_000_200)]
    assert ids == sorted(ids) and len(set(ids)) == 200
    assert {UUID(each).version for each in ids} == {7}
    assert len({new_id() for _ in range(1_000)}) == 1_000


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_a_clock_that_somebody_set_is_noticed_and_one_that_drifts_is_not(wall_seconds: int, real_seconds: int) -> None:
    start = Instant(datetime(2026, 11, 22, tzinfo=UTC), 5, 60)
    later = Instant(start.wall + timedelta(seconds=wall_seconds), 5 + real_seconds * 10**9, 60)
    apart = timedelta(seconds=wall_seconds - real_seconds)
    assert clock_jump(start, later) == (apart if abs(apart) > JUMP_TOLERANCE else None)


def test_an_instant_is_written_in_utc_and_shown_in_local_time() -> None:
    instant = Instant(datetime(2026, 11, 22, 23, 30, 5, 123_999, tzinfo=UTC), 1, 60)
    assert instant.text == "2026-11-22T23:30:05.123Z"
    assert instant.local.isoformat(timespec="seconds") == "2026-11-23T00:30:05"


def test_a_product_has_its_main_name_where_a_language_has_none() -> None:
    product = milk(names=(("zh", "牛奶"),))
    assert (product.name_in("zh"), product.name_in("de")) == ("牛奶", "Milk")
