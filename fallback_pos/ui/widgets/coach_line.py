"""What the coach of a training till says: which exercise and step, how it goes, and what to do, in three rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fallback_pos.ui.cells import cut, left, width_of, wrapped
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator
    from fallback_pos.training.coach import Advice

ROWS = 3


class CoachLine(Painted):
    """The word TRAINING stands in its first row whatever else is said. Pressed, it opens the exercises."""

    DEFAULT_CSS = """
    CoachLine { width: 100%; height: 3; }
    """

    def __init__(self, tr: Translator, *, action: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._action = action
        self._advice: Advice | None = None
        self.ask_again_seconds = 0.0
        """When the till may ask a question of the coach again, on the monotonic clock."""

    def show(self, advice: Advice) -> None:
        self._advice = advice
        self.repaint()

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        said = [cut(line, width - 2) for line in wrapped(self._said(), width - 2)[: ROWS - 1]]
        rows: list[Row] = [self._head(width)]
        rows += [(Span(left(f" {line}", width), "accent", self._action),) for line in said]
        return rows

    def _head(self, width: int) -> Row:
        tr, advice = self._tr, self._advice
        mark = f" ▌{tr.text('TRAINING')}▐ "
        facts = self._facts(advice) if advice is not None and advice.title else ""
        facts = cut(facts, max(width - width_of(mark) - 1, 0))
        spare = max(width - width_of(mark) - width_of(facts), 0)
        return (
            Span(mark, "warning", self._action),
            Span(facts, "text", self._action),
            Span(" " * spare, "text", self._action),
        )

    def _facts(self, advice: Advice) -> str:
        tr = self._tr
        step = tr.text("step {step} of {steps}", step=advice.step, steps=advice.steps)
        mistakes = tr.text("mistakes {mistakes}", mistakes=advice.mistakes)
        time = f"{advice.seconds // 60}:{advice.seconds % 60:02d}"
        return f"{tr.text(advice.title)} · {step} · {mistakes} · {time}"

    def _said(self) -> str:
        tr, advice = self._tr, self._advice
        if advice is None:
            return ""
        said = tr.text(advice.say, **advice.params)
        return f"! {tr.text(advice.mistake)} {said}" if advice.mistake else f"› {said}"
