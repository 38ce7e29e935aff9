"""What a painted row is made of: spans of text, each with an ink and, where a finger may press, an action."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from fallback_pos.ui.cells import width_of

Inks = Mapping[str, Style]


class Span(NamedTuple):
    """A run of text in one ink (a name of `ink.INKS`). `action` is what a click on it does."""

    text: str
    ink: str = "text"
    action: str | None = None


Row = tuple[Span, ...]
BLANK_ROW: Row = ()


def row_width(row: Row) -> int:
    return sum(width_of(span.text) for span in row)


def beside(left: Sequence[Row], right: Sequence[Row], right_from: int) -> list[Row]:
    """Two blocks of rows side by side; the right one begins in column `right_from`, left rows may not reach it."""
    made: list[Row] = []
    for place in range(max(len(left), len(right))):
        first = left[place] if place < len(left) else BLANK_ROW
        second = right[place] if place < len(right) else BLANK_ROW
        gap = Span(" " * max(0, right_from - row_width(first)))
        made.append((*first, gap, *second) if second else first)
    return made


def strip_of(row: Row, inks: Inks, width: int) -> Strip:
    """The row as Textual paints it, exactly `width` cells wide."""
    segments = [Segment(span.text, inks[span.ink]) for span in row]
    used = row_width(row)
    if used > width:
        return Strip(segments, used).crop(0, width)
    if used < width:
        segments.append(Segment(" " * (width - used), inks[row[-1].ink] if _fills(row) else inks["text"]))
    return Strip(segments, width)


def _fills(row: Row) -> bool:
    return bool(row) and row[-1].ink in ("selected", "field")


def action_at(row: Row, column: int) -> str | None:
    """The action of the span under a column, if it has one."""
    start = 0
    for span in row:
        end = start + width_of(span.text)
        if start <= column < end:
            return span.action
        start = end
    return None


def changed_runs(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, int]]:
    """(first row, count) of each run of rows that differ; rows beyond the end of either count as different."""
    runs: list[tuple[int, int]] = []
    for index in range(max(len(before), len(after))):
        same = index < len(before) and index < len(after) and before[index] == after[index]
        if same:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
