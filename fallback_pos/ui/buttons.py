"""Rows of things to press, shared by all dialogs: buttons with their key, the number pad, suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from fallback_pos.ui.cells import centred, cut, width_of
from fallback_pos.ui.fields import Field
from fallback_pos.ui.rows import BLANK_ROW, Row, Span

MOST_NUMBERED = 9
"""Suggestions that a digit chooses; arrows and fingers reach the others."""
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


def digit_row(*, decimals: bool) -> Row:
    """All digits in one row, for dialogs that have no room for the pad."""
    spans: list[Span] = [Span("  ")]
    for key in [*"1234567890", *("," if decimals else ""), "⌫"]:
        spans += [Span(f" {key} ", "button", _action_of(key)), Span("  ")]
    return tuple(spans)


def suggestion_rows(field: Field, width: int) -> list[Row]:
    """Texts that fill a field when pressed, each with its number, as many to a row as fit; the one chosen is marked."""
    rows: list[Row] = []
    row: list[Span] = [Span("  ")]
    used = 2
    for number, text in enumerate(field.suggestions, start=1):
        chosen, action = text == field.value, f"fill:{field.key}:{text}"
        shown = cut(text, width - 8)
        mark = "›" if chosen else " "
        key = f"{mark}{number} " if number <= MOST_NUMBERED else f"{mark}· "
        cells = width_of(key) + width_of(shown) + 3
        if used + cells > width and used > 2:
            rows.append(tuple(row))
            row, used = [Span("  ")], 2
        row += [Span(key, "key", action), Span(f" {shown} ", "selected" if chosen else "button", action), Span(" ")]
        used += cells
    return [*rows, tuple(row)] if used > 2 else rows


def _pad_row(keys: Sequence[str]) -> Row:
    spans: list[Span] = [Span("  ")]
    for key in keys:
        if not key:
            continue
        spans += [Span(centred(key, _PAD_KEY_CELLS), "button", _action_of(key)), Span("  ")]
    return tuple(spans)


def _action_of(key: str) -> str:
    return "key:backspace" if key == "⌫" else f"type:{key}"
