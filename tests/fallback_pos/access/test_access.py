"""Nobody gets in by guessing, by restarting, by setting the clock, or by learning who works here."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallback_pos.access import Access, LockedOut, WrongPin
from fallback_pos.access.desk import Fact, SignInRules
from fallback_pos.access.errors import (
    NoLongerValid,
    NotActive,
    NotYetValid,
    OperatorCodeWrong,
    OperatorNameMissing,
    PepperMissing,
    PinHasSixDigits,
    PinNotReadable,
    PinTooEasy,
    UnknownOperator,
)
from fallback_pos.access.lockout import LockPolicy, Uptime, after_one_more, seconds_left
from fallback_pos.access.pepper import PEPPER_FILE, load_pepper, make_pepper
from fallback_pos.access.pins import Pins, check_new_pin
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.storage.staff import Attempts, OperatorExists, Staff, StaffFileUnusable, StaffMember

PIN = "482913"
WRONG = "739105"
PEPPER = bytes(range(32))
TODAY = date(2026, 11, 22)
POLICY = LockPolicy(wrong_until_locked=3, first_lock_seconds=60, longest_lock_seconds=200)


class Desk:
    """A till's door with its journal and a clock that a test turns."""

    def __init__(self, staff: Staff, facts: list[Fact]) -> None:
        self.up = Uptime("boot-1", 1_000_000)
        self.day = TODAY
        self.facts = facts
        self.staff = staff
        self.access = Access(
            staff,
            PEPPER,
            facts.extend,
            rules=SignInRules(locks=POLICY),
            wall=lambda: datetime.combine(self.day, time(12)).astimezone(),
            uptime=lambda: self.up,
        )

    def later(self, seconds: int) -> None:
        self.up = Uptime(self.up.boot, self.up.milliseconds + seconds * 1000)

    def wrong(self, code: str, times: int) -> None:
        for _ in range(times):
            with pytest.raises(WrongPin):
                self.access.sign_in(code, WRONG)


@pytest.fixture
def desk_again(tmp_path: Path) -> Callable[[], Any]:
    facts: list[Fact] = []

    @contextmanager
    def open_desk() -> Iterator[Desk]:
        with closing(Staff(tmp_path / "staff.db")) as staff:
            yield Desk(staff, facts)

    return open_desk


@pytest.fixture
def desk(desk_again: Callable[[], Any]) -> Iterator[Desk]:
    with desk_again() as desk:
        desk.access.add_operator("101", "Ana", Role.CASHIER, PIN, language="zh")
        yield desk


def test_the_right_pin_signs_in_and_is_journalled(desk: Desk) -> None:
    assert desk.access.sign_in(" 101 ", PIN) == Operator("101", "Ana", Role.CASHIER, "zh")
    assert desk.facts == [("operator.signed_in", {"operator": {"code": "101", "name": "Ana", "role": "cashier"}})]


def test_an_approval_is_not_journalled_as_a_sign_in(desk: Desk) -> None:
    assert desk.access.verify("101", PIN).name == "Ana"
    assert desk.facts == []


def test_a_wrong_pin_is_journalled_and_never_written_anywhere(desk: Desk, tmp_path: Path) -> None:
    desk.wrong("101", 1)
    kind, body = desk.facts[0]
    assert kind == "operator.refused"
    assert body["operator"]["code"] == "101"
    assert WRONG not in str(desk.facts)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert WRONG.encode() not in content
    assert PIN.encode() not in content


def test_a_pin_typed_into_the_code_field_goes_nowhere(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(WrongPin):
        desk.access.sign_in(PIN, "101")
    assert desk.facts == [("operator.refused", {"operator": None, "locked_seconds": 0})]
    assert PIN.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_stranger_learns_nothing_about_who_works_here(desk: Desk) -> None:
    desk.access.add_operator("102", "Ivo", Role.CASHIER)
    said: dict[str, list[str]] = {}
    for code in ("101", "102", "999"):
        for _ in range(4):
            try:
                desk.access.sign_in(code, WRONG)
            except (WrongPin, LockedOut) as error:
                said.setdefault(code, []).append(f"{type(error).__name__}: {error}")
    assert said["101"] == said["102"] == said["999"]
    assert said["999"][-1].startswith("LockedOut")


def test_an_unknown_code_costs_the_same_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    checked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hash: str, password: bytes) -> Any:
        checked.append(hash.split("$")[3])
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    desk.wrong("101", 1)
    desk.wrong("999", 1)
    assert checked == ["m=19456,t=2,p=1"] * 2


def test_wrong_pins_lock_the_code_and_not_the_shop(desk: Desk) -> None:
    desk.access.add_operator("201", "Maja", Role.MANAGER, "604718")
    desk.wrong("101", 3)
    with pytest.raises(LockedOut) as caught:
        desk.access.sign_in("101", PIN)
    assert caught.value.params == {"seconds": 60}
    assert desk.access.sign_in("201", "604718").name == "Maja"


def test_each_further_wrong_pin_doubles_the_lock_up_to_the_longest(desk: Desk) -> None:
    locks = []
    desk.wrong("101", 2)
    for _ in range(4):
        desk.wrong("101", 1)
        with pytest.raises(LockedOut) as caught:
            desk.access.sign_in("101", PIN)
        locks.append(caught.value.params["seconds"])
        desk.later(int(str(locks[-1])))
    assert locks == [60, 120, 200, 200]
    assert desk.access.sign_in("101", PIN).name == "Ana"
    desk.wrong("101", 2)
    assert desk.access.sign_in("101", PIN).name == "Ana"


def test_a_lock_survives_a_restart_of_the_program(desk_again: Callable[[], Any]) -> None:
    with desk_again() as desk:
        desk.access.add_operator("101", "Ana", Role.CASHIER, PIN)
        desk.wrong("101", 3)
    with desk_again() as desk:
        with pytest.raises(LockedOut):
            desk.access.sign_in("101", PIN)
        desk.later(60)
        assert desk.access.sign_in("101", PIN).name == "Ana"


def test_a_restart_of_the_computer_never_shortens_a_lock(desk: Desk) -> None:
    desk.wrong("101", 3)
    desk.later(30)
    desk.up = Uptime("boot-2", 5_000)
    with pytest.raises(LockedOut) as caught:
        desk.access.sign_in("101", PIN)
    assert caught.value.params == {"seconds": 55}
    desk.later(55)
    assert desk.access.sign_in("101", PIN).name == "Ana"


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_setting_the_clock_forward_or_back_does_not_open_a_lock(desk: Desk, jump: timedelta) -> None:
    desk.wrong("101", 3)
    desk.day += jump
    with pytest.raises(LockedOut) as caught:
        desk.access.sign_in("101", PIN)
    assert caught.value.params == {"seconds": 60}


def test_pulling_the_plug_while_a_pin_is_checked_counts_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> bool:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("argon2.PasswordHasher.verify", cut)
        for _ in range(3):
            with pytest.raises(PowerCut):
                desk.access.sign_in("101", WRONG)
    with pytest.raises(LockedOut):
        desk.access.sign_in("101", PIN)


def test_codes_typed_at_random_do_not_fill_the_disk() -> None:
    groups = {Pins(PEPPER).group_of_unknown(str(code), 512) for code in range(5000)}
    assert groups <= set(range(512))
    assert len(groups) > 500


def test_a_journal_that_cannot_be_written_lets_nobody_in(tmp_path: Path) -> None:
    class Full(Exception):
        pass

    def fail(_facts: object) -> None:
        raise Full

    with closing(Staff(tmp_path / "staff.db")) as staff:
        access = Access(staff, PEPPER, fail)
        access.add_operator("101", "Ana", Role.CASHIER, PIN)
        with pytest.raises(Full):
            access.sign_in("101", PIN)


def test_who_is_not_valid_today_learns_why_only_after_the_right_pin(desk: Desk) -> None:
    day = timedelta(days=1)
    desk.access.add_operator("103", "Eva", Role.CASHIER, PIN, valid_from=TODAY, valid_until=TODAY)
    assert desk.access.sign_in("103", PIN).name == "Eva"
    desk.day = TODAY + day
    with pytest.raises(NoLongerValid):
        desk.access.sign_in("103", PIN)
    member = desk.staff.member("103")
    assert member is not None
    desk.staff.replace(replace(member, active=False))
    with pytest.raises(NotActive):
        desk.access.sign_in("103", PIN)
    desk.staff.replace(replace(member, valid_from=TODAY + 2 * day, valid_until=None))
    with pytest.raises(NotYetValid):
        desk.access.sign_in("103", PIN)
    desk.wrong("103", 1)


def test_a_new_pin_lifts_the_lock(desk: Desk) -> None:
    desk.wrong("101", 3)
    desk.access.set_pin("101", "604718")
    assert desk.access.sign_in("101", "604718").name == "Ana"
    desk.wrong("101", 1)


def test_a_hash_of_another_till_or_another_operator_is_useless(desk: Desk) -> None:
    stolen = desk.staff.member("101")
    assert stolen is not None
    desk.staff.add(StaffMember("105", "Thief", Role.MANAGER, "2026-11-22T00:00:00Z", pin_hash=stolen.pin_hash))
    with pytest.raises(WrongPin):
        desk.access.sign_in("105", PIN)
    with pytest.raises(WrongPin):
        Access(desk.staff, bytes(32), lambda facts: None).sign_in("101", PIN)


def test_a_damaged_hash_is_said_and_opens_nothing(desk: Desk) -> None:
    desk.staff.set_pin_hash("101", "$argon2id$broken")
    with pytest.raises(PinNotReadable):
        desk.access.sign_in("101", PIN)


def test_the_list_refuses_what_no_list_should_hold(desk: Desk) -> None:
    with pytest.raises(OperatorExists):
        desk.access.add_operator("101", "Another", Role.CASHIER, PIN)
    for code in ("", "1 1", "?1", "1234567890123", "ana\n"):
        with pytest.raises(OperatorCodeWrong):
            desk.access.add_operator(code, "Ana", Role.CASHIER, PIN)
    for name in ("", "  ", "a\x1bb", "x" * 61):
        with pytest.raises(OperatorNameMissing):
            desk.access.add_operator("110", name, Role.CASHIER, PIN)
    with pytest.raises(UnknownOperator):
        desk.access.set_pin("999", PIN)
    assert [member.code for member in desk.access.operators()] == ["101"]


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "", "１２３４５６", "12 345", "482913\n"])
def test_a_pin_has_six_plain_digits(pin: str) -> None:
    with pytest.raises(PinHasSixDigits):
        check_new_pin(pin, "7", weak_allowed=True)


@pytest.mark.parametrize(
    "pin",
    ["000000", "111111", "123456", "654321", "012345", "890123", "121212", "123123", "123321", "112233", "147258"],
)
def test_a_pin_that_everybody_tries_first_is_refused_except_in_the_demo(pin: str) -> None:
    with pytest.raises(PinTooEasy):
        check_new_pin(pin, "7")
    check_new_pin(pin, "7", weak_allowed=True)


def test_a_pin_with_the_operators_code_in_it_is_refused() -> None:
    with pytest.raises(PinTooEasy):
        check_new_pin("710194", "1019")
    check_new_pin("710194", "19")


def test_the_pepper_is_made_once_and_only_its_user_reads_it(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with pytest.raises(PepperMissing):
        load_pepper(keys)
    make_pepper(keys)
    pepper = load_pepper(keys)
    make_pepper(keys)
    assert load_pepper(keys) == pepper
    assert len(pepper) == 32
    assert stat.S_IMODE((keys / PEPPER_FILE).stat().st_mode) == 0o600
    (keys / PEPPER_FILE).write_bytes(b"short")
    with pytest.raises(PepperMissing):
        load_pepper(keys)


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "staff.db"
    path.write_bytes(b"this is no database, but long enough to look like one" * 100)
    with pytest.raises(StaffFileUnusable, match=r"staff\.db"):
        Staff(path)


def test_operators_come_back_as_they_were_put_in(desk_again: Callable[[], Any]) -> None:
    with desk_again() as desk:
        boss = desk.access.add_operator("900", "陈老板", Role.MANAGER, PIN)
        desk.access.add_operator("101", "Ana", Role.CASHIER, valid_from=TODAY, valid_until=TODAY, added_by=boss)
    with desk_again() as desk:
        first, second = desk.access.operators()
    assert (first.code, first.added_by, first.pin_hash, first.valid_until) == ("101", "900", None, TODAY)
    assert (second.name, second.role, second.active) == ("陈老板", Role.MANAGER, True)


uptimes = st.builds(Uptime, st.sampled_from(["a", "b", ""]), st.integers(0, 10**9))


@given(st.integers(0, 50), uptimes, uptimes)
def test_a_lock_never_ends_early_whatever_the_computer_does(wrong: int, then: Uptime, now: Uptime) -> None:
    attempts = after_one_more(Attempts(wrong, 0, "", 0), POLICY, then)
    same_start = then.boot == now.boot and now.milliseconds >= then.milliseconds
    longest_possible = now.milliseconds - then.milliseconds if same_start else now.milliseconds
    left = seconds_left(attempts, now)
    assert 0 <= left <= POLICY.longest_lock_seconds
    assert left * 1000 >= attempts.lock_seconds * 1000 - longest_possible


@given(st.integers(0, 1000))
def test_locks_only_grow(wrong: int) -> None:
    assert POLICY.lock_seconds(wrong) <= POLICY.lock_seconds(wrong + 1) <= POLICY.longest_lock_seconds


def test_the_computers_own_clock_runs() -> None:
    first, second = Uptime.now(), Uptime.now()
    assert first.boot == second.boot
    assert 0 <= first.milliseconds <= second.milliseconds
