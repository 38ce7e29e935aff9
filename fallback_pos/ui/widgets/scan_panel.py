"""Where scans and codes arrive: one line that says what happened, one field that always has the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fallback_pos.ui.cells import cut, left, right, width_of, wrapped
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

LONGEST_TYPED_CHARACTERS = 200
FEWEST_ROWS = 3
MOST_SENTENCE_ROWS = 8


class ScanPanel(Painted):
    """Holds what is typed. `say` and `complain` share a place: a complaint stays until something else is said.

    A sentence that needs a second row takes the rule's, which costs no layout; a longer one makes the panel grow.
    """

    DEFAULT_CSS = """
    ScanPanel { width: 100%; height: 3; }
    """

    def __init__(self, tr: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._typed = ""
        self._sentence = ""
        self._lines: list[str] = [""]
        self._ink = "muted"
        self._last = ""

    @property
    def text(self) -> str:
        return self._typed

    def type(self, characters: str) -> None:
        self._typed = (self._typed + characters)[:LONGEST_TYPED_CHARACTERS]
        self.repaint()

    def erase(self) -> None:
        self._typed = self._typed[:-1]
        self.repaint()

    def take(self) -> str:
        """What was typed, and an empty field from then on."""
        typed, self._typed = self._typed.strip(), ""
        self.repaint()
        return typed

    def say(self, sentence: str, ink: str = "muted") -> None:
        self._sentence, self._ink = sentence, ink
        self._fit()
        self.repaint()

    def complain(self, sentence: str) -> None:
        self.say(f"! {sentence}", "error")

    def show_last(self, text: str) -> None:
        """What was added last; a complaint that stood there is answered by it. The typed text is gone."""
        self._last, self._sentence, self._typed = text, "", ""
        self._fit()
        self.repaint()

    def resized(self) -> None:
        self._fit()

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        rule = (Span(" " + "─" * (width - 2) + " ", "faint"),)
        said: list[Row] = [(Span(f" {line}", self._ink),) for line in self._lines]
        last = self._tr.text("last: {what}", what=self._last) if self._last else ""
        last_cells = min(width_of(last), width // 2)
        room = width - last_cells - 6
        shown = self._typed
        while width_of(shown) > room - 1:
            shown = shown[1:]
        field = (
            Span(" › ", "key"),
            Span(shown, "strong"),
            Span("█", "accent"),
            Span(left("", room - width_of(shown)), "text"),
            Span(right(last, last_cells), "muted"),
        )
        return [*([rule] if len(said) == 1 else []), *said, field]

    def _fit(self) -> None:
        """Break the sentence into rows, and be as high as they need."""
        if not self.box.width:
            return
        lines = wrapped(self._sentence, self.box.width - 2)
        if len(lines) > MOST_SENTENCE_ROWS:
            rest = " ".join(lines[MOST_SENTENCE_ROWS - 1 :])
            lines = [*lines[: MOST_SENTENCE_ROWS - 1], cut(rest, self.box.width - 2)]
        rows = max(FEWEST_ROWS, len(lines) + 1)
        if rows != max(FEWEST_ROWS, len(self._lines) + 1):
            self.styles.height = rows
        self._lines = lines
