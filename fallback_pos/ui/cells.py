"""Text in terminal cells: East Asian characters take two, combining marks none, control characters never get out."""

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


def clean(text: str) -> str:
    """The text without characters that would move the cursor or colour the screen (a catalogue may hold any)."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def width_of(text: str) -> int:
    return cell_len(text)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, its end replaced by an ellipsis where it does not fit."""
    text = clean(text)
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def left(text: str, width: int) -> str:
    """Exactly `width` cells, text at the left."""
    shown = cut(text, width)
    return shown + " " * (width - cell_len(shown))


def right(text: str, width: int) -> str:
    """Exactly `width` cells, text at the right."""
    shown = cut(text, width)
    return " " * (width - cell_len(shown)) + shown


def centred(text: str, width: int) -> str:
    """Exactly `width` cells, text in the middle."""
    shown = cut(text, width)
    spare = width - cell_len(shown)
    return " " * (spare // 2) + shown + " " * (spare - spare // 2)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; breaks at spaces, and anywhere in text written without them."""
    lines: list[str] = []
    current = ""
    for word in clean(text).split(" "):
        candidate = f"{current} {word}" if current else word
        if cell_len(candidate) > width and current and (cell_len(word) <= width or word.isascii()):
            lines.append(current)
            candidate = word
        while cell_len(candidate) > width:
            head = _head(candidate, width)
            lines.append(head)
            candidate = candidate[len(head) :]
        current = candidate
    return [*lines, current] if current or not lines else lines


def _head(text: str, width: int) -> str:
    """The longest beginning that fits in `width` cells, at least one character."""
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return text[: max(index, 1)]
    return text
