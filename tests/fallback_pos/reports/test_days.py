"""A day, a night, a clock that was set back, a year: the same figures whichever way they are added up."""

from __future__ import annotations

import pytest

from fallback_pos.domain.figures import Figures
from fallback_pos.domain.figures_body import figures_body
from fallback_pos.reports.errors import NothingOnThatDay
from fallback_pos.storage.journal import Draft
from tests.fallback_pos.reports.making import close, day_of, period_of, shift_with_everything, x_of, z_of
from tests.fallback_pos.shifts.drawer import ANA, MARKO, Till, eur


def money_of(figures: Figures) -> dict[str, object]:
    """What must agree; times, heads and approvals of the closing itself lie elsewhere."""
    body = figures_body(figures)
    names = (
        "receipts", "gross", "returns", "discounts", "voided", "net", "tax_total", "total", "rounding", "tendered",
        "change", "tax", "tenders", "cash", "counts", "hours", "departments", "movements", "first_receipt",
        "last_receipt", "z_numbers", "no_sales",
    )  # fmt: skip
    return {name: body[name] for name in names}


def test_a_day_is_what_its_shifts_are_together(till: Till) -> None:
    shift_with_everything(till, over="0.50")
    shift_with_everything(till, over="-0.20")
    day = day_of(till).figures
    assert day.total == z_of(till, 1).figures.total + z_of(till, 2).figures.total
    assert day.z_numbers == (1, 2)
    assert day.over_short == eur("0.30")


def test_a_shift_across_midnight_is_of_the_day_on_which_it_began(till: Till) -> None:
    till.now = "2026-11-22T20:00:00"
    till.shifts.open(ANA, eur("0"))
    till.sells(("cash", "5.00"))
    till.now = "2026-11-23T01:30:00"
    till.sells(("cash", "7.00"))
    close(till)
    day = day_of(till, "2026-11-22").figures
    assert day.total == eur("12.00")
    assert [hour.hour for hour in day.hours] == [2, 21]
    with pytest.raises(NothingOnThatDay):
        day_of(till, "2026-11-23")


def test_a_clock_that_is_set_back_an_hour_loses_nothing_and_is_noted(till: Till) -> None:
    till.now = "2026-11-22T10:30:00"
    till.shifts.open(ANA, eur("0"))
    till.sells(("cash", "5.00"))
    till.now = "2026-11-22T09:30:00"
    till.sells(("cash", "7.00"))
    close(till)
    report = z_of(till)
    assert report.adds_up
    assert report.figures.clock_jumps >= 1
    assert {hour.hour: hour.total for hour in report.figures.hours} == {11: eur("5.00"), 10: eur("7.00")}
    assert day_of(till).figures.total == eur("12.00")


def test_a_closed_day_shows_its_number_and_deposit_also_after_the_next_day_began(till: Till) -> None:
    shift_with_everything(till)
    till.day.close(MARKO, deposit=eur("60.47"), bag="B-18")
    till.now = "2026-11-23T08:00:00"
    till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "5.00"))
    report = day_of(till)
    assert (report.number, report.closed_by) == (1, "Marko")
    assert report.deposit is not None and report.deposit.total == eur("110.47")
    assert [(part.label, part.amount) for part in report.deposit.parts] == [
        ("B-17", eur("50.00")),
        ("B-18", eur("60.47")),
    ]
    today = day_of(till, "2026-11-23")
    assert (today.number, today.figures.total) == (None, eur("5.00"))


def test_a_period_out_of_zs_is_the_period_out_of_entries(till: Till) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        till.now = f"{day}T08:00:00"
        shift_with_everything(till, over="0.10")
        till.cash.no_sale(MARKO)
    till.shifts.open(ANA, eur("1.00"))
    till.sells(("card", "3.33"))
    for first, last in (("2026-11-20", "2026-11-22"), ("2026-11-21", "2026-11-21"), ("2026-11-21", "2027-01-01")):
        quick, slow = period_of(till, first, last), period_of(till, first, last, from_entries=True)
        assert money_of(quick.figures) == money_of(slow.figures)
    assert period_of(till, "2026-11-20", "2026-11-22").figures.no_sales == 6
    assert period_of(till, "2026-11-22", "2026-11-22").figures.total == day_of(till).figures.total
    with pytest.raises(NothingOnThatDay):
        period_of(till, "2025-01-01", "2025-12-31")


def test_a_day_without_a_shift_has_what_happened_all_the_same(till: Till) -> None:
    till.cash.no_sale(MARKO)
    assert day_of(till).figures.no_sales == 1
    till.now = "2026-11-24T08:00:00"
    shift_with_everything(till)
    assert day_of(till, "2026-11-22").figures.no_sales == 1
    assert day_of(till, "2026-11-24").figures.no_sales == 1


def test_an_outage_is_listed_from_its_start_to_its_end(till: Till) -> None:
    till.shifts.open(ANA, eur("0"))
    marko = {"code": "301", "name": "Marko"}
    started = Draft("outage.started", {"operator": marko, "reason": "no network"})
    till.journal.append([started], business_date="2026-11-22")
    ended = Draft("outage.ended", {"outage": started.id, "operator": marko, "reason": "back"})
    till.journal.append([ended], business_date="2026-11-22")
    (outage,) = x_of(till).figures.outages
    assert (outage.reason, outage.operator) == ("no network", "Marko")
    assert outage.started_at and outage.ended_at
