"""From the start of the command to its first paint, and its memory, against the smallest Textual program."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.driving import (
    FIRST_SCREEN,
    articles,
    pay_cash,
    shop_ready_to_sell,
    sign_in,
    till_command,
    type_code,
)
from tests.benchmarks.figure import Figure, median, percentile
from tests.benchmarks.terminal import Terminal

STARTS = 20
FIRST_SALES = 3
FLOOR = [sys.executable, str(Path(__file__).parent / "floors" / "minimal_textual.py")]


@dataclass
class Start:
    """Seconds from exec to the first screen; KiB resident at that moment."""

    seconds: float
    resident_kibibytes: int


def figures(folder: Path, starts: int = STARTS) -> Iterator[Figure]:
    data = folder / "till"
    shop_ready_to_sell(data)
    ours, floor = _alternately(data, starts)
    yield Figure(
        "start to first paint",
        median([start.seconds for start in ours]) / median([start.seconds for start in floor]),
        1.3,
        "a minimal Textual program",
        more={
            "ours_ms": round(median([start.seconds for start in ours]) * 1e3, 1),
            "floor_ms": round(median([start.seconds for start in floor]) * 1e3, 1),
            "p90": round(
                percentile([start.seconds for start in ours], 90) / percentile([start.seconds for start in floor], 90),
                2,
            ),
        },
    )
    floor_memory = median([start.resident_kibibytes for start in floor])
    yield _memory("resident memory at first paint", 1.5, [start.resident_kibibytes for start in ours], floor_memory)
    sold = [_memory_after_a_sale(data) for _ in range(min(starts, FIRST_SALES))]
    yield _memory("resident memory after the first sale", 3.0, sold, floor_memory)


def _alternately(data: Path, starts: int) -> tuple[list[Start], list[Start]]:
    """Both programs in turn; the first start of each, which may have to compile, does not count."""
    ours: list[Start] = []
    floor: list[Start] = []
    for _ in range(starts + 1):
        ours.append(_start(till_command(data), FIRST_SCREEN))
        floor.append(_start(FLOOR, "first paint"))
    return ours[1:], floor[1:]


def _start(command: list[str], first_text: str) -> Start:
    with Terminal(command) as terminal:
        at = terminal.wait_for(first_text)
        resident = terminal.resident_kibibytes()
        return Start(at - terminal.started_at, resident)


def _memory_after_a_sale(data: Path) -> float:
    with Terminal(till_command(data)) as terminal:
        terminal.wait_for(FIRST_SCREEN)
        sign_in(terminal)
        type_code(terminal, articles()[0])
        pay_cash(terminal)
        return terminal.resident_kibibytes()


def _memory(name: str, goal: float, ours: list[float] | list[int], floor: float) -> Figure:
    return Figure(
        name,
        median(ours) / floor,
        goal,
        "a minimal Textual program at its first paint",
        more={"ours_mib": round(median(ours) / 1024, 1), "floor_mib": round(floor / 1024, 1)},
    )
