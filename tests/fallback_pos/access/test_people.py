"""The list of operators is kept by somebody who may, and the journal says who; nobody lifts themselves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from fallback_pos.access.desk import Fact
from fallback_pos.access.errors import (
    DaysTurnedRound,
    LockedOut,
    NotActive,
    NotForYourself,
    NothingToChange,
    PinIsTheOld,
    PinTooEasy,
    RoleAboveYours,
    UnknownOperator,
    WrongPin,
)
from fallback_pos.access.people import Changes
from fallback_pos.domain.operator import (
    Action,
    ApprovalNeeded,
    NotAllowedToApprove,
    Permissions,
    Role,
    SamePerson,
)
from fallback_pos.storage.staff import OperatorExists, StaffFileUnusable, StaffMember
from sync.body_schemas import problems_in
from tests.fallback_pos.access.door import ANA, IVAN, MAJA, OTHER_PIN, PIN, WRONG, Door, opener, with_people

NEW = ("110", "Eva", Role.CASHIER)


def member(door: Door, code: str) -> StaffMember:
    found = door.staff.member(code)
    assert found is not None
    return found


def test_a_manager_adds_somebody_who_is_flagged_for_review_and_journalled(door: Door) -> None:
    added = door.access.people.add(IVAN, *NEW, OTHER_PIN, valid_until=date(2026, 12, 31))
    assert door.access.sign_in("110", OTHER_PIN) == added
    assert member(door, "110").to_review
    assert member(door, "110").added_by == "301"
    kind, body = door.facts[0]
    assert kind == "operator.added"
    assert (body["operator"]["code"], body["by"]["code"]) == ("110", "301")
    assert body["what"] == {
        "role": "cashier", "valid_from": None, "valid_until": "2026-12-31", "pin": True, "badge": False,
        "to_review": True,
    }  # fmt: skip


def test_no_pin_and_no_badge_ever_stands_in_a_fact(door: Door, tmp_path: Path) -> None:
    people = door.access.people
    people.add(IVAN, *NEW, OTHER_PIN, badge="OP-EVA77")
    people.change(IVAN, "110", Changes(badge="OP-EVA78"))
    people.set_pin(IVAN, "110", PIN)
    people.change_own_pin(ANA, PIN, OTHER_PIN)
    written = str(door.facts) + "".join(
        path.read_bytes().decode("latin-1") for path in tmp_path.iterdir() if path.is_file()
    )
    assert not [secret for secret in (PIN, OTHER_PIN, "OP-EVA77", "OP-EVA78") if secret in written]


def test_facts_about_people_have_the_published_shapes(door: Door) -> None:
    people, codes = door.access.people, door.access.codes
    people.add(ANA, *NEW, OTHER_PIN, approver=IVAN)
    people.change(IVAN, "110", Changes(role=Role.SUPERVISOR, valid_until=date(2027, 1, 1), badge="OP-EVA77"))
    codes.enrol("110", codes.give_one_time_code(IVAN, "110"), PIN)
    codes.recover(codes.make_recovery_code(IVAN), "301", OTHER_PIN)
    door.wrong("101", 1)
    door.access.sign_in("101", PIN, locked_by=MAJA)
    door.access.confirm_clock(ANA, approver=MAJA)
    kinds = {kind for kind, _ in door.facts}
    assert kinds == {
        "operator.added", "operator.changed", "operator.refused", "operator.signed_in", "override.granted",
        "clock.confirmed",
    }  # fmt: skip
    assert [problems_in(kind, json.dumps(body).encode()) for kind, body in door.facts] == [[]] * len(door.facts)


def test_a_cashier_needs_a_manager_beside_them_and_the_manager_answers(door: Door) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        door.access.people.add(ANA, *NEW)
    assert needed.value.role is Role.MANAGER
    with pytest.raises(NotAllowedToApprove):
        door.access.people.add(ANA, *NEW, approver=MAJA)
    with pytest.raises(SamePerson):
        door.access.people.add(ANA, *NEW, approver=ANA)
    assert door.facts == []
    door.access.people.add(ANA, *NEW, approver=IVAN)
    assert [kind for kind, _ in door.facts] == ["override.granted", "operator.added"]
    assert (door.facts[0][1]["operator"]["code"], door.facts[0][1]["approver"]["code"]) == ("101", "301")
    assert door.facts[1][1]["by"]["code"] == "301"


def test_whoever_may_keep_the_list_lifts_nobody_above_themselves(tmp_path: Path) -> None:
    generous = Permissions({role: {Action.MANAGE_OPERATORS: None} for role in Role})
    with opener(tmp_path)(permissions=generous) as door:
        people = with_people(door).access.people
        with pytest.raises(RoleAboveYours):
            people.add(MAJA, "302", "Boss", Role.MANAGER)
        with pytest.raises(RoleAboveYours):
            people.change(MAJA, "101", Changes(role=Role.MANAGER))
        for step in (
            lambda: people.set_pin(MAJA, "301", OTHER_PIN),
            lambda: people.unlock(MAJA, "301"),
            lambda: people.change(MAJA, "301", Changes(active=False)),
            lambda: door.access.codes.give_one_time_code(MAJA, "301"),
            lambda: door.access.codes.make_recovery_code(MAJA),
        ):
            with pytest.raises(RoleAboveYours):
                step()
        people.change(MAJA, "101", Changes(role=Role.SUPERVISOR))
        assert door.facts[-1][1]["what"]["role"] == ["cashier", "supervisor"]


@pytest.mark.parametrize(
    "changes",
    [Changes(role=Role.CASHIER), Changes(active=False), Changes(valid_until=date(2030, 1, 1)), Changes(reviewed=True)],
)
def test_nobody_changes_their_own_role_days_or_review(door: Door, changes: Changes) -> None:
    door.access.people.change(IVAN, "101", Changes(role=Role.MANAGER))
    second = member(door, "101").operator
    assert member(door, "101").to_review
    with pytest.raises((NotForYourself, NothingToChange)):
        door.access.people.change(second, "101", changes)
    door.access.people.change(second, "101", Changes(name="Ana-Marija"))


def test_a_new_pin_of_ones_own_takes_the_old_one_or_another_manager(door: Door) -> None:
    with pytest.raises(NotForYourself):
        door.access.people.set_pin(IVAN, "301", OTHER_PIN)
    with pytest.raises(NotForYourself):
        door.access.people.unlock(IVAN, "301")


def test_what_changed_stands_in_the_journal_before_and_after(door: Door) -> None:
    changes = Changes(name="Ana K.", valid_from=date(2026, 11, 1), valid_until=date(2027, 1, 31), badge="OP-1234")
    assert door.access.people.change(IVAN, "101", changes) == ("name", "valid_from", "valid_until", "badge")
    kind, body = door.last_fact()
    assert kind == "operator.changed"
    assert body["what"] == {
        "name": ["Ana", "Ana K."],
        "valid_from": [None, "2026-11-01"],
        "valid_until": [None, "2027-01-31"],
        "badge": "given",
    }
    with pytest.raises(NothingToChange):
        door.access.people.change(IVAN, "101", changes)
    door.access.people.change(IVAN, "101", Changes(valid_until=None, badge=None, reviewed=True))
    assert not member(door, "101").to_review
    assert member(door, "101").badge_hash is None


def test_who_is_kept_out_is_told_so_only_after_the_right_pin(door: Door) -> None:
    door.access.people.change(IVAN, "101", Changes(active=False))
    with pytest.raises(WrongPin):
        door.access.sign_in("101", WRONG)
    with pytest.raises(NotActive):
        door.access.sign_in("101", PIN)
    door.access.people.change(IVAN, "101", Changes(active=True))
    assert door.access.sign_in("101", PIN) == ANA


def test_a_manager_lifts_a_lock_and_the_pin_stays(door: Door) -> None:
    door.wrong("101", 3)
    with pytest.raises(LockedOut):
        door.access.sign_in("101", PIN)
    door.access.people.unlock(IVAN, "101")
    assert door.last_fact()[1]["what"] == {"lock": "lifted"}
    assert door.access.sign_in("101", PIN) == ANA


def test_changing_ones_pin_is_no_way_round_the_lock(door: Door) -> None:
    for _ in range(3):
        with pytest.raises(WrongPin):
            door.access.people.change_own_pin(ANA, WRONG, OTHER_PIN)
    with pytest.raises(LockedOut):
        door.access.people.change_own_pin(ANA, PIN, OTHER_PIN)
    with pytest.raises(LockedOut):
        door.access.sign_in("101", PIN)


def test_a_changed_pin_is_new_and_not_easy(door: Door) -> None:
    with pytest.raises(PinIsTheOld):
        door.access.people.change_own_pin(ANA, PIN, PIN)
    with pytest.raises(PinTooEasy):
        door.access.people.change_own_pin(ANA, PIN, "123456")
    door.access.people.change_own_pin(ANA, PIN, OTHER_PIN)
    assert door.access.sign_in("101", OTHER_PIN) == ANA
    with pytest.raises(WrongPin):
        door.access.sign_in("101", PIN)


def test_the_list_refuses_what_makes_no_sense_before_it_is_journalled(door: Door) -> None:
    people = door.access.people
    with pytest.raises(OperatorExists):
        people.add(IVAN, "101", "Another", Role.CASHIER)
    with pytest.raises(DaysTurnedRound):
        people.add(IVAN, *NEW, valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1))
    with pytest.raises(DaysTurnedRound):
        people.change(IVAN, "101", Changes(valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1)))
    with pytest.raises(PinTooEasy):
        people.add(IVAN, *NEW, "111111")
    with pytest.raises(UnknownOperator):
        people.change(IVAN, "999", Changes(name="X"))
    with pytest.raises(UnknownOperator):
        people.unlock(IVAN, "999")
    assert door.facts == []


def test_a_power_cut_between_journal_and_list_lets_nobody_in(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_member: StaffMember) -> None:
        raise StaffFileUnusable(file="staff.db", reason="disk full")

    monkeypatch.setattr(door.staff, "add", full)
    with pytest.raises(StaffFileUnusable):
        door.access.people.add(IVAN, *NEW, OTHER_PIN)
    monkeypatch.undo()
    with pytest.raises(WrongPin):
        door.access.sign_in("110", OTHER_PIN)
    door.access.people.add(IVAN, *NEW, OTHER_PIN)
    assert [kind for kind, _ in door.facts].count("operator.added") == 2


def test_a_journal_that_cannot_be_written_changes_nobody(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(Exception):
        pass

    def fail(_facts: list[Fact]) -> None:
        raise Full

    monkeypatch.setattr(door.access._desk, "record", fail)
    for step in (
        lambda: door.access.people.add(IVAN, *NEW, OTHER_PIN),
        lambda: door.access.people.change(IVAN, "101", Changes(role=Role.MANAGER)),
        lambda: door.access.people.set_pin(IVAN, "101", OTHER_PIN),
        lambda: door.access.codes.give_one_time_code(IVAN, "101"),
    ):
        with pytest.raises(Full):
            step()
    assert door.staff.member("110") is None
    assert member(door, "101").role is Role.CASHIER
    assert door.access.verify("101", PIN) == ANA
