"""X looks, Z closes, numbers go on and totals are never reset; what does not follow is told on the paper."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from fallback_pos.domain.figures_body import figures_body
from fallback_pos.domain.figures_z import FiguresDiffer, NumberDoesNotFollow, TotalsDoNotFollow
from fallback_pos.journal_check.export import entry_facts
from fallback_pos.reports.errors import NoOpenShift, NoSuchShift, NoSuchZ, NoZYet
from fallback_pos.reports.report import Parked
from fallback_pos.reports.z_chain import previous_z
from fallback_pos.shifts.day import OpenBaskets
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind
from tests.fallback_pos.domain.recompute import recompute
from tests.fallback_pos.reports.making import close, maker_of, shift_with_everything, x_of, z_of
from tests.fallback_pos.shifts.drawer import ANA, EUR, MARKO, Till, eur
from tests.support.journals import ORIGIN


def test_a_look_shows_the_open_shift_and_journals_nothing(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "20.00"), change="7.03")
    head = till.journal.head
    report = x_of(till)
    assert till.journal.head == head
    assert report.figures == till.shifts.figures()
    assert report.figures.cash.expected == eur("112.97")
    assert report.totals is not None and report.totals.total == eur("12.97")
    assert report.opened_by == "Ana"


def test_without_an_open_shift_there_is_no_x_and_before_the_first_close_no_z(till: Till) -> None:
    with maker_of(till) as maker, pytest.raises(NoOpenShift):
        maker.x()
    till.shifts.open(ANA, eur("0"))
    with maker_of(till) as maker, pytest.raises(NoZYet):
        maker.z()


def test_a_z_says_what_its_entries_say_and_another_script_finds_the_same(till: Till) -> None:
    shift_with_everything(till, over="1.20")
    report = z_of(till)
    assert report.adds_up and report.number == 1
    found = recompute((entry_facts(entry, ORIGIN) for entry in till.journal.entries()), report.shift)
    figures = report.figures
    for name in ("net", "tax_total", "total", "rounding", "change"):
        assert getattr(figures, name).amount == found[name]
    assert figures.cash.expected.amount == found["expected_cash"]
    (cash, *_) = [count for count in figures.counts if count.type == "cash"]
    assert (cash.counted.amount, cash.over_short.amount) == (found["counted"], found["over_short"])
    assert {row.type: row.amount.amount for row in figures.tenders} == found["tenders"]
    assert (figures.cash.paid_in_count, figures.cash.paid_out_count, figures.cash.dropped_count) == (1, 1, 1)
    assert (figures.no_sales, figures.return_receipts) == (1, 1)
    assert [movement.reason for movement in figures.movements] == ["change from the baker", "window cleaner", "B-17"]


def test_numbers_and_running_totals_go_on_from_z_to_z(till: Till) -> None:
    for _ in range(3):
        shift_with_everything(till)
    first, second, third = (z_of(till, number) for number in (1, 2, 3))
    assert [report.number for report in (first, second, third)] == [1, 2, 3]
    assert all(report.adds_up and report.totals for report in (first, second, third))
    assert third.totals and first.totals and third.totals.gross == first.figures.gross.times(3)
    assert third.totals.returns == first.figures.returns.times(3)
    assert third.totals.receipts == 9


def test_a_z_is_found_by_number_by_shift_and_by_day(till: Till) -> None:
    shift_with_everything(till)
    shift_with_everything(till)
    with maker_of(till) as maker:
        shift = maker.spans[0].id
        assert [report.number for report in maker.z(shift=shift)] == [1]
        assert [report.number for report in maker.z(shift=shift[-12:])] == [1]
        assert [report.number for report in maker.z(day="2026-11-22")] == [1, 2]
        assert [report.number for report in maker.z()] == [2]
        with pytest.raises(NoSuchZ):
            maker.z(3)
        with pytest.raises(NoSuchShift):
            maker.z(shift="nothing like it")


def forged(till: Till, **changes: Any) -> None:
    """A close like the last one, with other members: what a broken program would have written."""
    last = till.journal.latest((Kind.SHIFT_CLOSED,))
    opening = till.journal.latest((Kind.SHIFT_OPENED,))
    assert last is not None and opening is not None
    opened = Draft(Kind.SHIFT_OPENED, json.loads(opening.body))
    body = json.loads(last.body) | {"shift": opened.id, "z_number": 2}
    body["previous_z"] = {"number": 1, "entry": last.id}
    for path, value in changes.items():
        *way, name = path.split("__")
        place = body
        for step in way:
            place = place[step]
        place[name] = value
    till.journal.append([opened, Draft(Kind.SHIFT_CLOSED, body)], business_date="2026-11-22")


def test_totals_that_do_not_follow_from_the_z_before_are_told(till: Till) -> None:
    shift_with_everything(till)
    forged(till, totals__gross="1.00")
    findings = z_of(till, 2).findings
    told = [finding.params["name"] for finding in findings if isinstance(finding, TotalsDoNotFollow)]
    assert "gross" in told
    assert not z_of(till, 2).adds_up


def test_a_number_that_is_missing_is_told(till: Till) -> None:
    shift_with_everything(till)
    forged(till, z_number=5)
    assert any(isinstance(finding, NumberDoesNotFollow) for finding in z_of(till, 2).findings)


def test_figures_that_the_entries_do_not_make_are_told(till: Till) -> None:
    shift_with_everything(till)
    forged(till)
    told = {str(finding.params["name"]) for finding in z_of(till, 2).findings if isinstance(finding, FiguresDiffer)}
    assert {"receipts", "total", "cash"} <= told


def test_a_close_of_an_older_till_gets_its_figures_from_its_entries(till: Till) -> None:
    till.shifts.open(ANA, eur("10.00"))
    till.sells(("cash", "5.00"))
    assert till.shifts.current
    body = {"shift": till.shifts.current.id, "counted": "15.20", "expected": "15.00", "over_short": "0.20"}
    rest = {"operator": "101", "currency": "EUR", "sales": 1, "first_receipt": None, "last_receipt": None}
    till.journal.append([Draft(Kind.SHIFT_CLOSED, body | rest)], business_date="2026-11-22")
    report = z_of(till)
    assert report.adds_up and report.number == 1
    assert report.figures.total == eur("5.00")
    assert report.figures.over_short == eur("0.20")
    assert report.totals is not None and report.totals.total == eur("5.00")
    last = till.journal.latest((Kind.SHIFT_CLOSED,))
    assert last is not None
    before, findings = previous_z(till.journal, last.id, 1, EUR)
    assert (before.totals.total, findings) == (eur("5.00"), [])


def test_a_reprint_is_the_figures_of_then(till: Till) -> None:
    """A correction after the close is no part of a Z that has been printed."""
    shift_with_everything(till)
    before = figures_body(z_of(till, 1).figures)
    till.shifts.open(ANA, eur("0"))
    till.sells(("cash", "9.99"))
    close(till)
    assert figures_body(z_of(till, 1).figures) == before


def test_two_drawers_have_two_zs(till: Till) -> None:
    till.close()
    till.rules = replace(till.rules, drawers=("1", "2"))
    till.open()
    first = till.shifts.open(ANA, eur("10.00"), drawer="1")
    second = till.shifts.open(MARKO, eur("20.00"), drawer="2")
    till.sells(("cash", "1.00"), shift=first.id)
    till.sells(("cash", "2.00"), shift=second.id)
    till.shifts.close(MARKO, eur("22.00"), drawer="2")
    with maker_of(till) as maker:
        assert [report.figures.total for report in maker.x()] == [eur("1.00")]
    till.shifts.close(ANA, eur("11.00"), drawer="1")
    assert [z_of(till, number).figures.total for number in (1, 2)] == [eur("2.00"), eur("1.00")]
    assert [z_of(till, number).drawer for number in (1, 2)] == ["2", "1"]
    assert z_of(till, 2).adds_up


def test_a_z_names_the_baskets_that_waited_when_its_shift_was_closed(till: Till) -> None:
    till.shifts.open(ANA, eur("100.00"))
    till.baskets = OpenBaskets(parked=("Blue coat", "14:05"))
    till.counts("100.00")
    till.shifts.close(ANA)
    till.baskets = OpenBaskets()
    assert till.bodies("shift.closed")[0]["parked"] == ["Blue coat", "14:05"]
    assert z_of(till).parked == Parked(2, ("Blue coat", "14:05"))
