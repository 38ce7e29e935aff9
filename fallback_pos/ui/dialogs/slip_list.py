"""The slips of a shift as a list to tick off: card slips, wallet payments, vouchers, each by its reference."""

from __future__ import annotations

from datetime import datetime

from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.translator import Translator
from fallback_pos.shifts.count_draft import FoundSlip
from fallback_pos.shifts.counting import CountInProgress
from fallback_pos.shifts.values import Slip
from fallback_pos.ui.cells import left, right
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.words import tender_name

LONGEST_QUERY = 30
_TIME_CELLS, _AMOUNT_CELLS, _MARK_CELLS = 6, 10, 6
_TYPE_CELLS = 14
_DONE_CELLS = 10


class SlipList:
    """Which slips there are, which were found, where the mark stands, and what is looked for. No Textual."""

    def __init__(self, tr: Translator, begun: CountInProgress) -> None:
        self._tr = tr
        self.at = 0
        self.query = ""
        self.show(begun)

    def show(self, count: CountInProgress) -> None:
        """The list as the count has it after a step."""
        self.items: tuple[Slip | FoundSlip, ...] = (*count.slips, *count.extra)
        self.found = count.found
        self.at = max(0, min(self.at, len(self.items) - 1))

    @property
    def slip_at(self) -> Slip | None:
        item = self.items[self.at] if self.items else None
        return item if isinstance(item, Slip) else None

    @property
    def extra_at(self) -> int | None:
        """Place of the marked slip among those that were added; None where it is one of the till's."""
        listed = sum(isinstance(item, Slip) for item in self.items)
        return self.at - listed if self.items and self.at >= listed else None

    @property
    def not_ticked(self) -> int:
        return sum(isinstance(item, Slip) and item.tender not in self.found for item in self.items)

    @property
    def summary(self) -> str:
        """How far it has come; says nothing about amounts."""
        ticked = len(self.items) - self.not_ticked
        return self._tr.text("Slips: {ticked} of {count} ticked off. Tab leads to them.", ticked=ticked,
                             count=len(self.items))  # fmt: skip

    def move(self, steps: int) -> None:
        self.at = max(0, min(self.at + steps, len(self.items) - 1))

    def look_for(self, character: str) -> bool:
        """Add to what is looked for and go to the next slip that has it; False, and nothing changed, without one."""
        query = (self.query + character)[:LONGEST_QUERY].casefold()
        order = [*range(self.at, len(self.items)), *range(self.at)]
        place = next((place for place in order if query in self._text_of(self.items[place])), None)
        if place is None:
            return False
        self.query, self.at = query, place
        return True

    def rows(self, width: int, room: int, *, active: bool) -> list[Row]:
        """At most `room` slips around the mark, and below them what is looked for."""
        tr = self._tr
        first = max(0, min(self.at - room // 2, len(self.items) - room))
        rows = [
            self._row(place, width, here=active and place == self.at)
            for place in range(first, min(first + room, len(self.items)))
        ]
        if self.query:
            rows += [BLANK_ROW, (Span(f"{tr.text('Find')}: ", "key"), Span(self.query, "strong"), Span("█", "accent"))]
        else:
            hint = tr.text("Enter ticks off. Type to find a reference.")
            done = f"{len(self.items) - self.not_ticked} / {len(self.items)}"
            told = Span(left(hint, width - _DONE_CELLS), "muted")
            rows += [BLANK_ROW, (told, Span(right(done, _DONE_CELLS), "strong"))]
        return rows

    def _row(self, place: int, width: int, *, here: bool) -> Row:
        item, action = self.items[place], f"slip:{place}"
        is_there = isinstance(item, FoundSlip) or item.tender in self.found
        mark = "[✓] " if is_there else "[ ] "
        at = self._tr.time(datetime.fromisoformat(item.at)) if isinstance(item, Slip) else "+"
        room = width - _MARK_CELLS - _TIME_CELLS - _TYPE_CELLS - _AMOUNT_CELLS - 1
        name = tender_name(TenderType(item.type), self._tr)
        where = item.reference or (item.receipt if isinstance(item, Slip) else "")
        ink = "selected" if here else "text"
        return (
            Span("› " if here else "  ", "key", action),
            Span(mark, "good" if is_there else "strong", action),
            Span(left(at, _TIME_CELLS), ink, action),
            Span(left(name, _TYPE_CELLS), ink, action),
            Span(left(where, room), ink, action),
            Span(right(self._tr.money(item.amount), _AMOUNT_CELLS), ink, action),
        )

    def _text_of(self, item: Slip | FoundSlip) -> str:
        receipt = item.receipt if isinstance(item, Slip) else ""
        return f"{item.reference} {receipt} {item.amount.text} {self._tr.money(item.amount)}".casefold()
