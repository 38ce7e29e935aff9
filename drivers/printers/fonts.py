"""Finds a font on this computer for what a printer's own characters cannot show. PIL is imported only when used."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Names under which free and system fonts are installed, those with Chinese first; PIL looks in the usual folders.
_WIDE_FONTS = (
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "uming.ttc",
    "msyh.ttc",
    "simsun.ttc",
    "PingFang.ttc",
    "Arial Unicode.ttf",
)
_NARROW_FONTS = (
    "DejaVuSansMono.ttf",
    "NotoSansMono-Regular.ttf",
    "LiberationMono-Regular.ttf",
    "FreeMono.ttf",
    "consola.ttf",
    "Menlo.ttc",
    "cour.ttf",
)
_NO_GLYPH = "\U0010fffe"


@dataclass(frozen=True)
class FontShelf:
    """The fonts to draw with: those the shop named, then those found. `files` are paths or file names."""

    files: tuple[str, ...] = ()

    def font_for(self, character: str, height_dots: int) -> "FreeTypeFont | None":
        """A font that has a picture of `character`, or None."""
        for name in self._names():
            font = _opened(name, height_dots)
            if font is not None and _has_glyph(name, character):
                return font
        return None

    def can_draw(self, text: str) -> bool:
        """True when every character of `text` has a picture in some font here."""
        return all(character == " " or self.font_for(character, 24) is not None for character in set(text))

    def _names(self) -> tuple[str, ...]:
        # Narrow fonts first: a Chinese font draws Cyrillic and Greek too broad for one column.
        return (*self.files, *_NARROW_FONTS, *_bundled_fonts(), *_WIDE_FONTS)


@lru_cache(maxsize=256)
def _opened(name: str, height_dots: int) -> "FreeTypeFont | None":
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, height_dots)
    except OSError:
        return None


@lru_cache(maxsize=8192)
def _has_glyph(name: str, character: str) -> bool:
    """True unless the font draws `character` as it draws a character that does not exist."""
    font = _opened(name, 24)
    if font is None:
        return False
    drawn, missing = font.getmask(character, mode="1"), font.getmask(_NO_GLYPH, mode="1")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


@lru_cache(maxsize=1)
def _bundled_fonts() -> tuple[str, ...]:
    """Fonts that come with the barcode library, for computers that have none."""
    import importlib.util

    found = importlib.util.find_spec("barcode")
    if found is None or found.origin is None:
        return ()
    folder = Path(found.origin).parent / "fonts"
    return tuple(str(path) for path in sorted(folder.glob("*.ttf")))
