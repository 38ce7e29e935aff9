"""Pictures of the screen as small SVG files: text and colours of every cell, the same bytes for the same screen.

`UPDATE_PICTURES=1 pytest tests/fallback_pos/ui` writes them anew; any browser shows them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.app import App

FOLDER = Path(__file__).parent / "pictures"
_CELL_WIDTH, _CELL_HEIGHT = 8.4, 18
_BACKGROUND, _FOREGROUND = "#14181d", "#d5dce4"
_CHANGES_EVERY_RUN = (
    (re.compile(r"\b\d\d:\d\d\b"), "12:00"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "2026-11-22"),
    (re.compile(r"/\S*/shop\b"), "/till"),
)


def check_picture(app: App[int], name: str) -> None:
    """The screen looks as its picture says."""
    width, height = app.size
    path = FOLDER / f"{name}-{width}x{height}.svg"
    now = picture_of(app)
    if "UPDATE_PICTURES" in os.environ:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"no picture {path.name} yet: run with UPDATE_PICTURES=1, and look at it"
    before = path.read_text(encoding="utf-8")
    assert _text_in(now) == _text_in(before)
    assert now == before, f"the colours of {path.name} changed"


def picture_of(app: App[int]) -> str:
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    body = [line for row, strip in enumerate(strips) for line in _row(row, list(strip))]
    size = f'width="{width * _CELL_WIDTH:.0f}" height="{height * _CELL_HEIGHT}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="DejaVu Sans Mono, monospace" font-size="14">',
            f'<rect width="100%" height="100%" fill="{_BACKGROUND}"/>',
            *body,
            "</svg>\n",
        )
    )


def _row(row: int, segments: Iterable[Segment]) -> Iterable[str]:
    column = 0
    texts: list[str] = []
    for (ink, paper, bold), group in groupby(segments, key=_look):
        text = _steady("".join(segment.text for segment in group))
        cells = cell_len(text)
        x, y = column * _CELL_WIDTH, row * _CELL_HEIGHT
        if paper != _BACKGROUND:
            size = f'width="{cells * _CELL_WIDTH:.1f}" height="{_CELL_HEIGHT}"'
            yield f'<rect x="{x:.1f}" y="{y}" {size} fill="{paper}"/>'
        if text.strip():
            weight = ' font-weight="bold"' if bold else ""
            texts.append(
                f'<text x="{x:.1f}" y="{y + 14}" fill="{ink}"{weight} textLength="{cells * _CELL_WIDTH:.1f}" '
                f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(text, quote=False)}</text>'
            )
        column += cells
    yield from texts


def _look(segment: Segment) -> tuple[str, str, bool]:
    style = segment.style or Style()
    ink, paper = _hex(style, "color", _FOREGROUND), _hex(style, "bgcolor", _BACKGROUND)
    if style.reverse:
        ink, paper = paper, ink
    return ink, paper, bool(style.bold)


def _hex(style: Style, which: str, default: str) -> str:
    color = getattr(style, which)
    if color is None or color.type is ColorType.DEFAULT:
        return default
    return str(color.get_truecolor().hex)


def _steady(text: str) -> str:
    for pattern, instead in _CHANGES_EVERY_RUN:
        text = pattern.sub(instead, text)
    return text


def _text_in(svg: str) -> list[str]:
    return re.findall(r">([^<]+)</text>", svg)
