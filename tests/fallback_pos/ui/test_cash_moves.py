"""Cash that moves without a sale, at the screen: amount, reason, slip, and a second person where the rules ask one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fallback_pos.ui.shop import BREAD, Hand, at_the_till


def bodies(hand: Hand, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def moves_cash(hand: Hand, how: str) -> None:
    await hand.presses("f12")
    await hand.chooses("Cash in and out")
    await hand.chooses(how)


def test_cash_is_paid_in_for_a_reason_that_a_digit_chooses(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Paid in")
        await hand.types("20.00\r")
        await hand.sees("1  Change from the bank")
        await hand.types("1\rK-5\r")
        await hand.sees("20.00: it is in the journal")
        moved = bodies(hand, "cash.paid_in")[0]
        assert (moved["amount"], moved["reason"], moved["slip"]) == ("20.00", "Change from the bank", "K-5")

    at_the_till(template, tmp_path / "shop", story)


def test_a_cashier_pays_out_more_only_with_a_second_person(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await moves_cash(hand, "Paid out")
        await hand.types("25.00\rWindow cleaner\r\r")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("25.00: it is in the journal")
        moved = bodies(hand, "cash.paid_out")[0]
        assert moved["approved_by"]["code"] == "201"  # type: ignore[index]

    at_the_till(template, tmp_path / "shop", story)


def test_nothing_moves_without_an_amount_or_a_reason(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Paid in")
        await hand.types("0\rx\r\r")
        await hand.sees("! Type an amount above zero")
        await hand.presses("escape")
        assert bodies(hand, "cash.paid_in") == []

    at_the_till(template, tmp_path / "shop", story)


def test_a_drop_goes_into_a_numbered_bag_by_coins_and_notes(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Drop to the safe")
        await hand.presses("f9")
        await hand.sees("! Type the number of the bag")
        await hand.presses("down", "down", "down", "down")
        await hand.types("1")
        await hand.presses("tab")
        await hand.types("B-9\r")
        await hand.sees("50.00: it is in the journal")
        moved = bodies(hand, "cash.dropped")[0]
        assert (moved["amount"], moved["bag"]) == ("50.00", "B-9")
        assert moved["denominations"] == [{"value": "50.00", "count": 1}]

    at_the_till(template, tmp_path / "shop", story)


def test_the_float_gets_less(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Change the float")
        await hand.presses("right")
        await hand.types("\r30.00\rToo much\r\r")
        await hand.sees("30.00: it is in the journal")
        moved = bodies(hand, "cash.paid_out")[0]
        assert (moved["amount"], moved["purpose"]) == ("30.00", "float")

    at_the_till(template, tmp_path / "shop", story)


def test_the_drawer_opens_without_a_sale_for_a_reason(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Open the drawer")
        await hand.types("1\r")
        await hand.sees("The drawer is open")
        opened = [each for each in bodies(hand, "drawer.opened") if each["cause"] == "no_sale"]
        assert opened[0]["reason"] == "Change for a customer"

    at_the_till(template, tmp_path / "shop", story)


def test_too_much_cash_in_the_drawer_is_said_after_the_sale_without_an_amount(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_CASH__MOST_IN_DRAWER", "101")

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f9", "f9")
        await hand.sees("stored", "Much cash is in the drawer")
        assert "101.29" not in hand.screen_text
        await moves_cash(hand, "Drop to the safe")
        await hand.types("50\rB-1\r")
        await hand.sees("50.00: it is in the journal")
        await hand.scans(BREAD)
        await hand.presses("f9", "f9")
        await hand.sees("stored", "Done. Scan the next")

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_is_never_an_amount_of_cash(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await moves_cash(hand, "Drop to the safe")
        await hand.presses("down")
        await hand.scans(BREAD)
        await hand.sees("! Finish or leave this first")
        await hand.presses("escape")
        assert bodies(hand, "cash.dropped") == []

    at_the_till(template, tmp_path / "shop", story)
