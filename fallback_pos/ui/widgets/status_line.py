"""The top row: what the cashier must know, in words. What matters least gives way where the row is too short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fallback_pos.ui.cells import width_of
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.till import StatusLine
from fallback_pos.ui.widgets.status_words import GIVES_WAY, Part, left_parts, right_parts

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

_GAP = "  "
_MARGINS_CELLS = 2


class StatusBar(Painted):
    """Repaints only when a word changed, so that a second passing by costs nothing. Pressed, it does `action`."""

    DEFAULT_CSS = """
    StatusBar { width: 100%; height: 2; }
    """

    def __init__(
        self, tr: Translator, till_number: str, operator: str, *, action: str | None = None, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._till_number = till_number
        self._operator = operator
        self._action = action
        self._status = StatusLine()
        self._now = datetime.now().astimezone()

    def show(self, status: StatusLine, now: datetime) -> None:
        """Show a status; `now` is aware local time."""
        self._status, self._now = status, now
        self.repaint()

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        left = left_parts(self._tr, self._status, self._now)
        right = right_parts(self._tr, self._till_number, self._operator, self._now)
        left, right = fitted(left, right, width - _MARGINS_CELLS)
        middle = max(width - _MARGINS_CELLS - _cells(left) - _cells(right), 0)
        row = [Span(" "), *self._joined(left), Span(" " * middle, "text", self._action), *self._joined(right)]
        return [(*row, Span(" ")), (Span(" " + "─" * (width - 2) + " ", "faint"),)]

    def _joined(self, parts: Sequence[Part]) -> list[Span]:
        spans: list[Span] = []
        for part in parts:
            spans += [Span(_GAP, "text", self._action)] if spans else []
            spans.append(part.span._replace(action=self._action))
        return spans


def fitted(left: Sequence[Part], right: Sequence[Part], width: int) -> tuple[list[Part], list[Part]]:
    """Both ends of the row, as short as `width` cells need; in a window too small for a till the left is cut."""
    for name in GIVES_WAY:
        if _cells([*left, *right]) <= width:
            break
        left = [part.shorter if part.name == name else part for part in left]
        right = [part.shorter if part.name == name else part for part in right]
    kept = _shown(left)
    while len(kept) > 1 and _cells([*kept, *right]) > width:
        kept.pop()
    return kept, _shown(right)


def _shown(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.forms[0]]


def _cells(parts: Sequence[Part]) -> int:
    """Cells of the parts with the gaps between them."""
    shown = [width_of(part.forms[0]) for part in _shown(parts)]
    return sum(shown) + len(_GAP) * max(len(shown) - 1, 0)
