"""Every state that a manager can meet between opening and the bank, as a picture at 80x24 and at 120x40."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fallback_pos.ui.shop import BREAD, GOUDA, SMALL, SOY_SAUCE, WIDE, Hand, at_the_till
from tests.fallback_pos.ui.test_pictures import gets_ready, shows

both_sizes = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
Size = tuple[int, int]


async def sells_for_cash(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


async def sells_by_card(hand: Hand, code: str, slip: str) -> None:
    await hand.scans(code)
    await hand.presses("f10")
    await hand.types("2")
    await hand.sees("Approval code")
    await hand.types(f"\rA1\r4321\r{slip}\r\r")
    await hand.sees("stored")


async def takes_command(hand: Hand, command: str) -> None:
    await hand.presses("f12")
    await hand.chooses(command)


async def walks_to(hand: Hand, label: str) -> None:
    """Down a list in any language, to a row, and take it."""
    while not any(label in row and "›" in row.split(label)[0] for row in hand.screen_text.splitlines()):
        await hand.presses("down")
    await hand.types("\r")


@both_sizes
def test_opening_by_coins_and_notes(
    template: Path, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__USUAL_FLOAT_PIECES", '{"20": 2, "5": 4, "1": 10, "0.20": 25}')

    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("The usual float is filled in")
        await hand.presses("down", "down", "down", "down", "down")
        await hand.types("3")
        await shows(hand, "open-shift-pieces", "60.00", "95.00 EUR")
        await hand.presses("tab", "right")
        await hand.presses("f9")
        await shows(hand, "open-shift-no-slip", "! Cash that is handed over")
        await hand.presses("f12")
        await shows(hand, "other-work", "Close the day")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_cash_in_and_out(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await takes_command(hand, "Cash in and out")
        await shows(hand, "cash-moves", "in a numbered bag")
        await hand.types("2")
        await hand.types("25.00\r")
        await shows(hand, "paid-out", "Postage")
        await hand.presses("escape")
        await takes_command(hand, "Cash in and out")
        await hand.types("3")
        await hand.presses("down", "down", "down", "down")
        await hand.types("2")
        await hand.presses("tab")
        await hand.types("B-1042")
        await shows(hand, "drop", "100.00 EUR", "B-1042")
        await hand.presses("f9")
        await hand.printer_is_ready()
        await shows(hand, "dropped", "100.00: it is in the journal")
        await takes_command(hand, "Drawers")
        await shows(hand, "drawers", "Leave drawer 1")
        await hand.chooses("Leave drawer 1")
        await hand.types("1")
        await shows(hand, "suspend", "until somebody goes on with it")
        await hand.types("\r")
        await hand.signs_in("201")
        await shows(hand, "suspended-drawer", "none that you can sell from")
        await hand.chooses("Take over drawer 1")
        await shows(hand, "take-over", "You answer for what is in it")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_counting_blind(template: Path, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__OVER_SHORT_LIMIT", "3")

    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await sells_for_cash(hand, GOUDA, SOY_SAUCE)
        for slip in ("S-0041", "S-0042", "S-0043"):
            await sells_by_card(hand, BREAD, slip)
        await hand.prints("03-1-000004")
        await takes_command(hand, "Close the shift")
        await hand.presses("down", "down", "down", "down")
        await hand.types("2\r\r1")
        await shows(hand, "count-cash", "110.00 EUR")
        await hand.scans(BREAD)
        await shows(hand, "count-scan-refused", "! Finish or leave")
        await hand.presses("tab")
        await hand.types("42\r")
        await shows(hand, "count-slips", "[✓]")
        await hand.presses("f8")
        await shows(hand, "count-other-slip", "not on the list")
        await hand.presses("escape", "f9")
        await shows(hand, "count-missing-slips", "Are they really not there?")
        await hand.types("n")
        await hand.types("41\r43\r")
        await hand.presses("escape")
        await takes_command(hand, "Close the shift")
        await shows(hand, "count-again-later", "go on with it")
        await hand.presses("tab", "f9")
        await hand.sees("The cash goes to")
        await hand.presses("f8")
        await shows(hand, "count-differs", "counted 110.00")
        await hand.types("\r")
        await hand.sees("The cash goes to")
        await hand.presses("f7")
        await hand.presses("down", "down", "down", "down", "down", "down", "down", "down", "down")
        await hand.types("4")
        await shows(hand, "count-round-two", "round 2")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_over_with_a_second_person_to_the_bank(
    template: Path, tmp_path: Path, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SHIFT__OVER_SHORT_LIMIT", "3")

    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await sells_for_cash(hand, GOUDA)
        await hand.prints("03-1-000001")
        await takes_command(hand, "Close the day")
        await shows(hand, "day-not-yet", "Shift still open")
        await hand.types("\r")
        await takes_command(hand, "Close the shift")
        await hand.types("110.54\r")
        await hand.sees("differs by more than is allowed")
        await hand.types("\rChange forgotten")
        await shows(hand, "close-shift-over", "Change forgotten")
        await hand.types("\r")
        await shows(hand, "close-shift-second-person", "never done alone")
        await hand.types("201\r201201\r")
        await hand.sees("Z REPORT 1")
        await hand.finds_below("Counted", "over", "3.20")
        await shows(hand, "z-over", "3.20")
        await hand.presses("end")
        await shows(hand, "z-end", "Signature")
        await hand.presses("escape")
        await hand.types("y")
        await hand.sees("Cash for the bank")
        await hand.signs_on_paper()
        await hand.presses("tab")
        await hand.types("B-1043")
        await hand.sees("10.54 EUR", "B-1043")
        if size == SMALL:  # beside it the paper of a Z runs, which no two runs cut at the same line
            await shows(hand, "close-day", "10.54 EUR", "B-1043")
        await hand.presses("f9")
        await shows(hand, "day-z", "DAY Z 1")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_reports_on_the_screen(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await sells_for_cash(hand, GOUDA, SOY_SAUCE)
        await sells_by_card(hand, BREAD, "S-0041")
        await hand.prints("03-1-000002")
        await takes_command(hand, "Reports")
        await shows(hand, "reports", "The last Z")
        await hand.types("1")
        await shows(hand, "report-x", "X REPORT")
        await hand.types("c")
        await shows(hand, "report-saved", "Saved as reports/")
        await hand.presses("escape")
        await hand.types("6")
        await shows(hand, "report-departments", "By department")
        await hand.presses("escape", "escape", "ctrl+g")
        await hand.types("2")
        await hand.presses("f12")
        await walks_to(hand, "报表")
        await hand.types("3")
        await shows(hand, "report-chinese", "当日")
        await hand.presses("escape", "escape", "f12")
        await walks_to(hand, "交班")
        await shows(hand, "count-chinese", "清点钱箱")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_putting_a_sale_right(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await sells_for_cash(hand, GOUDA)
        await sells_by_card(hand, BREAD, "S-0041")
        await hand.prints("03-1-000002")
        await takes_command(hand, "Correct or void a sale")
        await shows(hand, "correct-which", "Another receipt")
        await hand.types("1")
        await shows(hand, "correct-what", "Void the whole sale")
        await hand.types("1")
        await shows(hand, "correct-how", "How was it really paid?")
        await hand.chooses("Cash")
        await shows(hand, "correct-tender", "Cash is right")
        await hand.presses("escape")
        await takes_command(hand, "Correct or void a sale")
        await hand.types("1")
        await hand.chooses("Void the whole sale")
        await shows(hand, "void-sale", "the receipt keeps its")
        await hand.types("1\rC-77\r")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.printer_is_ready()
        await shows(hand, "sale-voided", "This goes back to the customer")

    at_the_till(template, tmp_path / "shop", story, size)
