"""A shop ready to sell, and a person at its till, for benchmarks."""

from __future__ import annotations

import csv
import shutil
import sys
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from config.loader import load_settings
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from tests.benchmarks.terminal import Terminal

FIRST_SCREEN = "Operator code"
SETTLED_SECONDS = 0.3
READY_TO_SELL = "Scan the first product"
CASH_KEY = "\x1b[20~"
"""F9."""


class Article(NamedTuple):
    """A product of the demo shop that a scan sells without any question: one piece, no deposit, no age."""

    code: str
    name: str
    price: str


def articles() -> list[Article]:
    """The articles in the shop's own order, as the English screen names them."""
    text = resources.files("fallback_pos.demo").joinpath("products.csv").read_text(encoding="utf-8")
    return [
        Article(row["barcodes"], row["name_en"] or row["name"], row["price"])
        for row in csv.DictReader(text.splitlines())
        if row["barcodes"].isdigit() and not any(row[field] for field in _ASKED_ABOUT)
    ]


_ASKED_ABOUT = ("weighed", "deposit", "minimum_age", "blocked")


def shop_ready_to_sell(data: Path) -> None:
    """A demo shop whose shift is open and which has been switched over to, so that only a sign-in is missing."""
    set_up_demo(data)
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


def type_code(terminal: Terminal, article: Article) -> None:
    """Type a code by hand and wait until its line is painted."""
    terminal.type(list(article.code))
    terminal.press_and_wait("\r", article.name)


def pay_cash(terminal: Terminal) -> None:
    """Take the exact sum in cash and wait for the committed sale."""
    terminal.press_and_wait(CASH_KEY, "Cash")
    terminal.settle(SETTLED_SECONDS)
    terminal.press_and_wait("\r", "is stored")
    terminal.settle(SETTLED_SECONDS)
