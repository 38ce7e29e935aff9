"""A widget on Textual's Line API that repaints only the rows that changed.

Everything a cashier looks at while scanning is one of these: no borders, no children, no layout after the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from fallback_pos.ui.direct_paint import paint_directly
from fallback_pos.ui.ink import inks_of
from fallback_pos.ui.rows import BLANK_ROW, Inks, Row, action_at, changed_runs, strip_of


class Painted(Widget, inherit_bindings=False):
    """Subclasses keep their state and answer `paint()`; `repaint()` after a change finds out which rows differ."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """A span with an action was clicked or touched."""

        def __init__(self, painted: Painted, action: str) -> None:
            super().__init__()
            self.painted = painted
            self.action = action

        @property
        def control(self) -> Painted:
            return self.painted

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.box = Size(0, 0)
        """Width and height to paint in, known when `paint` is asked; Textual works its own out anew each time."""
        self._rows: Sequence[Row] = ()
        self._strips: dict[int, Strip] = {}
        self._framed = False
        self._inks: Inks | None = None

    def paint(self) -> Sequence[Row]:
        """The rows for `box`, from the top. Rows that are missing stay blank."""
        raise NotImplementedError

    def resized(self) -> None:
        """`box` has changed; `paint` is asked next."""

    def repaint(self) -> None:
        """Show what changed since the last time."""
        width, height = self.box
        if not width:
            return
        rows = self.paint()
        runs = changed_runs(self._rows, rows)
        if not runs:
            return
        self._rows = rows
        changed = [row for first, count in runs for row in range(first, min(first + count, height))]
        for row in changed:
            self._strips.pop(row, None)
        if self._framed or not paint_directly(self, [(row, self.render_line(row)) for row in changed]):
            self.refresh(*(Region(0, first, width, count) for first, count in runs))

    def notify_style_update(self) -> None:
        """Textual's hook for changed colours: paint everything again."""
        super().notify_style_update()
        self._inks = None
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as they are, past the machinery for borders and padding where there is neither."""
        self._paint_unless_painted()
        if self._framed:
            return super().render_lines(crop)
        strips = [self.render_line(y) for y in crop.line_range]
        if crop.column_span != (0, self.box.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            row = self._rows[y] if y < len(self._rows) else BLANK_ROW
            strip = self._strips[y] = self._filtered(strip_of(row, self._own_inks(), self.box.width))
        return strip

    def on_resize(self, event: events.Resize) -> None:
        event.stop()
        self._take_size()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or not 0 <= place.y < len(self._rows):
            return
        action = action_at(self._rows[place.y], place.x)
        if action is not None:
            event.stop()
            self.post_message(self.Pressed(self, action))

    def _own_inks(self) -> Inks:
        """The theme's inks on this widget's background."""
        if self._inks is None:
            paper = Style(bgcolor=self.background_colors[1].rich_color)
            self._inks = {name: paper + ink for name, ink in inks_of(self.app.theme).items()}
        return self._inks

    def _filtered(self, strip: Strip) -> Strip:
        """The strip as a terminal without colours shows it, where it is one; our inks need no other filter."""
        if self.app.no_color:
            for line_filter in self.get_line_filters():
                strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def _paint_unless_painted(self) -> None:
        """A new width is shown before its resize event arrives: a first frame without rows would cost another one."""
        if self.box != self.size:
            self._take_size()

    def _take_size(self) -> None:
        self.box = self.size
        self._framed = any(self.styles.gutter)
        self.resized()
        self._rows = self.paint() if self.box.width else ()
        self._strips.clear()
