"""Receipts of which nobody knows: an original and its copies have one number, and are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fallback_pos.ui.till import UnsurePrint
from tests.fallback_pos.ui.shop import Hand, at_the_till


def test_copies_are_named_in_the_list_and_in_the_question(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsure() -> Sequence[UnsurePrint]:
        return [UnsurePrint("a", "03-1-000001"), UnsurePrint("b", "03-1-000001", 2)]

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        monkeypatch.setattr(hand.till, "unsure_prints", unsure)
        await hand.presses("f12")
        await hand.chooses("Receipts to check")
        await hand.sees("original", "COPY 2")
        await hand.types("2")
        await hand.sees("Did COPY 2 of receipt 03-1-000001 come out")
        await hand.presses("escape")

    at_the_till(template, tmp_path / "shop", story)
