"""A badge stands for a code, is never a product, and opens nothing that the shop did not want it to open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.access.errors import BadgeNeedsPin, BadgeNotKnown, LockedOut, NotABadge, NotActive, WrongPin
from fallback_pos.access.people import Changes
from fallback_pos.domain.badge import is_badge
from fallback_pos.storage.staff import BadgeTaken
from tests.fallback_pos.access.door import ANA, IVAN, PIN, RULES, WRONG, Door, opener, with_people

BADGE = "OP-ANA01"
ANYTHING = re.compile(".*", re.DOTALL)


@pytest.fixture
def worn(door: Door) -> Door:
    door.access.people.change(IVAN, "101", Changes(badge=BADGE))
    return door


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Door]:
    """A shop where a badge alone signs in."""
    with opener(tmp_path)(replace(RULES, badge_needs_pin=False)) as door:
        with_people(door).access.people.change(IVAN, "101", Changes(badge=BADGE))
        yield door


def test_a_scanned_badge_is_the_code_and_the_pin_is_still_asked_for(worn: Door) -> None:
    assert worn.access.is_badge(BADGE)
    assert worn.access.sign_in(BADGE, PIN) == ANA
    with pytest.raises(WrongPin):
        worn.access.sign_in(BADGE, WRONG)
    with pytest.raises(BadgeNeedsPin):
        worn.access.sign_in_with_badge(BADGE)


def test_wrong_pins_behind_a_badge_lock_its_holder(worn: Door) -> None:
    worn.wrong(BADGE, 3)
    for code in (BADGE, "101"):
        with pytest.raises(LockedOut):
            worn.access.sign_in(code, PIN)


def test_a_badge_nobody_has_sounds_like_a_wrong_pin(worn: Door) -> None:
    with pytest.raises(WrongPin):
        worn.access.sign_in("OP-NOBODY", PIN)
    assert worn.last_fact() == ("operator.refused", {"operator": None, "locked_seconds": 0})


def test_where_the_shop_wants_it_a_badge_alone_signs_in_and_the_journal_says_so(quick: Door) -> None:
    assert quick.access.sign_in_with_badge(BADGE) == ANA
    kind, body = quick.last_fact()
    assert (kind, body["with"]) == ("operator.signed_in", "badge")


def test_a_badge_never_approves_for_somebody_else(quick: Door) -> None:
    with pytest.raises(WrongPin):
        quick.access.verify(BADGE, "")


def test_guessing_badges_is_stopped_for_badges_and_not_for_pins(quick: Door) -> None:
    for number in range(3):
        with pytest.raises(BadgeNotKnown):
            quick.access.sign_in_with_badge(f"OP-{number:05}")
    with pytest.raises(LockedOut):
        quick.access.sign_in_with_badge("OP-00009")
    assert quick.last_fact() == ("operator.refused", {"operator": None, "locked_seconds": 60, "for": "badge"})
    assert quick.access.sign_in_with_badge(BADGE) == ANA
    assert quick.access.sign_in("301", PIN) == IVAN


def test_a_locked_code_is_not_opened_by_its_badge(quick: Door) -> None:
    quick.wrong("101", 3)
    with pytest.raises(LockedOut):
        quick.access.sign_in_with_badge(BADGE)


def test_a_borrowed_badge_does_not_buy_its_holders_pin_more_guesses(quick: Door) -> None:
    quick.wrong("101", 2)
    assert quick.access.sign_in_with_badge(BADGE) == ANA
    quick.wrong("101", 1)
    with pytest.raises(LockedOut):
        quick.access.verify("101", PIN)


def test_who_is_kept_out_stays_out_with_a_badge(quick: Door) -> None:
    quick.access.people.change(IVAN, "101", Changes(active=False))
    with pytest.raises(NotActive):
        quick.access.sign_in_with_badge(BADGE)


def test_a_badge_has_one_holder_and_a_lost_one_is_taken_away(worn: Door) -> None:
    with pytest.raises(BadgeTaken):
        worn.access.people.change(IVAN, "201", Changes(badge=BADGE))
    worn.access.people.change(IVAN, "101", Changes(badge=None))
    worn.access.people.change(IVAN, "201", Changes(badge=BADGE))
    assert worn.access.sign_in(BADGE, PIN).name == "Maja"


@pytest.mark.parametrize(
    "text", ["3850104047015", "OP-", "op-ana01", "https://id.gs1.org/01/0", "OP-ANA 01", "", "４０５３"]
)
def test_what_is_no_badge_of_the_shop_is_refused(door: Door, text: str) -> None:
    with pytest.raises(NotABadge):
        door.access.people.change(IVAN, "101", Changes(badge=text))
    assert not door.access.is_badge(text)


def test_a_shop_without_a_pattern_has_no_badges(tmp_path: Path) -> None:
    with opener(tmp_path)(replace(RULES, badge_pattern=None)) as door:
        assert not door.access.is_badge(BADGE)


@given(st.text(alphabet="0123456789()[]/\x1d .,*", max_size=40))
def test_no_product_code_is_ever_a_badge_however_wide_the_shops_pattern(code: str) -> None:
    assert not is_badge(code, ANYTHING)
