"""The top row: what the cashier must know, in words. What does not fit is left out from the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fallback_pos.ui.cells import width_of
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.till import StatusLine

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

_GAP = "  "


class StatusBar(Painted):
    """Repaints only when a word changed, so that a second passing by costs nothing."""

    DEFAULT_CSS = """
    StatusBar { width: 100%; height: 2; }
    """

    def __init__(self, tr: Translator, till_number: str, operator: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._till_number = till_number
        self._operator = operator
        self._status = StatusLine()
        self._now = datetime.now().astimezone()

    def show(self, status: StatusLine, now: datetime) -> None:
        """Show a status; `now` is aware local time."""
        self._status, self._now = status, now
        self.repaint()

    def paint(self) -> Sequence[Row]:
        width = self.box.width
        end = self._right_spans()
        room = width - 3 - sum(width_of(span.text) + 2 for span in end)
        spans: list[Span] = [Span(" ")]
        for span in self._left_spans():
            cells = width_of(span.text) + len(_GAP)
            if cells > room:
                break
            spans += [span, Span(_GAP)]
            room -= cells
        spans.append(Span(" " * max(room + 1, 0)))
        for span in end:
            spans += [Span(_GAP), span]
        spans.append(Span(" "))
        return [tuple(spans), (Span(" " + "─" * (width - 2) + " ", "faint"),)]

    def _left_spans(self) -> list[Span]:
        tr, status = self._tr, self._status
        spans = [self._outage_span()]
        if status.to_send is not None:
            spans.append(Span(tr.text("{count} to send", count=status.to_send), "text" if status.to_send else "muted"))
        for msgid, params in status.printing:
            said = tr.text(msgid, **params)
            spans.append(Span(said, "muted") if status.printing_is_fine else Span(f"! {said}", "error"))
        if status.prices_as_of is not None:
            local = status.prices_as_of.astimezone(self._now.tzinfo)
            today = local.date() == self._now.date()
            when = f"{local:%H:%M}" if today else f"{local:%d.%m. %H:%M}"
            spans.append(Span(tr.text("prices {when}", when=when), "muted" if today else "warning"))
        else:
            spans.append(Span(tr.text("no prices on file"), "warning"))
        return spans

    def _outage_span(self) -> Span:
        tr, status = self._tr, self._status
        if status.outage_since is None:
            if status.central_answers:
                return Span(tr.text("STANDBY"), "good")
            return Span(tr.text("NOT SWITCHED OVER"), "warning")
        lasted = max(self._now - status.outage_since, timedelta())
        if status.central_answers:
            return Span(tr.text("CENTRAL ANSWERS, still selling {time}", time=self._lasting(lasted)), "good")
        return Span(tr.text("OFFLINE {time}", time=self._lasting(lasted)), "warning")

    def _lasting(self, lasted: timedelta) -> str:
        minutes = int(lasted.total_seconds() // 60)
        if minutes < 60:
            return self._tr.text("{minutes} min", minutes=minutes)
        if minutes < 24 * 60:
            return self._tr.text("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
        return self._tr.text("{days} d {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)

    def _right_spans(self) -> list[Span]:
        return [
            Span(self._tr.text("Till {number}", number=self._till_number), "muted"),
            Span(self._operator, "text"),
            Span(f"{self._now:%H:%M}", "strong"),
        ]
