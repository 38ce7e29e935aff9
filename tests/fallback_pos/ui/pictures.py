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
    (re.compile(r"((?:Shift|班次) +)[0-9a-f]{12}\b"), r"\g<1>000000000000"),
    (re.compile(r"(\d/\d+ )[0-9a-f]{16}\b"), r"\g<1>0000000000000000"),
    (re.compile(r"\b\d\d(?= [█▏▎▍▌▋▊▉])"), "12"),
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
    inks: dict[str, str] = {}
    body = [
        line
        for row, strip in enumerate(app.screen._compositor.render_strips())
        for line in _row(row, list(strip), inks)
    ]
    size = f'width="{width * _CELL_WIDTH:.0f}" height="{height * _CELL_HEIGHT}"'
    classes = "".join(f".{name}{{{rule}}}" for rule, name in inks.items())
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="DejaVu Sans Mono, monospace" font-size="14">',
            f"<style>{classes}</style>",
            f'<rect width="100%" height="100%" fill="{_BACKGROUND}"/>',
            *body,
            "</svg>\n",
        )
    )


def _row(row: int, segments: Iterable[Segment], inks: dict[str, str]) -> Iterable[str]:
    """Backgrounds first, then one text with a span for each run, placed by its cell."""
    column = 0
    spans: list[str] = []
    y = row * _CELL_HEIGHT
    for (ink, paper, bold), group in groupby(segments, key=_look):
        text = _steady("".join(segment.text for segment in group))
        cells = cell_len(text)
        x = f"{column * _CELL_WIDTH:.1f}"
        if paper != _BACKGROUND:
            name = _class_of(f"fill:{paper}", inks)
            yield f'<rect class="{name}" x="{x}" y="{y}" width="{cells * _CELL_WIDTH:.1f}" height="{_CELL_HEIGHT}"/>'
        if text.strip():
            name = _class_of(f"fill:{ink};font-weight:bold" if bold else f"fill:{ink}", inks)
            shown = text.rstrip()
            # Fonts differ in how wide they draw frames and Chinese; plain letters fit without being told.
            length = "" if shown.isascii() else f' textLength="{cell_len(shown) * _CELL_WIDTH:.1f}"'
            spans.append(f'<tspan class="{name}" x="{x}"{length}>{escape(shown, quote=False)}</tspan>')
        column += cells
    if spans:
        yield f'<text y="{y + 14}" xml:space="preserve">{"".join(spans)}</text>'


def _class_of(rule: str, inks: dict[str, str]) -> str:
    return inks.setdefault(rule, f"c{len(inks)}")


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
    return re.findall(r">([^<]+)</tspan>", svg)
