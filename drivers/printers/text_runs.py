"""Decides how a line of text gets onto paper: which code page, which parts as Chinese text, or drawn as a picture."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from drivers.printers.columns import column_width
from drivers.printers.document import Text
from drivers.printers.profiles import CodePage, PrinterProfile

CHINESE_ENCODING = "gb18030"


@dataclass(frozen=True, slots=True)
class PageRun:
    """Characters of one code page."""

    text: str
    page: CodePage
    bold: bool


@dataclass(frozen=True, slots=True)
class ChineseRun:
    """Wide characters that the printer's resident Chinese font holds (GBK)."""

    text: str
    bold: bool


Run = PageRun | ChineseRun


def printable(text: str) -> str:
    """`text` composed (NFC), line breaks and tabs as spaces, and without any control or format character: a product
    name must never carry a printer command."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if character in "\t\r\n\u2028\u2029" else character for character in text)
    return "".join(character for character in spaced if unicodedata.category(character) not in _UNPRINTABLE)


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def split_into_runs(line: Text, profile: PrinterProfile, active: CodePage | None) -> list[Run] | None:
    """The runs that print `line`, or None when some character is in none of the profile's character sets.

    `active` is the code page the printer is in; it is kept when it serves, to save switches."""
    whole = "".join(span.text for span in line.spans)
    pages = _in_order_of_preference(profile, active)
    chinese = {character for character in whole if profile.cjk_mode == "text" and _in_resident_chinese_font(character)}
    chosen = _page_for("".join(character for character in whole if character not in chinese), pages)
    runs: list[Run] = []
    for span in line.spans:
        for character in span.text:
            page = None if character in chinese else (chosen or _page_for(character, pages))
            if character not in chinese and page is None:
                return None
            _append(runs, character, page, span.bold)
    return runs


def replace_unprintable(text: str, profile: PrinterProfile) -> str:
    """`text` with a question mark for each column that no character set of the profile can fill."""
    return "".join(
        character if _printable_as_text(character, profile) else "?" * column_width(character) for character in text
    )


def _printable_as_text(character: str, profile: PrinterProfile) -> bool:
    if profile.cjk_mode == "text" and _in_resident_chinese_font(character):
        return True
    return any(_page_holds(page, character) for page in profile.code_pages)


def _append(runs: list[Run], character: str, page: CodePage | None, bold: bool) -> None:
    last = runs[-1] if runs else None
    if page is None:
        if isinstance(last, ChineseRun) and last.bold == bold:
            runs[-1] = ChineseRun(last.text + character, bold)
        else:
            runs.append(ChineseRun(character, bold))
    elif isinstance(last, PageRun) and last.page == page and last.bold == bold:
        runs[-1] = PageRun(last.text + character, page, bold)
    else:
        runs.append(PageRun(character, page, bold))


def _in_order_of_preference(profile: PrinterProfile, active: CodePage | None) -> tuple[CodePage, ...]:
    if active is None:
        return profile.code_pages
    return (active, *(page for page in profile.code_pages if page != active))


def _page_for(text: str, pages: tuple[CodePage, ...]) -> CodePage | None:
    return next((page for page in pages if all(_page_holds(page, character) for character in text)), None)


@lru_cache(maxsize=4096)
def _page_holds(page: CodePage, character: str) -> bool:
    if character.isascii():
        return True
    try:
        return len(character.encode(page.codec)) == 1
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=4096)
def _in_resident_chinese_font(character: str) -> bool:
    """Wide and in GBK: GB18030's four-byte characters are missing in most resident fonts, and a narrow character
    printed from the Chinese font would take two columns."""
    if column_width(character) != 2:
        return False
    try:
        return len(character.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False
