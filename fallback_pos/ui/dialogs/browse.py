"""A list with the details of the row under the mark: below it, or beside it where the window is wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.cells import left, width_of, wrapped
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint

WIDE_FROM_CELLS = 112
_NAME_CELLS = 14


@dataclass(frozen=True, slots=True)
class BrowseRow:
    """One row: what it says, what stands at its right end, and its ink."""

    text: str
    note: str = ""
    ink: str = "text"


@dataclass(frozen=True, slots=True)
class BrowseAction:
    """What may be done with the row under the mark: an F-key, a letter, its word and its name for the caller."""

    name: str
    key: str
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class Browsed:
    """What was chosen: the name of an action, and the row."""

    action: str
    row: int


Detail = Callable[[int], Sequence[tuple[str, str]]]
"""Takes a row's place, gives (name, text) for its details; a text without a name takes the whole width."""


class _Rows(Painted):
    """Only the rows that are seen are made, however many there are."""

    DEFAULT_CSS = "_Rows { width: 1fr; height: 1fr; }"

    def __init__(self, rows: Sequence[BrowseRow], at: int) -> None:
        super().__init__()
        self.rows = tuple(rows)
        self.at = max(0, min(at, len(rows) - 1))

    def move(self, steps: int) -> None:
        self.at = max(0, min(self.at + steps, len(self.rows) - 1))
        self.repaint()

    def paint(self) -> Sequence[Row]:
        width, height = self.box
        first = max(0, min(self.at - height // 2, len(self.rows) - height))
        return [self._row(place, width) for place in range(first, min(first + height, len(self.rows)))]

    def _row(self, place: int, width: int) -> Row:
        row, here, action = self.rows[place], place == self.at, f"row:{place}"
        note = f" {row.note} "
        ink = "selected" if here else row.ink
        text = left(row.text, width - 2 - width_of(note))
        return (Span("› " if here else "  ", "key", action), Span(text, ink, action), Span(note, ink, action))


class _Details(Painted):
    DEFAULT_CSS = "_Details { width: 1fr; height: 1fr; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[tuple[str, str], ...] = ()
        self._first = 0

    def show(self, facts: Sequence[tuple[str, str]]) -> None:
        self._facts, self._first = tuple(facts), 0
        self.repaint()

    def scroll_lines(self, lines: int) -> None:
        last = max(0, len(self._lines()) - self.box.height)
        self._first = max(0, min(self._first + lines, last))
        self.repaint()

    def paint(self) -> Sequence[Row]:
        lines = self._lines()
        shown = lines[self._first : self._first + self.box.height]
        if len(lines) > self._first + self.box.height and shown:
            shown[-1] = (Span(" …", "muted"),)
        return shown

    def _lines(self) -> list[Row]:
        made: list[Row] = []
        for name, text in self._facts:
            room = max(self.box.width - 2 - (_NAME_CELLS if name else 0), 10)
            for place, line in enumerate(wrapped(text, room) if text else [""]):
                label = left(name if place == 0 else "", _NAME_CELLS) if name else ""
                made.append((Span(f" {label}", "muted"), Span(line)))
        return made


class _Line(Painted):
    """One row that says something: the title, or what became of the last key."""

    DEFAULT_CSS = "_Line { width: 100%; height: 1; background: $surface; }"

    def __init__(self, text: str, ink: str) -> None:
        super().__init__()
        self._text, self._ink, self._place = text, ink, ""

    def say(self, text: str, ink: str) -> None:
        self._text, self._ink = text, ink
        self.repaint()

    def show_place(self, place: str) -> None:
        self._place = place
        self.repaint()

    def paint(self) -> Sequence[Row]:
        room = self.box.width - width_of(self._place) - 3
        return [(Span(" " + left(self._text, room) + " ", self._ink), Span(self._place, "muted"))]


class BrowseDialog(DialogScreen[Browsed], inherit_bindings=False):
    """Closes with an action on a row, None when it was left by Esc. Enter is the first action, unless `enter_acts` says
    that none of them is what somebody means who only reads.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_FROM_CELLS, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    BrowseDialog { layout: vertical; background: $background; }
    BrowseDialog #panes { layout: vertical; height: 1fr; }
    BrowseDialog.-wide #panes { layout: horizontal; }
    BrowseDialog _Rows { height: 9; }
    BrowseDialog.-wide _Rows { height: 1fr; width: 3fr; }
    BrowseDialog.-wide _Details { width: 2fr; }
    """

    def __init__(
        self,
        session: Session,
        title: str,
        rows: Sequence[BrowseRow],
        detail: Detail,
        actions: Sequence[BrowseAction],
        *,
        at: int = 0,
        said: str = "",
        ink: str = "good",
        enter_acts: bool = True,
    ) -> None:
        super().__init__(session)
        self._detail = detail
        self._enter_acts = enter_acts
        self._actions = tuple(actions)
        self._title, self._said = _Line(title, "strong"), _Line(said, ink)
        self._rows, self._details = _Rows(rows, at), _Details()

    def compose(self) -> ComposeResult:
        yield self._title
        with Container(id="panes"):
            yield self._rows
            yield self._details
        yield self._said
        hints = [KeyHint("↑↓", self.tr.text("choose"), "PgUp PgDn", "key:pagedown")]
        hints += [
            KeyHint(each.key.upper(), each.label, each.letter.upper(), f"do:{each.name}") for each in self._actions
        ]
        yield KeyBar((*hints, KeyHint("Esc", self.tr.text("Close"), "← →", "key:escape")))

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._details.scroll_lines(0)

    def typed(self, characters: str) -> None:
        for character in characters.lower():
            if character in "\r\n" and self._actions and self._enter_acts:
                self._do(self._actions[0].name)
                return
            for action in self._actions:
                if character == action.letter:
                    self._do(action.name)
                    return

    def pressed(self, key: str) -> None:
        page = max(1, self._rows.box.height - 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -(10**9), "end": 10**9}
        if key in ("escape", "f12"):
            self.dismiss(None)
        elif key in ("left", "right"):
            self._details.scroll_lines(-1 if key == "left" else 1)
        elif key in steps:
            self._rows.move(steps[key])
            self._show()
        else:
            for action in self._actions:
                if key == action.key:
                    self._do(action.name)

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "row":
            self._rows.move(int(rest) - self._rows.at)
            self._show()
        elif kind == "do":
            self._do(rest)
        else:
            super().act(action)

    def complain(self, sentence: str) -> None:
        self._said.say(sentence, "error")
        self.app.bell()

    def _do(self, name: str) -> None:
        if self._rows.rows:
            self.dismiss(Browsed(name, self._rows.at))

    def _show(self) -> None:
        count = len(self._rows.rows)
        if not count:
            self._details.show(())
            return
        self._title.show_place(self.tr.text("{at} of {count}", at=self._rows.at + 1, count=count))
        self._details.show(self._detail(self._rows.at))
