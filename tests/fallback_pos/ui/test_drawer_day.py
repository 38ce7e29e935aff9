"""The drawer's day at the screen: opened by coins and notes, left and taken over, counted blind, closed with a Z."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.fallback_pos.ui.shop import BREAD, GOUDA, SOY_SAUCE, Hand, at_the_till, fresh_shop, hand_at


def bodies(hand: Hand, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def sells_for_cash(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


async def sells_by_card(hand: Hand, code: str, slip: str) -> None:
    await hand.scans(code)
    await hand.presses("f10")
    await hand.types("2")
    await hand.sees("Approval code")
    await hand.types(f"\rA1{slip}\r4321\r{slip}\r\r")
    await hand.sees("stored")


async def begins_to_close(hand: Hand) -> None:
    await hand.presses("f12")
    await hand.chooses("Close the shift")
    await hand.sees("Count drawer 1")


def test_a_float_is_counted_by_coins_and_notes(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("Open a shift", "500.00 ×")
        await hand.presses("down", "down", "down", "down", "down")
        await hand.types("3\r2\r")
        await hand.sees("Total       80.00 EUR")
        await hand.presses("f9")
        await hand.sees("Switch over")
        opened = bodies(hand, "shift.opened")[0]
        assert opened["float"] == "80.00"
        assert opened["denominations"] == [{"value": "20.00", "count": 3}, {"value": "10.00", "count": 2}]
        assert opened["source"] == "fresh_tray"

    at_the_till(template, tmp_path / "shop", story)


def test_the_usual_float_is_filled_in_and_typed_over(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__USUAL_FLOAT_PIECES", '{"20": 2, "1": 10}')

    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("The usual float is filled in", "Total       50.00 EUR")
        await hand.presses("down", "down", "down", "down", "down")
        await hand.types("3\r")
        await hand.sees("Total       70.00 EUR")
        await hand.presses("up", "up", "up", "up", "up", "up")
        await hand.types("9")
        await hand.sees("! The coins and notes make the sum")
        await hand.presses("f9")
        await hand.sees("Switch over")
        assert bodies(hand, "shift.opened")[0]["float"] == "70.00"

    at_the_till(template, tmp_path / "shop", story)


def test_the_main_drawer_is_taken_over_only_with_its_slip(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("Open a shift")
        await hand.types("150.00\r")
        await hand.presses("right")
        await hand.sees("● main POS's drawer", "Hand-over slip")
        await hand.presses("f9")
        await hand.sees("! Cash that is handed over needs a slip")
        await hand.types("\rM-17\r")
        await hand.sees("Switch over")
        opened = bodies(hand, "shift.opened")[0]
        assert (opened["source"], opened["hand_over_slip"]) == ("main_drawer", "M-17")

    at_the_till(template, tmp_path / "shop", story)


def test_a_finger_opens_a_shift(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("Open a shift")
        await hand.taps("50.00 ×")
        await hand.taps(" 2 ")
        await hand.taps("main POS's drawer")
        await hand.taps("usual float")
        await hand.sees("Total       100.00 EUR", "● usual float")
        await hand.taps(" F9 ")
        await hand.sees("Switch over")
        assert bodies(hand, "shift.opened")[0]["source"] == "float"

    at_the_till(template, tmp_path / "shop", story)


def test_who_counts_sees_nothing_of_what_is_expected(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        await sells_by_card(hand, BREAD, "S-77")
        await begins_to_close(hand)
        await hand.sees("Slips: 0 of 1 ticked off")
        assert "107.34" not in hand.screen_text
        await hand.types("100\r")
        await hand.sees("[ ]", "S-77")
        await hand.presses("f9")
        await hand.sees("1 slips are not ticked off")
        await hand.types("n")
        await hand.types("\r")
        await hand.sees("[✓]")
        await hand.presses("f9")
        await hand.sees("It differs by more than is allowed")
        assert "107.34" not in hand.screen_text
        counted = bodies(hand, "shift.counted")[0]
        assert counted["blind"] is True
        assert [each["counted"] for each in counted["tenders"]] == ["100.00", "1.29"]  # type: ignore[attr-defined]

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_while_counting_is_refused_with_a_beep(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_by_card(hand, BREAD, "S-77")
        await begins_to_close(hand)
        await hand.presses("down")
        await hand.types("2")
        await hand.scans(SOY_SAUCE)
        await hand.sees("! Finish or leave this first", "1,000.00")
        await hand.presses("tab")
        await hand.scans(SOY_SAUCE)
        await hand.sees("! Finish or leave this first", "[ ]")
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_a_slip_is_found_by_a_part_of_its_reference(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        for slip in ("S-71", "S-72", "S-73"):
            await sells_by_card(hand, BREAD, slip)
        await begins_to_close(hand)
        await hand.presses("tab")
        await hand.types("72")
        await hand.sees("Find: 72")
        await hand.types("\r")
        await hand.sees("[✓]")
        ticked = next(row for row in hand.screen_text.splitlines() if "[✓]" in row)
        assert "S-72" in ticked
        await hand.types("9999")
        await hand.sees("! No slip has that")

    at_the_till(template, tmp_path / "shop", story)


def test_a_slip_that_the_till_does_not_know_is_counted_too(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await begins_to_close(hand)
        await hand.presses("f8")
        await hand.sees("Other slip", "Reference")
        await hand.types("\rX-1\r5.00\r")
        await hand.sees("[✓] +", "X-1", "5.00")
        await hand.presses("delete")
        await hand.sees("500.00 ×")
        await hand.presses("f8")
        await hand.types("\rX-2\r7.00\r")
        await hand.sees("X-2")
        await hand.presses("tab")
        await hand.types("100")
        await hand.presses("f9")
        await hand.sees("It differs by more than is allowed")
        tenders = bodies(hand, "shift.counted")[0]["tenders"]
        assert [each["counted"] for each in tenders] == ["100.00", "7.00"]  # type: ignore[attr-defined]

    at_the_till(template, tmp_path / "shop", story)


def test_a_count_that_is_left_or_killed_goes_on_where_it_was(template: Path, tmp_path: Path) -> None:
    """Nothing is closed in between: the second program finds what a killed one leaves."""
    folder = fresh_shop(template, tmp_path / "shop")

    async def first() -> None:
        async with hand_at(folder) as hand:
            await hand.starts_to_sell()
            await sells_by_card(hand, BREAD, "S-77")
            await begins_to_close(hand)
            await hand.presses("down", "down", "down", "down", "down")
            await hand.types("4\r12")
            await hand.presses("tab")
            await hand.types("\r")
            await hand.presses("escape")
            await hand.sees("What was counted is kept")
            await begins_to_close(hand)
            await hand.sees("go on with it", "200.00 EUR", "Slips: 1 of 1")

    async def second() -> None:
        async with hand_at(folder) as hand:
            await hand.signs_in()
            await hand.sees("TO PAY")
            await begins_to_close(hand)
            await hand.sees("go on with it", "200.00 EUR", "Slips: 1 of 1")
            await hand.presses("f9")
            await hand.sees("Close the shift", "round 1")

    asyncio.run(first())
    asyncio.run(second())


def test_a_committed_count_is_not_made_again_after_a_restart(template: Path, tmp_path: Path) -> None:
    folder = fresh_shop(template, tmp_path / "shop")

    async def first() -> None:
        async with hand_at(folder) as hand:
            await hand.starts_to_sell()
            await begins_to_close(hand)
            await hand.types("100\r")
            await hand.sees("The cash goes to")

    async def second() -> None:
        async with hand_at(folder) as hand:
            await hand.signs_in()
            await hand.sees("TO PAY")
            await hand.presses("f12")
            await hand.chooses("Close the shift")
            await hand.sees("Counted by", "The cash goes to")
            await sells_after_leaving(hand)

    async def sells_after_leaving(hand: Hand) -> None:
        await hand.presses("escape")
        await sells_for_cash(hand, BREAD)
        await begins_to_close(hand)
        await hand.sees("How many of each")

    asyncio.run(first())
    asyncio.run(second())


def test_over_by_more_than_allowed_asks_for_a_recount_or_a_reason_and_a_second_person(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__OVER_SHORT_LIMIT", "3")

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await begins_to_close(hand)
        await hand.types("203.20\r")
        await hand.sees("It differs by more than is allowed")
        await hand.presses("f7")
        await hand.sees("Count again, round 2")
        await hand.types("103.20\r")
        await hand.sees("round 2", "The cash goes to")
        await hand.types("\r\r")
        await hand.sees("! The count differs by more than is allowed")
        await hand.types("Change forgotten\r")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("Z REPORT 1")
        closed = bodies(hand, "shift.closed")[0]
        assert (closed["over_short"], closed["reason"]) == ("3.20", "Change forgotten")
        assert closed["approved_by"]["code"] == "201"  # type: ignore[index]

    at_the_till(template, tmp_path / "shop", story)


def test_what_differs_is_shown_to_who_may_see_it_and_the_next_count_is_not_blind(
    template: Path, tmp_path: Path
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await begins_to_close(hand)
        await hand.types("90\r")
        await hand.sees("It differs by more than is allowed")
        await hand.presses("f8")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("What differs", "counted 90.00, expected 100.00, over or short -10.00")
        await hand.types("\r")
        await hand.sees("The cash goes to")
        await hand.presses("f7")
        await hand.sees("round 2")
        await hand.types("100\r")
        await hand.sees("The cash goes to")
        assert [each["blind"] for each in bodies(hand, "shift.counted")] == [True, False]

    at_the_till(template, tmp_path / "shop", story)


def test_cash_that_goes_back_to_the_main_pos_needs_a_slip(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await begins_to_close(hand)
        await hand.types("100\r")
        await hand.sees("The cash goes to")
        await hand.presses("right", "down")
        await hand.types("\r\r")
        await hand.sees("! Cash that is handed over needs a slip")
        await hand.presses("up")
        await hand.types("M-18\r\r")
        await hand.sees("Z REPORT 1")
        closed = bodies(hand, "shift.closed")[0]
        assert (closed["goes_to"], closed["hand_over_slip"]) == ("main_drawer", "M-18")

    at_the_till(template, tmp_path / "shop", story)


def test_a_drawer_that_was_left_is_taken_over(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("101")
        await hand.presses("f12")
        await hand.chooses("Drawers")
        await hand.chooses("Leave drawer 1 for a while")
        await hand.types("Break\r")
        await hand.sees("Operator code")
        await hand.signs_in("201")
        await hand.sees("Drawers", "none that you can sell from")
        await hand.chooses("Take over drawer 1 of")
        await hand.sees("You answer for what is in it")
        await hand.types("Break\r")
        await hand.sees("TO PAY")
        assert bodies(hand, "shift.suspended")[0]["reason"] == "Break"
        assert bodies(hand, "shift.resumed")[0]["operator"]["code"] == "201"  # type: ignore[index]

    at_the_till(template, tmp_path / "shop", story)


def test_a_second_drawer_gets_a_shift_of_its_own_and_one_sells_from_either(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__MORE_DRAWERS", '["back"]')

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f12")
        await hand.chooses("Drawers")
        await hand.chooses("Open a shift on drawer back")
        await hand.types("50\r\r")
        await hand.sees("You sell from drawer back")
        await sells_for_cash(hand, BREAD)
        assert hand.till.shifts.current is not None
        assert hand.till.shifts.current.drawer == "back"
        await hand.presses("f12")
        await hand.chooses("Drawers")
        await hand.chooses("Sell from drawer 1")
        await hand.sees("You sell from drawer 1")
        assert hand.till.shifts.current.drawer == "1"

    at_the_till(template, tmp_path / "shop", story)


def test_a_check_in_mid_shift_is_journalled_and_closes_nothing(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f12")
        await hand.chooses("Drawers")
        await hand.chooses("Count drawer 1")
        await hand.sees("Count drawer 1")
        await hand.types("100")
        await hand.presses("f9")
        await hand.sees("It differs by no more than is allowed")
        await hand.chooses("Done")
        await hand.sees("TO PAY")
        assert bodies(hand, "shift.counted")[0]["purpose"] == "check"
        assert hand.till.shifts.current is not None

    at_the_till(template, tmp_path / "shop", story)
