"""Reasons without typing: by number, by arrow, by finger; the books name them as the settings do."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import load_settings
from fallback_pos.ui.reasons import TRANSLATED
from tests.fallback_pos.ui.shop import GOUDA, Hand, at_the_till


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (("types", "2"), "Short shelf life"),
        (("presses", "right", "right", "right"), "Price on the shelf"),
        (("presses", "left"), "Goodwill"),
        (("taps", "Goodwill"), "Goodwill"),
        (("types", "2Torn bag"), "Torn bag"),
        (("types", " 3 for 2"), "3 for 2"),
    ],
)
def test_a_discounts_reason(template: Path, tmp_path: Path, how: tuple[str, ...], reason: str) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f4")
        await hand.types("10\r\r\r")
        await hand.sees("1  Damaged")
        await getattr(hand, how[0])(*how[1:])
        await hand.types("\r")
        await hand.sees(f"discount 10%: {reason}")
        assert hand.till.checkout.cart.lines[0].discounts[0].reason == reason

    at_the_till(template, tmp_path / "shop", story)


def test_a_reason_chosen_in_chinese_is_in_the_books_as_the_settings_have_it(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("ctrl+g")
        await hand.types("2")
        await hand.settles()
        await hand.scans(GOUDA)
        await hand.presses("f4")
        damaged = hand.app.session.tr.text("Damaged")
        assert damaged != "Damaged"
        await hand.types("10\r\r\r1\r")
        await hand.waits_for(lambda: bool(hand.till.checkout.cart.lines[0].discounts))
        assert hand.till.checkout.cart.lines[0].discounts[0].reason == "Damaged"
        await hand.sees(damaged)

    at_the_till(template, tmp_path / "shop", story)


def test_the_drawer_opens_for_a_reason(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("ctrl+s")
        await hand.sees("Open the drawer", "1  Change for a customer")
        await hand.types("1\r")
        await hand.sees("The drawer is open")
        last = list(hand.till._core.journal.entries())[-1]
        assert (last.kind, b"Change for a customer" in last.body) == ("drawer.opened", True)

    at_the_till(template, tmp_path / "shop", story)


def test_outage_start_and_end_offer_the_settings_reasons(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("Open a shift")
        await hand.types("100.00\r\r")
        await hand.sees("1  Main POS is down", "4  Drill")
        await hand.types("4\r")
        await hand.sees("TO PAY")
        period = hand.till.outage.current
        assert period is not None
        assert period.reason == "Drill"
        await hand.presses("f12")
        await hand.chooses("End the outage")
        await hand.sees("2  Network is back")

    at_the_till(template, tmp_path / "shop", story)


def test_a_return_line_takes_a_reason_by_number(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f9", "f9")
        await hand.sees("stored")
        await hand.scans("03-1-000001")
        await hand.sees("Return from receipt")
        await hand.types("+\t1\r")
        await hand.sees("Returned lines added: 1.")
        origin = hand.till.checkout.cart.lines[0].returns
        assert origin is not None
        assert origin.reason == "Faulty"

    at_the_till(template, tmp_path / "shop", story)


def test_every_reason_that_is_delivered_is_known_to_the_translations(tmp_path: Path) -> None:
    checkout = load_settings(None, tmp_path).checkout
    delivered = {
        *checkout.discount_reasons, *checkout.return_reasons, *checkout.void_reasons, *checkout.no_sale_reasons,
        *checkout.switch_over_reasons, *checkout.end_outage_reasons,
    }  # fmt: skip
    assert delivered <= set(TRANSLATED)
