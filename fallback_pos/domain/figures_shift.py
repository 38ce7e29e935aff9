"""Which entries belong to a shift, and folding just those.

Most entries name their shift. Those that cannot (a refused sign-in, an outage, a copy of a receipt) belong to the shift
that is at the drawer at that moment: the one opened or resumed last that is neither suspended nor closed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from fallback_pos.domain.figures import Figures
from fallback_pos.domain.figures_reading import SaleReader, parse_sale
from fallback_pos.domain.figures_tally import SALE_KINDS, Body, EntryLike, Tally, changes_figures, is_idle
from fallback_pos.domain.money import Currency, Money

_AT_THE_DRAWER = ("shift.opened", "shift.resumed")
_AWAY = ("shift.suspended", "shift.closed")


@dataclass(frozen=True, slots=True)
class ActiveShifts:
    """The shifts that are at the drawer, the one that sells last."""

    ids: tuple[str, ...] = ()

    @property
    def selling(self) -> str | None:
        return self.ids[-1] if self.ids else None

    def after(self, entry: EntryLike, body: Body) -> ActiveShifts:
        if entry.kind in _AT_THE_DRAWER:
            shift = entry.id if entry.kind == "shift.opened" else body.get("shift")
            return ActiveShifts((*self._without(shift), shift)) if isinstance(shift, str) else self
        if entry.kind in _AWAY:
            return ActiveShifts(self._without(body.get("shift")))
        return self

    def shift_of(self, entry: EntryLike, body: Body) -> str | None:
        """The shift that an entry belongs to; None for one outside of all shifts. Ask before `after`."""
        if entry.kind == "shift.opened":
            return entry.id
        named = body.get("shift")
        return named if isinstance(named, str) else self.selling

    def _without(self, shift: object) -> tuple[str, ...]:
        return tuple(each for each in self.ids if each != shift)


class ShiftTally:
    """The figures of one shift. Give it every entry from the one that opened the shift, in order."""

    def __init__(self, shift: str, currency: Currency, sale_reader: SaleReader = parse_sale) -> None:
        self.shift = shift
        self._active = ActiveShifts()
        self._tally = Tally(currency, sale_reader)

    @property
    def figures(self) -> Figures:
        return self._tally.figures

    @property
    def expected_cash(self) -> Money:
        """What the drawer should hold."""
        return self._tally.expected_cash

    def take(self, entry: EntryLike) -> None:
        """Fold one more entry; those of other shifts change nothing."""
        if entry.kind in SALE_KINDS:
            sale = self._tally.sale_in(entry)
            if sale is not None and sale.shift is not None:
                if sale.shift == self.shift:
                    self._tally.take_sale(entry, sale)
                return
        if is_idle(entry) or not (changes_figures(entry.kind) or entry.kind in (*_AT_THE_DRAWER, *_AWAY)):
            return
        body = parsed(entry)
        if self._active.shift_of(entry, body) == self.shift:
            self._tally.take(entry, body)
        self._active = self._active.after(entry, body)


def parsed(entry: EntryLike) -> Body:
    """The body of an entry; an empty one where it is no JSON object, which then counts as unreadable."""
    try:
        body = json.loads(entry.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
