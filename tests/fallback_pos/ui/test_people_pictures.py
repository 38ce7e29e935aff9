"""What keeping people, PINs and locks looks like, at 80x24 and at 120x40."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fallback_pos.access import access as access_module
from fallback_pos.access.believed_time import ClockDoubt
from fallback_pos.access.enrolment import Enrolment
from tests.fallback_pos.ui.pictures import check_picture
from tests.fallback_pos.ui.shop import GOUDA, SMALL, WIDE, Hand, at_the_till

both_sizes = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
Size = tuple[int, int]
NEW_PIN = "482913"


async def shows(hand: Hand, name: str, *texts: str) -> None:
    await hand.sees(*texts)
    await hand.stands_still()
    await hand.sees_the_present_status()
    check_picture(hand.app, name)


@both_sizes
def test_keeping_people(template: Path, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Enrolment, "give_one_time_code", lambda *_, **__: "7KQM-3XWD")

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.printer_is_ready()
        await hand.scans(GOUDA)
        await hand.presses("f12")
        await hand.chooses("Operators and PINs")
        await shows(hand, "people", "Change my PIN")
        await hand.chooses("Add an operator")
        await hand.types("110\rEva\r")
        await shows(hand, "people-add", "They type the PIN themselves")
        await hand.presses("escape", "f12")
        await hand.chooses("Operators and PINs")
        await hand.chooses("One-time code for somebody")
        await shows(hand, "people-choose", "101  Ana")
        await hand.chooses("101  Ana")
        await shows(hand, "people-one-time-code", "I have written it down")
        await hand.types("y")
        hand.app.session.touched_at -= 3600
        await shows(hand, "locked", "Locked.")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_without_a_pin(template: Path, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Enrolment, "recover", lambda *_: "7KQM-3XWD-00AB-CDEF-GH12")
    doubt = ClockDoubt(datetime(2031, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))

    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        await hand.presses("f12")
        await shows(hand, "no-pin", "I have a one-time code")
        await hand.types("1")
        await shows(hand, "enrol", "that only you know")
        await hand.presses("escape", "f12")
        await hand.types("2")
        await hand.types(f"7KQM-3XWD-00AB-CDEF-GH12\r301\r{NEW_PIN}\r{NEW_PIN}")
        await shows(hand, "recover", "The sealed code sets")
        await hand.types("\r")
        await shows(hand, "recovery-code", "I have written it down")
        await hand.types("y")
        monkeypatch.setattr(access_module.Access, "clock_doubt", doubt)
        await hand.signs_in("301")
        await shows(hand, "clock-doubt", "Is the clock right?")
        await hand.types("n")
        await hand.sees("Open a shift")
        await hand.presses("escape")
        await shows(hand, "sign-in-clock-doubt", "clock may be wrong")

    at_the_till(template, tmp_path / "shop", story, size)
