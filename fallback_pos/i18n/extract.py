"""Bringing the catalogues in step with the program: `python -m fallback_pos.i18n.extract [--check]`.

Adds new messages to each .po file without a translation, drops those nobody uses, and compiles the .mo file. Ends with
status 1 when a translation is missing; with --check nothing is written, and a difference ends with status 1 as well.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import fallback_pos
from fallback_pos.i18n.messages import find_messages
from fallback_pos.i18n.translator import CATALOGUES, DOMAIN, LOCALE_FOLDER

ROOT = Path(fallback_pos.__file__).parent.parent
_HEADER = "# Translations of fallback-pos."
_LINE_COLUMNS = 120
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same translations give the same file, whenever they are compiled."""


def main(arguments: Sequence[str]) -> int:
    """The command. Gives the exit status."""
    check_only = "--check" in arguments
    messages = find_messages(ROOT)
    status = 0
    for folder in CATALOGUES.values():
        po_file = LOCALE_FOLDER / folder / "LC_MESSAGES" / f"{DOMAIN}.po"
        catalogue = in_step(po_file, folder, messages)
        po, mo = as_po(catalogue), as_mo(catalogue)
        if check_only:
            same = po_file.read_bytes() == po and po_file.with_suffix(".mo").read_bytes() == mo
            status |= not same
        else:
            po_file.write_bytes(po)
            po_file.with_suffix(".mo").write_bytes(mo)
        for message in untranslated(catalogue):
            status = 1
            sys.stdout.write(f"{folder}: not translated: {message}\n")
    return status


def in_step(po_file: Path, folder: str, messages: Mapping[str, Sequence[str]]) -> Catalog:
    """The translations of a file for exactly these messages. A file that is not there yet gives empty translations."""
    known = Catalog()
    if po_file.exists():
        with po_file.open("rb") as file:
            known = read_po(file, locale=folder)
    catalogue = Catalog(locale=folder, domain=DOMAIN, header_comment=_HEADER, fuzzy=False)
    for message, places in sorted(messages.items()):
        old = known.get(message)
        translation = str(old.string) if old and not old.fuzzy else ""
        catalogue.add(message, translation, locations=[(place, 0) for place in places])
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    return [str(message.id) for message in catalogue if message.id and not message.string]


def as_po(catalogue: Catalog) -> bytes:
    """The text file, the same for the same messages: without dates, tools and line numbers."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=_LINE_COLUMNS, include_lineno=False, omit_header=True)
    header = f'{_HEADER}\nmsgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
    return f'{header}"Content-Type: text/plain; charset=utf-8\\n"\n\n'.encode() + buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The file that runs."""
    buffer = io.BytesIO()
    fixed = Catalog(locale=catalogue.locale, fuzzy=False, creation_date=_NO_DATE, revision_date=_NO_DATE)
    for message in catalogue:
        if message.id:
            fixed.add(message.id, message.string)
    write_mo(buffer, fixed)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
