"""The CD5220 command set, which most 2 x 20 pole displays speak. Source: makers' CD5220 manuals. Pure."""

import unicodedata
from typing import Literal

COLUMNS = 20
RESET = b"\x1b@\x0c\x1b_\x00"  # power-on state, clear, cursor off


def show_line(line: Literal[1, 2], text: str, codec: str) -> bytes:
    """The bytes that put `text`, cut or padded to 20 characters, on the upper (1) or lower (2) line."""
    name = b"A" if line == 1 else b"B"
    return b"\x1bQ" + name + displayable(text, codec).ljust(COLUMNS)[:COLUMNS].encode(codec) + b"\r"


def displayable(text: str, codec: str) -> str:
    """`text` with what the display cannot show replaced: accents dropped where the letter without is there ("c" for
    "č"), else a question mark. Control characters never reach the display."""
    return "".join(_displayable_character(character, codec) for character in unicodedata.normalize("NFC", text))


def _displayable_character(character: str, codec: str) -> str:
    if unicodedata.category(character).startswith("C"):
        return ""
    for candidate in (character, unicodedata.normalize("NFKD", character)[:1]):
        try:
            if len(candidate.encode(codec)) == 1:
                return candidate
        except UnicodeEncodeError:
            continue
    return "?"
