"""The manual at the till: read, turned, found in by typing, in the reader's language."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.ui.screens.sale import SaleScreen
from tests.fallback_pos.ui.shop import Hand, hand_at


def _at_the_till(folder: Path, operator: str, story: Callable[[Hand], Awaitable[None]]) -> None:
    async def told() -> None:
        async with hand_at(folder) as hand:
            await hand.signs_in(operator)
            await hand.waits_for(lambda: "0" in hand.screen_text and len(hand.app.screen_stack) > 1)
            opening = hand.app.screen
            await hand.types("0\r\r")
            await hand.waits_for(lambda: len(hand.app.screen_stack) > 1 and hand.app.screen is not opening)
            await hand.types("Drill\r")
            await hand.waits_for(lambda: isinstance(hand.app.screen, SaleScreen))
            await hand.presses("f1")
            await story(hand)

    set_up_demo(folder)
    asyncio.run(told())


def test_typing_a_word_shows_its_page_and_enter_the_next_one(tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.sees("The till that goes on selling")
        await hand.types("wallet")
        await hand.sees("Find: wallet", "Mobile wallet with a QR code", "1 of")
        await hand.types("\r")
        await hand.sees("2 of")
        await hand.types(" xyzzy")
        await hand.sees("Nothing found")
        await hand.presses("escape")
        await hand.sees("Find: █")
        await hand.presses("escape")
        await hand.sees("TO PAY")

    _at_the_till(tmp_path / "shop", "101", story)


def test_a_word_below_the_fold_is_brought_into_view(tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.types("two goes")
        await hand.sees("The till never takes back more than was sold")

    _at_the_till(tmp_path / "shop", "101", story)


def test_a_chinese_cashier_reads_the_chinese_manual(tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.sees("断网也能继续收银的收银机")
        await hand.types("停电")
        await hand.sees("停电之后", "恢复供电后")
        await hand.presses("right")
        await hand.sees("全部按键")

    _at_the_till(tmp_path / "shop", "102", story)


def test_a_scan_closes_the_manual_and_is_sold(tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.types("cash")
        await hand.scans("3850104047015")
        await hand.sees("White bread")

    _at_the_till(tmp_path / "shop", "101", story)
