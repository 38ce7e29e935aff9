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


class NoticeDialog(DialogScreen[bool], inherit_bindings=False):
    """Paragraphs, then facts as (name, value) in two columns."""

    passes_scans_on = True

    def __init__(
        self, session: Session, title: str, paragraphs: Sequence[str], facts: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(session)
        self._paragraphs = tuple(paragraphs)
        self._facts = tuple(facts)
        self._problem = ""
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = 74
        yield self.card

    def body(self, width: int) -> list[Row]:
        rows: list[Row] = [(Span(line),) for text in self._paragraphs for line in wrapped(text, width)]
        if rows and self._facts:
            rows.append(BLANK_ROW)
        names = max((width_of(name) for name, _ in self._facts), default=0) + 2
        for name, value in self._facts:
            lines = wrapped(value, max(width - names, 10))
            rows.append((Span(left(name, names), "muted"), Span(lines[0])))
            rows += [(Span(" " * names), Span(line)) for line in lines[1:]]
        rows.append(BLANK_ROW)
        rows.append(button_row((("Enter", self.tr.text("OK"), "type:\r"),)))
        return rows

    def typed(self, characters: str) -> None:
        if characters[-1:] in ("\r", "\n"):
            self.dismiss(True)

    def pressed(self, key: str) -> None:
        if key == "escape":
            self.dismiss(True)

    def complain(self, sentence: str) -> None:
        self.app.bell()
