"""One person's way through one exercise: a frozen value, kept through a power cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """`after_seq`: the journal's last entry when it began. `spent_seconds`: before the till was last started.

    wanted_receipt: goods of it come back. cut_cart, cut_lines: what lay open when the power went. paper_was_out,
    had_unsure: what has happened at the printer. change_given: the customer's change, as the learner said it.
    """

    exercise: str
    operator: str
    name: str
    after_seq: int
    step: int = 0
    mistakes: tuple[str, ...] = ()
    hints: int = 0
    spent_seconds: int = 0
    wanted_receipt: str = ""
    cut_cart: str = ""
    cut_lines: int = 0
    paper_was_out: bool = False
    had_unsure: bool = False
    change_given: bool = False

    def with_mistake(self, sentence: str) -> Run:
        """One mistake more, by the sentence that says what it was."""
        return replace(self, mistakes=(*self.mistakes, sentence))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Run | None:
        """What `as_json` gave; None for anything else, such as a note of another version."""
        try:
            run = cls(**{**content, "mistakes": tuple(content["mistakes"])})
        except (KeyError, TypeError):
            return None
        return run if isinstance(run.step, int) and isinstance(run.exercise, str) else None
