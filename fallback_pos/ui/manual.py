"""The pages of the manual and finding in them: plain text, no screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fallback_pos

MANUAL = Path(fallback_pos.__file__).parent / "manual"
FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file's name, its title, and its Markdown."""

    name: str
    title: str
    text: str

    def holds(self, words: Sequence[str]) -> bool:
        """Whether all of these (casefolded) stand on it."""
        text = self.text.casefold()
        return all(word in text for word in words)

    def line_of(self, words: Sequence[str]) -> int:
        """The first line with most of these words, counted from zero."""
        lines = [line.casefold() for line in self.text.splitlines()]
        return max(range(len(lines)), key=lambda at: (sum(word in lines[at] for word in words), -at), default=0)


@cache
def manual_pages(language: str) -> tuple[Page, ...]:
    """The pages in a language, ordered by name; the English ones where it has none, nothing without a manual."""
    for folder in (MANUAL / language, MANUAL / FALLBACK_LANGUAGE):
        files = sorted(folder.glob("*.md"))
        if files:
            return tuple(_page(file) for file in files)
    return ()


def words_of(query: str) -> tuple[str, ...]:
    """What is looked for, as `Page` compares it."""
    return tuple(query.casefold().split())


def pages_with(pages: Sequence[Page], query: str) -> list[int]:
    """Numbers of the pages that hold every word, the best first: in the title, then in a heading, then anywhere."""
    words = words_of(query)
    if not words:
        return []
    found = (at for at, page in enumerate(pages) if page.holds(words))
    return sorted(found, key=lambda at: (_rank(pages[at], words), at))


def _page(file: Path) -> Page:
    text = file.read_text(encoding="utf-8")
    return Page(file.name, text.partition("\n")[0].lstrip("# "), text)


def _rank(page: Page, words: Sequence[str]) -> int:
    """0 for all words in the title, 1 for all in one heading, 2 for anywhere, 3 for the contents: they name all."""
    if all(word in page.title.casefold() for word in words):
        return 0
    headings = [line.casefold() for line in page.text.splitlines() if line.startswith("#")]
    if any(all(word in heading for word in words) for heading in headings):
        return 1
    return 3 if page.name.startswith("00") else 2
