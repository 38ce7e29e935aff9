"""A shop ready to sell, and a person at its till, for benchmarks."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.loader import load_settings
from config.writer import write_till_settings
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from tests.benchmarks.terminal import Terminal

FIRST_SCREEN = "Operator code"
READY_TO_SELL = "Scan the first product"
GOODS: Mapping[str, str] = {
    "3850104047015": "White bread 700 g",
    "3859120100131": "Semi-white bread",
    "3859120100230": "Rye bread",
    "3859120100339": "Corn bread",
    "3859120100438": "Seeded bread",
    "3859120100537": "Wheat toast",
    "3859120100834": "Poppy seed roll",
    "3859120101138": "Cheese burek",
}
"""Codes of the demo shop and how their lines on the screen begin."""


def shop_ready_to_sell(data: Path, settings: Mapping[str, Any] | None = None) -> None:
    """A demo shop whose shift is open and which has been switched over to, so that only a sign-in is missing."""
    set_up_demo(data)
    if settings:
        write_till_settings(data, settings)
    core = open_core(data, load_settings(None, data))
    try:
        operator = core.sign_in(CASHIER.code, CASHIER.pin)
        core.open_shift_if_none()
        core.outage.start(operator, "benchmark")
    finally:
        core.close()


def till_command(data: Path) -> list[str]:
    """The till as a user starts it: the installed command, beside this Python."""
    command = Path(sys.executable).with_name("fallback-pos")
    program = str(command) if command.exists() else shutil.which("fallback-pos")
    if program is None:
        raise FileNotFoundError("the command fallback-pos is not installed beside this Python")
    return [program, "till", "--data", str(data)]


def sign_in(terminal: Terminal) -> None:
    """From the first screen to an empty basket."""
    terminal.type([*CASHIER.code, "\r", *CASHIER.pin])
    terminal.press_and_wait("\r", READY_TO_SELL)


def type_code(terminal: Terminal, code: str) -> None:
    """Type a code by hand and wait until its line is painted."""
    terminal.type(list(code))
    terminal.press_and_wait("\r", GOODS[code])
