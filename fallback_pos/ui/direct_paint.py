"""Rows straight to the terminal, past the compositor, for widgets that nothing can lie over.

A scan changes three rows of a screen whose layout is known. Sent through idle events, the update timer and the
compositor they take three times as long as the scan itself; the compositor would find the same strips in the widget.
Whenever there is a doubt (a dialog above, a layout to come, no terminal), the ordinary way paints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual._compositor import CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from textual.widget import Widget


class _Rows(CompositorUpdate):
    """Strips at their places on the terminal."""

    def __init__(self, column: int, strips: Sequence[tuple[int, Strip]]) -> None:
        self._column = column
        self._strips = strips

    def render_segments(self, console: Console) -> str:
        column = self._column + 1
        return "".join(f"\x1b[{row + 1};{column}H{strip.render(console)}" for row, strip in self._strips)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for _, strip in self._strips:
            yield from strip


def paint_directly(widget: Widget, strips: Sequence[tuple[int, Strip]]) -> bool:
    """Paint (row of the widget, strip) now. False where the ordinary way has to do it."""
    app, screen = widget.app, widget.screen
    if app.is_headless or app.is_inline or screen is not app.screen or screen._layout_required:
        return False
    place: Region = widget.region
    if place.width != widget.size.width or not screen.region.contains_region(place):
        return False
    app._display(screen, _Rows(place.x, [(place.y + row, strip) for row, strip in strips]))
    return True
