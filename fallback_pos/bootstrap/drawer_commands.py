"""Shift, cash and correction commands without a screen: one till, opened for one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.loader import load_settings
from config.settings import Settings
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.till import HeadlessTill
from fallback_pos.errors import TillError
from fallback_pos.storage.locks import TillAlreadyRunning


class ShiftsOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = (
        "A till is open on {folder}. Open, count and close shifts there: press F12 and choose the shift's command."
    )


class CashOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = "A till is open on {folder}. Pay cash in or out and drop it there: press F12 and choose Cash."


class SalesOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = "A till is open on {folder}. Void and correct sales there: press F12 and choose the sale."


class AlarmsOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = "A till is open on {folder}. Look at alarms there: press F12 and choose Alarms."


class LookUpsOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = "A till is open on {folder}. Look sales up there: press F12 and choose Look up sales."


class PaperOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = (
        "A till is open on {folder}. Enter paper vouchers there: ring the goods, press F12 and choose Paper voucher."
    )


class StatementsOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = (
        "A till is open on {folder}. Compare statements there: press F12 and choose Bank statements; or close the till."
    )


@contextmanager
def drawer_work(folder: Path, config: Path | None, on_the_screen: type[TillError]) -> Iterator[HeadlessTill]:
    """A till for one step. Raises `on_the_screen` while a till is open there, and what open_core raises."""
    settings: Settings = load_settings(config, folder)
    try:
        core = open_core(folder, settings)
    except TillAlreadyRunning as error:
        raise on_the_screen(folder=str(folder)) from error
    try:
        till = HeadlessTill(core)
    except BaseException:
        core.close()
        raise
    try:
        yield till
    finally:
        till.close()
