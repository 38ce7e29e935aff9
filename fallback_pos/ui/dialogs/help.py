"""The manual, read offline: Markdown files beside the program, in the reader's language."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

import fallback_pos
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint

MANUAL = Path(fallback_pos.__file__).parent / "manual"
FIRST_PAGE = "cashier.md"


def manual_page(language: str, name: str = FIRST_PAGE) -> Path | None:
    """The page in a language, else in English, else the first one there is; None without a manual."""
    for folder in (MANUAL / language, MANUAL / "en"):
        page = folder / name
        if page.is_file():
            return page
        pages = sorted(folder.glob("*.md"))
        if pages:
            return pages[0]
    return None


class HelpDialog(DialogScreen[None], inherit_bindings=False):
    """Arrows, Page Up and Page Down read; Left and Right turn to the other pages; Esc or F1 closes."""

    passes_scans_on = True
    DEFAULT_CSS = """
    HelpDialog { align: center middle; }
    HelpDialog VerticalScroll { width: 96; max-width: 100%; height: 1fr; background: $surface; padding: 0 2; }
    HelpDialog Markdown { background: $surface; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        first = manual_page(self.tr.language)
        self._pages = sorted(first.parent.glob("*.md")) if first else []
        self._at = self._pages.index(first) if first else 0

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Markdown(self._text(), open_links=False)
        hints = (
            KeyHint("↑↓", self.tr.text("read"), "PgUp PgDn", "key:pagedown"),
            KeyHint("←→", self.tr.text("other pages"), "", "key:right"),
            KeyHint("Esc", self.tr.text("back to the sale"), "F1", "key:escape"),
        )
        yield KeyBar(hints)

    def pressed(self, key: str) -> None:
        text = self.query_one(VerticalScroll)
        match key:
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
            case "left" | "right" if self._pages:
                self._at = (self._at + (1 if key == "right" else -1)) % len(self._pages)
                self.query_one(Markdown).update(self._text())
                text.scroll_home(animate=False)

    def typed(self, characters: str) -> None:
        if characters == " ":
            self.pressed("pagedown")

    def complain(self, sentence: str) -> None:
        self.app.bell()

    def on_markdown_link_clicked(self, message: Markdown.LinkClicked) -> None:
        """Links lead to other pages of the manual only: there is no network."""
        message.stop()
        name = Path(message.href.partition("#")[0]).name
        for index, page in enumerate(self._pages):
            if page.name == name:
                self._at = index
                self.query_one(Markdown).update(self._text())

    def _text(self) -> str:
        if not self._pages:
            return self.tr.text("The manual is missing from this installation. Ask IT for it.")
        return self._pages[self._at].read_text(encoding="utf-8")
