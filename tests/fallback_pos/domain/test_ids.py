"""Ids: of the published form, in the order of time, and no two alike."""

from __future__ import annotations

import uuid

from fallback_pos.domain.ids import new_id


def test_an_id_is_a_uuid_of_version_7_with_its_time_in_front() -> None:
    made = uuid.UUID(new_id(0x0123_4567_89AB))
    assert (made.version, made.variant, made.int >> 80) == (7, uuid.RFC_4122, 0x0123_4567_89AB)
    assert str(made) == str(uuid.UUID(str(made)))


def test_ids_of_one_moment_differ_in_all_their_chance() -> None:
    made = [uuid.UUID(new_id(1)).int for _ in range(200)]
    assert len(set(made)) == len(made)
    fixed = 0xF << 76 | 0b11 << 62
    some, every = 0, -1
    for value in made:
        some, every = some | value, every & value
    assert (some & ~every) & ((1 << 80) - 1) == ((1 << 80) - 1) & ~fixed
