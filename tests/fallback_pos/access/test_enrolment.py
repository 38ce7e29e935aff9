"""A PIN for somebody who has none, or who forgot it: by a one-time code, by the recovery code, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from fallback_pos.access.codes import ALPHABET, new_code, plain
from fallback_pos.access.errors import (
    LockedOut,
    NoLongerValid,
    NoRecoveryCode,
    NotAManager,
    OneTimeCodeWrong,
    PinTooEasy,
    RecoveryCodeWrong,
    UnknownOperator,
    WrongPin,
)
from fallback_pos.access.lockout import Uptime
from fallback_pos.access.people import Changes
from fallback_pos.domain.operator import ApprovalNeeded, Operator, Role
from fallback_pos.storage.staff import Source, Staff, StaffFileUnusable
from fallback_pos.storage.staff_provisioning import ProvisionedOperator, take_provisioned
from tests.fallback_pos.access.door import ANA, IVAN, OTHER_PIN, PIN, Door, opener, with_people

LATER = Operator("120", "Luka", Role.CASHIER)
HOUR = timedelta(hours=1)


@pytest.fixture
def luka(door: Door) -> Operator:
    """Came from the central, without a PIN."""
    take_provisioned(door.staff, [ProvisionedOperator(LATER.code, LATER.name, LATER.role)])
    return LATER


def test_somebody_of_the_central_enrols_a_pin_that_no_manager_learns(door: Door, luka: Operator) -> None:
    with pytest.raises(WrongPin):
        door.access.sign_in("120", OTHER_PIN)
    code = door.access.codes.give_one_time_code(IVAN, "120")
    assert door.access.codes.enrol("120", code.lower().replace("-", " "), OTHER_PIN) == luka
    assert door.access.sign_in("120", OTHER_PIN) == luka
    given, set_ = [body for kind, body in door.facts if kind == "operator.changed"]
    assert (given["by"]["code"], given["what"]) == ("301", {"one_time_code": "given"})
    assert set_["what"] == {"pin": "set", "with": "one_time_code", "given_by": "301"}


def test_a_one_time_code_is_good_once_and_only_for_whom_it_was_made(door: Door, luka: Operator) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("101", code, OTHER_PIN)
    door.access.codes.enrol("120", code, OTHER_PIN)
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", code, PIN)


def test_a_second_code_makes_the_first_useless_and_so_does_a_new_pin(door: Door, luka: Operator) -> None:
    first = door.access.codes.give_one_time_code(IVAN, "120")
    second = door.access.codes.give_one_time_code(IVAN, "120")
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", first, OTHER_PIN)
    door.access.people.set_pin(IVAN, "120", OTHER_PIN)
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", second, PIN)


def test_an_easy_pin_costs_nothing_but_another_try(door: Door, luka: Operator) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    with pytest.raises(PinTooEasy):
        door.access.codes.enrol("120", code, "123456")
    door.access.codes.enrol("120", code, OTHER_PIN)


def test_guessing_one_time_codes_is_stopped_and_sounds_the_same_for_nobody(door: Door, luka: Operator) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    said: dict[str, list[str]] = {}
    for who in ("120", "101", "999"):
        for _ in range(4):
            with pytest.raises((OneTimeCodeWrong, LockedOut)) as caught:
                door.access.codes.enrol(who, "0000-0000", OTHER_PIN)
            said.setdefault(who, []).append(str(caught.value))
    assert said["120"] == said["101"] == said["999"]
    refused = [body for kind, body in door.facts if kind == "operator.refused"]
    assert [body["operator"] and body["operator"]["code"] for body in refused] == ["120"] * 3 + ["101"] * 3 + [None] * 3
    assert {body["for"] for body in refused} == {"one_time_code"}
    with pytest.raises(LockedOut):
        door.access.codes.enrol("120", code, OTHER_PIN)
    assert door.access.sign_in("101", PIN) == ANA, "wrong one-time codes do not lock a PIN"
    door.access.people.unlock(IVAN, "120")
    door.access.codes.enrol("120", code, OTHER_PIN)


@pytest.mark.parametrize("standing", [timedelta(), timedelta(hours=20)])
def test_a_code_is_too_old_after_a_day_also_over_a_restart(door: Door, luka: Operator, standing: timedelta) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    door.later(3 * HOUR)
    if standing:
        door.restarts(standing)
    door.access.codes.enrol("120", code, OTHER_PIN)
    code = door.access.codes.give_one_time_code(IVAN, "120")
    door.later(25 * HOUR - standing)
    if standing:
        door.restarts(standing)
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", code, PIN)


def test_setting_the_clock_back_does_not_keep_a_code_good(door: Door, luka: Operator) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    door.later(30 * HOUR)
    door.wall -= 29 * HOUR
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", code, OTHER_PIN)
    code = door.access.codes.give_one_time_code(IVAN, "120")
    door.restarts(-2 * HOUR)
    with pytest.raises(OneTimeCodeWrong):
        door.access.codes.enrol("120", code, OTHER_PIN)


def test_a_code_is_given_by_who_may_for_somebody_there_is(door: Door, luka: Operator) -> None:
    with pytest.raises(ApprovalNeeded):
        door.access.codes.give_one_time_code(ANA, "120")
    with pytest.raises(UnknownOperator):
        door.access.codes.give_one_time_code(IVAN, "999")
    door.access.codes.give_one_time_code(ANA, "120", approver=IVAN)


# The recovery code


def test_the_sealed_code_opens_a_shop_once_and_the_next_one_is_told(door: Door) -> None:
    code = door.access.codes.first_recovery_code()
    second = door.access.codes.recover(code, "301", OTHER_PIN)
    assert door.access.sign_in("301", OTHER_PIN) == IVAN
    with pytest.raises(RecoveryCodeWrong):
        door.access.codes.recover(code, "301", PIN)
    door.access.codes.recover(second, "301", PIN)
    used = [body["what"] for kind, body in door.facts if kind == "operator.changed"]
    assert used == [{"pin": "set", "with": "recovery_code"}] * 2


def test_recovery_lets_a_manager_in_whatever_list_and_clock_say(door: Door) -> None:
    code = door.access.codes.first_recovery_code()
    ivan = door.staff.member("301")
    assert ivan is not None
    door.staff.replace(replace(ivan, active=False, valid_from=date(2027, 1, 1), valid_until=date(2020, 1, 1)))
    door.wrong("301", 3)
    door.access.codes.recover(code, "301", OTHER_PIN)
    assert door.access.sign_in("301", OTHER_PIN) == IVAN
    back = door.staff.member("301")
    assert back is not None and back.to_review
    (what,) = [body["what"] for kind, body in door.facts if kind == "operator.changed"]
    assert what.keys() == {"pin", "with", "active", "valid_from", "valid_until"}


def test_recovery_is_for_managers_and_a_wrong_name_does_not_use_it_up(door: Door) -> None:
    code = door.access.codes.first_recovery_code()
    for wrong in ("101", "201", "999", ""):
        with pytest.raises(NotAManager):
            door.access.codes.recover(code, wrong, OTHER_PIN)
    with pytest.raises(PinTooEasy):
        door.access.codes.recover(code, "301", "111111")
    door.access.codes.recover(code, "301", OTHER_PIN)


def test_guessing_the_recovery_code_is_stopped_and_tells_nothing_of_the_list(tmp_path: Path) -> None:
    with opener(tmp_path)() as door:
        with pytest.raises(NoRecoveryCode):
            with_people(door).access.codes.recover("x", "301", OTHER_PIN)
        code = door.access.codes.first_recovery_code()
        for who in ("301", "101", "999"):
            with pytest.raises(RecoveryCodeWrong):
                door.access.codes.recover("AAAA-BBBB-CCCC-DDDD-EEEE", who, OTHER_PIN)
        assert [body["for"] for kind, body in door.facts if kind == "operator.refused"] == ["recovery_code"] * 3
    with opener(tmp_path)() as door:
        with pytest.raises(LockedOut):
            door.access.codes.recover(code, "301", OTHER_PIN)
        door.up = Uptime(door.up.boot, door.up.milliseconds + 60_000)
        door.access.codes.recover(code, "301", OTHER_PIN)


def test_a_manager_replaces_a_lost_paper(door: Door) -> None:
    lost = door.access.codes.first_recovery_code()
    with pytest.raises(ApprovalNeeded):
        door.access.codes.make_recovery_code(ANA)
    new = door.access.codes.make_recovery_code(IVAN)
    with pytest.raises(RecoveryCodeWrong):
        door.access.codes.recover(lost, "301", OTHER_PIN)
    door.access.codes.recover(new, "301", OTHER_PIN)


def test_a_disk_that_fails_in_the_middle_leaves_the_sealed_code_good(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = door.access.codes.first_recovery_code()

    def full(*_: object) -> None:
        raise StaffFileUnusable(file="staff.db", reason="disk full")

    monkeypatch.setattr(door.access._desk.secrets, "recover", full)
    with pytest.raises(StaffFileUnusable):
        door.access.codes.recover(code, "301", OTHER_PIN)
    monkeypatch.undo()
    assert door.access.sign_in("301", PIN) == IVAN
    door.access.codes.recover(code, "301", OTHER_PIN)


def test_codes_are_read_as_people_write_them() -> None:
    code = new_code(20)
    assert len(code.replace("-", "")) == 20
    assert set(code) <= set(ALPHABET) | {"-"}
    assert plain(" oil-u 7 ") == "011U7"
    assert plain(code) == plain(code.lower().replace("-", "  "))
    assert len(plain("A" * 10_000)) <= 64


# The list of the central


def test_what_the_central_sends_and_what_was_decided_here_do_not_erase_each_other(door: Door, tmp_path: Path) -> None:
    door.access.people.add(IVAN, "130", "Eva", Role.CASHIER, OTHER_PIN)
    door.access.people.add(IVAN, "140", "Pavao", Role.CASHIER, OTHER_PIN)
    told = [
        ProvisionedOperator("120", "Luka", Role.CASHIER, "zh", badge_hash="b120"),
        ProvisionedOperator("130", "eva", Role.SUPERVISOR, valid_until=date(2027, 6, 30)),
        ProvisionedOperator("140", "Somebody else", Role.MANAGER),
    ]
    done = take_provisioned(door.staff, told)
    assert (done.added, done.changed, done.withdrawn, done.conflicts) == (("120",), ("130",), (), ("140",))
    eva, pavao = door.staff.member("130"), door.staff.member("140")
    assert eva is not None and pavao is not None
    assert (eva.source, eva.role, eva.to_review) == (Source.CENTRAL, Role.SUPERVISOR, False)
    assert door.access.sign_in("130", OTHER_PIN).role is Role.SUPERVISOR
    assert (pavao.name, pavao.role, pavao.to_review) == ("Pavao", Role.CASHIER, True)
    door.access.people.change(IVAN, "120", Changes(active=False))
    assert take_provisioned(door.staff, told) == replace(done, added=(), changed=())
    luka = door.staff.member("120")
    assert luka is not None and not luka.let_in


def test_who_is_missing_from_the_next_list_is_out_until_a_list_has_them_again(door: Door, luka: Operator) -> None:
    code = door.access.codes.give_one_time_code(IVAN, "120")
    door.access.codes.enrol("120", code, OTHER_PIN)
    assert take_provisioned(door.staff, []).withdrawn == ("120",)
    with pytest.raises(Exception, match="not active"):
        door.access.sign_in("120", OTHER_PIN)
    assert take_provisioned(door.staff, []).withdrawn == ()
    take_provisioned(door.staff, [ProvisionedOperator("120", "Luka", Role.CASHIER, valid_until=date(2026, 11, 21))])
    with pytest.raises(NoLongerValid):
        door.access.sign_in("120", OTHER_PIN)
    take_provisioned(door.staff, [ProvisionedOperator("120", "Luka", Role.CASHIER)])
    assert door.access.sign_in("120", OTHER_PIN) == luka
    assert door.access.sign_in("101", PIN) == ANA, "people of this till's own are no business of the central's list"


def test_a_list_that_cannot_be_taken_whole_is_not_taken_at_all(tmp_path: Path) -> None:
    staff = Staff(tmp_path / "staff.db")
    twice = [
        ProvisionedOperator("120", "Luka", Role.CASHIER, badge_hash="same"),
        ProvisionedOperator("121", "Iva", Role.CASHIER, badge_hash="same"),
    ]
    with pytest.raises(StaffFileUnusable):
        take_provisioned(staff, twice)
    assert staff.members() == []
    staff.close()
