"""What is printed adds up, on any day, and another script finds the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fallback_pos.domain import figures_reading
from fallback_pos.domain.figures import Figures, GrandTotals
from fallback_pos.domain.figures_body import figures_body, read_figures, read_totals, totals_body
from fallback_pos.domain.figures_shift import ActiveShifts, ShiftTally, parsed
from fallback_pos.domain.figures_tally import Tally
from fallback_pos.domain.money import Currency, Money, total
from sync.ledger import Entry
from tests.fallback_pos.domain.days import DAYS, Till, tills
from tests.fallback_pos.domain.recompute import recompute

EUR = Currency.of("EUR")
any_till = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def figures_of(entries: Iterable[Entry], currency: Currency) -> Figures:
    tally = Tally(currency)
    for entry in entries:
        tally.take(entry)
    return tally.figures


def shift_figures(till: Till) -> list[Figures]:
    """The figures of each shift, folded over the whole journal."""
    tallies = [ShiftTally(entry.id, till.currency) for entry in till.entries if entry.kind == "shift.opened"]
    for entry in till.entries:
        for tally in tallies:
            if any(seen.id == tally.shift for seen in till.entries[: entry.seq]):
                tally.take(entry)
    return [tally.figures for tally in tallies]


@any_till
@given(tills())
def test_cash_expected_is_float_and_sales_less_refunds_and_what_was_moved(till: Till) -> None:
    for figures in (*shift_figures(till), figures_of(till.entries, till.currency)):
        cash = figures.cash
        assert cash.expected == (
            cash.float_amount + cash.sales - cash.refunds - cash.voids + cash.corrections
            + cash.paid_in - cash.paid_out - cash.dropped
        )  # fmt: skip
        taken = total((each.amount for each in figures.tenders if each.type == "cash"), till.currency)
        assert cash.sales - cash.refunds - cash.voids + cash.corrections == taken - figures.change


@any_till
@given(tills())
def test_counted_is_expected_and_over_or_short(till: Till) -> None:
    for figures in shift_figures(till):
        (count,) = figures.counts
        assert count.counted == count.expected + count.over_short
        assert count.expected == figures.cash.expected


@any_till
@given(tills())
def test_tenders_less_change_are_net_tax_and_cash_rounding(till: Till) -> None:
    for figures in (*shift_figures(till), figures_of(till.entries, till.currency)):
        tendered = total((each.amount for each in figures.tenders), till.currency)
        assert tendered == figures.tendered
        assert tendered - figures.change == figures.net + figures.tax_total + figures.rounding
        assert figures.total == figures.net + figures.tax_total
        goods = figures.gross - figures.returns - figures.discounts - figures.voided
        assert goods + figures.tax_on_top == figures.total


@any_till
@given(tills())
def test_tax_rows_hours_departments_and_operators_each_make_the_total(till: Till) -> None:
    figures = figures_of(till.entries, till.currency)
    assert figures.unreadable == figures.other_currency == 0
    for rows in (figures.hours, figures.departments, figures.operators):
        assert total((row.total for row in rows), till.currency) == figures.total
    assert total((row.gross for row in figures.tax), till.currency) == figures.total
    assert total((row.tax for row in figures.tax), till.currency) == figures.tax_total
    assert sum(row.receipts for row in figures.operators) == figures.receipts == till.receipts
    assert sum(row.receipts for row in figures.hours) == figures.receipts


@any_till
@given(tills())
def test_shifts_and_what_lies_between_them_add_up_to_the_days_and_these_to_all(till: Till) -> None:
    whole, by_day = Tally(till.currency), Tally(till.currency)
    for figures in shift_figures(till):
        whole.add(figures)
    active = ActiveShifts()
    for entry in till.entries:
        if active.shift_of(entry, parsed(entry)) is None:
            whole.take(entry)
        active = active.after(entry, parsed(entry))
    for day in DAYS:
        by_day.add(figures_of((entry for entry in till.entries if entry.business_date == day), till.currency))
    wanted = _without_order(figures_of(till.entries, till.currency))
    assert _without_order(whole.figures) == wanted
    assert _without_order(by_day.figures) == wanted


@any_till
@given(tills())
def test_another_script_finds_the_same(till: Till) -> None:
    shifts = [entry.id for entry in till.entries if entry.kind == "shift.opened"]
    for shift, figures in zip(shifts, shift_figures(till), strict=True):
        _assert_same(figures, recompute(till.export(), shift))
    for day in DAYS:
        of_day = [entry for entry in till.entries if entry.business_date == day]
        _assert_same(figures_of(of_day, till.currency), recompute(till.export(), day=day))


@any_till
@given(tills())
def test_figures_come_back_whole_from_their_json(till: Till) -> None:
    figures = figures_of(till.entries, till.currency)
    assert read_figures(json.loads(json.dumps(figures_body(figures)))) == figures
    totals = GrandTotals.zero(till.currency).plus(figures)
    assert read_totals(json.loads(json.dumps(totals_body(totals)))) == totals


def test_remembered_amounts_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures_reading, "_REMEMBERED_AMOUNTS", 3)
    remembered = figures_reading._Amounts(EUR)
    assert [remembered[f"{number}.05"] for number in range(9)] == [number * 100 + 5 for number in range(9)]
    assert len(remembered) <= 3


def test_figures_of_an_older_till_lack_what_it_did_not_know() -> None:
    body = figures_body(Tally(EUR).figures)
    del body["paper_vouchers"], body["departments"], body["cash"]["dropped"]
    figures = read_figures(body)
    assert (figures.paper_vouchers, figures.departments, figures.cash.dropped) == (0, (), EUR.zero())


def test_what_cannot_be_read_is_counted_and_adds_nothing() -> None:
    tally = Tally(EUR)
    for body in (b"{}", b"[]", b'{"total":"1.00","net":7}', b'{"currency":"EUR","receipt":"x"}'):
        tally.take(_entry("sale.completed", body))
    tally.take(_entry("cash.paid_in", b'{"note":"filler"}'))
    assert tally.figures.unreadable == 5
    assert tally.figures.entries == 5
    assert tally.figures.total == tally.expected_cash == EUR.zero()


def test_another_currency_is_told_apart_and_not_added() -> None:
    tally = Tally(EUR)
    tally.take(_entry("cash.paid_in", b'{"currency":"HRK","amount":"7.00","operator":"101"}'))
    assert (tally.figures.other_currency, tally.figures.cash.paid_in) == (1, EUR.zero())


def test_a_shift_that_others_opened_before_ends_only_with_its_own_close() -> None:
    """Two drawers: what names no shift belongs to the one that is selling."""
    tally = ShiftTally("s1", EUR)
    copy: dict[str, Any] = {"sale": "x", "receipt": "r", "copy": 1, "operator": "101"}
    tally.take(_entry("shift.opened", b'{"float":"10.00","currency":"EUR"}', "s1"))
    tally.take(_entry("receipt.reprinted", json.dumps(copy).encode()))
    tally.take(_entry("shift.opened", b'{"float":"99.00","currency":"EUR"}', "s2"))
    tally.take(_entry("receipt.reprinted", json.dumps(copy).encode()))
    tally.take(_entry("shift.suspended", b'{"shift":"s2"}'))
    tally.take(_entry("receipt.reprinted", json.dumps(copy).encode()))
    assert tally.figures.reprints == 2
    assert tally.expected_cash == Money(1000, EUR)


def _entry(kind: str, body: bytes, id: str = "e") -> Entry:
    return Entry(1, 1, id, kind, "2026-11-22T10:00:00.000Z", "2026-11-22", body, bytes(32), bytes(32), bytes(64))


def _without_order(figures: Figures) -> dict[str, Any]:
    """Figures but those that say where the entries lie."""
    body = figures_body(figures)
    return {
        name: body[name]
        for name in body
        if name not in ("head", "first_at", "last_at", "entries", "movements", "hours")
    }


def _assert_same(figures: Figures, found: dict[str, Any]) -> None:
    for name in ("net", "tax_total", "total", "rounding", "change"):
        assert getattr(figures, name).amount == found[name], name
    assert figures.cash.expected.amount == found["expected_cash"]
    assert sum((count.counted.amount for count in figures.counts), Decimal(0)) == found["counted"]
    assert sum((count.over_short.amount for count in figures.counts), Decimal(0)) == found["over_short"]
    assert (figures.receipts, figures.first_receipt, figures.last_receipt) == (
        found["receipts"], found["first_receipt"], found["last_receipt"],
    )  # fmt: skip
    taxes = {
        (row.tax_class, str(row.rate.normalize())): (row.net.amount, row.tax.amount, row.gross.amount)
        for row in figures.tax
    }
    assert taxes == found["tax"]
    assert {row.type: row.amount.amount for row in figures.tenders} == found["tenders"]
    assert {row.department: row.total.amount for row in figures.departments} == found["departments"]
    sold = {row.code: row.total.amount for row in figures.operators if row.receipts or row.voided_receipts}
    assert sold == found["operators"]
