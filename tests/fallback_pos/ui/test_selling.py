"""A customer from the first scan to the change, and what goes wrong on the way."""

from __future__ import annotations

from pathlib import Path

from tests.fallback_pos.ui.shop import (
    BANANAS,
    BLOCKED,
    BREAD,
    GOUDA,
    LAGER,
    LEMONS,
    SOY_SAUCE,
    UNKNOWN,
    WATER_CARTON,
    Hand,
    at_the_till,
)


def test_a_customer_pays_cash_and_gets_change(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD, SOY_SAUCE, BANANAS)
        await hand.sees("White bread", "Soy sauce", "1.234 kg")
        await hand.types("20.00")
        await hand.presses("f9")
        await hand.sees("CHANGE", "Change 14.13", "03-1-000001")
        kinds = [entry.kind for entry in hand.till._core.journal.entries()]
        assert kinds[-2:] == ["drawer.opened", "sale.completed"]

    at_the_till(template, tmp_path / "shop", story)


def test_the_change_stands_until_the_next_customers_first_scan(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f9", "f9")
        await hand.sees("CHANGE")
        await hand.scans(SOY_SAUCE)
        await hand.sees("TO PAY", "Soy sauce")
        assert "CHANGE" not in hand.screen_text
        assert "White bread" not in hand.screen_text.split("last:")[0]

    at_the_till(template, tmp_path / "shop", story)


def test_a_wrong_scan_shows_one_sentence_and_the_next_scan_sells(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(UNKNOWN)
        await hand.sees("! No product has the code")
        await hand.scans(BREAD)
        await hand.sees("White bread")
        assert "No product has" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)


def test_what_is_typed_before_a_scan_counts_only_as_a_quantity(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.types("3*")
        await hand.scans(BREAD)
        await hand.sees("3 × 1.29", "3.87")
        await hand.types("38")
        await hand.scans(SOY_SAUCE)
        await hand.sees("Soy sauce")
        assert len(hand.till.checkout.cart.lines) == 2

    at_the_till(template, tmp_path / "shop", story)


def test_typed_codes_and_quantities(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.types(f"2*{BREAD}\r")
        await hand.sees("2 × 1.29")
        await hand.types("0.734*4053\r")
        await hand.sees("0.734 kg")
        await hand.types(f"x*{BREAD}\r")
        await hand.sees("! ")

    at_the_till(template, tmp_path / "shop", story)


def test_an_age_is_asked_once_and_a_no_sells_nothing(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(LAGER)
        await hand.sees("Please check", "at least 18 years")
        await hand.types("\r")
        await hand.sees("Please check")
        await hand.types("n")
        await hand.sees("TO PAY")
        assert hand.till.checkout.cart.is_empty
        await hand.scans(LAGER)
        await hand.sees("Please check")
        await hand.types("y")
        await hand.sees("Lager")
        await hand.scans(LAGER)
        assert hand.till.checkout.cart.lines[0].quantity == 2

    at_the_till(template, tmp_path / "shop", story)


def test_a_blocked_product_asks_a_second_person(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("TO PAY")
        await hand.scans(BLOCKED)
        await hand.sees("Second person", "manager")
        await hand.types("101\r101101\r")
        await hand.sees("Second person", "! A second person has to approve")
        await hand.types("301\r301301\r")
        await hand.sees("Peanut butter")
        approvals = hand.till.checkout.cart.approvals
        assert [given.operator for given in approvals] == ["301"]

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_while_money_is_counted_is_refused_and_not_read_as_an_amount(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        await hand.presses("f9")
        await hand.sees("Cash given")
        await hand.scans(SOY_SAUCE)
        await hand.sees("! Finish or leave this first", "Cash given")
        assert len(hand.till.checkout.cart.lines) == 1
        assert not hand.till.checkout.cart.tenders
        await hand.types("5\r")
        await hand.sees("Change 3.71")

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_closes_help_and_lists_and_is_sold(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        for key in ("f1", "f12", "f2"):
            await hand.presses(key)
            await hand.waits_for(lambda: len(hand.app.screen_stack) == 3)
            await hand.scans(BREAD)
            await hand.waits_for(lambda: len(hand.app.screen_stack) == 2)
        await hand.sees("3 × 1.29")

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_that_closes_a_list_and_must_be_asked_about_is_not_lost(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f12")
        await hand.sees("Choose")
        await hand.scans(LAGER)
        await hand.sees("at least 18 years")
        await hand.types("y")
        await hand.sees("Lager")

    at_the_till(template, tmp_path / "shop", story)


def test_lines_are_chosen_changed_voided_and_brought_back(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD, SOY_SAUCE, GOUDA)
        await hand.presses("up", "up")
        await hand.presses("f3")
        await hand.sees("Quantity", "Soy sauce")
        await hand.types("4\r")
        await hand.sees("4 × 2.49")
        await hand.presses("up", "up", "f7")
        await hand.sees("Voided: Soy sauce")
        assert len(hand.till.checkout.cart.lines) == 2
        await hand.presses("ctrl+z")
        await hand.sees("4 × 2.49")

    at_the_till(template, tmp_path / "shop", story)


def test_a_discount_takes_its_reason_and_stands_under_the_line(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f4")
        await hand.sees("Counted in")
        await hand.types("10\r\r\rDamaged\r")
        await hand.sees("discount 10%: Damaged", "-0.73")

    at_the_till(template, tmp_path / "shop", story)


def test_parked_baskets_wait_under_their_names(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(WATER_CARTON)
        await hand.presses("f5")
        await hand.sees("Park this basket")
        await hand.types("Blue coat\r")
        await hand.sees("Parked", "Scan the first product")
        await hand.presses("f5")
        await hand.sees("Parked baskets", "Blue coat")
        await hand.types("\r")
        await hand.sees("6 × 0.79", "Bottle/can deposit")

    at_the_till(template, tmp_path / "shop", story)


def test_something_not_on_file_is_sold_by_description(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f8")
        await hand.sees("Item not on file")
        await hand.types("Basket of figs\r4.50\r\r\r\r")
        await hand.sees("Basket of figs", "4.50")

    at_the_till(template, tmp_path / "shop", story)


def test_a_product_is_found_by_a_part_of_its_name(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f2")
        await hand.types("gouda")
        await hand.sees("Gouda cheese")
        await hand.types("\r")
        await hand.sees("Weigh it")
        await hand.types("0.5\r")
        await hand.sees("0.5 kg")

    at_the_till(template, tmp_path / "shop", story)


def test_weighed_goods_by_plu_ask_for_the_weight(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(LEMONS)
        await hand.sees("Weigh it", "Weight in kg")
        await hand.types("0.250\r")
        await hand.sees("Lemons", "0.25 kg")

    at_the_till(template, tmp_path / "shop", story)
