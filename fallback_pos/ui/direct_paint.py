"""Rows straight to the terminal, past the compositor, for widgets that nothing can lie over.

A scan changes three rows of a screen whose layout is known. Sent through idle events, the update timer and the
compositor they take three times as long as the scan itself; the compositor would find the same strips in the widget.
Whenever there is a doubt (a dialog above, a layout to come, no terminal), the ordinary way paints them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from textual._compositor import CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from textual.app import App
    from textual.widget import Widget


_Placed = tuple[int, int, Strip]
"""Column and row on the terminal, and what stands there."""
_gathered: ContextVar[list[_Placed] | None] = ContextVar("rows painted together", default=None)


class _Rows(CompositorUpdate):
    """Strips at their places on the terminal."""

    def __init__(self, placed: Sequence[_Placed]) -> None:
        self._placed = placed

    def render_segments(self, console: Console) -> str:
        return "".join(f"\x1b[{row + 1};{column + 1}H{strip.render(console)}" for column, row, strip in self._placed)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for _, _, strip in self._placed:
            yield from strip


def paint_directly(widget: Widget, strips: Sequence[tuple[int, Strip]]) -> bool:
    """Paint (row of the widget, strip) now. False where the ordinary way has to do it."""
    app, screen = widget.app, widget.screen
    if app.is_headless or app.is_inline or screen is not app.screen or screen._layout_required:
        return False
    place: Region = widget.region
    if place.width != widget.size.width or not screen.region.contains_region(place):
        return False
    placed = [(place.x, place.y + row, strip) for row, strip in strips]
    gathered = _gathered.get()
    if gathered is None:
        app._display(screen, _Rows(placed))
    else:
        gathered += placed
    return True


@contextmanager
def painted_together(app: App[Any]) -> Iterator[None]:
    """What is painted directly in this block goes to the terminal in one piece at its end.

    Each piece wakes the thread that writes it, and that thread holds up the rest.
    """
    placed: list[_Placed] = []
    token = _gathered.set(placed)
    try:
        yield
    finally:
        _gathered.reset(token)
        if placed:
            app._display(app.screen, _Rows(placed))
