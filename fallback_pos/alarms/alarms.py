"""Raising alarms after the fact, showing them, and saying that somebody has looked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fallback_pos.domain.alarms import Alarm, AlarmRule, AlarmTally, key_of
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.errors import TillError
from fallback_pos.storage.alarm_index import AlarmIndex
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Kind

READ_AT_ONCE_ENTRIES = 500
_NO_DISCOUNT = re.compile(rb'"discount_total":"0(\.0+)?"')
_SILENT = frozenset({Kind.OPERATOR_SIGNED_IN, Kind.RECEIPT_REPRINTED, Kind.SHIFT_COUNTED, Kind.RECONCILIATION_RESOLVED})
"""Kinds that are in no rule: their bodies need not be read."""


class NoSuchAlarm(TillError):
    """Parameter: id."""

    sentence = "There is no open alarm {id}. Somebody has looked at it already, or the number is wrong."


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm of the journal. `number` is its entry's; `seen_by` is None while nobody has looked."""

    id: str
    number: int
    at: datetime
    rule: AlarmRule
    value: str
    limit: str
    operator: str | None
    shift: str | None
    seen_by: str | None


class Alarms:
    """Alarms of a till. Not for two threads at once. Methods raise the errors of the journal and the index."""

    def __init__(
        self,
        journal: Journal,
        index: AlarmIndex,
        limits: Mapping[AlarmRule, int],
        currency: Currency,
        permissions: Permissions,
        business_date: Callable[[], date],
        begin_at_seq: Callable[[], int],
        unconfirmed: Callable[[], Money],
    ) -> None:
        """`begin_at_seq`: the entry before the oldest shift that is still counted; asked once, at the first look."""
        self._journal = journal
        self._index = index
        self._permissions = permissions
        self._business_date = business_date
        self._begin_at_seq = begin_at_seq
        self._unconfirmed = unconfirmed
        self._tally = AlarmTally(limits, currency)
        self._looked_up_to: int | None = None
        self._unseen: int | None = None
        self._passed: list[Alarm] = []
        """Counted and not journalled yet: a disk that failed is asked again at the next look."""

    def look(self) -> list[RaisedAlarm]:
        """Count what was journalled since the last look, and journal the limits that it passed. Those alarms."""
        claimed = self._looked_up_to is None
        if self._looked_up_to is None:
            self._looked_up_to = self._begin_at_seq()
        while entries := self._journal.read(self._looked_up_to, READ_AT_ONCE_ENTRIES):
            for entry in entries:
                claimed = claimed or b'"unconfirmed":true' in entry.body
                self._take(entry)
            self._looked_up_to = entries[-1].seq
        over = self._tally.unconfirmed(self._unconfirmed()) if claimed else None
        self._passed += [over] if over is not None else []
        return self._journalled()

    def unseen(self, operator: Operator) -> list[RaisedAlarm]:
        """What nobody has looked at yet, for somebody who may; nothing for others."""
        if not self._permissions.allows(operator.role, Action.SEE_ALARMS):
            return []
        return [_read(entry, None) for entry, _ in self._index.alarms(only_unseen=True, limit=READ_AT_ONCE_ENTRIES)]

    def count_unseen(self) -> int:
        """How many nobody has looked at. Cheap after the first time."""
        if self._unseen is None:
            self._unseen = self._index.count_unseen()
        return self._unseen

    def known(
        self, operator: Operator, *, only_unseen: bool = False, limit: int = 100, approver: Operator | None = None
    ) -> list[RaisedAlarm]:
        """Alarms, newest first. Raises the refusals of permissions."""
        given = self._permissions.check(operator, Action.SEE_ALARMS, approver=approver)
        if given is not None:
            self._append([_override(operator, given)])
        return [_read(*each) for each in self._index.alarms(only_unseen=only_unseen, limit=limit)]

    def seen(self, operator: Operator, number: int, *, approver: Operator | None = None) -> RaisedAlarm:
        """Journal that somebody has looked at an alarm, by the number of its entry.

        Raises NoSuchAlarm and the refusals of permissions.
        """
        given = self._permissions.check(operator, Action.SEE_ALARMS, approver=approver)
        open_ones = self._index.alarms(only_unseen=True, limit=READ_AT_ONCE_ENTRIES)
        entry = next((each for each, _ in open_ones if each.seq == number), None)
        if entry is None:
            raise NoSuchAlarm(id=number)
        body = {"alarm": entry.id, "operator": person(given or operator)}
        overrides = [] if given is None else [_override(operator, given)]
        self._append([*overrides, Draft(Kind.ALARM_SEEN, body)])
        self._unseen = None
        return _read(entry, (given or operator).name)

    def _append(self, drafts: Sequence[Draft]) -> list[Entry]:
        return self._journal.append(drafts, business_date=self._business_date().isoformat())

    def _take(self, entry: Entry) -> None:
        if entry.kind in _SILENT or _is_usual_drawer(entry) or _is_plain_sale(entry):
            return
        body = json.loads(entry.body)
        self._passed += self._tally.take(entry.id, entry.kind, body)
        if entry.kind == Kind.ALARM_RAISED:
            # After a restart: what passed the limit is read again, and then that it was raised.
            self._passed = [alarm for alarm in self._passed if alarm.key != key_of(body)]

    def _journalled(self) -> list[RaisedAlarm]:
        if not self._passed:
            return []
        drafts = [Draft(Kind.ALARM_RAISED, _body(alarm)) for alarm in self._passed]
        entries = self._append(drafts)
        self._passed, self._unseen = [], None
        return [_read(entry, None) for entry in entries]


def _override(operator: Operator, approver: Operator) -> Draft:
    return Draft(Kind.OVERRIDE_GRANTED, override_body(Action.SEE_ALARMS, operator, approver, None))


def _is_plain_sale(entry: Entry) -> bool:
    """Nothing taken off and nothing taken back: most sales, whose bodies need not be read."""
    is_sale = entry.kind == Kind.SALE_COMPLETED
    return is_sale and b'"return_of":{' not in entry.body and _NO_DISCOUNT.search(entry.body) is not None


def _is_usual_drawer(entry: Entry) -> bool:
    return entry.kind == Kind.DRAWER_OPENED and b'"cause":"no_sale"' not in entry.body


def _body(alarm: Alarm) -> dict[str, object]:
    operator = {"code": alarm.operator[0], "name": alarm.operator[1]} if alarm.operator else None
    return {
        "rule": alarm.rule.value,
        "value": alarm.value,
        "limit": alarm.limit,
        "operator": operator,
        "shift": alarm.shift,
    }


def _read(entry: Entry, seen_by: str | None) -> RaisedAlarm:
    body = json.loads(entry.body)
    operator = body["operator"] or {}
    return RaisedAlarm(
        id=entry.id,
        number=entry.seq,
        at=datetime.fromisoformat(entry.occurred_at),
        rule=AlarmRule(body["rule"]),
        value=body["value"],
        limit=body["limit"],
        operator=operator.get("name") or operator.get("code"),
        shift=body["shift"],
        seen_by=seen_by,
    )
