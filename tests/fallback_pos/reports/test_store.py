"""Several tills without a server: each signs its day, one adds them up and misses none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fallback_pos.bootstrap.reports import signed_day, store_day
from fallback_pos.reports.errors import DayFileChanged, DaysDoNotFit, NotADayFile, NothingToAdd, TillTwice, TrainingDay
from fallback_pos.reports.paper import report_lines
from fallback_pos.reports.report import Report
from fallback_pos.reports.store import missing_tills
from tests.fallback_pos.reports.making import ENGLISH, MADE_AT, SHOP, day_of, shift_with_everything
from tests.fallback_pos.shifts.drawer import MARKO, Till, eur


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Till]:
    folder = tmp_path / "other"
    folder.mkdir()
    till = Till(folder).open()
    yield till
    till.close()


def closed_day(till: Till, deposit: str) -> Report:
    shift_with_everything(till, over="0.20")
    till.day.close(MARKO, deposit=eur(deposit), bag="B-18")
    return day_of(till)


def written(report: Report, till: Till, name: str) -> Path:
    path = till.folder / name
    path.write_bytes(signed_day(report, till.folder))
    return path


def test_two_tills_add_up_and_the_deposit_is_that_of_both(till: Till, other: Till) -> None:
    first = written(closed_day(till, "60.00"), till, "03.json")
    second = written(replace(closed_day(other, "40.00"), till="01"), other, "01.json")
    report = store_day([first, second], ["01", "03"])
    mine, theirs = day_of(till).figures, day_of(other).figures
    assert report.figures.total == mine.total + theirs.total
    assert report.figures.cash.expected == mine.cash.expected + theirs.cash.expected
    assert report.figures.over_short == eur("0.40")
    assert report.deposit is not None and report.deposit.total == eur("200.00")
    assert [each.till for each in report.tills] == ["01", "03"]
    assert missing_tills(report) == []
    text = "\n".join(report_lines(report, SHOP, ENGLISH, 42))
    for till_of_store in report.tills:
        assert till_of_store.fingerprint and till_of_store.fingerprint in text
    assert "Bank deposit" in text and "200.00" in text


def test_a_till_that_sent_nothing_is_named(till: Till) -> None:
    report = store_day([written(closed_day(till, "60.00"), till, "03.json")], ["01", "02", "03"])
    assert missing_tills(report) == ["01", "02"]
    assert "Till 02: NO FILE" in "\n".join(report_lines(report, SHOP, ENGLISH, 42))


def test_a_day_that_is_not_closed_is_told(till: Till) -> None:
    shift_with_everything(till)
    report = store_day([written(day_of(till), till, "03.json")], [])
    assert report.deposit is None
    assert "its day is not closed" in "\n".join(report_lines(report, SHOP, ENGLISH, 42))


def test_a_changed_amount_is_found_by_the_signature(till: Till) -> None:
    path = written(closed_day(till, "60.00"), till, "03.json")
    content = json.loads(path.read_bytes())
    content["day"]["figures"]["total"] = "1.00"
    path.write_text(json.dumps(content))
    with pytest.raises(DayFileChanged):
        store_day([path], [])


def test_a_file_signed_by_another_key_shows_another_fingerprint(till: Till, other: Till) -> None:
    report = closed_day(till, "60.00")
    mine, forged = written(report, till, "03.json"), written(report, other, "03.json")
    prints = [store_day([path], []).tills[0].fingerprint for path in (mine, forged)]
    assert prints[0] != prints[1]


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"day":{},"key":"00","signature":"00"}', b'{"day":1,"key":"","signature":""}'],
)
def test_what_is_no_day_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    with pytest.raises(NotADayFile):
        store_day([path], [])


def test_a_day_of_a_training_till_is_not_added_up(till: Till, other: Till) -> None:
    real = written(closed_day(till, "60.00"), till, "03.json")
    training = written(replace(closed_day(other, "40.00"), till="TR-03"), other, "training.json")
    with pytest.raises(TrainingDay):
        store_day([real, training], [])


def test_days_of_two_shops_or_dates_or_one_till_twice_are_not_mixed(till: Till, other: Till) -> None:
    report = closed_day(till, "60.00")
    path = written(report, till, "03.json")
    with pytest.raises(TillTwice):
        store_day([path, written(replace(report, made_at=MADE_AT), till, "again.json")], [])
    for change in ({"store": "0099", "till": "04"}, {"first_day": "2026-11-23", "till": "04"}):
        with pytest.raises(DaysDoNotFit):
            store_day([path, written(replace(report, **change), other, "odd.json")], [])
    with pytest.raises(NothingToAdd):
        store_day([], [])
    with pytest.raises(NotADayFile):
        store_day([till.folder / "not there.json"], [])
