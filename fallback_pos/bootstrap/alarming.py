"""From settings to alarms."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from config.settings import Settings
from fallback_pos.alarms.alarms import Alarms
from fallback_pos.bootstrap.rules import money
from fallback_pos.checkout.checkout import Checkout
from fallback_pos.domain.alarms import COUNTED, AlarmRule
from fallback_pos.domain.money import Currency, Money, total
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.errors import TillError
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.storage.alarm_index import AlarmIndex
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Journal
from sync.ledger import Kind

SILENT_AFTER_FAULT_SECONDS = 60


def make_alarms(settings: Settings, journal: Journal, index: Index, desk: ShiftDesk, checkout: Checkout) -> Alarms:
    currency = checkout.rules.currency

    def unconfirmed() -> Money:
        return total((each.total for each in checkout.exposure().values()), currency)

    return Alarms(
        journal,
        AlarmIndex(index),
        alarm_limits(settings, currency),
        currency,
        checkout.rules.permissions,
        desk.business_date,
        _oldest_shift(journal, desk),
        unconfirmed,
    )


class AlarmWatch:
    """Looks for alarms beside the till's work. A disk that fails is left alone for a while, and told once."""

    def __init__(self, alarms: Alarms, tell: Callable[[TillError], None]) -> None:
        self._alarms = alarms
        self._tell = tell
        self._silent_until = 0.0

    def look(self) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            self._alarms.look()
        except TillError as error:
            # What was counted is kept and journalled by a later look.
            self._silent_until = time.monotonic() + SILENT_AFTER_FAULT_SECONDS
            self._tell(error)

    def unseen_by(self, operator: Operator | None, permissions: Permissions) -> int:
        """How many alarms this person should look at."""
        if operator is None or not permissions.allows(operator.role, Action.SEE_ALARMS):
            return 0
        try:
            return self._alarms.count_unseen()
        except TillError:
            # The look has told what is wrong with the disk; nobody needs a number then.
            return 0


def alarm_limits(settings: Settings, currency: Currency) -> Mapping[AlarmRule, int]:
    """Limits of the rules that are watched, in counts or minor units."""
    section = settings.alarms
    limits = {}
    for rule in AlarmRule:
        value = getattr(section, rule.value)
        if rule.value not in section.off:
            limits[rule] = int(value) if rule in COUNTED else money(value, currency).minor
    return limits


def _oldest_shift(journal: Journal, desk: ShiftDesk) -> Callable[[], int]:
    """The entry before the oldest shift that is open, or before the last one: it may have ended a moment ago."""

    def begin_at() -> int:
        entries = [journal.by_id(shift.id) for shift in desk.book.open_shifts] or [journal.latest([Kind.SHIFT_OPENED])]
        found = [entry.seq for entry in entries if entry is not None]
        return min(found) - 1 if found else journal.head.seq

    return begin_at
