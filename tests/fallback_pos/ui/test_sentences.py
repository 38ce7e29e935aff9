"""Whole sentences: whatever is said to a cashier can be read to its end on the smallest screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fallback_pos.checkout.errors import RefundChanged, UnknownBarcode
from fallback_pos.storage.till_state import TillStateNotReadable
from fallback_pos.ui.till import Trouble
from tests.fallback_pos.ui.shop import BREAD, GOUDA, UNKNOWN, Hand, at_the_till

LONGEST = Trouble(TillStateNotReadable.sentence, {"file": "/var/lib/till/till.db", "reason": "file is not a database"})


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


async def in_chinese(hand: Hand) -> None:
    await hand.presses("ctrl+g")
    await hand.types("2")
    await hand.settles()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_is_readable_to_its_end(template: Path, tmp_path: Path, language: str) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        if language == "zh":
            await in_chinese(hand)
        await hand.scans(UNKNOWN)
        whole = hand.app.session.tr.sentence(UnknownBarcode(code=UNKNOWN))
        await hand.waits_for(lambda: squeezed(whole) in squeezed(hand.screen_text), lambda: hand.screen_text)
        hand.sale.refuse(RefundChanged())
        whole = hand.app.session.tr.sentence(RefundChanged())
        await hand.waits_for(lambda: squeezed(whole) in squeezed(hand.screen_text), lambda: hand.screen_text)

    at_the_till(template, tmp_path / "shop", story)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_one_makes_room_and_gives_it_back(template: Path, tmp_path: Path, language: str) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        if language == "zh":
            await in_chinese(hand)
        await hand.scans(BREAD)
        before = hand.sale.basket.size.height
        hand.app.tell(LONGEST)
        whole = hand.app.session.tr.text(LONGEST.sentence, **LONGEST.params)
        await hand.waits_for(lambda: squeezed(whole) in squeezed(hand.screen_text), lambda: hand.screen_text)
        assert "F9" in hand.screen_text
        await hand.scans(GOUDA)
        await hand.waits_for(lambda: hand.sale.basket.size.height == before)
        assert squeezed(whole)[-20:] not in squeezed(hand.screen_text)

    at_the_till(template, tmp_path / "shop", story)


def test_a_short_sentence_leaves_the_rule_where_it_is(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        hand.sale.say("Short.")
        await hand.sees("Short.")
        assert hand.screen_text.splitlines()[-5].strip().strip("─") == ""

    at_the_till(template, tmp_path / "shop", story)


def test_a_form_with_a_long_refusal_keeps_its_buttons_on_the_screen(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f8")
        await hand.types("Umbrella\r")
        form = hand.app.screen
        form.complain(hand.app.session.tr.text(LONGEST.sentence, **LONGEST.params))  # type: ignore[attr-defined]
        await hand.sees("keep it for IT.", "Esc", "Cancel")

    at_the_till(template, tmp_path / "shop", story)


def test_a_window_made_narrow_shows_the_names_of_the_goods_again(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.pilot.resize_terminal(120, 40)
        await hand.sees("receipt printer", "Gouda cheese")
        await hand.pilot.resize_terminal(80, 24)
        await hand.waits_for(lambda: hand.sale.totals.size.width == 24, lambda: hand.screen_text)
        await hand.sees("Gouda cheese             0.865 kg")

    at_the_till(template, tmp_path / "shop", story)
