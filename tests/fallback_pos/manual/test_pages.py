"""Every reader finds every page, in every language, and no link leads nowhere."""

from __future__ import annotations

import unicodedata

import pytest

from fallback_pos.ui.dialogs.help import manual_page
from tests.fallback_pos.manual import pages

WIDEST_LINE_CELLS = 82
CONTENTS = "00-contents.md"
EACH_LANGUAGE = pytest.mark.parametrize("language", pages.languages())


def _cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@EACH_LANGUAGE
def test_every_page_exists_in_every_language(language: str) -> None:
    assert pages.names(language) == pages.names("en")


@EACH_LANGUAGE
def test_a_page_has_the_same_structure_in_every_language(language: str) -> None:
    for name in pages.names("en"):
        assert pages.headings(pages.text(language, name)) == pages.headings(pages.text("en", name)), name


@EACH_LANGUAGE
def test_what_is_typed_is_the_same_in_every_language(language: str) -> None:
    for name in pages.names("en"):
        mine, english = (pages.code_blocks(pages.text(each, name)) for each in (language, "en"))
        assert len(mine) == len(english), name


@EACH_LANGUAGE
def test_links_lead_to_pages_of_the_same_language(language: str) -> None:
    for name in pages.names(language):
        broken = [link for link in pages.links(pages.text(language, name)) if link not in pages.names(language)]
        assert not broken, (name, broken)


@EACH_LANGUAGE
def test_the_contents_name_every_page_in_order(language: str) -> None:
    assert pages.links(pages.text(language, CONTENTS)) == pages.names(language)[1:]


@EACH_LANGUAGE
def test_a_page_begins_with_its_title_and_has_no_other(language: str) -> None:
    for name in pages.names(language):
        page = pages.text(language, name)
        assert page.startswith("# "), name
        assert pages.headings(page).count("#") == 1, name


@EACH_LANGUAGE
def test_lines_are_readable_in_a_terminal(language: str) -> None:
    for name in pages.names(language):
        for line in pages.text(language, name).splitlines():
            assert _cells(line) <= WIDEST_LINE_CELLS, (name, line)


@EACH_LANGUAGE
def test_help_opens_the_contents_first(language: str) -> None:
    page = manual_page(language)
    assert page == pages.MANUAL / language / CONTENTS
