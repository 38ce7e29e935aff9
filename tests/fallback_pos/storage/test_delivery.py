"""What the agent notes about each target, and how it reads the journal beside its writer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fallback_pos.storage.delivery import DeliveryFile, DeliveryView
from fallback_pos.storage.journal_source import JournalSource
from fallback_pos.storage.migrate import FileIsNewer
from sync.body_schemas import bonds_of
from sync.engine import ReplayEngine
from sync.faults import DeliveryLogFailed, EntryRefused, JournalUnreadable, NoConnection
from sync.ledger import EMPTY_HEAD, Head, Position
from sync.pace import ReplaySettings
from sync.progress import ReplayState
from sync.protocols import Attempt, HeldEntry, HeldState, Settlement
from tests.sync.support.central import ModelCentral
from tests.sync.support.journal_files import JournalFile
from tests.sync.support.journals import ORIGIN, MemoryJournal, ids_of


@pytest.fixture
def delivery(tmp_path: Path) -> DeliveryFile:
    return DeliveryFile(tmp_path / "delivery.db")


def held(seq: int, state: HeldState = HeldState.SET_ASIDE) -> HeldEntry:
    fault = EntryRefused(reason="nepoznat artikl č")
    return HeldEntry(
        Position(1, seq), f"e{seq}", "sale.completed", state, fault, "t", frozenset({"a", "b"}), frozenset({"c"})
    )


def test_a_new_file_has_sent_nothing(delivery: DeliveryFile) -> None:
    assert delivery.mark("http") == EMPTY_HEAD
    assert delivery.held("http") == []


def test_each_target_has_its_own_mark_and_survives_a_restart(delivery: DeliveryFile, tmp_path: Path) -> None:
    delivery.settle("http", Settlement(Head(1, 7, b"h" * 32)))
    delivery.settle("odoo", Settlement(Head(1, 3, b"o" * 32)))
    delivery.settle("http", Settlement(Head(1, 8, b"i" * 32)))
    delivery.close()
    again = DeliveryFile(tmp_path / "delivery.db")
    assert again.mark("http") == Head(1, 8, b"i" * 32)
    assert again.mark("odoo") == Head(1, 3, b"o" * 32)
    view = DeliveryView(tmp_path / "delivery.db")
    assert view.anchored_heads() == {"http": Head(1, 8, b"i" * 32), "odoo": Head(1, 3, b"o" * 32)}
    again.close()


def test_a_held_entry_keeps_its_reason_and_is_released(delivery: DeliveryFile, tmp_path: Path) -> None:
    attempt = Attempt("t", Position(1, 1), Position(1, 5), 5, 4, EntryRefused(reason="x"))
    delivery.settle("http", Settlement(Head(1, 5, b"h" * 32), attempt, [held(3), held(2)]))
    first, second = delivery.held("http")
    assert (first.position, second.position) == (Position(1, 2), Position(1, 3))
    assert str(first.fault) == "The central system refused this entry: nepoznat artikl č"
    assert (first.blocks, first.needs, first.state) == (frozenset({"a", "b"}), frozenset({"c"}), HeldState.SET_ASIDE)
    view = DeliveryView(tmp_path / "delivery.db")
    assert [item.entry_id for item in view.held("http")] == ["e2", "e3"]
    assert [(item.entries, item.confirmed) for item in view.attempts("http")] == [(5, 4)]

    delivery.settle("http", Settlement(Head(1, 5, b"h" * 32), hold=[held(2, HeldState.SEND_AGAIN)]))
    assert delivery.held("http")[0].state is HeldState.SEND_AGAIN
    delivery.settle("http", Settlement(Head(1, 5, b"h" * 32), release=[Position(1, 2), Position(1, 3)]))
    assert delivery.held("http") == []


def test_attempts_are_kept_up_to_a_limit(
    delivery: DeliveryFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fallback_pos.storage.delivery.MOST_ATTEMPTS", 5)
    for number in range(1, 9):
        attempt = Attempt("t", Position(1, number), Position(1, number), 1, 1, None)
        delivery.settle("http", Settlement(Head(1, number, b"h" * 32), attempt))
    assert [item.first.seq for item in DeliveryView(tmp_path / "delivery.db").attempts("http")] == [8, 7, 6, 5, 4]


def test_contact_is_logged_with_what_failed(delivery: DeliveryFile, tmp_path: Path) -> None:
    delivery.note_contact("http", "2026-11-22T14:00:00Z", False, NoConnection(host="hub", port=1))
    delivery.note_contact("http", "2026-11-22T15:00:00Z", True, None)
    delivery.close()
    with sqlite3.connect(tmp_path / "delivery.db") as connection:
        rows = connection.execute("SELECT at, reachable, fault IS NULL FROM contact").fetchall()
    connection.close()
    assert rows == [("2026-11-22T14:00:00Z", 0, 0), ("2026-11-22T15:00:00Z", 1, 1)]


def test_nothing_was_ever_sent_where_there_is_no_file(tmp_path: Path) -> None:
    view = DeliveryView(tmp_path / "delivery.db")
    assert view.anchored_heads() == {}
    assert view.held("http") == []
    assert view.attempts("http") == []


def test_a_file_of_a_newer_version_is_refused_untouched(delivery: DeliveryFile, tmp_path: Path) -> None:
    delivery.close()
    with sqlite3.connect(tmp_path / "delivery.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(FileIsNewer):
        DeliveryFile(tmp_path / "delivery.db")


# The journal, read by the agent


@pytest.fixture
def journal(tmp_path: Path) -> MemoryJournal:
    """Ten entries of generation 1, then five of generation 2, as a restore at seq 10 leaves them."""
    journal = MemoryJournal()
    journal.fill(10)
    journal.generation = 2
    journal.fill(5)
    file = JournalFile(tmp_path / "journal.db")
    file.write(journal.entries)
    file.close()
    return journal


def test_a_journal_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(JournalUnreadable, match="unable to open"):
        JournalSource(tmp_path / "journal.db", ORIGIN).head()


def test_a_log_that_cannot_be_written_says_so(delivery: DeliveryFile, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "delivery.db") as connection:
        connection.execute("DROP TABLE mark")
    connection.close()
    with pytest.raises(DeliveryLogFailed, match="no such table"):
        delivery.settle("http", Settlement(Head(1, 7, b"h" * 32)))


@pytest.mark.parametrize("mark", [(0, 0), (1, 1), (1, 9), (1, 10), (1, 12), (1, 500), (2, 11), (2, 15), (2, 99)])
@pytest.mark.parametrize("most", [1, 4, 100])
def test_reading_after_a_mark_is_by_generation_and_seq(
    journal: MemoryJournal, tmp_path: Path, mark: tuple[int, int], most: int
) -> None:
    source = JournalSource(tmp_path / "journal.db", ORIGIN)
    assert source.read_after(Position(*mark), most, 10**6) == journal.read_after(Position(*mark), most, 10**6)


def test_reading_stops_at_the_bytes_allowed_but_always_gives_one(journal: MemoryJournal, tmp_path: Path) -> None:
    source = JournalSource(tmp_path / "journal.db", ORIGIN)
    assert len(source.read_after(Position(0, 0), 100, 1)) == 1
    assert len(source.read_after(Position(0, 0), 100, 3 * len(journal.entries[0].body))) == 3


def test_head_and_single_entries(journal: MemoryJournal, tmp_path: Path) -> None:
    source = JournalSource(tmp_path / "journal.db", ORIGIN)
    assert source.head() == journal.head()
    assert source.entry_at(Position(1, 3)) == journal.entries[2]
    assert source.entry_at(Position(2, 3)) is None
    assert source.entry_at(Position(1, 11)) is None


def test_replay_from_files_arrives_once_across_restarts_of_the_agent(journal: MemoryJournal, tmp_path: Path) -> None:
    central = ModelCentral()
    state = None
    while state is not ReplayState.UP_TO_DATE:
        delivery = DeliveryFile(tmp_path / "delivery.db")
        engine = ReplayEngine(
            JournalSource(tmp_path / "journal.db", ORIGIN),
            delivery,
            central,
            bonds=bonds_of,
            settings=ReplaySettings(max_batch_entries=4),
            chance=lambda: 0.5,
            monotonic_seconds=lambda: 0.0,
            utc_now=lambda: "2026-11-22T14:00:00Z",
        )
        state = engine.step().state
        delivery.close()
    assert central.order == ids_of(journal.entries)
