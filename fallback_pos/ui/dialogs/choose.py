"""A list to choose from: arrows and Enter, a digit, or a finger. Long lists scroll; scans go past it to the sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.app import ComposeResult

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row
from fallback_pos.ui.cells import left, right, width_of, wrapped
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

Value = TypeVar("Value")
FRAME_ROWS = 10
"""Border, margins, count, buttons and a lead: what a dialog needs beside its rows."""
FEWEST_VISIBLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One row: what it says, what stands at its right end, and the key that chooses it beside its number."""

    value: Value
    label: str
    note: str = ""
    key: str = ""


class ChooseDialog(DialogScreen[Value], inherit_bindings=False):
    """Closes with the value of the row chosen, None when left by Esc."""

    def __init__(
        self,
        session: Session,
        title: str,
        choices: Sequence[Choice[Value]],
        *,
        lead: Sequence[str] = (),
        passes_scans_on: bool = True,
        width: int = 66,
    ) -> None:
        super().__init__(session)
        self.passes_scans_on = passes_scans_on
        self._choices = tuple(choices)
        self._lead = tuple(lead)
        self._at = 0
        self._problem = ""
        self._width = width
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = self._width
        yield self.card

    def body(self, width: int) -> list[Row]:
        rows: list[Row] = [(Span(line, "muted"),) for text in self._lead for line in wrapped(text, width)]
        if rows:
            rows.append(BLANK_ROW)
        visible = self._visible_rows()
        first = max(0, min(self._at - visible // 2, len(self._choices) - visible))
        rows += [self._row(index, width) for index in range(first, min(first + visible, len(self._choices)))]
        if len(self._choices) > visible:
            shown = self.tr.text("{at} of {count}", at=self._at + 1, count=len(self._choices))
            rows.append((Span(right(shown, width), "muted"),))
        rows.append(BLANK_ROW)
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)] + [BLANK_ROW]
        enter, leave = self.tr.text("Choose"), self.tr.text("Cancel")
        rows.append(button_row((("Enter", enter, "accept"), ("Esc", leave, "key:escape"))))
        return rows

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._choose(self._at)
            elif character in "123456789" and int(character) <= len(self._choices):
                self._choose(int(character) - 1)
        self.card.update()

    def pressed(self, key: str) -> None:
        match key:
            case "escape":
                self.dismiss(None)
                return
            case "up" | "shift+tab":
                self._at = (self._at - 1) % max(len(self._choices), 1)
            case "down":
                self._at = (self._at + 1) % max(len(self._choices), 1)
            case "pageup":
                self._at = max(self._at - self._visible_rows(), 0)
            case "pagedown":
                self._at = min(self._at + self._visible_rows(), max(len(self._choices) - 1, 0))
            case _:
                self._choose_by_key(key)
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "accept":
            self._choose(self._at)
        elif kind == "row":
            self._choose(int(rest))
        else:
            super().act(action)

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    def _choose_by_key(self, key: str) -> None:
        for index, choice in enumerate(self._choices):
            if choice.key and choice.key == key:
                self._choose(index)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._choices):
            self.dismiss(self._choices[index].value)

    def _visible_rows(self) -> int:
        return max(self.app.size.height - FRAME_ROWS, FEWEST_VISIBLE_ROWS)

    def _row(self, index: int, width: int) -> Row:
        choice = self._choices[index]
        here = index == self._at
        number = f"{index + 1}" if index < 9 else " "
        note_width = width_of(choice.note)
        ink = "selected" if here else "text"
        action = f"row:{index}"
        label = left(choice.label, width - note_width - 6)
        return (
            Span("› " if here else "  ", "key", action),
            Span(f" {number} ", "selected" if here else "key", action),
            Span(label, ink, action),
            Span(choice.note + " ", "selected" if here else "muted", action),
        )
