"""Sales rung wrongly, put right at the screen by two people."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fallback_pos.ui.shop import BREAD, GOUDA, Hand, at_the_till


def bodies(hand: Hand, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def sells_for_cash(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


async def sells_by_card(hand: Hand, code: str) -> None:
    await hand.scans(code)
    await hand.presses("f10")
    await hand.types("2")
    await hand.sees("Approval code")
    await hand.types("\rA1\r4321\rS-77\r\r")
    await hand.sees("stored")


async def corrects(hand: Hand, sale: str) -> None:
    await hand.presses("f12")
    await hand.chooses("Correct or void a sale")
    await hand.chooses(sale)


def test_cash_that_was_really_a_card(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, GOUDA)
        await corrects(hand, "03-1-000001")
        await hand.chooses("Not paid by: Cash")
        await hand.sees("How was it really paid?")
        await hand.chooses("Card slip")
        await hand.sees("Approval code", "Cash was rung, Card slip is right")
        await hand.types("\rA1\r4321\rS-9\r\r1\r")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("Corrected. The sale keeps its number")
        body = bodies(hand, "tender.corrected")[0]
        assert (body["receipt"], body["reason"]) == ("03-1-000001", "Wrong key pressed")
        assert [each["type"] for each in body["to"]] == ["card"]  # type: ignore[attr-defined]
        assert hand.till.shifts.expected().text == "100.00"

    at_the_till(template, tmp_path / "shop", story)


def test_a_card_that_was_really_cash_needs_the_number_of_its_cancellation(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_by_card(hand, GOUDA)
        await corrects(hand, "03-1-000001")
        await hand.chooses("Not paid by: Card slip")
        await hand.chooses("Cash")
        await hand.types("\r\r2\r")
        await hand.sees("! card slip has moved money already")
        await hand.presses("up")
        await hand.types("C-1\r\r")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("Corrected")
        assert bodies(hand, "tender.corrected")[0]["cancellation"] == "C-1"

    at_the_till(template, tmp_path / "shop", story)


def test_a_whole_sale_is_voided_with_a_cancellation_for_its_card(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_by_card(hand, BREAD)
        await corrects(hand, "03-1-000001")
        await hand.chooses("Void the whole sale")
        await hand.sees("The whole of 1.29 is taken back")
        await hand.types("1\rC-2\r")
        await hand.sees("Second person")
        await hand.types("101\r101101\r")
        await hand.sees("Receipt 03-1-000001 is voided", "-1.29")
        await hand.types("\r")
        body = bodies(hand, "sale.voided")[0]
        assert [each["reference"] for each in body["cancellation"]] == ["C-2"]  # type: ignore[attr-defined]
        await hand.presses("f12")
        await hand.chooses("Correct or void a sale")
        await hand.sees("03-1-000001  voided")
        await hand.chooses("03-1-000001")
        await hand.sees("was voided already")
        assert "Void the whole sale" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)


def test_nobody_corrects_alone(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, BREAD)
        await corrects(hand, "03-1-000001")
        await hand.chooses("Void the whole sale")
        await hand.types("1\r")
        await hand.sees("Second person")
        await hand.types("301\r301301\r")
        await hand.sees("! A second person has to approve this")
        await hand.presses("escape", "escape")
        assert bodies(hand, "sale.voided") == []

    at_the_till(template, tmp_path / "shop", story)


def test_a_receipt_is_found_by_its_number(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, BREAD)
        await corrects(hand, "Another receipt")
        await hand.types("03-1-000099\r")
        await hand.sees("! Receipt 03-1-000099 is not in this till's journal")
        await hand.presses("ctrl+u")
        await hand.types("03-1-000001\r")
        await hand.sees("Void the whole sale")

    at_the_till(template, tmp_path / "shop", story)
