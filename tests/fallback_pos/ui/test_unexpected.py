"""Failures that nobody thought of: recorded, said, and the till goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from fallback_pos.storage.catalogue import Catalogue
from tests.fallback_pos.ui.shop import BREAD, GOUDA, Hand, at_the_till


class Nobody(Exception):
    pass


def breaks(*arguments: object, **named: object) -> object:
    raise Nobody("PIN 301301 of 4111 1111 1111 1111")


def log_of(tmp_path: Path) -> str:
    return (tmp_path / "shop" / "logs" / "till.log").read_text(encoding="utf-8")


def test_a_command_that_fails_is_in_the_log_and_the_cashier_is_told(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        monkeypatch.setattr(hand.till.checkout, "parked", breaks)
        await hand.presses("f5")
        await hand.sees("recorded for IT in logs/till.log", "call IT")
        await hand.scans(BREAD)
        await hand.sees("White bread")

    at_the_till(template, tmp_path / "shop", story)
    assert "Nobody: PIN ####" in log_of(tmp_path)
    assert "4111" not in log_of(tmp_path)
    assert "test_unexpected.py" in log_of(tmp_path)


def test_a_scan_that_fails_is_in_the_log_and_the_next_one_sells(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        with monkeypatch.context() as broken:
            broken.setattr(Catalogue, "find", breaks)
            await hand.scans(BREAD)
            await hand.sees("logs/till.log")
        await hand.scans(GOUDA)
        await hand.sees("Gouda")

    at_the_till(template, tmp_path / "shop", story)
    assert "a scan failed" in log_of(tmp_path)


def test_where_it_cannot_be_recorded_the_cashier_is_told_that(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        logs = tmp_path / "shop" / "logs"
        for file in logs.glob("*") if logs.exists() else ():
            file.unlink()
        if logs.exists():
            logs.rmdir()
        logs.write_text("in the way")
        monkeypatch.setattr(hand.till.checkout, "parked", breaks)
        await hand.presses("f5")
        await hand.sees("could not be recorded", "what you did last")

    at_the_till(template, tmp_path / "shop", story)


def test_a_screen_that_fails_leaves_a_sentence_and_no_values_on_the_terminal(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        monkeypatch.setattr(hand.sale.basket, "move", breaks)
        await hand.pilot.press("up")

    with pytest.raises(Nobody):
        at_the_till(template, tmp_path / "shop", story)
    assert "the screen failed" in log_of(tmp_path)
    assert "301301" not in capfd.readouterr().err
