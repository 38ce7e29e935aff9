"""Something to read and close: a result, a list of facts."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row
from fallback_pos.ui.cells import left, width_of, wrapped
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

_ROWS_AROUND = 6
"""The card's frame and padding, and its buttons with the blank row above."""
_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}


class NoticeDialog(DialogScreen[bool], inherit_bindings=False):
    """Paragraphs, then facts as (name, value) in two columns. What the window has no room for is scrolled to."""

    passes_scans_on = True

    def __init__(
        self, session: Session, title: str, paragraphs: Sequence[str], facts: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(session)
        self._paragraphs = tuple(paragraphs)
        self._facts = tuple(facts)
        self._first = 0
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = 74
        yield self.card

    def body(self, width: int) -> list[Row]:
        rows = self._reading(width)
        buttons = [("Enter", self.tr.text("OK"), "type:\r")]
        room = max(self.size.height - _ROWS_AROUND, 1)
        if len(rows) > room:
            self._first = min(self._first, len(rows) - room)
            place = f"{self._first + 1}–{self._first + room} / {len(rows)}"
            buttons += [("↑", "", "key:up"), ("↓", place, "key:down")]
            rows = rows[self._first : self._first + room]
        return [*rows, BLANK_ROW, button_row(tuple(buttons))]

    def _reading(self, width: int) -> list[Row]:
        rows: list[Row] = [(Span(line),) for text in self._paragraphs for line in wrapped(text, width)]
        if rows and self._facts:
            rows.append(BLANK_ROW)
        names = max((width_of(name) for name, _ in self._facts), default=0) + 2
        for name, value in self._facts:
            lines = wrapped(value, max(width - names, 10))
            rows.append((Span(left(name, names), "muted"), Span(lines[0])))
            rows += [(Span(" " * names), Span(line)) for line in lines[1:]]
        return rows

    def typed(self, characters: str) -> None:
        if characters[-1:] in ("\r", "\n"):
            self.dismiss(True)

    def pressed(self, key: str) -> None:
        if key == "escape":
            self.dismiss(True)
        elif key in _STEPS:
            self._first = max(0, self._first + _STEPS[key])
            self.card.update()

    def complain(self, sentence: str) -> None:
        self.app.bell()
