"""Operators, PINs and locks at the screen: nobody is shut out for good, and nobody gets in by the way."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drivers.scan import Scan
from fallback_pos.access.people import Changes
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.storage.staff_rows import BelievedMoment
from tests.fallback_pos.ui.shop import BREAD, GOUDA, Hand, at_the_till

NEW_PIN = "482913"
OTHER_PIN = "604718"
IVAN = Operator("301", "Ivan", Role.MANAGER)
BADGE = "OP-ANA01"


def facts(hand: Hand, kind: str) -> list[Any]:
    return [json.loads(entry.body) for entry in hand.till._core.journal.entries() if entry.kind == kind]


async def opens(hand: Hand) -> None:
    await hand.waits_for(lambda: hand.app.session.till is not None)


async def goes_idle(hand: Hand) -> None:
    hand.app.session.touched_at -= 3600
    await hand.sees("Locked.")


async def chooses_work(hand: Hand, label: str) -> None:
    await hand.presses("f12")
    await hand.chooses("Operators and PINs")
    await hand.sees(label)
    await hand.chooses(label)


def test_the_lock_lies_over_a_form_and_the_same_person_finds_it_as_it_was(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)
        await hand.presses("f9")
        await hand.types("12.5")
        await goes_idle(hand)
        await hand.scans(BREAD)
        await hand.sees("! Sign in first")
        assert "12.5" not in hand.screen_text
        assert len(hand.till.checkout.cart.lines) == 1
        await hand.presses("f9", "f12", "escape", "escape")
        await hand.presses("escape")
        await hand.types("301\r301301\r")
        await hand.sees("Cash given", "12.5")
        assert facts(hand, "operator.signed_in")[-1]["unlocking"] is True

    at_the_till(template, tmp_path / "shop", story)


def test_another_operator_takes_over_and_the_drawers_owner_stays_known(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.scans(GOUDA)
        await hand.presses("f9")
        await goes_idle(hand)
        await hand.presses("escape")
        await hand.types("101\r101101\r")
        await hand.sees("TO PAY", "Gouda", "Ana")
        signed_in = facts(hand, "operator.signed_in")[-1]
        assert (signed_in["operator"]["code"], signed_in["instead_of"]["code"]) == ("101", "301")
        shift = hand.till.shifts.current
        assert shift is not None and shift.operator.code == "301"
        await hand.presses("f9", "f9")
        await hand.sees("stored")
        assert facts(hand, "sale.completed")[-1]["operator"]["code"] == "101"

    at_the_till(template, tmp_path / "shop", story)


def test_the_lock_also_falls_before_the_first_sale(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.signs_in("301")
        await hand.sees("Open a shift")
        await goes_idle(hand)
        await hand.types("301301\r")
        await hand.sees("Open a shift")
        assert len(hand.app.screen_stack) == 2

    at_the_till(template, tmp_path / "shop", story)


def test_brute_force_on_the_locked_screen_is_stopped_too(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await goes_idle(hand)
        for _ in range(5):
            await hand.types("999999\r")
        await hand.types("301301\r")
        await hand.sees("! Too many wrong PINs")

    at_the_till(template, tmp_path / "shop", story)


def test_a_product_code_typed_by_hand_into_the_pin_is_no_try(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await opens(hand)
        await hand.types("101\r")
        for _ in range(6):
            await hand.types(f"{BREAD}\r")
            await hand.sees("! A PIN has six digits")
        await hand.types("101101\r")
        await hand.sees("Open a shift")
        assert facts(hand, "operator.refused") == []

    at_the_till(template, tmp_path / "shop", story)


def test_a_scanned_badge_is_the_code_and_the_pin_follows(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await opens(hand)
        hand.till.access.people.change(IVAN, "101", Changes(badge=BADGE))
        await hand.scans(BREAD)
        await hand.sees("! Sign in first")
        await hand.scans(BADGE)
        await hand.sees(BADGE)
        await hand.types("101101\r")
        await hand.sees("Open a shift")
        assert hand.app.session.operator == Operator("101", "Ana", Role.CASHIER, "en")

    at_the_till(template, tmp_path / "shop", story)


def test_where_the_shop_wants_it_the_badge_alone_is_enough(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FALLBACK_POS_SIGN_IN__BADGE_NEEDS_PIN", "false")

    async def story(hand: Hand) -> None:
        await opens(hand)
        hand.till.access.people.change(IVAN, "101", Changes(badge=BADGE))
        await hand.scans("OP-NOBODY1")
        await hand.sees("! Nobody has this badge")
        await hand.scans(BADGE)
        await hand.sees("Open a shift")

    at_the_till(template, tmp_path / "shop", story)


def test_a_badge_in_the_sale_sells_nothing(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BADGE)
        await hand.sees("! This is an operator's badge")
        assert hand.till.checkout.cart.is_empty

    at_the_till(template, tmp_path / "shop", story)


def test_a_new_person_is_added_by_a_cashier_with_a_manager_and_sets_their_own_pin(
    template: Path, tmp_path: Path
) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await chooses_work(hand, "Add an operator")
        await hand.sees("They type the PIN themselves")
        await hand.types("110\rEva\r\r\r\r\r\r")
        await hand.sees("Second person", "manager")
        await hand.types("301\r301301\r")
        await hand.sees("Eva is on the list")
        (added,) = facts(hand, "operator.added")
        assert (added["by"]["code"], added["what"]["pin"]) == ("301", False)
        await chooses_work(hand, "One-time code for somebody")
        await hand.sees("110  Eva")
        await hand.chooses("110  Eva")
        await hand.types("301\r301301\r")
        await hand.sees("sets a PIN with this code", "I have written it down")
        code = next(word for word in hand.screen_text.split() if len(word) == 9 and word[4] == "-")
        await hand.types("\r")
        await hand.sees("! The code is not shown again")
        await hand.types("y")
        await hand.presses("ctrl+l")
        await hand.sees("No PIN?")
        await hand.presses("f12")
        await hand.chooses("I have a one-time code")
        await hand.sees("that only you know")
        await hand.types(f"110\r{code.lower()}\r{NEW_PIN}\r{OTHER_PIN}\r")
        await hand.sees("! The two new PINs are not the same")
        await hand.presses("ctrl+u")
        await hand.types(f"{NEW_PIN}\r")
        await hand.sees("Eva has a PIN")
        await hand.types(f"110\r{NEW_PIN}\r")
        await hand.sees("TO PAY", "Eva")

    at_the_till(template, tmp_path / "shop", story)


def test_i_change_my_pin_and_the_old_one_is_worth_nothing(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await chooses_work(hand, "Change my PIN")
        await hand.sees("PIN so far")
        await hand.types(f"301301\r{NEW_PIN}\r{NEW_PIN}\r")
        await hand.sees("Your PIN is changed")
        await hand.presses("ctrl+l")
        await hand.types("301\r301301\r")
        await hand.sees("! Code or PIN is wrong")
        await hand.presses("escape")
        await hand.types(f"301\r{NEW_PIN}\r")
        await hand.sees("TO PAY")

    at_the_till(template, tmp_path / "shop", story)


def test_the_sealed_code_opens_a_shop_that_nobody_can_get_into(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await opens(hand)
        code = hand.till.access.codes.first_recovery_code()
        await hand.presses("f12")
        await hand.chooses("Recovery code from the safe")
        await hand.sees("The sealed code sets")
        await hand.types(f"{code}\r301\r{NEW_PIN}\r{NEW_PIN}\r")
        await hand.sees("New recovery code")
        await hand.scans(BREAD)
        await hand.presses("escape", "enter", "f12")
        await hand.sees("New recovery code", "! The code is not shown again")
        assert code not in hand.screen_text
        await hand.types("y")
        await hand.sees("The PIN is set")
        await hand.types(f"301\r{NEW_PIN}\r")
        await hand.sees("Open a shift")

    at_the_till(template, tmp_path / "shop", story)


def test_a_doubted_clock_is_said_and_whoever_may_is_asked(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await opens(hand)
        ahead = datetime.now(UTC) + timedelta(days=30)
        hand.till.access._desk.secrets.believe(BelievedMoment(ahead, "another start", 1))
        await hand.signs_in("101")
        await hand.sees("Open a shift")
        await hand.presses("escape")
        await hand.sees("clock may be wrong")
        await hand.types("201\r201201\r")
        await hand.sees("Is the clock right?")
        await hand.types("y")
        await hand.sees("Open a shift")
        (confirmed,) = facts(hand, "clock.confirmed")
        assert confirmed["operator"]["code"] == "201"
        assert hand.till.access.clock_doubt is None

    at_the_till(template, tmp_path / "shop", story)


def test_somebody_locked_is_unlocked_at_the_screen_and_kept_out_and_let_in(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await opens(hand)
        for _ in range(5):
            await hand.presses("escape")
            await hand.types("101\r999999\r")
        await hand.presses("escape")
        await hand.starts_to_sell("301")
        await chooses_work(hand, "Unlock somebody")
        await hand.chooses("101  Ana")
        await hand.sees("Ana may try again")
        assert hand.till.access.verify("101", "101101").name == "Ana"
        await chooses_work(hand, "Keep somebody out")
        await hand.chooses("101  Ana")
        await hand.sees("Keep Ana out?")
        await hand.types("y")
        await hand.sees("Ana is kept out")
        assert facts(hand, "operator.changed")[-1]["what"] == {"active": [True, False]}

    at_the_till(template, tmp_path / "shop", story)


def test_who_let_a_cashier_look_at_the_reports_is_in_the_journal(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.presses("f12")
        await hand.chooses("Reports")
        await hand.sees("Second person")
        await hand.types("201\r201201\r")
        await hand.sees("The last Z")
        (override,) = facts(hand, "override.granted")
        assert (override["action"], override["approver"]["code"]) == ("reports", "201")

    at_the_till(template, tmp_path / "shop", story)


def test_a_scan_of_a_serial_scanner_keeps_the_till_awake(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        hand.app.session.touched_at -= 3600
        hand.app.tell(Scan(GOUDA, None, time.monotonic(), "scanner"))
        await hand.settles()
        assert "Locked." not in hand.screen_text

    at_the_till(template, tmp_path / "shop", story)
