"""How many columns of a receipt characters take."""

import unicodedata


def column_width(character: str) -> int:
    """Columns a character takes: 2 for East Asian wide and full-width ones, 0 for combining marks, else 1."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def text_width(text: str) -> int:
    """Columns of a text in normal size."""
    return sum(map(column_width, text))
