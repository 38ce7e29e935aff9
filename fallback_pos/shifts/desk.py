"""What all use cases of a shift share: the book of shifts, the rules, who may, and how entries are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.shifts.book import ShiftBook
from fallback_pos.shifts.business_date import business_date_of
from fallback_pos.shifts.errors import NoShiftOnDrawer, NoShiftToClose, UnknownDrawer
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.shifts.values import Shift
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Kind

FARTHEST_AHEAD = timedelta(days=2)
"""A closed day that lies farther ahead was closed by a clock that ran wrong; it does not hold later shifts back."""


class ShiftDesk:
    """Not for two threads at once. `seated` tells who is signed in; `money_in_open_basket` whether an open or parked
    cart has been paid for in part: its money is in the drawer and in no sale yet. `parked` names the carts that wait.
    """

    def __init__(
        self,
        journal: Journal,
        permissions: Permissions,
        rules: ShiftRules,
        *,
        seated: Callable[[], Operator | None] = lambda: None,
        money_in_open_basket: Callable[[], bool] = lambda: False,
        parked: Callable[[], Sequence[str]] = lambda: (),
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        """Find the open shifts in the journal. Raises CurrencyChanged, and the journal's errors."""
        self.journal = journal
        self.permissions = permissions
        self.rules = rules
        self.money_in_open_basket = money_in_open_basket
        self.parked = parked
        self.clock = clock
        self.book = ShiftBook(journal, rules.currency)
        self._seated = seated
        self.kick_drawer: Callable[[], None] | None = None
        """Opens the drawer, where this till does; set once there is a printer to open it."""

    @property
    def current(self) -> Shift | None:
        """The open shift whose drawer is in use; where each has a drawer of their own, that of who is signed in."""
        shift, operator = self.book.in_use, self._seated()
        if not self.rules.own_drawer_each or operator is None:
            return shift
        mine = [each for each in self.book.open_shifts if each.holder.code == operator.code and not each.suspended]
        return shift if shift in mine else next(reversed(mine), None)

    def shift_on(self, drawer: str | None) -> Shift:
        """The open shift on a drawer, suspended or not; the current one for None.

        Raises NoShiftToClose, NoShiftOnDrawer or UnknownDrawer.
        """
        self.book.catch_up()
        if drawer is None:
            current = self.current or next((each for each in self.book.open_shifts), None)
            if current is None:
                raise NoShiftToClose()
            return current
        found = self.find(drawer)
        if found is None:
            raise NoShiftOnDrawer(drawer=drawer)
        return found

    def find(self, drawer: str) -> Shift | None:
        """Raises UnknownDrawer."""
        found = next((each for each in self.book.open_shifts if each.drawer == drawer), None)
        if found is None and drawer not in self.rules.drawers:
            raise UnknownDrawer(drawer=drawer[:20], known=", ".join(self.rules.drawers))
        return found

    def business_date(self) -> date:
        """Of the current shift; without one, that of a shift opened at this moment."""
        current = self.current
        return current.business_date if current else self.next_business_date()

    def calendar_date(self) -> date:
        return business_date_of(self.clock(), self.rules.day_starts_at_hour)

    def next_business_date(self) -> date:
        """What a shift opened now belongs to: the calendar's day, or the one after it where that is closed already."""
        today, last = self.calendar_date(), self.book.last_day
        if last is not None and today <= last.business_date <= today + FARTHEST_AHEAD:
            return last.business_date + timedelta(days=1)
        return today

    def append(self, drafts: Sequence[Draft], day: date) -> list[Entry]:
        """Commit what belongs together. Raises the journal's errors."""
        entries = self.journal.append(drafts, business_date=day.isoformat())
        self.book.note(entries)
        return entries

    def open_drawer(self) -> None:
        """Open it where this till does; whoever calls has journalled why."""
        if self.kick_drawer is not None:
            self.kick_drawer()

    def drawer_drafts(self, operator: Operator, shift: str) -> list[Draft]:
        """One `drawer.opened`, where the till opens the drawer."""
        return [drawer_draft(operator, shift)] if self.kick_drawer is not None else []


def drawer_draft(operator: Operator, shift: str) -> Draft:
    body = {"shift": shift, "operator": person(operator), "cause": "shift", "sale": None}
    return Draft(Kind.DRAWER_OPENED, body)


def override_drafts(
    action: Action, operator: Operator, approver: Operator | None, shift: str | None, reason: str | None = None
) -> list[Draft]:
    """One `override.granted` where a second person was needed."""
    if approver is None:
        return []
    body = override_body(action, operator, approver, shift)
    return [Draft(Kind.OVERRIDE_GRANTED, body | {"reason": reason} if reason else body)]
