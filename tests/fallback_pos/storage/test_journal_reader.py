"""Reading the journal from outside: while it is written, after a crash, before it has a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.index import Index, find_sale, seen_by_index
from fallback_pos.storage.journal_errors import JournalNotReadable
from fallback_pos.storage.journal_reader import JournalReader
from fallback_pos.storage.journal_source import JournalSource
from sync.faults import JournalUnreadable
from sync.ledger import EMPTY_HEAD, START
from tests.support.journals import DAY, ORIGIN, note, open_journal


def empty_file(path: Path) -> None:
    """What a power cut leaves between the making of the file and that of its table."""
    path.touch()


def file_without_tables(path: Path) -> None:
    connection = sqlite_module().connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


@pytest.mark.parametrize("leave", [empty_file, file_without_tables])
def test_a_file_in_which_the_power_went_out_before_its_table_was_made_holds_nothing_yet(
    tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    path = tmp_path / "journal.db"
    leave(path)
    reader, source = JournalReader(path), JournalSource(path, ORIGIN)
    assert reader.head() == source.head() == EMPTY_HEAD
    assert list(reader.entries()) == list(source.read_after(START, 10, 1000)) == []
    assert reader.by_id("x") is reader.entry(1) is source.entry_at(START) is None
    assert find_sale(tmp_path / "index.db", path, "03-1-000001") is None
    index = Index(tmp_path / "index.db", path)
    assert index.entry_of_receipt("03-1-000001") is None
    index.close()


def test_no_reader_makes_a_file_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with pytest.raises(JournalNotReadable, match="unable to open"):
        JournalReader(path).head()
    with pytest.raises(JournalUnreadable, match="unable to open"):
        JournalSource(path, ORIGIN).head()
    assert seen_by_index(tmp_path / "index.db") == EMPTY_HEAD
    assert list(tmp_path.iterdir()) == []


def test_entries_are_seen_as_soon_as_they_are_committed(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    reader = JournalReader(tmp_path / "journal.db")
    for number in range(1, 4):
        written = journal.append([note(number)], business_date=DAY)[0]
        assert reader.head() == written.head
        assert reader.entry(number) == reader.by_id(written.id) == written
    journal.close()
    assert [entry.seq for entry in reader.entries()] == [1, 2, 3]


def test_nothing_stays_open_between_two_reads(tmp_path: Path) -> None:
    """The agent waits for a network between them; the log must not grow because of it."""
    journal = open_journal(tmp_path)
    journal.append([note(number) for number in range(600)], business_date=DAY)
    entries = JournalReader(tmp_path / "journal.db").entries()
    next(entries)
    source = JournalSource(tmp_path / "journal.db", ORIGIN)
    source.read_after(START, 10, 1000)
    assert emptied_log(tmp_path)
    journal.close()
    assert not (tmp_path / "journal.db-wal").exists()


def emptied_log(folder: Path) -> bool:
    """Whether the whole log can be moved into the main file: no read is open."""
    connection = sqlite_module().connect(folder / "journal.db", isolation_level=None)
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    return not busy


def test_a_look_after_a_crash_sees_what_only_the_log_holds(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([note(1)], business_date=DAY)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("journal.db", "journal.db-wal"):
        (crashed / name).write_bytes((tmp_path / name).read_bytes())
    journal.close()
    assert JournalReader(crashed / "journal.db").head().seq == 1
