"""Rows of things to press, shared by all dialogs: buttons with their key, the number pad, suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from fallback_pos.ui.cells import centred, width_of
from fallback_pos.ui.rows import BLANK_ROW, Row, Span

_PAD_KEY_CELLS = 5


def button_row(buttons: Sequence[tuple[str, str, str]]) -> Row:
    """Buttons of (key as shown, label, action)."""
    spans: list[Span] = []
    for shown, label, action in buttons:
        spans += [
            Span(f" {shown} ", "key", action),
            Span(f" {label} ", "button", action),
            Span("  "),
        ]
    return tuple(spans)


def number_pad(*, decimals: bool) -> list[Row]:
    """Two rows of digits for fingers; every key is also on the keyboard."""
    upper = [*"12345", "⌫"]
    lower = [*"67890", "," if decimals else ""]
    return [_pad_row(upper), BLANK_ROW, _pad_row(lower)]


def suggestion_rows(texts: Sequence[str], field: str, width: int) -> list[Row]:
    """Texts that fill a field when pressed, as many to a row as fit."""
    rows: list[Row] = []
    row: list[Span] = [Span("  ")]
    used = 2
    for text in texts:
        cells = width_of(text) + 3
        if used + cells > width and used > 2:
            rows.append(tuple(row))
            row, used = [Span("  ")], 2
        row += [Span(f" {text} ", "button", f"fill:{field}:{text}"), Span(" ")]
        used += cells
    return [*rows, tuple(row)] if used > 2 else rows


def _pad_row(keys: Sequence[str]) -> Row:
    spans: list[Span] = [Span("  ")]
    for key in keys:
        if not key:
            continue
        action = "key:backspace" if key == "⌫" else f"type:{key}"
        spans += [Span(centred(key, _PAD_KEY_CELLS), "button", action), Span("  ")]
    return tuple(spans)
