"""How well an exercise was done: 100 points less what went wrong, what was asked, and what took long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FULL_POINTS = 100
MISTAKE_POINTS = 10
HINT_POINTS = 5
SECONDS_A_POINT = 10
"""Every ten seconds over the usual time cost a point."""
MOST_TIME_POINTS = 30
PASSED_POINTS = 60


@dataclass(frozen=True, slots=True)
class Score:
    """One exercise done by one person; `at` is RFC 3339 in UTC. `power_cut` and the others are exercises' ids."""

    exercise: str
    operator: str
    name: str
    at: str
    seconds: int
    mistakes: int
    hints: int
    points: int

    @property
    def passed(self) -> bool:
        return self.points >= PASSED_POINTS

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Score | None:
        """What `as_json` gave; None for anything else."""
        try:
            return cls(
                exercise=str(content["exercise"]),
                operator=str(content["operator"]),
                name=str(content["name"]),
                at=str(content["at"]),
                seconds=int(content["seconds"]),
                mistakes=int(content["mistakes"]),
                hints=int(content["hints"]),
                points=int(content["points"]),
            )
        except (KeyError, TypeError, ValueError):
            return None


def points_for(mistakes: int, hints: int, seconds: int, usual_seconds: int) -> int:
    """Points from 0 to FULL_POINTS."""
    late = min(max(0, seconds - usual_seconds) // SECONDS_A_POINT, MOST_TIME_POINTS)
    return max(0, FULL_POINTS - MISTAKE_POINTS * mistakes - HINT_POINTS * hints - late)
