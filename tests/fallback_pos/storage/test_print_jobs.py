"""What the file says of a receipt's way to paper, after an orderly end and after a crash."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fallback_pos.storage.print_jobs import JobState, PrintJob, PrintJobs, PrintMark
from fallback_pos.storage.till_state import TillState

MOMENT = "2026-11-22T13:40:05.123Z"


def job(number: int, state: JobState = JobState.QUEUED, made_at: str = MOMENT) -> PrintJob:
    return PrintJob(
        f"job-{number:03d}",
        f"sale-{number:03d}",
        f"03-1-{number:06d}",
        0,
        state,
        state is JobState.CONFIRMED,
        made_at,
        made_at,
    )


@pytest.fixture
def state(tmp_path: Path) -> Iterator[TillState]:
    opened = TillState(tmp_path / "till.db")
    yield opened
    opened.close()


def test_a_fresh_file_has_seen_no_sale_and_is_clean(state: TillState) -> None:
    assert PrintJobs(state).begin() == PrintMark(0, clean=True)


def test_a_session_that_never_ended_is_noticed_by_the_next(state: TillState, tmp_path: Path) -> None:
    jobs = PrintJobs(state)
    jobs.begin()
    assert jobs.begin().clean is False
    jobs.end()
    assert jobs.begin().clean is True


def test_jobs_keep_their_state(state: TillState) -> None:
    jobs = PrintJobs(state)
    jobs.add(job(1))
    jobs.add(job(2))
    jobs.change(job(1, JobState.CONFIRMED))
    assert [each.id for each in jobs.open()] == ["job-002"]
    assert jobs.of_receipt("03-1-000001") == [job(1, JobState.CONFIRMED)]


def test_the_mark_follows_the_sales_that_have_a_job(state: TillState) -> None:
    jobs = PrintJobs(state)
    jobs.add_at(job(1), seq=3, after_seq=0)
    jobs.add_at(job(2), seq=5, after_seq=3)
    assert jobs.begin().seq == 5


def test_a_job_that_could_not_be_written_holds_the_mark_back(state: TillState) -> None:
    jobs = PrintJobs(state)
    jobs.add_at(job(1), seq=3, after_seq=0)
    jobs.add_at(job(1), seq=5, after_seq=3)
    jobs.add_at(job(2), seq=7, after_seq=5)
    assert jobs.begin().seq == 3
    assert [each.id for each in jobs.open()] == ["job-001", "job-002"]


def test_settled_jobs_of_old_days_are_forgotten_and_open_questions_are_not(state: TillState) -> None:
    jobs = PrintJobs(state)
    old = "2026-10-01T00:00:00.000Z"
    jobs.add(job(1, JobState.CONFIRMED, old))
    jobs.add(job(2, JobState.UNKNOWN, old))
    jobs.add(job(3, JobState.CONFIRMED))
    jobs.forget(made_before="2026-11-01T00:00:00.000Z", keep_newest=100)
    assert jobs.of_receipt("03-1-000001") == []
    assert jobs.of_receipt("03-1-000002") and jobs.of_receipt("03-1-000003")


def test_the_table_never_outgrows_its_bound(state: TillState) -> None:
    jobs = PrintJobs(state)
    for number in range(20):
        jobs.add(job(number, JobState.UNKNOWN, f"2026-11-22T13:{number:02d}:00.000Z"))
    jobs.forget(made_before="2026-01-01T00:00:00.000Z", keep_newest=5)
    assert [each.id for each in jobs.open()] == [f"job-{number:03d}" for number in range(15, 20)]


def test_an_unknown_state_cannot_be_written(state: TillState, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "till.db") as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO print_job VALUES ('a', 's', 'r', 0, 'printed', 1, ?, ?)", (MOMENT, MOMENT))
    connection.close()
