"""Every state that a cashier can meet, as a picture at 80x24 and at 120x40."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fallback_pos.ui.pictures import check_picture
from tests.fallback_pos.ui.shop import (
    BANANAS,
    BLOCKED,
    BREAD,
    GOUDA,
    LAGER,
    LEMONS,
    SMALL,
    SOY_SAUCE,
    UNKNOWN,
    WATER_CARTON,
    WIDE,
    Hand,
    at_the_till,
)

both_sizes = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
Size = tuple[int, int]


async def shows(hand: Hand, name: str, *texts: str) -> None:
    """Wait for the texts that make out a state, then compare its picture."""
    await hand.sees(*texts)
    await hand.stands_still()
    await hand.sees_the_present_status()
    check_picture(hand.app, name)


async def gets_ready(hand: Hand, code: str = "301") -> None:
    await hand.starts_to_sell(code)
    await hand.printer_is_ready()


@both_sizes
def test_signing_in_and_opening(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await hand.waits_for(lambda: hand.app.session.till is not None)
        await shows(hand, "sign-in", "Dućan na uglu")
        await hand.types("101\r99")
        await shows(hand, "sign-in-typing", "••")
        await hand.types("9999\r")
        await shows(hand, "sign-in-wrong-pin", "! Code or PIN is wrong")
        await hand.presses("escape")
        await hand.signs_in("301")
        await shows(hand, "open-shift", "Open a shift")
        await hand.types("100.00\r\r")
        await shows(hand, "switch-over", "Why")
        await hand.types("No network\r")
        await hand.printer_is_ready()
        await shows(hand, "sale-empty", "Scan the first product")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_goods_in_the_basket(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(BREAD, SOY_SAUCE, BANANAS, GOUDA, WATER_CARTON)
        await shows(hand, "sale-goods", "Bottle/can deposit")
        await hand.scans(UNKNOWN)
        await shows(hand, "sale-wrong-scan", "! No product")
        await hand.types("3*385")
        await shows(hand, "sale-typing", "› 3*385")
        await hand.presses("escape", "up", "up")
        await shows(hand, "sale-selected", "›  4")
        await hand.presses("f3")
        await shows(hand, "quantity", "Quantity")
        await hand.presses("escape", "f4")
        await shows(hand, "discount", "Counted in")
        await hand.types("10\r\r\rDamaged\r")
        await hand.presses("f4")
        await hand.types("1\r")
        await hand.presses("right", "down", "right", "down")
        await hand.types("Goodwill\r")
        await hand.presses("ctrl+e")
        await shows(hand, "price", "New price")
        await hand.types("0.99\rPrice on the shelf\r")
        await shows(hand, "sale-discounts", "Discount on the basket", "price changed from")
        await hand.presses("ctrl+v")
        await shows(hand, "void-basket", "Nothing of it will be sold")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_a_long_basket(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        for _ in range(20):
            await hand.scans(BREAD, SOY_SAUCE)
        await shows(hand, "sale-long", "rows above")
        await hand.presses("pageup")
        await shows(hand, "sale-long-page-up", "rows below")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_questions(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand, "101")
        await hand.scans(LAGER)
        await shows(hand, "age", "at least 18 years")
        await hand.types("n")
        await hand.scans(LEMONS)
        await shows(hand, "weigh", "Weight in kg")
        await hand.presses("escape")
        await hand.scans(BLOCKED)
        await shows(hand, "second-person", "needs a manager")
        await hand.types("101\r101101\r")
        await shows(hand, "second-person-same", "! A second person")
        await hand.presses("escape", "f8")
        await shows(hand, "open-item", "Item not on file")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_finding_and_parking(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.presses("f2")
        await shows(hand, "find", "Type any part")
        await hand.types("milk")
        await shows(hand, "find-results", "Fresh milk")
        await hand.types("zzz")
        await shows(hand, "find-nothing", "Nothing found")
        await hand.presses("escape")
        await hand.scans(GOUDA)
        await hand.presses("f5")
        await shows(hand, "park", "Park this basket")
        await hand.types("Blue coat\r")
        await hand.presses("f5")
        await shows(hand, "parked", "Blue coat")
        await hand.types("\r")
        await shows(hand, "recalled", "Taken back")
        await hand.presses("ctrl+y")
        await shows(hand, "customer", "Tax number")
        await hand.types("Horvat d.o.o.\rHR12345678901\r")
        await hand.presses("ctrl+a")
        await shows(hand, "loyalty", "Card number")
        await hand.types("9900000001\r")
        await shows(hand, "sale-customer", "Horvat")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_paying(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(GOUDA, BREAD)
        await hand.presses("f9")
        await shows(hand, "cash", "Cash given")
        await hand.scans(BREAD)
        await shows(hand, "cash-scan-refused", "! Finish or leave")
        await hand.types("20\r")
        await hand.prints("03-1-000001")
        await shows(hand, "change", "Change 11.37")
        await hand.scans(GOUDA)
        await hand.presses("f10")
        await shows(hand, "pay", "Pay 7.34")
        await hand.types("2")
        await shows(hand, "card", "Approval code")
        await hand.presses("escape", "f10")
        await hand.types("3")
        await shows(hand, "wallet-code", "The customer scans")
        await hand.types("\r")
        await shows(hand, "wallet", "Reference in the app")
        await hand.presses("escape")
        await hand.types("2.00")
        await hand.presses("f10")
        await hand.types("5")
        await shows(hand, "voucher", "Voucher number")
        await hand.types("\rV0000042\r")
        await shows(hand, "sale-split", "still to pay")
        await hand.presses("f10")
        await shows(hand, "pay-split", "Cancel: Voucher")
        await hand.presses("up")
        await hand.types("\r")
        await shows(hand, "cancel-tender", "Cancellation reference")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_returning(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(BREAD, BREAD, SOY_SAUCE)
        await hand.presses("f9", "f9")
        await hand.prints("03-1-000001")
        await hand.presses("f6")
        await shows(hand, "return-ways", "Without a receipt")
        await hand.types("1")
        await shows(hand, "return-receipt", "Receipt number")
        await hand.types("03-1-000001\r")
        await shows(hand, "return-lines", "Return from receipt")
        await hand.types("1\tFaulty\r")
        await shows(hand, "sale-return", "TO GIVE BACK")
        await hand.presses("f9")
        await shows(hand, "refund", "Give 1.29 in cash")
        await hand.types("y")
        await hand.prints("03-1-000002")
        await shows(hand, "refunded", "PAID BACK")
        await hand.presses("f6")
        await hand.types("2")
        await shows(hand, "return-main-pos", "Date (year-month-day)")
        await hand.types("A-4711\r2026-11-20\r")
        await shows(hand, "return-which-goods", "Which goods")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_around_the_sale(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(GOUDA)
        await hand.presses("f9", "f9")
        await hand.prints("03-1-000001")
        await hand.presses("f12")
        await shows(hand, "more", "Choose")
        await hand.presses("escape", "ctrl+w")
        await shows(hand, "reprint", "Print a copy")
        await hand.presses("escape", "ctrl+g")
        await shows(hand, "language", "English")
        await hand.types("2")
        await hand.settles()
        await hand.scans(SOY_SAUCE, GOUDA, BREAD)
        await shows(hand, "sale-chinese", "酱油")
        await hand.presses("f10")
        await shows(hand, "pay-chinese", "1")
        await hand.presses("escape", "ctrl+g")
        await hand.types("1")
        await hand.sees("Soy sauce")
        await hand.presses("f12")
        await hand.chooses("Light or dark")
        await shows(hand, "sale-light", "Soy sauce")
        await hand.presses("f9")
        await shows(hand, "cash-light", "Cash given")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_closing(template: Path, tmp_path: Path, size: Size) -> None:
    async def story(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(GOUDA)
        await hand.presses("f9", "f9")
        await hand.prints("03-1-000001")
        await hand.presses("f12")
        await hand.chooses("End the outage")
        await shows(hand, "end-outage", "Why now")
        await hand.presses("escape", "f12")
        await hand.chooses("Close the shift")
        await hand.sees("Count drawer 1")
        await hand.types("107.00\r")
        await shows(hand, "close-shift", "The cash goes to")
        await hand.types("\r\r")
        await shows(hand, "shift-closed", "Z REPORT 1")
        await hand.presses("escape")
        await hand.sees("Close the day and make up")
        await hand.types("n")
        await hand.signs_on_paper()
        await shows(hand, "shift-closed-outage-runs", "End it too?")
        await hand.types("n")
        await shows(hand, "signed-out", "Operator code")

    at_the_till(template, tmp_path / "shop", story, size)


@both_sizes
def test_after_a_power_cut(template: Path, tmp_path: Path, size: Size) -> None:
    folder = tmp_path / "shop"

    async def first(hand: Hand) -> None:
        await gets_ready(hand)
        await hand.scans(GOUDA)

    async def second(hand: Hand) -> None:
        await hand.signs_in()
        await hand.printer_is_ready()
        await shows(hand, "sale-restored", "Check it against the goods")

    at_the_till(template, folder, first, size)
    at_the_till(folder, tmp_path / "again" / "shop", second, size)
