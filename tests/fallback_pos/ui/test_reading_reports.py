"""Reports read, printed and kept at the screen, and the day closed with its deposit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fallback_pos.ui.shop import BREAD, GOUDA, WIDE, Hand, at_the_till


def bodies(hand: Hand, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def sells_for_cash(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


async def reads(hand: Hand, report: str) -> None:
    await hand.presses("f12")
    await hand.chooses("Reports")
    await hand.chooses(report)


async def counts_and_closes(hand: Hand, cash: str) -> None:
    await hand.presses("f12")
    await hand.chooses("Close the shift")
    await hand.types(f"{cash}\r")
    await hand.sees("The cash goes to")
    await hand.types("\r\r")
    await hand.sees("Z REPORT")
    await hand.presses("escape")


def test_a_look_changes_nothing_and_is_printed_and_kept(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        entries = hand.till._core.journal.head.seq
        await reads(hand, "X: the shift so far")
        await hand.sees("X REPORT", "A look only")
        await hand.finds_below("Cash expected", "107.34")
        await hand.finds_below("Sales per hour", "█")
        await hand.types("p")
        await hand.sees("It goes to the receipt printer")
        await hand.presses("f5")
        await hand.sees("Saved as reports/x-0012-03-", ".pdf")
        await hand.presses("f6")
        await hand.sees("Saved as reports/x-0012-03-", ".csv")
        await hand.presses("escape", "escape")
        await hand.waits_for(lambda: any("X REPORT" in line for line in hand.sale.tape._lines))
        kept = sorted(path.suffix for path in (tmp_path / "shop" / "reports").iterdir())
        assert kept == [".csv", ".pdf"]
        assert hand.till._core.journal.head.seq == entries

    at_the_till(template, tmp_path / "shop", story)


@pytest.mark.parametrize(
    ("name", "title", "row"),
    [
        ("by hour", "By hour", "7.34"),
        ("by operator", "By operator", "Ivan"),
        ("by department", "By department", "7.34"),
    ],
)
def test_the_day_in_parts(template: Path, tmp_path: Path, name: str, title: str, row: str) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        await reads(hand, f"The day {name}")
        await hand.sees("DAY SO FAR", title, row)
        assert "Tax by rate" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story, WIDE)


def test_a_cashier_reads_reports_with_a_second_person_and_then_counts_no_longer_blind(
    template: Path, tmp_path: Path
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await hand.presses("f12")
        await hand.chooses("Reports")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.chooses("The day by hour")
        await hand.sees("DAY SO FAR")
        await hand.presses("escape", "escape")
        await counts(hand)
        await hand.presses("f12")
        await hand.chooses("Reports")
        await hand.types("201\r201201\r")
        await hand.chooses("X: the shift so far")
        await hand.sees("X REPORT")
        await hand.presses("escape", "escape", "f12")
        await hand.chooses("Close the shift")
        await hand.sees("The cash goes to")
        await hand.presses("f7")
        await hand.sees("Count again, round 2")
        await hand.types("100\r")
        await hand.sees("The cash goes to")
        assert [each["blind"] for each in bodies(hand, "shift.counted")] == [True, False]
        allowed = [each for each in bodies(hand, "override.granted") if each["action"] == "reports"]
        assert [each["approver"]["code"] for each in allowed] == ["201", "201"]  # type: ignore[index]

    async def counts(hand: Hand) -> None:
        await hand.presses("f12")
        await hand.chooses("Close the shift")
        await hand.types("100\r")
        await hand.sees("The cash goes to")
        await hand.presses("escape")

    at_the_till(template, tmp_path / "shop", story)


def test_without_a_z_there_is_none_to_read(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await reads(hand, "The last Z")
        await hand.presses("escape")
        await hand.sees("! ")

    at_the_till(template, tmp_path / "shop", story)


def test_the_day_says_what_stands_in_the_way(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f5")
        await hand.types("Blue coat\r")
        await hand.scans(GOUDA)
        await hand.presses("f12")
        await hand.chooses("Close the day")
        await hand.sees("cannot be closed yet", "Shift still open", "Drawer 1", "Blue coat", "Basket on the screen")
        await hand.types("\r")
        assert bodies(hand, "day.closed") == []

    at_the_till(template, tmp_path / "shop", story)


def test_the_day_is_closed_with_a_deposit_counted_by_notes(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        await counts_and_closes(hand, "107.34")
        await hand.sees("Close the day and make up")
        await hand.types("y")
        await hand.sees("Cash for the bank", "7.34")
        await hand.presses("down", "down", "down", "down", "down", "down", "down")
        await hand.types("1")
        await hand.presses("tab")
        await hand.types("B-1")
        await hand.presses("f9")
        await hand.sees("DAY Z 1")
        deposit = bodies(hand, "day.closed")[0]["deposit"]
        assert (deposit["total"], deposit["bag"]) == ("5.00", "B-1")  # type: ignore[index]
        await hand.waits_for(lambda: any("BANK DEPOSIT" in line for line in hand.sale.tape._lines))

    at_the_till(template, tmp_path / "shop", story)


def test_the_day_is_closed_after_signing_in_again_without_opening_a_shift(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        await counts_and_closes(hand, "107.34")
        await hand.sees("Close the day and make up")
        await hand.types("n")
        await hand.sees("End it too?")
        await hand.types("n")
        await hand.signs_in()
        await hand.sees("Open a shift")
        await hand.presses("f12")
        await hand.chooses("Close the day")
        await hand.sees("Cash for the bank")
        await hand.presses("f9")
        await hand.sees("DAY Z 1")
        await hand.presses("escape")
        await hand.sees("Open a shift")
        assert bodies(hand, "day.closed")[0]["deposit"]["total"] == "7.34"  # type: ignore[index]

    at_the_till(template, tmp_path / "shop", story)


def test_the_outage_ends_without_opening_another_shift(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await counts_and_closes(hand, "100.00")
        await hand.types("n")
        await hand.sees("End it too?")
        await hand.types("n")
        await hand.signs_in()
        await hand.sees("Open a shift")
        await hand.presses("f12")
        await hand.chooses("End the outage")
        await hand.types("Server is back\r")
        await hand.sees("Open a shift")
        assert hand.till.outage.current is None
        await hand.presses("escape")
        await hand.sees("Operator code")

    at_the_till(template, tmp_path / "shop", story)
