"""A font for the PDF: one found on this PC, or the PDF's own Helvetica, which has Western European letters only.

Letters that the font lacks lose their marks (č becomes c) or become a question mark; the report then says so.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# Free and system fonts with TrueType outlines, which are the ones that can be embedded. Chinese ones first: they have
# Latin letters too. With each its bold companion.
_WITH_CHINESE = (
    ("wqy-zenhei.ttc", ""),
    ("wqy-microhei.ttc", ""),
    ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"),
    ("DroidSansFallbackFull.ttf", ""),
    ("msyh.ttc", "msyhbd.ttc"),
    ("simhei.ttf", ""),
    ("simsun.ttc", ""),
    ("Arial Unicode.ttf", ""),
)
_WITHOUT_CHINESE = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
)
_CHINESE_SAMPLE, _EUROPEAN_SAMPLE = "小票", "čžđłß"
_LETTERS_WITHOUT_PARTS = {"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "ı": "i", "–": "-", "—": "-", "−": "-"}


@dataclass(frozen=True, slots=True)
class PdfFont:
    """Names under which the PDF knows the font, and which characters it has; None: those of Western Europe."""

    regular: str
    bold: str
    characters: frozenset[int] | None

    def has(self, character: str) -> bool:
        if self.characters is not None:
            return ord(character) in self.characters
        return character.isascii() or (len(character.encode("cp1252", "ignore")) == 1)

    def can_write(self, text: str) -> bool:
        return all(self.has(character) for character in text)

    def written(self, text: str) -> str:
        """The text in letters that the font has."""
        return text if self.can_write(text) else "".join(map(self._replaced, text))

    def _replaced(self, character: str) -> str:
        if self.has(character):
            return character
        plain = _LETTERS_WITHOUT_PARTS.get(character) or unicodedata.normalize("NFKD", character)
        kept = "".join(each for each in plain if not unicodedata.combining(each) and self.has(each))
        return kept or "?"


HELVETICA = PdfFont("Helvetica", "Helvetica-Bold", None)


def font_for(text: str, folders: Iterable[Path] | None = None) -> PdfFont:
    """The first font of this PC that has every letter of the text; else the one of those that has the most."""
    if HELVETICA.can_write(text):
        return HELVETICA
    folders = tuple(_font_folders() if folders is None else folders)
    found = [font for font in _fonts_in(folders) if font is not None]
    wanted = set(text)
    return max((*found, HELVETICA), key=lambda font: sum(map(font.has, wanted)))


def _fonts_in(folders: tuple[Path, ...]) -> Iterator[PdfFont | None]:
    for regular, bold in (*_WITHOUT_CHINESE, *_WITH_CHINESE):
        path = _file_named(regular, folders)
        if path is not None:
            yield _registered(path, _file_named(bold, folders) if bold else None)


@lru_cache(maxsize=32)
def _registered(regular: Path, bold: Path | None) -> PdfFont | None:
    """None for a file that is no usable font: its outlines may be of another kind than its name says."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        font = TTFont(regular.stem, str(regular), subfontIndex=0)
        pdfmetrics.registerFont(font)
        bold_name = regular.stem
        if bold is not None:
            pdfmetrics.registerFont(TTFont(bold.stem, str(bold), subfontIndex=0))
            bold_name = bold.stem
    except (TTFError, OSError, ValueError, KeyError):
        return None
    return PdfFont(regular.stem, bold_name, frozenset(font.face.charToGlyph))


def _file_named(name: str, folders: tuple[Path, ...]) -> Path | None:
    return next((path for path in map(_files_by_name(folders).get, (name, name.lower())) if path is not None), None)


@lru_cache(maxsize=4)
def _files_by_name(folders: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.tt[fc]")) if folder.is_dir() else ():
            found.setdefault(path.name, path)
            found.setdefault(path.name.lower(), path)
    return found


def _font_folders() -> list[Path]:
    """Where this kind of computer keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return [windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(each) / "fonts" for each in shared.split(":")] + [home / ".local/share/fonts", home / ".fonts"]
