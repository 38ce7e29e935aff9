"""A report to read: arrows scroll; a key each prints it, or keeps it as PDF or CSV."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.cells import cut, right
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint

WIDEST_CELLS = 64
MARGIN_CELLS = 4


class _Paper(Painted):
    """The lines from `first` on, in the middle of the screen."""

    DEFAULT_CSS = """
    _Paper { width: 100%; height: 1fr; background: $surface; }
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._first = 0

    @property
    def last_first(self) -> int:
        return max(0, len(self._lines) - self.box.height)

    def scroll_lines(self, lines: int) -> None:
        self._first = max(0, min(self._first + lines, self.last_first))
        self.repaint()

    def paint(self) -> Sequence[Row]:
        widest = min(self.box.width, WIDEST_CELLS)
        left = (self.box.width - widest) // 2
        shown = self._lines[self._first : self._first + self.box.height]
        return [(Span(" " * left), Span(cut(line, self.box.width - left))) for line in shown]

    @property
    def place(self) -> str:
        """How far down the reader is, in percent; empty where all of it is on the screen."""
        return f"{100 * self._first // self.last_first}%" if self.last_first else ""

    def resized(self) -> None:
        self._first = min(self._first, self.last_first)


class _Said(Painted):
    """What became of the last key, and how far down the report one is."""

    DEFAULT_CSS = """
    _Said { width: 100%; height: 1; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sentence, self._ink, self._place = "", "muted", ""

    def say(self, sentence: str, ink: str) -> None:
        self._sentence, self._ink = sentence, ink
        self.repaint()

    def show_place(self, place: str) -> None:
        self._place = place
        self.repaint()

    def paint(self) -> Sequence[Row]:
        room = self.box.width - 8
        return [(Span(" " + cut(self._sentence, room).ljust(room), self._ink), Span(right(self._place, 6), "muted"))]


class ReportDialog(DialogScreen[str], inherit_bindings=False):
    """Closes with what to do with the report: "print", "pdf" or "csv"; None when it was read. `said`: what became of
    the key before, for whoever shows it again.
    """

    DEFAULT_CSS = """
    ReportDialog { layout: vertical; background: $surface; }
    """

    def __init__(self, session: Session, lines: Sequence[str], *, said: str = "", ink: str = "good") -> None:
        super().__init__(session)
        self._paper, self._said = _Paper(lines), _Said()
        self._opening = (said, ink)

    def compose(self) -> ComposeResult:
        tr = self.tr
        yield self._paper
        yield self._said
        yield KeyBar(
            (
                KeyHint("↑↓", tr.text("read"), "PgUp PgDn", "key:pagedown"),
                KeyHint("F5", "PDF", "D", "type:d"),
                KeyHint("F6", "CSV", "C", "type:c"),
                KeyHint("F9", tr.text("Print"), "P", "type:p"),
                KeyHint("Esc", tr.text("Close"), "Enter", "key:escape"),
            )
        )

    def on_mount(self) -> None:
        self._said.say(*self._opening)
        self.call_after_refresh(self._show_place)

    def typed(self, characters: str) -> None:
        for character in characters.lower():
            match character:
                case "\r" | "\n":
                    self.dismiss(None)
                    return
                case " ":
                    self.pressed("pagedown")
                case "p" | "d" | "c":
                    self.dismiss({"p": "print", "d": "pdf", "c": "csv"}[character])
                    return

    def pressed(self, key: str) -> None:
        page = max(1, self._paper.box.height - 2)
        match key:
            case "escape" | "f12":
                self.dismiss(None)
                return
            case "f9" | "f5" | "f6":
                self.typed({"f9": "p", "f5": "d", "f6": "c"}[key])
                return
            case "up" | "down":
                self._paper.scroll_lines(1 if key == "down" else -1)
            case "pageup" | "pagedown":
                self._paper.scroll_lines(page if key == "pagedown" else -page)
            case "home" | "end":
                self._paper.scroll_lines(10**6 if key == "end" else -(10**6))
        self._show_place()

    def complain(self, sentence: str) -> None:
        self._said.say(sentence, "error")
        self.app.bell()

    def _show_place(self) -> None:
        self._said.show_place(self._paper.place)
