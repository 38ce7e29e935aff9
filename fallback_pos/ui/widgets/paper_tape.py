"""The virtual printer's paper, newest at the bottom, and barcodes to press: for newcomers on a wide screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fallback_pos.ui.cells import centred, left
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.till import SampleBarcode

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

LONGEST_TAPE_LINES = 400


class PaperTape(Painted):
    DEFAULT_CSS = """
    PaperTape { width: 100%; height: 1fr; padding: 0 1; }
    """

    def __init__(self, tr: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._lines: list[str] = []

    @property
    def lines(self) -> Sequence[str]:
        return self._lines

    def feed(self, lines: Sequence[str]) -> None:
        self._lines = [*self._lines, *lines][-LONGEST_TAPE_LINES:]
        self.repaint()

    def paint(self) -> Sequence[Row]:
        width, height = self.box.width, self.box.height
        title = (Span(centred(self._tr.text("─── receipt printer ───"), width), "muted"),)
        room = height - 1
        shown = self._lines[-room:] if room > 0 else []
        blank = [BLANK_ROW] * (room - len(shown))
        return [title, *blank, *((Span(left(f" {line}", width), "paper"),) for line in shown)]


class SampleShelf(Painted):
    """Sample barcodes in two columns; pressing one is a scan of the virtual scanner."""

    DEFAULT_CSS = """
    SampleShelf { width: 100%; height: auto; padding: 0 1; }
    """

    def __init__(self, tr: Translator, samples: Sequence[SampleBarcode], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._samples = tuple(samples)
        self.styles.height = 1 + (len(self._samples) + 1) // 2 if self._samples else 0

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        half = (width - 1) // 2
        rows: list[Row] = [(Span(centred(self._tr.text("─── press to scan ───"), width), "muted"),)]
        for index in range(0, len(self._samples), 2):
            spans: list[Span] = []
            for sample in self._samples[index : index + 2]:
                action = f"sample:{sample.text}"
                label = Span(left(sample.label, half - 6), "accent", action)
                spans += [Span("▌▌│▌ ", "strong", action), label, Span("  ")]
            rows.append(tuple(spans))
        return rows
