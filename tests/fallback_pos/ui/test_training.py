"""At the screen of a training till: the coach follows what the till did, and the power really goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from fallback_pos.bootstrap.till import Till, open_till, open_training_till
from fallback_pos.ui.app import TillApp
from fallback_pos.ui.screens import coaching
from tests.fallback_pos.ui.pictures import check_picture
from tests.fallback_pos.ui.shop import BANANAS, BREAD, HAND, SMALL, SOY_SAUCE, WIDE, Hand, fresh_shop

both_sizes = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
Size = tuple[int, int]
Story = Callable[[Hand], Awaitable[None]]


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds of an exercise stand on the pictures."""
    monkeypatch.setattr("fallback_pos.training.coach.Coach._seconds", lambda self, run: 35)


def at_the_training_till(template: Path, folder: Path, story: Story, size: Size = SMALL) -> None:
    _told(template, folder, lambda: open_training_till(folder, None), story, size)


def at_the_real_till(template: Path, folder: Path, story: Story) -> None:
    _told(template, folder, lambda: open_till(folder, None), story, SMALL)


def _told(template: Path, folder: Path, opened: Callable[[], Till], story: Story, size: Size) -> None:
    """Tell a story in a shop, a fresh one where there is none yet."""
    if not folder.exists():
        fresh_shop(template, folder)

    def opener() -> Till:
        till = opened()
        till.rules = replace(till.rules, wedge=HAND)
        return till

    async def told() -> None:
        app = TillApp(opener)
        app.session.wedge = HAND
        started = datetime.now().astimezone()
        app.session.now = lambda: started
        async with app.run_test(size=size) as pilot:
            await story(Hand(app, pilot))

    asyncio.run(told())


async def shows(hand: Hand, name: str, *texts: str) -> None:
    await hand.sees(*texts)
    await hand.stands_still()
    await hand.sees_the_present_status()
    check_picture(hand.app, name)


async def chooses_exercise(hand: Hand, title: str) -> None:
    await hand.types("!")
    await hand.chooses(title)
    await hand.sees("Hints are under")
    await hand.types("\r")


@both_sizes
def test_a_first_sale_with_the_coach(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("101")
        await hand.printer_is_ready()
        await shows(hand, "training", "TRAINING", "Press ! for the exercises")
        await hand.types("!")
        await shows(hand, "training-exercises", "A power cut")
        await hand.chooses("A first sale")
        await hand.sees("Hints are under")
        await hand.types("\r")
        await hand.scans(BREAD, SOY_SAUCE)
        await shows(hand, "training-step", "step 2 of 4", "sold by weight")
        await hand.scans(BANANAS)
        await hand.sees("step 3 of 4", "holds out 10.00")
        await hand.types("10")
        await hand.presses("f9")
        await shows(hand, "training-change", "Count the change into")
        await hand.types("1.00\r")
        await hand.sees("That is not the change")
        await hand.presses("escape")
        coach = hand.till.training.coach
        assert coach is not None
        due = coach.look().change
        assert due is not None
        coach.change_was(due)
        await shows(hand, "training-score", "Exercise done", "90 of 100")

    at_the_training_till(template, tmp_path / "shop", story, size)


def test_the_power_goes_in_the_middle_and_the_note_of_it_is_on_the_disk(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(coaching, "cut_power", lambda app, words: said.append(words))

    async def before(hand: Hand) -> None:
        await hand.starts_to_sell("101")
        await chooses_exercise(hand, "A power cut")
        await hand.scans(BREAD, SOY_SAUCE)
        await hand.waits_for(lambda: bool(said))

    async def after(hand: Hand) -> None:
        await hand.signs_in("101")
        await hand.sees("The basket is back", "step 2 of 2")
        await hand.presses("f9", "f9")
        await hand.sees("Exercise done", "100 of 100")

    at_the_training_till(template, tmp_path / "shop", before, SMALL)
    assert "fallback-pos till --training --data" in said[0]
    at_the_training_till(template, tmp_path / "shop", after, SMALL)


def test_the_real_till_names_the_command_and_shows_the_scores_to_a_manager(template: Path, tmp_path: Path) -> None:
    async def learn(hand: Hand) -> None:
        await hand.starts_to_sell("101")
        await chooses_exercise(hand, "Paper out")
        await hand.scans(BREAD)
        await hand.presses("f9", "f9")
        await hand.sees("step 2 of 3")
        await hand.types("!")
        await hand.chooses("New paper roll")
        await hand.sees("step 3 of 3")
        await hand.presses("f12")
        await hand.chooses("Receipts to check")
        await hand.types("\r")
        await hand.sees("complete?")
        await hand.types("y")
        await hand.sees("Exercise done")

    async def look(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.types("!")
        await hand.presses("f12")
        await hand.chooses("Training")
        await hand.chooses("How to open")
        await hand.sees("fallback-pos till --training")
        await hand.types("\r")
        await hand.presses("f12")
        await hand.chooses("Training")
        await hand.chooses("Scores")
        await hand.sees("Print the scores", "Ana · Paper out")
        await hand.types("\r")
        await hand.waits_for(lambda: any("Training scores" in line for line in hand.sale.tape.lines))

    at_the_training_till(template, tmp_path / "shop", learn, SMALL)
    at_the_real_till(template, tmp_path / "shop", look)


def test_chinese_learners_are_coached_in_chinese(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in("102")
        await hand.sees("开班")
        await hand.types("100.00\r\r")
        await hand.presses("f9")
        await hand.waits_for(lambda: hand.till.shifts.current is not None)
        await hand.types("4\r")
        await shows(hand, "training-chinese", "培训")

    at_the_training_till(template, tmp_path / "shop", story, SMALL)
