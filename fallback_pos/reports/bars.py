"""Bars made of characters: where people would rather look than read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fallback_pos.receipt_layout.columns import width, wrap

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEAST_BAR_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, its size in whole units, and what is written beside it. A size below zero has no bar."""

    label: str
    size: int
    text: str


def bar_lines(bars: Sequence[Bar], columns: int, *, ascii_only: bool = False) -> list[str]:
    """One line a bar: label, bar, text at the right edge; the largest bar fills what the columns leave.

    Bars end in eighths of a character; `ascii_only` draws whole # signs, for printers without block characters.
    """
    if not bars:
        return []
    text_columns = max(width(bar.text) for bar in bars)
    most_label = max(1, columns - text_columns - LEAST_BAR_COLUMNS - 2)
    labels = [(wrap(bar.label, most_label) or [""])[0] for bar in bars]
    label_columns = max(map(width, labels))
    room = columns - label_columns - text_columns - 2
    largest = max(bar.size for bar in bars)
    lines = []
    for bar, label in zip(bars, labels, strict=True):
        drawn = _bar(bar.size, largest, room, ascii_only=ascii_only)
        left = label + " " * (label_columns - width(label)) + " " + drawn
        lines.append(left + " " * (columns - width(bar.text) - width(left)) + bar.text)
    return lines


def _bar(size: int, largest: int, room: int, *, ascii_only: bool) -> str:
    if size <= 0 or largest <= 0 or room <= 0:
        return ""
    eighths = max(1, round(size * room * 8 / largest))
    full, rest = divmod(eighths, 8)
    if ascii_only:
        return "#" * max(1, full)
    return EIGHTHS[8] * full + EIGHTHS[rest].strip()
