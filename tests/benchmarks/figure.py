"""One figure, as one JSON line."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`ratio` is measured / floor, or a plain count or time where `unit` says so; `goal` is what it should not exceed.

    `at_least`: the goal is a lower bound. A figure without a goal is reported only.
    """

    name: str
    ratio: float
    goal: float | None
    floor: str
    unit: str = "x"
    at_least: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def meets_goal(self) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def line(self) -> str:
        facts = asdict(self) | {"ratio": round(self.ratio, 3), "meets_goal": self.meets_goal}
        more = facts.pop("more")
        return json.dumps(facts | more, ensure_ascii=False)


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def microseconds(seconds: float) -> float:
    return round(seconds * 1e6, 1)
