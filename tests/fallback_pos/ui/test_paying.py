"""Ways to pay, split at will, and what happens to money that has moved already."""

from __future__ import annotations

from pathlib import Path

from fallback_pos.domain.tender import TenderType
from tests.fallback_pos.ui.shop import BREAD, GOUDA, SOY_SAUCE, WATER_CARTON, WIDE, Hand, at_the_till


def test_a_card_slip_needs_its_numbers_and_closes_the_sale(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f10")
        await hand.sees("Pay 1.29", "Card slip")
        await hand.types("2")
        await hand.sees("Approval code", "Slip number")
        await hand.types("\r\r\r\r\r")
        await hand.sees("! Type the approval code")
        await hand.presses("down", "down")
        await hand.types("\r")
        await hand.presses("escape", "f10")
        await hand.types("2")
        await hand.types("\r123456\r1111\rS-77\r\r")
        await hand.sees("Done. Scan the next")

    at_the_till(template, tmp_path / "shop", story)


def test_cash_and_voucher_split_one_sale(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(WATER_CARTON)
        await hand.types("2.00")
        await hand.presses("f10")
        await hand.sees("Pay 5.34")
        await hand.types("5")
        await hand.sees("Voucher number")
        await hand.types("\rV000042\r")
        await hand.sees("3.34 still to pay", "Voucher ?", "? = unconfirmed")
        await hand.presses("f9")
        await hand.sees("Cash: 3.34 to pay")
        await hand.types("5\r")
        await hand.sees("Change 1.66")

    at_the_till(template, tmp_path / "shop", story)


def test_a_voucher_may_be_scanned_where_its_number_goes_but_not_into_the_amount(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f10")
        await hand.types("5")
        await hand.sees("Voucher number")
        await hand.scans("V000043")
        await hand.sees("! Finish or leave this first")
        await hand.types("\r")
        await hand.scans("V000043")
        await hand.sees("Done.")

    at_the_till(template, tmp_path / "shop", story)


def test_a_wallet_shows_its_code_before_the_reference(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f10")
        await hand.types("3")
        await hand.sees("The customer scans the code", "█▄▄▄▄▄█")
        await hand.types("\r")
        await hand.sees("Reference in the app")
        await hand.types("\rTX-1\r")
        await hand.sees("Done.")

    at_the_till(template, tmp_path / "shop", story, WIDE)


def test_a_customer_who_cannot_scan_the_screen_gets_the_code_on_paper(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f10")
        await hand.types("3")
        await hand.sees("The customer scans the code")
        await hand.types("p")
        await hand.sees("The code is being printed.")
        await hand.waits_for(lambda: any("[QR" in line for line in hand.sale.tape._lines))
        paper = "\n".join(hand.sale.tape._lines)
        assert "SEPA QR" in paper
        assert "7.34 EUR" in paper
        await hand.types("\r")
        await hand.sees("Reference in the app")

    at_the_till(template, tmp_path / "shop", story, WIDE)


def test_a_tender_that_moved_money_goes_only_with_a_cancellation_reference(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.types("2.00")
        await hand.presses("f10")
        await hand.types("5")
        await hand.types("\rV000044\r")
        await hand.sees("5.34 still to pay")
        await hand.presses("f10")
        await hand.sees("Cancel: Voucher")
        await hand.presses("up")
        await hand.types("\r")
        await hand.sees("Cancellation reference")
        await hand.types("\r")
        await hand.sees("! voucher has moved money already")
        await hand.types("C-1\r")
        await hand.sees("taken out again")
        assert not hand.till.checkout.cart.tenders

    at_the_till(template, tmp_path / "shop", story)


def test_an_implausible_amount_of_cash_is_asked_about_once(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.types("9000")
        await hand.presses("f9")
        await hand.sees("Please check", "9000.00")
        await hand.types("n")
        await hand.sees("TO PAY")
        assert not hand.till.checkout.cart.tenders

    at_the_till(template, tmp_path / "shop", story)


def test_a_card_number_is_never_accepted(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f10")
        await hand.types("7")
        await hand.sees("Main POS reference")
        await hand.types("\r4111111111111111\r")
        await hand.sees("! ")
        assert not hand.till.checkout.cart.tenders

    at_the_till(template, tmp_path / "shop", story)


def test_over_the_limit_a_second_person_is_asked(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await hand.types(f"40*{SOY_SAUCE}\r")
        await hand.sees("40 × 2.49")
        await hand.types(f"10*{SOY_SAUCE}\r")
        await hand.presses("f10")
        await hand.types("5")
        await hand.types("\rV000045\r")
        await hand.sees("Second person")
        await hand.types("301\r301301\r")
        await hand.sees("Done.")
        [entry] = [entry for entry in hand.till._core.journal.entries() if entry.kind == "override.granted"]
        assert b"tender_over_limit" in entry.body

    at_the_till(template, tmp_path / "shop", story)


def test_the_quick_keys_are_the_exact_amount_and_the_notes_above_it(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f9")
        await hand.sees("exact 7.34", "10.00", "20.00", "50.00")
        assert " 5.00 " not in hand.screen_text
        await hand.types("b")
        await hand.sees("Change 12.66")
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_exposure_stands_beside_the_way_to_pay(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f10")
        await hand.types("5")
        await hand.types("\rV000046\r")
        await hand.sees("Done.")
        await hand.scans(BREAD)
        await hand.presses("f10")
        await hand.sees("1 open, 7.34")
        assert hand.till.checkout.exposure()[TenderType.VOUCHER].count == 1

    at_the_till(template, tmp_path / "shop", story)
