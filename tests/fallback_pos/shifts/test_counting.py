"""A count is blind, survives a kill at any moment, and a difference beyond its limit is nobody's own business."""

from __future__ import annotations

from pathlib import Path

import pytest

from fallback_pos.domain.denominations import NotADenomination, Pieces
from fallback_pos.domain.operator import ApprovalNeeded, NotAllowedToApprove, SamePerson, SecondPersonNeeded
from fallback_pos.shifts.errors import (
    CountIsStale,
    CountMissing,
    DifferenceNeedsReason,
    NoCountBegun,
    NoSuchSlip,
    NothingCounted,
)
from fallback_pos.shifts.values import CountPurpose
from tests.fallback_pos.shifts.drawer import ANA, IVA, MAJA, MARKO, USUAL, Till, eur, pieces, with_rules


def a_day(till: Till) -> None:
    """Float 100.00; 12.97 in cash, a card slip of 30.00 and a voucher of 5.00: 112.97 lie in the drawer."""
    till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "20.00"), change="7.03")
    till.sells(("card", "30.00"))
    till.sells(("voucher", "5.00"))


def test_a_kill_in_the_middle_of_a_count_loses_nothing(till: Till) -> None:
    a_day(till)
    till.counting.begin(ANA)
    till.counting.count_pieces(pieces(e50=2, e10=1))
    seen = till.counting.tick(till.desk.book.slips(till.desk.shift_on(None).id)[0].tender)
    till.die_and_restart()
    offered = till.counting.in_progress()
    assert offered and offered.again
    assert (offered.pieces, offered.cash, offered.found) == (seen.pieces, eur("110.00"), seen.found)
    again = till.counting.begin(IVA)
    assert again.again
    assert again.found == seen.found
    till.counting.commit(IVA)
    (counted,) = till.bodies("shift.counted")
    assert counted["operator"]["code"] == "102"
    assert counted["tenders"][0]["denominations"] == [{"value": "50.00", "count": 2}, {"value": "10.00", "count": 1}]
    assert till.counting.in_progress() is None
    assert till.problems() == []


def test_what_was_typed_is_on_the_disk_when_the_step_returns(till: Till, tmp_path: Path) -> None:
    """A copy of the files as a power cut leaves them, taken while the till still runs."""
    a_day(till)
    till.counting.begin(ANA)
    till.counting.count_sum(eur("55.00"))
    copy = tmp_path / "after the power cut"
    copy.mkdir()
    for path in tmp_path.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "keys").symlink_to(tmp_path / "keys")
    other = Till(copy).open()
    offered = other.counting.in_progress()
    other.close()
    assert offered and offered.cash == eur("55.00")


def test_who_counts_sees_nothing_of_what_is_expected_in_cash(till: Till) -> None:
    a_day(till)
    begun = till.counting.begin(ANA)
    assert begun.cash is None
    assert eur("112.97") not in [getattr(begun, name) for name in begun.__slots__]
    till.counting.count_sum(eur("1.00"))
    result = till.counting.commit(ANA)
    assert result.beyond_limit
    assert not hasattr(result.count, "expected")


def test_a_committed_count_without_a_close_is_still_good_after_a_restart(till: Till) -> None:
    a_day(till)
    till.counts("112.97")
    till.die_and_restart()
    closed = till.shifts.close(ANA)
    assert closed.over_short == eur("0")
    body = till.bodies("shift.closed")[0]
    assert body["count"] == till.entries("shift.counted")[0].id
    assert till.problems() == []


def test_money_that_moves_after_a_count_makes_it_stale(till: Till) -> None:
    a_day(till)
    with pytest.raises(CountMissing):
        till.shifts.close(ANA)
    till.counts("112.97")
    till.sells(("cash", "1.00"))
    with pytest.raises(CountIsStale):
        till.shifts.close(ANA)
    till.die_and_restart()
    with pytest.raises(CountIsStale):
        till.shifts.close(ANA)
    till.counts("113.97")
    assert till.shifts.close(ANA).over_short == eur("0")
    assert [body["round"] for body in till.bodies("shift.counted")] == [1, 1]


def test_a_difference_over_the_limit_needs_a_reason_and_a_different_person(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    a_day(till)
    till.counts("116.17")
    with pytest.raises(DifferenceNeedsReason):
        till.shifts.close(ANA)
    with pytest.raises(ApprovalNeeded):
        till.shifts.close(ANA, reason="Found under the tray")
    with pytest.raises(SamePerson):
        till.shifts.close(ANA, reason="Found under the tray", approver=ANA)
    with pytest.raises(NotAllowedToApprove):
        till.shifts.close(ANA, reason="Found under the tray", approver=IVA)
    assert till.shifts.current
    closed = till.shifts.close(ANA, reason="Found under the tray", approver=MAJA)
    assert closed.over_short == eur("3.20")
    body = till.bodies("shift.closed")[0]
    assert (body["reason"], body["approved_by"]["code"]) == ("Found under the tray", "201")
    override = till.bodies("override.granted")[-1]
    assert (override["action"], override["approver"]["code"]) == ("over_short", "201")


def test_even_a_manager_does_not_sign_for_a_difference_alone(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    a_day(till)
    till.counts("50.00", by=MARKO)
    with pytest.raises(SecondPersonNeeded):
        till.shifts.close(MARKO, reason="Stolen")
    with pytest.raises(NotAllowedToApprove):
        till.shifts.close(ANA, reason="Stolen", approver=MAJA)
    assert till.shifts.close(MARKO, reason="Stolen", approver=ANA).over_short == eur("-62.97")


def test_a_small_difference_asks_nobody(till: Till) -> None:
    a_day(till)
    till.counts("114.97")
    assert till.shifts.close(ANA).over_short == eur("2.00")


def test_sums_cannot_be_tried_until_one_fits(till: Till) -> None:
    """Each sum that is tried is a count in the journal."""
    a_day(till)
    for tried in ("90.00", "95.00", "95.00"):
        with pytest.raises(DifferenceNeedsReason):
            till.shifts.close(ANA, eur(tried))
    assert [body["tenders"][0]["counted"] for body in till.bodies("shift.counted")] == ["90.00", "95.00"]
    assert [body["round"] for body in till.bodies("shift.counted")] == [1, 2]
    till.shifts.close(ANA, eur("112.97"))
    assert till.bodies("shift.closed")[0]["not_counted"] == [
        {"type": "card", "expected": "30.00"},
        {"type": "voucher", "expected": "5.00"},
    ]


def test_a_recount_is_another_round_and_no_longer_blind_once_somebody_looked(till: Till) -> None:
    till.permissions = USUAL
    till.die_and_restart()
    a_day(till)
    till.counts("100.00")
    with pytest.raises(ApprovalNeeded):
        till.counting.differences(ANA)
    till.counts("101.00")
    cash = till.counting.differences(ANA, approver=MAJA)[0]
    assert (cash.expected, cash.over_short, cash.beyond_limit) == (eur("112.97"), eur("-11.97"), True)
    till.die_and_restart()
    till.counts("112.97")
    counted = till.bodies("shift.counted")
    assert [(body["round"], body["blind"]) for body in counted] == [(1, True), (2, True), (3, False)]
    till.shifts.close(ANA)


def test_a_count_after_a_look_at_what_is_expected_is_not_blind_until_money_moves(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    till.counting.expected_was_shown()
    till.counts("100.00")
    till.sells(("cash", "5.00"))
    till.counts("105.00")
    assert [each["blind"] for each in till.bodies("shift.counted")] == [False, True]


def test_cash_that_was_not_counted_after_all_is_not_an_empty_drawer(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    till.counting.begin(ANA)
    till.counting.count_sum(eur("50.00"))
    assert till.counting.forget_cash().cash is None
    with pytest.raises(NothingCounted):
        till.counting.commit(ANA)


def test_the_last_count_is_offered_again_until_money_moves(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    assert till.counting.last_result() is None
    till.counts("100.00")
    till.die_and_restart()
    result = till.counting.last_result()
    assert result is not None
    assert not result.beyond_limit
    till.sells(("cash", "5.00"))
    assert till.counting.last_result() is None


def test_slips_are_ticked_off_one_by_one_against_their_references(till: Till) -> None:
    a_day(till)
    begun = till.counting.begin(ANA, CountPurpose.CHECK)
    assert [(slip.type, slip.amount) for slip in begun.slips] == [("card", eur("30.00")), ("voucher", eur("5.00"))]
    till.counting.count_sum(eur("112.97"))
    till.counting.tick(begun.slips[0].tender)
    till.counting.tick(begun.slips[1].tender)
    till.counting.tick(begun.slips[1].tender, found=False)
    till.counting.add_found("card", "S-99", eur("7.00"))
    with pytest.raises(NoSuchSlip):
        till.counting.tick("no such tender")
    assert till.counting.commit(ANA).beyond_limit
    cash, card, voucher = till.bodies("shift.counted")[0]["tenders"]
    assert cash["counted"] == "112.97"
    assert card["counted"] == "37.00"
    assert [item["found"] for item in card["items"]] == [True, True]
    assert card["items"][1]["tender"] is None
    assert (voucher["counted"], voucher["items"][0]["found"]) == ("0.00", False)
    differences = {each.type: each.over_short for each in till.counting.differences(MAJA)}
    assert differences == {"cash": eur("0"), "card": eur("7.00"), "voucher": eur("-5.00")}


def test_a_missing_card_slip_asks_a_second_person_whatever_the_cash_says(till: Till) -> None:
    a_day(till)
    till.counts("112.97", all_slips=False)
    with pytest.raises(DifferenceNeedsReason):
        till.shifts.close(ANA)
    closed = till.shifts.close(ANA, reason="Slip lost", approver=MAJA)
    assert {each.type: each.over_short for each in closed.tenders} == {
        "cash": eur("0"),
        "card": eur("-30.00"),
        "voucher": eur("-5.00"),
    }


def test_nothing_is_committed_that_was_not_counted(till: Till) -> None:
    a_day(till)
    with pytest.raises(NoCountBegun):
        till.counting.commit(ANA)
    till.counting.begin(ANA)
    with pytest.raises(NothingCounted):
        till.counting.commit(ANA)
    with pytest.raises(NotADenomination, match=r"no coin or note of 3\.00"):
        till.counting.count_pieces([Pieces(eur("3"), 1)])
    assert till.counting.count_pieces([]).cash == eur("0")
    till.counting.give_up()
    assert till.counting.in_progress() is None
    assert till.entries("shift.counted") == []


def test_a_count_that_this_version_cannot_read_is_made_again(till: Till) -> None:
    a_day(till)
    begun = till.counting.begin(ANA)
    till.counting._values.keep(f"count:{begun.shift.id}", '{"form": 99}')
    assert till.counting.in_progress() is None
    assert not till.counting.begin(ANA).again


def test_counting_opens_the_drawer_where_the_till_does(till: Till) -> None:
    a_day(till)
    kicks = []
    till.desk.kick_drawer = lambda: kicks.append(True)
    till.counting.begin(ANA)
    assert kicks == [True]
    assert till.bodies("drawer.opened")[0]["cause"] == "shift"


def test_each_drawer_keeps_its_own_count(till: Till) -> None:
    till.rules = with_rules(drawers=("1", "2"))
    till.die_and_restart()
    till.shifts.open(ANA, eur("10.00"), drawer="1")
    till.shifts.open(ANA, eur("20.00"), drawer="2")
    till.counting.begin(ANA, drawer="1")
    till.counting.begin(ANA, drawer="2")
    till.counting.count_sum(eur("10.00"), drawer="1")
    till.counting.count_sum(eur("20.00"), drawer="2")
    till.die_and_restart()
    till.counting.commit(ANA, drawer="1")
    till.counting.commit(ANA, drawer="2")
    assert till.shifts.close(ANA, drawer="1").over_short == eur("0")
    assert till.shifts.close(ANA, drawer="2").over_short == eur("0")
