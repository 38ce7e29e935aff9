"""Everything in the reader's language, and nothing forgotten when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fallback_pos.i18n.translator import Translator
from tests.fallback_pos.ui.shop import BREAD, GOUDA, LAGER, LEMONS, SOY_SAUCE, Hand, at_the_till


async def speaks(hand: Hand, number: str) -> None:
    await hand.presses("ctrl+g")
    await hand.sees("English")
    await hand.types(number)
    await hand.settles()


def test_the_change_and_the_last_receipt_stay_when_the_language_changes(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.types("20")
        await hand.presses("f9")
        await hand.sees("Change 12.66")
        await speaks(hand, "2")
        tr = Translator("zh")
        await hand.sees(tr.text("CHANGE"), "12.66"[-2:], "03-1-000001")
        change = hand.sale.totals.done
        assert change is not None
        await hand.sees(tr.text("Change {change}. Scan the next customer's goods.", change=change.change))
        await hand.presses("ctrl+w")
        await hand.sees("› ", "03-1-000001")
        await hand.presses("escape")
        await speaks(hand, "1")
        await hand.sees("Change 12.66")
        await hand.scans(BREAD)
        await hand.sees("TO PAY")
        assert "CHANGE" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)


def test_what_is_being_typed_stays_too(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.types("3*385")
        await speaks(hand, "2")
        await hand.sees("3*385")

    at_the_till(template, tmp_path / "shop", story)


@pytest.mark.parametrize(("code", "name"), [(LAGER, "age"), (LEMONS, "weight")])
def test_questions_name_goods_in_the_readers_language(template: Path, tmp_path: Path, code: str, name: str) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("101")
        await hand.scans(code)
        found = hand.till.checkout.scanned_goods(code)[0].product
        english = dict(found.names)["en"]
        assert english != found.name
        await hand.sees(english)
        assert found.name not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)


def test_refusals_name_goods_in_the_readers_language(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await speaks(hand, "2")
        await hand.types(f"1.5*{SOY_SAUCE}\r")
        await hand.sees("! ", "酱油")
        await speaks(hand, "1")
        await hand.types(f"1.5*{SOY_SAUCE}\r")
        await hand.sees("! Soy sauce")

    at_the_till(template, tmp_path / "shop", story)


def test_in_chinese_a_loyalty_card_is_no_bank_card(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await speaks(hand, "2")
        await hand.scans(GOUDA, "9900000001")
        await hand.sees("9900000001", "会员卡")
        assert "银行卡" not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)
