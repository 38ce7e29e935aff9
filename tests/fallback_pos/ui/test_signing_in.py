"""Nobody sells before code and PIN, an open shift and a switch-over that says who and why."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from fallback_pos.bootstrap.core import NotSetUp
from fallback_pos.bootstrap.till import Till, open_till
from fallback_pos.ui.app import TillApp
from tests.fallback_pos.ui.shop import BREAD, GOUDA, Hand, at_the_till, fresh_shop


def test_nothing_else_is_reachable_before_the_pin(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        await hand.sees("Operator code", "PIN", "Dućan na uglu")
        await hand.presses("f1", "f2", "f9", "f10", "f12", "ctrl+o", "escape")
        await hand.scans(BREAD)
        await hand.sees("! Sign in first", "Operator code")
        assert len(hand.app.screen_stack) == 1
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_a_wrong_pin_says_nothing_about_who_works_here(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        await hand.types("101\r999999\r")
        await hand.sees("! Code or PIN is wrong")
        await hand.presses("escape")
        await hand.types("999\r999999\r")
        await hand.sees("! Code or PIN is wrong")

    at_the_till(template, tmp_path / "shop", story)


def test_after_five_wrong_pins_the_code_is_locked(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        for _ in range(5):
            await hand.presses("escape")
            await hand.types("101\r999999\r")
        await hand.presses("escape")
        await hand.types("101\r101101\r")
        await hand.sees("! Too many wrong PINs")

    at_the_till(template, tmp_path / "shop", story)


def test_a_product_scanned_into_the_pin_is_no_attempt(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        await hand.types("101\r")
        for _ in range(8):
            await hand.scans(BREAD)
        await hand.types("101101\r")
        await hand.sees("Open a shift")

    at_the_till(template, tmp_path / "shop", story)


def test_who_may_not_switch_over_asks_a_second_person(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_PERMISSIONS__CASHIER__SWITCH_OVER", "false")

    async def story(hand: Hand) -> None:
        await hand.signs_in("101")
        await hand.sees("Open a shift")
        await hand.presses("f9")
        await hand.sees("! Count the cash in the drawer first")
        await hand.types("150\r\r")
        await hand.sees("Switch over")
        await hand.types("\r")
        await hand.sees("! Type why")
        await hand.types("No network\r")
        await hand.sees("Second person", "supervisor")
        await hand.types("201\r201201\r")
        await hand.sees("TO PAY", "OFFLINE 0 min")
        kinds = [entry.kind for entry in hand.till._core.journal.entries()]
        assert kinds == ["operator.signed_in", "shift.opened", "override.granted", "outage.started"]

    at_the_till(template, tmp_path / "shop", story)


def test_who_leaves_the_opening_is_signed_out(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in("301")
        await hand.sees("Open a shift")
        await hand.presses("escape")
        await hand.sees("Operator code")
        assert hand.app.session.operator is None
        assert len(hand.app.screen_stack) == 1

    at_the_till(template, tmp_path / "shop", story)


def test_signing_out_leaves_the_basket_for_the_next(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.scans(GOUDA)
        await hand.presses("ctrl+l")
        await hand.sees("Operator code")
        await hand.signs_in("102")
        await hand.sees("高达奶酪", "李梅")

    at_the_till(template, tmp_path / "shop", story)


def test_closing_the_shift_shows_over_or_short_only_afterwards(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f9", "f9")
        await hand.sees("stored")
        await hand.presses("f12")
        await hand.chooses("Close the shift")
        await hand.sees("Count drawer 1", "Cash in the drawer")
        assert "107.34" not in hand.screen_text
        await hand.types("107.00\r")
        await hand.sees("It differs by no more than is allowed")
        assert "107.34" not in hand.screen_text
        await hand.types("\r\r")
        await hand.sees("Z REPORT 1")
        await hand.finds_below("Cash expected", "107.34")
        await hand.presses("escape")
        await hand.sees("Close the day")
        await hand.types("n")
        await hand.sees("The outage is still running. End it too?")
        await hand.types("n")
        await hand.sees("Operator code")
        assert hand.till.shifts.current is None
        assert hand.till.outage.current is not None

    at_the_till(template, tmp_path / "shop", story)


def test_ending_the_outage_happens_between_sales(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f12")
        await hand.chooses("End the outage")
        await hand.sees("! Finish, park or void the basket first")
        await hand.presses("f9", "f9")
        await hand.sees("stored")
        await hand.presses("f12")
        await hand.chooses("End the outage")
        await hand.sees("Why now")
        await hand.types("Server is back\r")
        await hand.sees("A shift is still open here")
        await hand.types("y")
        await hand.sees("Count drawer 1")
        await hand.types("107.34\r")
        await hand.sees("The cash goes to")
        await hand.types("\r\r")
        await hand.sees("Z REPORT 1")
        await hand.presses("escape")
        await hand.sees("Close the day")
        await hand.types("n")
        await hand.sees("Operator code")
        assert hand.till.outage.current is None
        assert hand.till.shifts.current is None

    at_the_till(template, tmp_path / "shop", story)


def test_the_sign_in_is_painted_while_the_till_is_still_opening(template: Path, tmp_path: Path) -> None:
    folder = fresh_shop(template, tmp_path / "shop")
    gate = threading.Event()

    def opener() -> Till:
        assert gate.wait(20)
        return open_till(folder, None)

    async def told() -> None:
        app = TillApp(opener)
        async with app.run_test(size=(80, 24)) as pilot:
            hand = Hand(app, pilot)
            await hand.sees("Opening the till", "Operator code")
            await hand.types("301\r301301\r")
            await hand.sees("One moment")
            gate.set()
            await hand.sees("Open a shift")

    asyncio.run(told())


def test_a_till_that_cannot_open_says_why_and_what_to_do(tmp_path: Path) -> None:
    def opener() -> Till:
        raise NotSetUp(folder="there")

    async def told() -> None:
        app = TillApp(opener)
        async with app.run_test(size=(80, 24)) as pilot:
            await Hand(app, pilot).sees("! No till has been set up in there")

    asyncio.run(told())


def test_a_bug_while_opening_is_a_sentence_too(tmp_path: Path) -> None:
    def opener() -> Till:
        raise ZeroDivisionError

    async def told() -> None:
        app = TillApp(opener)
        async with app.run_test(size=(80, 24)) as pilot:
            await Hand(app, pilot).sees("! The till could not be opened")

    asyncio.run(told())


def test_who_signs_in_at_a_till_that_could_not_open_reads_why_again(tmp_path: Path) -> None:
    async def story() -> None:
        def opener() -> Till:
            raise RuntimeError("nobody thought of this")

        app = TillApp(opener)
        async with app.run_test(size=(80, 24)) as pilot:
            hand = Hand(app, pilot)
            await hand.sees("! The till could not be opened")
            await hand.types("101\r101101\r")
            await hand.sees("! The till could not be opened")
            assert "One moment" not in hand.screen_text

    asyncio.run(story())
