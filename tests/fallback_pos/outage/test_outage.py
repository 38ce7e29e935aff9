"""Who switched over, when and why; and back only between two sales."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fallback_pos.domain.card_numbers import CardNumberRefused
from fallback_pos.domain.operator import Action, ApprovalNeeded, NotAllowedToApprove, Operator, Permissions, Role
from fallback_pos.outage import Outage
from fallback_pos.outage.errors import (
    BasketOpen,
    NoOutage,
    OutageAlreadyStarted,
    OutageReasonMissing,
    OutageReasonTooLong,
)
from fallback_pos.storage.journal import Journal
from sync.body_schemas import problems_in
from tests.support.journals import open_journal

ANA = Operator("101", "Ana", Role.CASHIER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
PERMISSIONS = Permissions({Role.SUPERVISOR: {Action.SWITCH_OVER: None, Action.END_OUTAGE: None}})


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = open_journal(tmp_path)
    yield journal
    journal.close()


def outage_on(journal: Journal, *, busy: bool = False) -> Outage:
    return Outage(journal, PERMISSIONS, business_date=lambda: date(2026, 11, 21), basket_open=lambda: busy)


def test_switching_over_says_who_when_and_why(journal: Journal) -> None:
    outage = outage_on(journal)
    assert outage.current is None
    period = outage.start(MAJA, "  Server does not answer\x07 ")
    (entry,) = journal.read(0)
    assert (entry.kind, entry.id, entry.business_date) == ("outage.started", period.id, "2026-11-21")
    assert json.loads(entry.body)["reason"] == period.reason == "Server does not answer"
    assert period.operator == MAJA
    assert period.started_at.tzinfo is not None
    assert outage.current == period


def test_an_outage_survives_a_kill_and_ends_once(journal: Journal) -> None:
    period = outage_on(journal).start(MAJA, "Network cable")
    again = outage_on(journal)
    assert again.current == period
    assert again.end(MAJA, "Main POS answers") == period
    assert again.current is None
    assert outage_on(journal).current is None
    with pytest.raises(NoOutage):
        again.end(MAJA, "again")
    ended = journal.read(0)[-1]
    assert json.loads(ended.body)["outage"] == period.id
    assert [problem for entry in journal.read(0) for problem in problems_in(entry.kind, entry.body)] == []


def test_nobody_goes_back_in_the_middle_of_a_sale(journal: Journal) -> None:
    outage_on(journal).start(MAJA, "Server down")
    with pytest.raises(BasketOpen):
        outage_on(journal, busy=True).end(MAJA, "back")
    assert outage_on(journal).current


def test_two_people_who_switch_over_at_once_meet(journal: Journal) -> None:
    outage = outage_on(journal)
    outage.start(MAJA, "Server down")
    with pytest.raises(OutageAlreadyStarted, match="Maja switched over"):
        outage.start(MAJA, "Server down")
    assert len(journal.read(0)) == 1


def test_a_cashier_needs_somebody_who_may(journal: Journal) -> None:
    outage = outage_on(journal)
    with pytest.raises(ApprovalNeeded):
        outage.start(ANA, "Server down")
    with pytest.raises(NotAllowedToApprove):
        outage.start(ANA, "Server down", approver=Operator("102", "Ivo", Role.CASHIER))
    assert journal.read(0) == []
    period = outage.start(ANA, "Server down", approver=MAJA)
    override, started = journal.read(0)
    assert json.loads(override.body)["approver"]["code"] == "201"
    assert (started.id, period.operator) == (period.id, ANA)


def test_the_reason_is_asked_for_and_holds_no_card_number(journal: Journal) -> None:
    outage = outage_on(journal)
    with pytest.raises(OutageReasonMissing):
        outage.start(MAJA, " \n ")
    with pytest.raises(OutageReasonTooLong):
        outage.start(MAJA, "x" * 201)
    with pytest.raises(CardNumberRefused):
        outage.start(MAJA, "card 4111 1111 1111 1111 declined")
    assert journal.read(0) == []
