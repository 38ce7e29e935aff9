"""A question asked once. Enter does not answer it, so that the Enter of a scan or a habit never says yes."""

from __future__ import annotations

from textual.app import ComposeResult

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row
from fallback_pos.ui.cells import wrapped
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card


class ConfirmDialog(DialogScreen[bool], inherit_bindings=False):
    """Closes with True for yes (Y or F9), False for no (N), None when it was left unanswered (Esc)."""

    def __init__(self, session: Session, title: str, question: str) -> None:
        super().__init__(session)
        self._question = question
        self._problem = ""
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        yield self.card

    def body(self, width: int) -> list[Row]:
        rows: list[Row] = [(Span(line, "strong"),) for line in wrapped(self._question, width)]
        rows.append(BLANK_ROW)
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)] + [BLANK_ROW]
        yes, no = self.tr.text("Yes"), self.tr.text("No")
        rows.append(button_row((("Y", yes, "type:y"), ("N", no, "type:n"))))
        return rows

    def typed(self, characters: str) -> None:
        answer = characters[-1:].lower()
        if answer == "y":
            self.dismiss(True)
        elif answer == "n":
            self.dismiss(False)

    def pressed(self, key: str) -> None:
        if key == "escape":
            self.dismiss(None)
        elif key == "f9":
            self.dismiss(True)

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()
