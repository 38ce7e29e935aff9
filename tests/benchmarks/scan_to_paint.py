"""From a scan's bytes on a serial line to the painted basket line, the screen settled, on real pseudo-terminals.

The floor does the same in a raw terminal program; both run at the same time and are scanned in turn.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from config.writer import write_till_settings
from tests.benchmarks.driving import (
    FIRST_SCREEN,
    Article,
    articles,
    pay_cash,
    shop_ready_to_sell,
    sign_in,
    till_command,
)
from tests.benchmarks.figure import Figure, median, percentile
from tests.benchmarks.serial_pair import SerialPair
from tests.benchmarks.terminal import Terminal

FLOOR = Path(__file__).parent / "floors" / "raw_till.py"
SHORT_BASKETS, SHORT_LINES = 15, 14
LONG_BASKETS, LONG_LINES, SCROLLS_FROM_LINE = 4, 70, 20
QUIET_SECONDS = 0.03
"""Nothing more arrives for so long: the screen is settled."""
PAUSE_SECONDS = 0.06
SHOWN_WITHIN_SECONDS = 5.0
SURELY_SHOWN_CHARACTERS = 10
WARM_UP_BASKETS = 1


@dataclass
class Rig:
    """A program, the line it is scanned on, and seconds from scan to settled screen."""

    terminal: Terminal
    serial: SerialPair
    seconds: list[float] = field(default_factory=list)

    def scan(self, article: Article) -> float:
        """Seconds until the last byte of what this scan painted. Raises NotShown."""
        scanned_at = self.serial.scan(article.code)
        shown_at = self.terminal.wait_for(article.name[:SURELY_SHOWN_CHARACTERS], SHOWN_WITHIN_SECONDS)
        last = self.terminal.settle(QUIET_SECONDS) or shown_at
        self.terminal.settle(PAUSE_SECONDS)
        return last - scanned_at


def figures(
    folder: Path,
    short_baskets: int = SHORT_BASKETS,
    short_lines: int = SHORT_LINES,
    long_baskets: int = LONG_BASKETS,
    long_lines: int = LONG_LINES,
    warm_up_baskets: int = WARM_UP_BASKETS,
) -> Iterator[Figure]:
    goods = articles()
    with ExitStack() as stack:
        shop_ready_to_sell(folder / "till")
        ours = our_till(stack, folder / "till")
        floor = _raw_till(stack, folder, goods)
        for _ in range(warm_up_baskets):
            _basket(ours, floor, goods[:short_lines], from_line=0)
        ours.seconds.clear()
        floor.seconds.clear()
        for number in range(short_baskets):
            _basket(ours, floor, _some(goods, number, short_lines), from_line=0)
        yield from _figures("basket not scrolling", ours, floor)
        for number in range(long_baskets):
            _basket(ours, floor, _some(goods, number, long_lines), from_line=SCROLLS_FROM_LINE)
        yield from _figures("basket scrolling", ours, floor)


def our_till(stack: ExitStack, data: Path) -> Rig:
    """The till of a shop that is ready to sell, somebody signed in, a scanner on a serial line."""
    serial = stack.enter_context(SerialPair())
    write_till_settings(data, {"devices": {"scanners": [{"name": "scanner", "line": {"port": serial.port}}]}})
    terminal = stack.enter_context(Terminal(till_command(data)))
    terminal.wait_for(FIRST_SCREEN)
    sign_in(terminal)
    return Rig(terminal, serial)


def _raw_till(stack: ExitStack, folder: Path, goods: Sequence[Article]) -> Rig:
    serial = stack.enter_context(SerialPair())
    products = folder / "products.json"
    products.write_text(
        json.dumps([{"code": known.code, "name": known.name, "price": known.price} for known in goods]),
        encoding="utf-8",
    )
    terminal = stack.enter_context(Terminal([sys.executable, str(FLOOR), serial.port, str(products)]))
    terminal.wait_for("ready")
    return Rig(terminal, serial)


def _basket(ours: Rig, floor: Rig, goods: Sequence[Article], from_line: int) -> None:
    """One customer at both tills; lines from `from_line` on are timed."""
    for number, article in enumerate(goods):
        for rig in (ours, floor):
            seconds = rig.scan(article)
            if number >= from_line:
                rig.seconds.append(seconds)
    pay_cash(ours.terminal)
    floor.terminal.press_and_wait("n", "ready")


def _some(goods: Sequence[Article], number: int, count: int) -> Sequence[Article]:
    start = number * count % max(1, len(goods) - count)
    return goods[start : start + count]


def _figures(name: str, ours: Rig, floor: Rig) -> Iterator[Figure]:
    """Median and 99th percentile of what was timed since the last call, against the floor's median."""
    if not ours.seconds:
        return
    beside = {
        "ours_ms": round(median(ours.seconds) * 1e3, 2),
        "ours_p99_ms": round(percentile(ours.seconds, 99) * 1e3, 2),
        "floor_ms": round(median(floor.seconds) * 1e3, 3),
        "floor_p99_ms": round(percentile(floor.seconds, 99) * 1e3, 3),
        "scans": len(ours.seconds),
    }
    what = "a raw terminal program's median"
    base = median(floor.seconds)
    yield Figure(f"scan to paint, {name}, median", median(ours.seconds) / base, 15, what, more=beside)
    yield Figure(f"scan to paint, {name}, p99", percentile(ours.seconds, 99) / base, 25, what)
    ours.seconds.clear()
    floor.seconds.clear()
