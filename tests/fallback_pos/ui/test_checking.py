"""Looking up, checking and alarms at the screen: found, settled, looked at, and journalled."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fallback_pos.domain.tender import TenderType
from tests.fallback_pos.ui.shop import BREAD, GOUDA, SOY_SAUCE, Hand, at_the_till


def bodies(hand: Hand, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def sells_for_cash(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


async def opens(hand: Hand, command: str) -> None:
    await hand.presses("f12")
    await hand.chooses(command)


def test_a_sale_is_found_by_its_goods_and_read(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, BREAD)
        await sells_for_cash(hand, SOY_SAUCE)
        await opens(hand, "Look up sales")
        await hand.presses("tab", "tab", "tab")
        await hand.types("kruh")
        await hand.types("\r\r\r\r")
        await hand.sees("Sales that fit", "1 of 1", "03-1-000001", "Paid by", "Total")
        await hand.presses("escape")
        await hand.sees("Scan the next customer")

    at_the_till(template, tmp_path / "shop", story)


def test_what_does_not_fit_is_said_in_the_form(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await opens(hand, "Look up sales")
        await hand.types("77\r\r\r\r\r\r\r")
        await hand.sees("No sale fits all of that")

    at_the_till(template, tmp_path / "shop", story)


def test_from_the_list_a_copy_is_made_and_goods_are_taken_back(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, BREAD)
        await sells_for_cash(hand, GOUDA)
        await opens(hand, "Look up sales")
        await hand.types("\r\r\r\r\r\r\r")
        await hand.sees("Sales that fit", "1 of 2")
        await hand.presses("down")
        await hand.sees("2 of 2")
        await hand.types("c")
        await hand.waits_for(lambda: len(bodies(hand, "receipt.reprinted")) == 1)
        assert bodies(hand, "receipt.reprinted")[0]["receipt"] == "03-1-000001"
        await hand.sees("Sales that fit", "2 of 2")
        await hand.presses("f6")
        await hand.sees("Return")

    at_the_till(template, tmp_path / "shop", story)


def test_a_sale_is_voided_from_the_list_with_a_second_person(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells_for_cash(hand, BREAD)
        await opens(hand, "Look up sales")
        await hand.types("\r\r\r\r\r\r\r")
        await hand.sees("Sales that fit")
        await hand.types("v")
        await hand.chooses("Void the whole sale")
        await hand.sees("Void receipt")
        await hand.types("Wrong\r")
        await hand.sees("never done alone")
        await hand.types("101\r101101\r")
        await hand.waits_for(lambda: len(bodies(hand, "sale.voided")) == 1)

    at_the_till(template, tmp_path / "shop", story)


def test_a_bank_file_is_imported_and_the_rest_settled(template: Path, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        for number in (1, 2):
            await hand.scans(SOY_SAUCE)
            checkout = hand.till.checkout
            checkout.tender(TenderType.WALLET, checkout.payment.remaining, reference=f"WX-000{number}")
            hand.till.hand_over(checkout.complete())
        amount = hand.till.lookups.open("03-1-000001").sale.total.text
        now = f"{datetime.now().astimezone():%Y-%m-%d;%H:%M}"
        late = f"{datetime.now().astimezone() - timedelta(hours=5):%Y-%m-%d;%H:%M}"
        rows = [f"{now};{amount};WX-0001", f"{late};{amount};WX-0002", f"{now};55,00;RENT"]
        file.write_text("\n".join(["Buchungstag;Uhrzeit;Betrag;Verwendungszweck", *rows]).replace(".", ","))
        await opens(hand, "Bank statements")
        await hand.chooses("Import a statement")
        await hand.types(f"{file}\r")
        await hand.sees("Confirmed", "Different")
        await hand.types("\r")
        await hand.sees("What does not fit", "1 of 2", "different: time")
        await hand.types("\r")
        await hand.sees("Settle for good")
        await hand.types("Clock of the bank\r")
        await hand.sees("Settled", "1 of 1", "RENT")
        await hand.presses("f9")
        await hand.types("Rent\r")
        await hand.sees("TO PAY")
        settled = bodies(hand, "reconciliation.resolved")
        assert [each["result"] for each in settled] == ["matched", "different", "unmatched"]

    at_the_till(template, tmp_path / "shop", story)


def test_a_paper_voucher_is_rung_marked_and_paid(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await opens(hand, "Paper voucher")
        await hand.sees("Ring the goods of the voucher first")
        await hand.scans(BREAD)
        await opens(hand, "Paper voucher")
        await hand.types("p-17\r\r00:00\rAna\r")
        await hand.sees("take the payment")
        await hand.presses("f9", "f9")
        await hand.sees("stored")
        assert [each["paper"]["number"] for each in bodies(hand, "sale.completed")] == ["P-17"]  # type: ignore[index]

    at_the_till(template, tmp_path / "shop", story)


def test_an_alarm_is_in_the_top_row_until_a_manager_has_looked(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_ALARMS__NO_SALES", "0")

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        hand.till.no_sale("Change", None)
        await hand.sees("! alarms: 1")
        await opens(hand, "Alarms")
        await hand.sees("Drawer opened without a sale", "nobody yet")
        await hand.types("s")
        await hand.sees("Seen by", "Ivan")
        await hand.presses("escape")
        await hand.sees("TO PAY")
        await hand.waits_for(lambda: "alarms" not in hand.screen_text)
        assert len(bodies(hand, "alarm.seen")) == 1

    at_the_till(template, tmp_path / "shop", story)
