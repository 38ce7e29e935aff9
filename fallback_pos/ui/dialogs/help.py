"""The manual, read offline: Markdown files beside the program, in the reader's language, found by typing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.manual import Page, manual_pages, pages_with, words_of
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint

LONGEST_QUERY_CHARACTERS = 40
TYPING_PAUSE_SECONDS = 0.2


class _FindLine(Painted):
    """What is looked for, and which of the pages that hold it is shown."""

    DEFAULT_CSS = """
    _FindLine { width: 100%; height: 1; background: $surface; }
    """

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self._tr = tr
        self._query = ""
        self._found = ""
        self._ink = "muted"

    def show(self, query: str, at: int, count: int) -> None:
        tr = self._tr
        self._query, self._ink = query, "muted"
        self._found = tr.text("{at} of {count}", at=at + 1, count=count) if count else ""
        if query and not count:
            self._found, self._ink = tr.text("Nothing found. Try fewer letters."), "error"
        self.repaint()

    def paint(self) -> Sequence[Row]:
        label = Span(f" {self._tr.text('Find')}: ", "key")
        return [(label, Span(self._query, "strong"), Span("█", "accent"), Span(f"   {self._found}", self._ink))]


class HelpDialog(DialogScreen[None], inherit_bindings=False):
    """Arrows, Page Up and Page Down read; Left and Right turn to the other pages; Esc or F1 closes.

    Letters look for a page, Enter goes to the next one that holds them.
    """

    passes_scans_on = True
    DEFAULT_CSS = """
    HelpDialog { align: center middle; }
    HelpDialog VerticalScroll { width: 96; max-width: 100%; height: 1fr; background: $surface; padding: 0 2; }
    HelpDialog Markdown { background: $surface; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._pages = manual_pages(self.tr.language)
        self._at = 0
        self._query = ""
        self._found: list[int] = []
        self._shown: Page | None = self._pages[0] if self._pages else None
        self._wanted: tuple[Page, Sequence[str]] | None = None
        self._turning = False
        self._find_line = _FindLine(self.tr)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Markdown(self._text(), open_links=False)
        yield self._find_line
        hints = (
            KeyHint("↑↓", self.tr.text("read"), "PgUp PgDn", "key:pagedown"),
            KeyHint("←→", self.tr.text("other pages"), "", "key:right"),
            KeyHint("A-Z", self.tr.text("Find"), "Enter", "key:enter"),
            KeyHint("Esc", self.tr.text("back to the sale"), "F1", "key:escape"),
        )
        yield KeyBar(hints)

    def pressed(self, key: str) -> None:
        text = self.query_one(VerticalScroll)
        match key:
            case "escape" if self._query:
                self._look_for("")
            case "escape" | "f1":
                self.dismiss(None)
            case "up":
                text.scroll_up(animate=False)
            case "down":
                text.scroll_down(animate=False)
            case "pageup":
                text.scroll_page_up(animate=False)
            case "pagedown":
                text.scroll_page_down(animate=False)
            case "home":
                text.scroll_home(animate=False)
            case "enter":
                self._next_found()
            case "backspace" | "ctrl+h":
                self._look_for(self._query[:-1])
            case "left" | "right" if self._pages:
                self._open((self._at + (1 if key == "right" else -1)) % len(self._pages))

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._next_found()
            elif character == " " and not self._query:
                self.pressed("pagedown")
            elif character.isprintable() and len(self._query) < LONGEST_QUERY_CHARACTERS:
                self._look_for(self._query + character)

    def complain(self, sentence: str) -> None:
        self.app.bell()

    def on_markdown_link_clicked(self, message: Markdown.LinkClicked) -> None:
        """Links lead to other pages of the manual only: there is no network."""
        message.stop()
        name = Path(message.href.partition("#")[0]).name
        for index, page in enumerate(self._pages):
            if page.name == name:
                self._open(index)

    def _look_for(self, query: str) -> None:
        self._query, self._found = query, pages_with(self._pages, query)
        if self._found:
            self._open(self._found[0])
        self._find_line.show(query, 0, len(self._found))

    def _next_found(self) -> None:
        if not self._found:
            return
        here = self._found.index(self._at) if self._at in self._found else -1
        following = (here + 1) % len(self._found)
        self._open(self._found[following])
        self._find_line.show(self._query, following, len(self._found))

    def _open(self, at: int) -> None:
        """Show a page, at the place that is looked for where it holds one."""
        self._at = at
        self._wanted = (self._pages[at], words_of(self._query))
        if not self._turning:
            self._turning = True
            self.run_worker(self._turn())

    async def _turn(self) -> None:
        """Turn to the page that is wanted last: painting one takes longer than the next letter."""
        try:
            while self._wanted is not None:
                (page, words), self._wanted = self._wanted, None
                if words:
                    await asyncio.sleep(TYPING_PAUSE_SECONDS)
                if self._wanted is None:
                    await self._show(page, words)
        finally:
            self._turning = False

    async def _show(self, page: Page, words: Sequence[str]) -> None:
        markdown, text = self.query_one(Markdown), self.query_one(VerticalScroll)
        if page is not self._shown:
            self._shown = page
            await markdown.update(page.text)
        text.scroll_home(animate=False)
        line = page.line_of(words) if words and page.holds(words) else 0
        blocks = [each for each in markdown.children if isinstance(each, MarkdownBlock)]
        there = [block for block in blocks if block.source_range[0] <= line]
        if line and there:
            self.call_after_refresh(self._bring_into_view, there[-1])

    def _bring_into_view(self, block: MarkdownBlock) -> None:
        """Once it is laid out, unless another page has come in its place."""
        if block.is_attached:
            self.query_one(VerticalScroll).scroll_to_widget(block, animate=False, top=True)

    def _text(self) -> str:
        if not self._pages:
            return self.tr.text("The manual is missing from this installation. Ask IT for it.")
        return self._pages[self._at].text
