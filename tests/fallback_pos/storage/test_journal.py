from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from fallback_pos.domain.clock import Instant
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.journal_guard import JournalUnguarded
from fallback_pos.storage.locks import TillAlreadyRunning, WriterLock, take_till_lock
from sync.ledger import GENESIS, hash_of
from tests.support.journals import DAY, ORIGIN, note, open_journal, sale

Error = sqlite_module().Error


def outsider(folder: Path) -> sqlite3.Connection:
    """Somebody with the sqlite3 tool: default pragmas, no guard of ours."""
    connection: sqlite3.Connection = sqlite_module().connect(folder / "journal.db", isolation_level=None)
    return connection


def test_entries_are_numbered_chained_and_signed(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    first, second = journal.append([note(1), note(2)], business_date=DAY)
    third = journal.append([note(3)], business_date=DAY)[0]
    assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]
    assert first.prev_hash == GENESIS
    assert (second.prev_hash, third.prev_hash) == (first.hash, second.hash)
    assert all(hash_of(entry, *ORIGIN) == entry.hash for entry in journal.entries())
    assert journal.head == third.head


def test_a_reopened_journal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([sale(journal.next_receipt().text)], business_date=DAY)
    head = journal.head
    journal.close()
    again = open_journal(tmp_path)
    assert again.head == head
    assert again.next_receipt().text == "03-1-000002"


def test_a_restored_journal_starts_its_receipts_in_a_new_generation(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([sale(journal.next_receipt().text)], business_date=DAY)
    journal.close()
    restored = open_journal(tmp_path, generation=2)
    entry = restored.append([sale(restored.next_receipt().text)], business_date=DAY)[0]
    assert (entry.generation, entry.seq) == (2, 2)
    assert b'"03-2-000001"' in entry.body


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE entry SET body = x'7b7d' WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 2",
        "INSERT OR REPLACE INTO entry SELECT 1, generation, id, kind, occurred_at, business_date, x'7b7d', prev_hash, "
        "hash, sig FROM entry WHERE seq = 1",
        "INSERT OR REPLACE INTO entry SELECT 3, generation, id, kind, occurred_at, business_date, body, "
        "(SELECT hash FROM entry WHERE seq = 2), hash, sig FROM entry WHERE seq = 1",
        "REPLACE INTO entry SELECT 2, generation, 'new', kind, occurred_at, business_date, body, prev_hash, hash, sig "
        "FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT 4, generation, 'gap', kind, occurred_at, business_date, body, hash, hash, sig "
        "FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT 3, generation, 'unchained', kind, occurred_at, business_date, body, zeroblob(32), "
        "hash, sig FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT NULL, generation, 'nonumber', kind, occurred_at, business_date, body, hash, hash, "
        "sig FROM entry WHERE seq = 2",
        "UPDATE OR REPLACE entry SET id = (SELECT id FROM entry WHERE seq = 1) WHERE seq = 2",
        "INSERT INTO entry SELECT 1, generation, id, kind, occurred_at, business_date, x'7b7d', prev_hash, hash, sig "
        "FROM entry WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET body = excluded.body",
    ],
)
@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
def test_nothing_written_can_be_changed_by_sql(tmp_path: Path, attack: str, recursive_triggers: str) -> None:
    journal = open_journal(tmp_path)
    before = journal.append([note(1), note(2)], business_date=DAY)
    connection = outsider(tmp_path)
    connection.execute(f"PRAGMA recursive_triggers={recursive_triggers}")
    with pytest.raises(Error, match=r"append-only|constraint"):
        connection.execute(attack)
    connection.close()
    assert list(journal.entries()) == before


@pytest.mark.parametrize("trigger", ["entry_no_update", "entry_no_delete", "entry_append_only"])
def test_a_journal_without_its_triggers_is_refused_at_start(tmp_path: Path, trigger: str) -> None:
    open_journal(tmp_path).close()
    connection = outsider(tmp_path)
    connection.execute(f"DROP TRIGGER {trigger}")
    connection.close()
    with pytest.raises(JournalUnguarded, match=trigger):
        open_journal(tmp_path)


def test_a_trigger_that_was_made_toothless_is_refused_at_start(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    connection = outsider(tmp_path)
    connection.execute("DROP TRIGGER entry_no_update")
    connection.execute("CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT 1; END")
    connection.close()
    with pytest.raises(JournalUnguarded):
        open_journal(tmp_path)


def test_the_clock_set_back_is_written_down_before_the_next_fact(tmp_path: Path) -> None:
    instants = [Instant.now()]
    journal = open_journal(tmp_path, clock=lambda: instants[-1])
    journal.append([note(1)], business_date=DAY)
    later = instants[0].monotonic_ns + 5_000_000_000
    instants.append(Instant(instants[0].wall - timedelta(hours=1), later, 60))
    written = journal.append([note(2)], business_date=DAY)
    kinds = [entry.kind for entry in journal.entries()]
    assert kinds == ["drawer.opened", "clock.jumped", "drawer.opened"]
    assert [entry.kind for entry in written] == ["drawer.opened"]


def test_a_slow_shop_is_no_clock_jump(tmp_path: Path) -> None:
    instants = [Instant.now()]
    journal = open_journal(tmp_path, clock=lambda: instants[-1])
    journal.append([note(1)], business_date=DAY)
    hours = timedelta(hours=9)
    instants.append(Instant(instants[0].wall + hours, instants[0].monotonic_ns + 9 * 3600 * 10**9, 60))
    journal.append([note(2)], business_date=DAY)
    assert [entry.kind for entry in journal.entries()] == ["drawer.opened"] * 2


def test_latest_finds_milestones_and_others(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.append([Draft("shift.opened", {"n": 1}), note(), Draft("shift.closed", {}), note()], business_date=DAY)
    journal.append([Draft("shift.opened", {"n": 2}), note()], business_date=DAY)
    latest = journal.latest(("shift.opened", "shift.closed"))
    assert latest is not None and latest.seq == 5
    assert journal.latest(("outage.started",)) is None
    drawer = journal.latest(("drawer.opened",))
    assert drawer is not None and drawer.seq == 6


def test_a_second_till_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    with pytest.raises(TillAlreadyRunning):
        take_till_lock(tmp_path)
    lock.release()
    take_till_lock(tmp_path).release()


def test_a_lock_file_left_by_a_killed_till_does_not_keep_the_shop_closed(tmp_path: Path) -> None:
    (tmp_path / "till.lock").write_text("999999")
    lock = WriterLock(tmp_path / "till.lock")
    assert lock.take()
    lock.release()
