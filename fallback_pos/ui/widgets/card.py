"""The body of a dialog: rows of text, fields and buttons inside one frame, as high as its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.geometry import Size

from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row

Body = Callable[[int], Sequence[Row]]


class Card(Painted):
    """Paints what `body(width)` gives; `update()` after the dialog's state changed."""

    DEFAULT_CSS = """
    Card {
        width: 66;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        border: round $primary;
        border-title-color: $primary;
        border-title-style: bold;
        background: $surface;
        padding: 1 2;
    }
    """

    def __init__(self, title: str, body: Body, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = Content(f" {title} ")
        self._body = body

    def paint(self) -> Sequence[Row]:
        return self._body(self.box.width)

    def update(self) -> None:
        """Repaint; lay out again only where the number of rows changed."""
        if self.box.width and len(self._body(self.box.width)) != self.box.height:
            self.refresh(layout=True)
        self.repaint()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._body(width))
