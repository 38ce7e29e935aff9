"""Text in columns of paper: wrapping and aligning with East Asian characters counted as two."""

from __future__ import annotations

from drivers.printers.columns import column_width
from drivers.printers.text_runs import printable


def width(text: str) -> int:
    """Columns that a text takes in normal size."""
    return len(text) if text.isascii() else sum(map(column_width, text))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken between words where possible; no line for an empty text."""
    text = printable(text).strip()
    if width(text) <= columns:
        return [text] if text else []
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, columns)
        lines += full
    return [*lines, line] if line else lines


def indented(text: str, columns: int, indent: int) -> list[str]:
    """Wrapped, each line moved to the right."""
    return [" " * indent + line for line in wrap(text, columns - indent)]


def right(text: str, columns: int) -> list[str]:
    """Wrapped, each line at the right edge."""
    return [" " * (columns - width(line)) + line for line in wrap(text, columns)]


def left_and_right(left: str, amount: str, columns: int, indent: int = 0) -> list[str]:
    """A text and an amount at the right edge, on one line where both fit.

    A longer text wraps over the whole width, and the amount follows on its last line or on one of its own: an amount
    is never cut and never broken as long as it fits the paper at all.
    """
    lines = indented(left, columns, indent)
    amount = printable(amount)
    if not amount:
        return lines
    gap = columns - width(amount) - (width(lines[-1]) if lines else 0)
    if lines and gap >= 1:
        return [*lines[:-1], lines[-1] + " " * gap + amount]
    return lines + (right(amount, columns) if width(amount) > columns else [" " * (columns - width(amount)) + amount])


def table_row(cells: list[str], widths: list[int]) -> str:
    """Cells in columns one space apart; the first is left-aligned, the others right-aligned."""
    padded = [" " * (each - width(cell)) + cell for cell, each in zip(cells[1:], widths[1:], strict=True)]
    first = cells[0] + " " * (widths[0] - width(cells[0]))
    return " ".join([first, *padded])


def _pieces(word: str, columns: int) -> list[str]:
    """A word cut into pieces of at most `columns`; a character wider than that stands alone."""
    pieces = [""]
    used = 0
    for character in word:
        needed = column_width(character)
        if used + needed > columns and pieces[-1]:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += needed
    return pieces
