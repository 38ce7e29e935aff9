"""The manual as tests read it."""

from __future__ import annotations

import re
from pathlib import Path

import fallback_pos
from fallback_pos.i18n.translator import LANGUAGES

ROOT = Path(fallback_pos.__file__).parents[1]
MANUAL = ROOT / "fallback_pos" / "manual"
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def languages() -> tuple[str, ...]:
    return LANGUAGES


def names(language: str) -> list[str]:
    return sorted(page.name for page in (MANUAL / language).glob("*.md"))


def text(language: str, name: str) -> str:
    return (MANUAL / language / name).read_text(encoding="utf-8")


def whole(language: str, beginning: str = "") -> str:
    """All pages whose names begin so, in one text."""
    return "\n".join(text(language, name) for name in names(language) if name.startswith(beginning))


def headings(page: str) -> list[str]:
    """`#`, `##`, ... in order; lines of code do not count."""
    return _HEADING.findall(_FENCED.sub("", page))


def links(page: str) -> list[str]:
    return _LINK.findall(_FENCED.sub("", page))


def code_blocks(page: str) -> list[str]:
    return _FENCED.findall(page)
