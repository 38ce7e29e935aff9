"""An append that does not succeed: what is said of it is true, and the same sale can be tried again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from fallback_pos.errors import TillError
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.journal_errors import (
    JournalNotReadable,
    JournalNotWritten,
    ReceiptNumberTaken,
    RecordedAlready,
)
from fallback_pos.storage.journal_reader import JournalReader
from tests.support.journals import DAY, note, open_journal, sale

with_limits = pytest.mark.skipif(sys.platform == "win32", reason="fills the disk by a limit of the process")
MANY_BYTES = 6_000_000


@contextmanager
def disk_full_at(size_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def receipts(folder: Path) -> list[bytes]:
    entries = JournalReader(folder / "journal.db").entries()
    return [entry.body[12:23] for entry in entries if entry.kind == "sale.completed"]


@with_limits
@pytest.mark.parametrize("room_bytes", [1, 40_000, 4_420_000])
def test_a_full_disk_records_nothing_and_says_so_until_there_is_room(tmp_path: Path, room_bytes: int) -> None:
    journal = open_journal(tmp_path)
    first = journal.append([sale(journal.next_receipt().text)], business_date=DAY)[0]
    large = Draft("sale.completed", {"receipt": journal.next_receipt().text, "note": "x" * MANY_BYTES})
    with disk_full_at(room_bytes):
        with pytest.raises(JournalNotWritten, match="NOT recorded"):
            journal.append([large], business_date=DAY)
        for _ in range(2):
            with pytest.raises((JournalNotWritten, JournalNotReadable)):
                journal.append([large], business_date=DAY)
    assert journal.by_id(large.id) is None
    assert journal.head == first.head
    written = journal.append([large], business_date=DAY)[0]
    assert (written.seq, written.prev_hash) == (2, first.hash)
    journal.append([sale(journal.next_receipt().text)], business_date=DAY)
    journal.close()
    assert receipts(tmp_path) == [b"03-1-000001", b"03-1-000002", b"03-1-000003"]


@with_limits
def test_room_for_a_small_entry_is_used_although_a_large_one_had_none(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([note(1)], business_date=DAY)
    with disk_full_at(4_500_000):
        with pytest.raises(JournalNotWritten):
            journal.append([Draft("drawer.opened", {"note": "x" * MANY_BYTES})], business_date=DAY)
        assert journal.append([note(2)], business_date=DAY)[0].seq == 2
    journal.close()


@with_limits
def test_what_was_said_not_to_be_recorded_is_not_there_after_a_kill(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([note(1)], business_date=DAY)
    refused = Draft("drawer.opened", {"note": "x" * MANY_BYTES})
    with disk_full_at(4_500_000), pytest.raises(JournalNotWritten):
        journal.append([refused], business_date=DAY)
    left_behind = tmp_path / "left behind"
    left_behind.mkdir()
    for name in ("journal.db", "journal.db-wal"):  # what a process killed here leaves; its shared memory dies with it
        if (tmp_path / name).exists():
            (left_behind / name).write_bytes((tmp_path / name).read_bytes())
    journal.close()
    assert [entry.seq for entry in JournalReader(left_behind / "journal.db").entries()] == [1]


def test_an_id_is_recorded_once_whatever_body_comes_with_it(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    draft = note(1)
    first = journal.append([draft], business_date=DAY)[0]
    with pytest.raises(RecordedAlready, match="entry 1"):
        journal.append([Draft(draft.kind, {"note": "other"}, draft.id)], business_date=DAY)
    assert list(journal.entries()) == [first]
    assert journal.append([note(2)], business_date=DAY)[0].prev_hash == first.hash
    journal.close()


@pytest.mark.parametrize("receipt", ["03-1-000001", "03-1-000003", "04-1-000002"])
def test_a_receipt_number_is_never_given_twice_nor_left_out(tmp_path: Path, receipt: str) -> None:
    journal = open_journal(tmp_path)
    journal.append([sale("03-1-000001")], business_date=DAY)
    with pytest.raises(ReceiptNumberTaken, match="03-1-000002"):
        journal.append([sale(receipt)], business_date=DAY)
    journal.append([sale("03-1-000002"), sale("03-1-000003")], business_date=DAY)
    journal.close()


def test_a_second_writer_that_got_past_the_lock_forks_nothing(tmp_path: Path) -> None:
    """Somebody deleted till.lock, and two tills are open on one folder."""
    one, other = open_journal(tmp_path), open_journal(tmp_path)
    one.append([sale(one.next_receipt().text)], business_date=DAY)
    stale = sale(other.next_receipt().text)
    with pytest.raises(JournalNotWritten, match="append-only"):
        other.append([stale], business_date=DAY)
    with pytest.raises(ReceiptNumberTaken):
        other.append([stale], business_date=DAY)
    other.append([sale(other.next_receipt().text)], business_date=DAY)
    one.close()
    other.close()
    assert receipts(tmp_path) == [b"03-1-000001", b"03-1-000002"]
    assert_chained(open_journal(tmp_path))


def assert_chained(journal: Journal) -> None:
    entries = list(journal.entries())
    assert all(entry.prev_hash == before.hash for before, entry in pairwise(entries))
    journal.close()


def test_a_closed_journal_says_so(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.close()
    with pytest.raises(TillError, match="closed"):
        journal.append([note(1)], business_date=DAY)
    with pytest.raises(TillError, match="closed"):
        journal.by_id("x")


def test_one_that_reads_for_long_does_not_keep_a_sale_from_being_recorded(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([note(1)], business_date=DAY)
    slow = JournalReader(tmp_path / "journal.db").entries()
    assert next(slow).seq == 1
    assert journal.append([note(2)], business_date=DAY)[0].seq == 2
    assert next(slow).seq == 2
    journal.close()


@with_limits
def test_a_disk_with_room_for_some_sales_only_still_sells_them_after_a_restart(tmp_path: Path) -> None:
    """Nothing that only makes later sales quicker may keep the till shut."""
    first = open_journal(tmp_path)
    first.append([sale(first.next_receipt().text)], business_date=DAY)
    first.close()
    with disk_full_at(400_000):
        again = open_journal(tmp_path)
        again.append([sale(again.next_receipt().text)], business_date=DAY)
        again.close()
    assert receipts(tmp_path) == [b"03-1-000001", b"03-1-000002"]
