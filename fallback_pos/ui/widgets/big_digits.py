"""Amounts three rows high, so that a customer reads them across the counter."""

from __future__ import annotations

_ROWS = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": (" ┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "-": ("   ", "╺━╸", "   "),
    ".": (" ", " ", "."),
    ",": (" ", " ", ","),
}
HEIGHT_ROWS = 3


def big_digits(text: str, width: int) -> tuple[str, str, str]:
    """The text in large digits, right-aligned in `width` cells; in plain figures where they would not fit."""
    glyphs = [_ROWS.get(character) for character in text]
    if None in glyphs or sum(len(glyph[0]) for glyph in glyphs if glyph) > width:
        return ("", text.rjust(width), "")
    rows = ("".join(glyph[row] for glyph in glyphs if glyph) for row in range(HEIGHT_ROWS))
    upper, middle, lower = (row.rjust(width) for row in rows)
    return upper, middle, lower
