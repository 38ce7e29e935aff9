"""Goods that come back, at the screen."""

from __future__ import annotations

from pathlib import Path

from tests.fallback_pos.ui.shop import BANANAS, BREAD, GOUDA, SOY_SAUCE, UNKNOWN, Hand, at_the_till


async def sells(hand: Hand, *codes: str) -> None:
    await hand.scans(*codes)
    await hand.presses("f9", "f9")
    await hand.sees("stored")


def test_scanning_a_receipt_offers_its_lines_and_refunds_what_was_paid(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells(hand, BREAD, BREAD, SOY_SAUCE)
        await hand.scans("03-1-000001")
        await hand.sees("Return from receipt 03-1-000001", "White bread")
        await hand.types("1\tFaulty\r")
        await hand.sees("Returned lines added: 1.", "return of receipt 03-1-000001", "TO GIVE BACK")
        await hand.presses("f9")
        await hand.sees("Give 1.29 in cash")
        await hand.types("y")
        await hand.sees("PAID BACK", "03-1-000002")
        last = list(hand.till._core.journal.entries())[-1]
        assert last.kind == "return.completed"

    at_the_till(template, tmp_path / "shop", story)


def test_more_than_was_sold_never_comes_back(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells(hand, BREAD)
        await hand.presses("f6")
        await hand.types("1")
        await hand.sees("Receipt number")
        await hand.types("03-1-000001\r")
        await hand.sees("Return from receipt")
        await hand.types("5\tFaulty\r")
        await hand.sees("! Of White bread")
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_an_unknown_receipt_stays_in_the_form_with_its_reason(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("1")
        await hand.types("03-1-000099\r")
        await hand.sees("Receipt number", "! Receipt 03-1-000099 is not in this till's journal")

    at_the_till(template, tmp_path / "shop", story)


def test_a_main_pos_receipt_is_taken_back_unverified(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("2")
        await hand.sees("Receipt of the main POS")
        await hand.types("A-4711\r2026-11-20\r")
        await hand.sees("Which goods come back?")
        await hand.types("soy")
        await hand.sees("Soy sauce")
        await hand.types("\r")
        await hand.sees("Price paid each")
        await hand.types("\r2.20\rFaulty\r")
        await hand.sees("return of main POS A-4711, unverified", "-2.20")

    at_the_till(template, tmp_path / "shop", story)


def test_a_wrong_date_is_refused_with_an_example(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("2")
        await hand.types("A-4711\r20.11.2026\r")
        await hand.sees("! “20.11.2026” is not a date", "2026-11-22")

    at_the_till(template, tmp_path / "shop", story)


def test_without_a_receipt_and_not_on_file(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("3")
        await hand.sees("Which goods come back?")
        await hand.presses("f8")
        await hand.sees("Return goods not on file")
        await hand.types("Umbrella\r9.90\r\r\rFaulty\r")
        await hand.sees("Umbrella", "return without a receipt", "-9.90")

    at_the_till(template, tmp_path / "shop", story)


def test_a_cashier_needs_somebody_for_a_return_without_receipt(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await hand.presses("f6")
        await hand.types("3")
        await hand.types("gouda")
        await hand.sees("Gouda")
        await hand.types("\r")
        await hand.types("1\r\rFaulty\r")
        await hand.sees("Second person", "supervisor")
        await hand.types("201\r201201\r")
        await hand.sees("return without a receipt")

    at_the_till(template, tmp_path / "shop", story)


def test_sale_and_return_mix_in_one_basket(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await sells(hand, BREAD)
        await hand.scans(GOUDA, "03-1-000001")
        await hand.sees("Return from receipt")
        await hand.types("+\tFaulty\r")
        await hand.sees("TO PAY", "Gouda", "return of receipt")
        assert hand.till.checkout.payment.remaining.text == "6.05"

    at_the_till(template, tmp_path / "shop", story)


def test_without_a_receipt_a_scan_chooses_the_goods_at_their_present_price(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("3")
        await hand.sees("Which goods come back?")
        await hand.scans(SOY_SAUCE)
        await hand.sees("Price paid each", "Soy sauce")
        await hand.types("\r\r1\r")
        await hand.sees("return without a receipt", "TO GIVE BACK")
        line = hand.till.checkout.cart.lines[0]
        assert (line.quantity, line.price, line.price_source) == (-1, line.list_price, "catalogue")
        assert line.returns is not None
        assert not line.returns.verified
        assert "price changed" not in hand.screen_text
        assert "price typed" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)


def test_a_label_scanned_for_a_return_brings_its_weight(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("2")
        await hand.types("A-4711\r\r")
        await hand.sees("Which goods come back?")
        await hand.scans(BANANAS)
        await hand.sees("1.234")
        await hand.types("\r\r1\r")
        await hand.sees("return of main POS A-4711, unverified", "1.234 kg")

    at_the_till(template, tmp_path / "shop", story)


def test_what_is_not_on_file_or_no_goods_is_refused_and_the_search_stays(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("3")
        await hand.sees("Which goods come back?")
        await hand.scans(UNKNOWN)
        await hand.sees("Which goods come back?", "! No product has the code")
        await hand.scans("03-1-000001")
        await hand.sees("! That code is not on goods")
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_another_price_than_todays_is_said_as_typed(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f6")
        await hand.types("3")
        await hand.scans(GOUDA)
        await hand.sees("Price paid each")
        await hand.types("\r5.00\r1\r")
        await hand.sees("price typed; today it is 8.49", "-4.33")
        assert "price changed" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)
