"""What lies where the journal should lie is not the journal: a sentence, and no number given twice."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fallback_pos.errors import TillError
from fallback_pos.journal_check.salvage import EndUnreadable, EntriesUnreadable, Unreadable, readable_entries
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.journal import Journal
from fallback_pos.storage.journal_errors import (
    JournalDiffers,
    JournalEndDamaged,
    JournalMissing,
    JournalNotReadable,
    JournalShorter,
    JournalTakenAway,
    JournalTakenAwayUnsaved,
)
from fallback_pos.storage.journal_file import make_journal
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import EMPTY_HEAD, Head
from tests.support.journals import DAY, note, open_journal

PAGE_BYTES = 4096
on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of open files")


def filled(folder: Path, count: int = 60) -> Path:
    """A closed journal of so many entries."""
    journal = open_journal(folder)
    journal.append([note(number) for number in range(count)], business_date=DAY)
    journal.close()
    return folder / "journal.db"


def reopened(folder: Path) -> Journal:
    return open_journal(folder, must_exist=True)


def overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def test_a_journal_that_is_gone_is_not_begun_anew(tmp_path: Path) -> None:
    filled(tmp_path).unlink()
    with pytest.raises(JournalMissing):
        reopened(tmp_path)
    assert not (tmp_path / "journal.db").exists()


def test_a_journal_cut_to_nothing_is_not_begun_anew(tmp_path: Path) -> None:
    overwrite(filled(tmp_path), 0, b"")
    os.truncate(tmp_path / "journal.db", 0)
    with pytest.raises(JournalMissing):
        reopened(tmp_path)
    assert (tmp_path / "journal.db").stat().st_size == 0


def test_a_journal_made_at_set_up_is_there_before_the_first_entry(tmp_path: Path) -> None:
    make_journal(tmp_path / "journal.db")
    journal = reopened(tmp_path)
    assert journal.head == EMPTY_HEAD
    journal.close()


def test_something_else_under_its_name_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"somebody's shopping list\n" * 400)
    with pytest.raises(JournalNotReadable, match="not a database"):
        open_journal(tmp_path)
    assert (tmp_path / "journal.db").read_bytes().startswith(b"somebody's shopping list")


@pytest.mark.parametrize("pages_left", [1, 2, 3, 5])
def test_a_journal_cut_in_the_middle_is_refused_or_its_end_is_missed(tmp_path: Path, pages_left: int) -> None:
    path = filled(tmp_path)
    seen = JournalReader(path).head()
    os.truncate(path, pages_left * PAGE_BYTES)
    with pytest.raises(TillError):
        reopened(tmp_path).assert_holds(seen, "the central")


def test_a_damaged_last_page_is_refused_at_the_start(tmp_path: Path) -> None:
    path = filled(tmp_path)
    last = page_of(path, b"naran\xc4\x8da 59")
    overwrite(path, last * PAGE_BYTES, os.urandom(PAGE_BYTES))
    with pytest.raises((JournalNotReadable, JournalEndDamaged)):
        reopened(tmp_path)


def test_a_flipped_bit_among_the_last_entries_is_refused_at_the_start(tmp_path: Path) -> None:
    path = filled(tmp_path)
    content = path.read_bytes()
    overwrite(path, content.rindex(b"naran\xc4\x8da 55"), b"naranja")
    with pytest.raises(JournalEndDamaged, match="entry 56"):
        reopened(tmp_path)


def test_a_damaged_page_in_the_middle_names_the_entries_it_held(tmp_path: Path) -> None:
    path = filled(tmp_path, 300)
    overwrite(path, page_of(path, b'naran\xc4\x8da 150"') * PAGE_BYTES, bytes([255]) * PAGE_BYTES)
    damage: list[Unreadable] = []
    entries = list(readable_entries(JournalReader(path), damage.append))
    assert [type(found) for found in damage] == [EntriesUnreadable]
    first, last = damage[0].first, int(str(damage[0].params["last"]))
    assert first <= 151 <= last
    assert [entry.seq for entry in entries] == [*range(1, first), *range(last + 1, 301)]


def test_a_damaged_end_is_read_up_to_it(tmp_path: Path) -> None:
    path = filled(tmp_path, 300)
    overwrite(path, page_of(path, b'naran\xc4\x8da 299"') * PAGE_BYTES, bytes([255]) * PAGE_BYTES)
    damage: list[Unreadable] = []
    entries = list(readable_entries(JournalReader(path), damage.append))
    assert [type(found) for found in damage] == [EndUnreadable]
    assert [entry.seq for entry in entries] == list(range(1, damage[0].first))


def page_of(path: Path, content: bytes) -> int:
    """The page that holds this, counted from 0."""
    return path.read_bytes().index(content) // PAGE_BYTES


def test_the_log_of_a_newer_journal_beside_an_older_file_is_refused(tmp_path: Path) -> None:
    """Somebody restores journal.db from a copy and leaves journal.db-wal where it lies."""
    live = tmp_path / "live"
    live.mkdir()
    path = filled(live, 40)
    shutil.copy(path, tmp_path / "old.db")
    journal = open_journal(live)
    for _ in range(33):  # often enough for the log to be begun anew
        journal.append([note(number) for number in range(400)], business_date=DAY)
    seen = journal.head
    shutil.copy(live / "journal.db-wal", tmp_path / "journal.db-wal")
    journal.close()
    shutil.copy(tmp_path / "old.db", tmp_path / "journal.db")
    shutil.copytree(live / "keys", tmp_path / "keys")
    with pytest.raises((JournalNotReadable, JournalEndDamaged, JournalShorter)):
        reopened(tmp_path).assert_holds(seen, "the central")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda head: head._replace(seq=head.seq + 1), JournalShorter),
        (lambda head: head._replace(hash=bytes(32)), JournalDiffers),
        (lambda head: head._replace(seq=7), JournalDiffers),
    ],
)
def test_a_journal_that_somebody_has_seen_otherwise_is_refused(
    tmp_path: Path, change: Callable[[Head], Head], error: type[TillError]
) -> None:
    filled(tmp_path)
    journal = reopened(tmp_path)
    journal.assert_holds(journal.head, "index.db")
    journal.assert_holds(EMPTY_HEAD, "index.db")
    with pytest.raises(error, match=r"index\.db has seen"):
        journal.assert_holds(change(journal.head), "index.db")
    journal.close()


def test_a_restored_journal_of_a_higher_generation_may_be_shorter(tmp_path: Path) -> None:
    filled(tmp_path)
    restored = open_journal(tmp_path, generation=2)
    restored.append([note()], business_date=DAY)
    restored.assert_holds(Head(1, 500, bytes(32)), "the central")
    restored.close()


@on_linux
@pytest.mark.parametrize("taken", ["journal.db", "journal.db-wal"])
@pytest.mark.parametrize("put_there", ["nothing", "another file"])
def test_a_journal_taken_away_while_open_takes_nothing_more_and_is_saved(
    tmp_path: Path, taken: str, put_there: str
) -> None:
    journal = open_journal(tmp_path)
    before = journal.append([note(1), note(2)], business_date=DAY)
    content = (tmp_path / taken).read_bytes()
    (tmp_path / taken).unlink()
    unseen = None
    if put_there == "another file":
        (tmp_path / "new").write_bytes(content)
        (tmp_path / "new").rename(tmp_path / taken)
    with pytest.raises(JournalTakenAway) as refused:
        unseen = journal.append([note(3)], business_date=DAY)
    assert unseen is None
    journal.close()
    copy = Path(str(refused.value.params["copy"]))
    assert list(JournalReader(copy).entries()) == before
    copy.replace(tmp_path / "journal.db")
    (tmp_path / "journal.db-wal").unlink(missing_ok=True)
    (tmp_path / "journal.db-shm").unlink(missing_ok=True)
    put_back = reopened(tmp_path)
    assert put_back.append([note(3)], business_date=DAY)[0].seq == 3
    put_back.close()


@on_linux
def test_what_cannot_be_saved_stays_with_the_running_program(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    journal = open_journal(folder)
    journal.append([note(1)], business_date=DAY)
    folder.rename(tmp_path / "moved away")
    with pytest.raises(JournalTakenAwayUnsaved, match="RUNNING"):
        journal.append([note(2)], business_date=DAY)
    assert [entry.seq for entry in journal.entries()] == [1]
    journal.close()


@pytest.mark.parametrize(
    "trigger",
    [
        "CREATE TRIGGER swallow BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER copycat AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE seq = NEW.seq; END",
    ],
)
def test_a_trigger_too_many_is_refused_at_the_start(tmp_path: Path, trigger: str) -> None:
    filled(tmp_path)
    connection = sqlite_module().connect(tmp_path / "journal.db")
    connection.execute(trigger)
    connection.commit()
    connection.close()
    with pytest.raises(TillError, match="safeguard"):
        reopened(tmp_path)
