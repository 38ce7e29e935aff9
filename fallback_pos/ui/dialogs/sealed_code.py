"""A code that is shown once: it stays until somebody says that it is on paper. Neither Enter nor a scan closes it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row
from fallback_pos.ui.cells import centred, wrapped
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card


class SealedCodeDialog(DialogScreen[bool], inherit_bindings=False):
    """Closes with True, by Y alone."""

    def __init__(self, session: Session, title: str, leads: Sequence[str], code: str) -> None:
        super().__init__(session)
        self._leads = tuple(leads)
        self._code = code
        self._problem = ""
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        yield self.card

    def body(self, width: int) -> list[Row]:
        rows: list[Row] = [(Span(line),) for text in self._leads for line in wrapped(text, width)]
        rows += [BLANK_ROW, (Span(centred(self._code, width), "strong"),), BLANK_ROW]
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)] + [BLANK_ROW]
        rows.append(button_row((("Y", self.tr.text("I have written it down"), "type:y"),)))
        return rows

    def typed(self, characters: str) -> None:
        if characters[-1:].lower() == "y":
            self.dismiss(True)
        else:
            self.complain(self.tr.text("The code is not shown again. Write it down, then press Y."))

    def pressed(self, key: str) -> None:
        self.complain(self.tr.text("The code is not shown again. Write it down, then press Y."))

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()
