"""Every reader finds every page, in every language, and no link leads nowhere."""

from __future__ import annotations

import unicodedata

import pytest

from fallback_pos.ui.manual import manual_pages, pages_with
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
def test_help_has_every_page_and_opens_the_contents_first(language: str) -> None:
    assert [page.name for page in manual_pages(language)] == pages.names(language)
    assert pages.names(language)[0] == CONTENTS


def test_a_language_without_a_manual_reads_the_english_one() -> None:
    assert manual_pages("xx") == manual_pages("en")


@pytest.mark.parametrize(
    ("language", "query", "name"),
    [
        ("en", "wallet", "13-wallet-qr.md"),
        ("en", "Power CUT", "21-power-cut.md"),
        ("en", "ctrl+e", "07-discounts-and-prices.md"),
        ("en", "approval code", "12-card-slip.md"),
        ("en", "exit status", "50-commands.md"),
        ("en", "parked_limit", "44-settings-selling.md"),
        ("zh", "停电", "21-power-cut.md"),
        ("zh", "授权码", "12-card-slip.md"),
        ("zh", "钱箱 钥匙", "18-receipts.md"),
    ],
)
def test_typing_finds_the_page(language: str, query: str, name: str) -> None:
    found = pages_with(manual_pages(language), query)
    assert manual_pages(language)[found[0]].name == name


@pytest.mark.parametrize("query", ["", "   ", "no such word here"])
def test_looking_for_nothing_finds_nothing(query: str) -> None:
    assert pages_with(manual_pages("en"), query) == []


def test_every_word_has_to_be_on_a_page_that_is_found() -> None:
    found = [manual_pages("en")[at] for at in pages_with(manual_pages("en"), "drawer key")]
    assert found
    assert all("drawer" in page.text.casefold() and "key" in page.text.casefold() for page in found)
