"""Finding by name: as many results as the shop wants, scrolled to where they do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from fallback_pos.ui.dialogs.find import ROWS
from tests.fallback_pos.ui.shop import Hand, at_the_till


async def _find(hand: Hand, text: str, limit: int) -> list[str]:
    await hand.starts_to_sell()
    await hand.presses("f2")
    await hand.types(text)
    await hand.sees(f"The best {limit};")
    return [product.name_in("en") for product in hand.till.checkout.catalogue.search(text, limit + 1)]


def _wants(monkeypatch: pytest.MonkeyPatch, results: int) -> None:
    monkeypatch.setenv("FALLBACK_POS_CHECKOUT__SEARCH_RESULTS_LIMIT", str(results))


def test_results_beyond_the_last_row_are_scrolled_to(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _wants(monkeypatch, 14)

    async def story(hand: Hand) -> None:
        names = await _find(hand, "a", 14)
        assert names[ROWS] not in hand.screen_text
        await hand.presses("pagedown", "down", "down", "down", "down")
        await hand.sees(names[13])
        assert names[0] not in hand.screen_text
        assert names[14] not in hand.screen_text
        await hand.presses("pageup", "pageup")
        await hand.sees(names[0])

    at_the_till(template, tmp_path / "till", story)


def test_the_shop_may_want_fewer_results(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _wants(monkeypatch, 3)

    async def story(hand: Hand) -> None:
        names = await _find(hand, "a", 3)
        assert names[3] not in hand.screen_text
        await hand.presses("down", "down", "down", "down")
        marked = [row for row in hand.screen_text.splitlines() if "›" in row]
        assert any(names[2] in row for row in marked)

    at_the_till(template, tmp_path / "till", story)
