"""Hysteresis: what flaps is not called back, one lost packet is no outage."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.contact import Contact, ContactState, Hysteresis, after_look
from sync.faults import NoConnection

DOWN = NoConnection(host="hub", port=1)
HYSTERESIS = Hysteresis(failures_until_down=2, answers_until_reachable=3)


def opinions(looks: str) -> list[str]:
    """The opinion after each look: . answered, x failed."""
    state = ContactState()
    found = []
    for number, look in enumerate(looks):
        state = after_look(state, None if look == "." else DOWN, str(number), HYSTERESIS)
        found.append(state.contact.value)
    return found


@pytest.mark.parametrize(
    ("looks", "wanted"),
    [
        (".", "reachable"),
        ("x", "down"),
        (".x", "suspected"),
        (".x.", "reachable"),
        (".xx", "down"),
        (".xx.", "recovering"),
        (".xx..", "recovering"),
        (".xx...", "reachable"),
        (".xx..x", "down"),
        (".xx..x..", "recovering"),
        (".xx.x.x.x.x.x.", "recovering"),
        (".x.x.x.x.", "reachable"),
    ],
)
def test_the_opinion_after_a_row_of_looks(looks: str, wanted: str) -> None:
    assert opinions(looks)[-1] == wanted


def test_since_and_fault_tell_of_the_current_opinion() -> None:
    state = ContactState()
    for at, fault in [("1", None), ("2", DOWN), ("3", DOWN), ("4", DOWN)]:
        state = after_look(state, fault, at, HYSTERESIS)
    assert state == ContactState(Contact.DOWN, 0, "3", DOWN)
    state = after_look(state, None, "5", HYSTERESIS)
    assert (state.contact, state.since, state.fault) == (Contact.RECOVERING, "5", DOWN)
    for at in "67":
        state = after_look(state, None, at, HYSTERESIS)
    assert state == ContactState(Contact.REACHABLE, 0, "7", None)


@given(st.text(alphabet=".x", min_size=1))
def test_down_is_never_left_without_enough_answers_in_a_row(looks: str) -> None:
    found = opinions(looks)
    for number, (before, after) in enumerate(pairwise(found), 1):
        if after == "reachable" and before in {"down", "recovering"}:
            assert looks[number - 2 : number + 1] == "..."
        if after == "down" and before in {"reachable", "suspected"}:
            assert looks[number - 1 : number + 1] == "xx"
