"""Every message of the program is there in every language, and what runs is what was translated.

When one of these fails after a text was written or changed: `python -m fallback_pos.i18n.extract`, translate what it
lists in the .po file, and run it again.
"""

from __future__ import annotations

import re
import string
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from fallback_pos.domain.operator import Action, Role
from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.extract import ROOT, in_step, untranslated
from fallback_pos.i18n.messages import find_messages, messages_in
from fallback_pos.i18n.translator import CATALOGUES, DOMAIN, LANGUAGE_NAMES, LANGUAGES, LOCALE_FOLDER
from fallback_pos.i18n.words import WORDS

_ENGLISH_END = re.compile(r"[一-鿿][.,:;?!](\s|$)")
FOLDERS = sorted(CATALOGUES.values())


def _catalogue(folder: str) -> Catalog:
    with (LOCALE_FOLDER / folder / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=folder)


def _indent(text: object) -> int:
    return len(str(text)) - len(str(text).lstrip())


def _braces(text: str) -> list[str]:
    return sorted(str(field) for _, field, _, _ in string.Formatter().parse(text) if field is not None)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_message_of_the_program_is_untranslated(folder: str) -> None:
    po_file = LOCALE_FOLDER / folder / "LC_MESSAGES" / f"{DOMAIN}.po"
    assert untranslated(in_step(po_file, folder, find_messages(ROOT))) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_translation_is_left_of_a_message_that_nobody_uses(folder: str) -> None:
    messages = find_messages(ROOT)
    assert [message.id for message in _catalogue(folder) if message.id and message.id not in messages] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_translation_has_the_braces_of_its_message(folder: str) -> None:
    differ = [
        message.id
        for message in _catalogue(folder)
        if message.id and _braces(str(message.id)) != _braces(str(message.string))
    ]
    assert differ == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_runs_is_what_was_translated(folder: str) -> None:
    catalogue = _catalogue(folder)
    compiled = (LOCALE_FOLDER / folder / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()
    running = {message.id: message.string for message in read_mo(BytesIO(compiled)) if message.id}
    assert running == {message.id: message.string for message in catalogue if message.id and message.string}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_translation_keeps_the_spaces_around_and_no_english_full_stop(folder: str) -> None:
    wrong = [
        message.id
        for message in _catalogue(folder)
        if message.id and (_indent(message.id) != _indent(message.string) or _ENGLISH_END.search(str(message.string)))
    ]
    assert wrong == []


def test_every_language_has_a_name_and_a_catalogue() -> None:
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)
    assert set(CATALOGUES) == set(LANGUAGES) - {"en"}


def test_every_code_of_the_domain_has_a_word() -> None:
    codes = [*Action, *Role, *TenderType]
    assert [code for code in codes if code.value not in WORDS] == []


def test_messages_are_found_wherever_they_may_stand() -> None:
    source = """
class Failed(Error):
    sentence: ClassVar[str] = "One " "whole"
class Other(Error):
    sentence = (
        "Two"
    )
WORD = N_("Three")
self.app.tr.text("Four", amount=1)
translator.text("Five" if good else "Six")
Trouble(sentence="Seven")
printer.text("no message")
tr.text(name)
tr.text(f"no {message}")
"""
    assert sorted(messages_in(source)) == sorted(["One whole", "Two", "Three", "Four", "Five", "Six", "Seven"])
