"""The outage as a period: started when somebody switches over to this till, ended between two sales."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fallback_pos.domain.card_numbers import refuse_card_numbers
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.outage.errors import (
    BasketOpen,
    NoOutage,
    OutageAlreadyStarted,
    OutageReasonMissing,
    OutageReasonTooLong,
)
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Kind

LONGEST_REASON_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class OutagePeriod:
    """An outage that has not ended. `id` is the id of its `outage.started` entry, `started_at` is aware (UTC)."""

    id: str
    started_at: datetime
    reason: str
    operator: Operator


class Outage:
    """Whether this till sells in place of the main POS. Not for two threads at once."""

    def __init__(
        self,
        journal: Journal,
        permissions: Permissions,
        *,
        business_date: Callable[[], date],
        basket_open: Callable[[], bool] = lambda: False,
    ) -> None:
        """Find the running outage in the journal. `business_date` is the open shift's, or today's;
        `basket_open` tells whether a customer is being served.
        """
        self._journal = journal
        self._permissions = permissions
        self._business_date = business_date
        self._basket_open = basket_open
        latest = journal.latest((Kind.OUTAGE_STARTED, Kind.OUTAGE_ENDED))
        self._current = _period(latest) if latest and latest.kind == Kind.OUTAGE_STARTED else None

    @property
    def current(self) -> OutagePeriod | None:
        """The running outage."""
        return self._current

    def start(self, operator: Operator, reason: str, *, approver: Operator | None = None) -> OutagePeriod:
        """Switch over to this till.

        Raises OutageAlreadyStarted, OutageReasonMissing, OutageReasonTooLong, CardNumberRefused, the refusals of
        Permissions.check, and the journal's errors.
        """
        if self._current:
            raise OutageAlreadyStarted(name=self._current.operator.name, started_at=self._current.started_at)
        body = {"operator": person(operator), "reason": _checked(reason)}
        granted = self._permissions.check(operator, Action.SWITCH_OVER, approver=approver)
        entry = self._append(Action.SWITCH_OVER, operator, granted, Draft(Kind.OUTAGE_STARTED, body))
        self._current = _period(entry)
        return self._current

    def end(self, operator: Operator, reason: str, *, approver: Operator | None = None) -> OutagePeriod:
        """Go back to the main POS; gives the period that has ended.

        Raises NoOutage, BasketOpen, and as `start`.
        """
        period = self._current
        if period is None:
            raise NoOutage()
        if self._basket_open():
            raise BasketOpen()
        body = {"outage": period.id, "operator": person(operator), "reason": _checked(reason)}
        granted = self._permissions.check(operator, Action.END_OUTAGE, approver=approver)
        self._append(Action.END_OUTAGE, operator, granted, Draft(Kind.OUTAGE_ENDED, body))
        self._current = None
        return period

    def _append(self, action: Action, operator: Operator, approver: Operator | None, draft: Draft) -> Entry:
        override = [Draft(Kind.OVERRIDE_GRANTED, override_body(action, operator, approver, None))] if approver else []
        return self._journal.append([*override, draft], business_date=self._business_date().isoformat())[-1]


def _checked(reason: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in reason).strip()
    if not text:
        raise OutageReasonMissing()
    if len(text) > LONGEST_REASON_CHARACTERS:
        raise OutageReasonTooLong(limit=LONGEST_REASON_CHARACTERS)
    return refuse_card_numbers(text)


def _period(entry: Entry) -> OutagePeriod:
    body = json.loads(entry.body)
    who = body["operator"]
    return OutagePeriod(
        id=entry.id,
        started_at=datetime.fromisoformat(entry.occurred_at),
        reason=body["reason"],
        operator=Operator(who["code"], who["name"], Role(who["role"])),
    )
