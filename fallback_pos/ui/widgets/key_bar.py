"""What keys there are, each also something to press. Two rows: the F-key with its word, the second key below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fallback_pos.ui.cells import left, width_of
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One command on the bar."""

    key: str
    label: str
    second: str
    action: str
    wide_only: bool = False
    short: str = ""
    """The label where the row is too short for all; empty for the same one."""


class KeyBar(Painted):
    """Leaves hints out from the right where the row is too short, but never the last one: it leads to the rest."""

    DEFAULT_CSS = """
    KeyBar { width: 100%; height: 2; background: $surface; }
    """

    def __init__(self, hints: Sequence[KeyHint], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints = tuple(hints)

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        hints = [hint for hint in self._hints if not hint.wide_only]
        if sum(map(_cells, self._hints)) + 1 <= width:
            hints = list(self._hints)
        if sum(map(_cells, hints)) + 1 > width:
            hints = [replace(hint, label=hint.short) if hint.short else hint for hint in hints]
        while len(hints) > 1 and sum(map(_cells, hints)) + 1 > width:
            del hints[-2]
        spare = (width - 1 - sum(map(_cells, hints))) // max(len(hints), 1)
        upper: list[Span] = [Span(" ")]
        lower: list[Span] = [Span(" ")]
        for hint in hints:
            cells = _cells(hint) + min(spare, 4)
            label_cells = cells - len(hint.key) - 1
            label = left(hint.label, label_cells)
            upper += [Span(f"{hint.key} ", "key", hint.action), Span(label, "text", hint.action)]
            lower.append(Span(left(hint.second, cells), "muted", hint.action))
        return [tuple(upper), tuple(lower)]


def _cells(hint: KeyHint) -> int:
    return max(len(hint.key) + 1 + width_of(hint.label), width_of(hint.second)) + 1
