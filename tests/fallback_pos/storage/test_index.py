"""index.db is derived: damaged, lost, of another journal or of another form, it is made again and answers the same."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.index import Index, IndexUnusable, find_sale, seen_by_index
from fallback_pos.storage.index_entries import FORM
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import EMPTY_HEAD
from tests.fallback_pos.receipt_layout.sales import body_of, cart_of, goods
from tests.support.journals import DAY, note, open_journal

PAGE_BYTES = 4096


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    opened = open_journal(tmp_path)
    for _ in range(3):
        sell(opened)
    opened.append([note(1)], business_date=DAY)
    opened.close()
    return open_journal(tmp_path)


def sell(journal: Journal) -> str:
    receipt = journal.next_receipt().text
    cart = cart_of(goods("Milk", "1.02"))
    journal.append([Draft("sale.completed", body_of(cart, receipt), cart.id)], business_date=DAY)
    return receipt


def open_index(folder: Path) -> Index:
    return Index(folder / "index.db", folder / "journal.db")


def seq_of(folder: Path, receipt: str) -> int | None:
    index = open_index(folder)
    entry = index.entry_of_receipt(receipt)
    index.close()
    return entry.seq if entry else None


def with_sql(*statements: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        connection = sqlite_module().connect(path, isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return damage


def scribble(path: Path) -> None:
    with path.open("r+b") as file:
        for page in range(1, path.stat().st_size // PAGE_BYTES):
            file.seek(page * PAGE_BYTES)
            file.write(os.urandom(PAGE_BYTES))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "lost": Path.unlink,
    "emptied": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, PAGE_BYTES),
    "scribbled over": scribble,
    "something else": lambda path: path.write_bytes(b"not a database " * 500) and None,
    "of an older form": with_sql(f"PRAGMA user_version={FORM - 1}"),
    "without a table": with_sql("DROP TABLE receipt"),
    "without its mark": with_sql("DELETE FROM mark"),
    "of another journal": with_sql("UPDATE mark SET hash = zeroblob(32)"),
    "of a longer journal": with_sql("UPDATE mark SET seq = 999"),
    "with numbers already in it": with_sql("UPDATE mark SET seq = 0, generation = 0, hash = zeroblob(32)"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_index_is_made_again(tmp_path: Path, journal: Journal, damage: Callable[[Path], None]) -> None:
    assert seq_of(tmp_path, "03-1-000002") == 2
    damage(tmp_path / "index.db")
    assert seq_of(tmp_path, "03-1-000003") == 3
    receipt = sell(journal)
    assert seq_of(tmp_path, receipt) == 5
    journal.close()


def test_an_index_damaged_while_it_is_open_is_made_again(tmp_path: Path, journal: Journal) -> None:
    index = open_index(tmp_path)
    assert index.sale("03-1-000001") is not None
    with_sql("DROP TABLE receipt", "DROP TABLE returned")(tmp_path / "index.db")
    found = index.sale("03-1-000002")
    assert found is not None and found.receipt == "03-1-000002"
    assert index.returned(found.id) == {}
    index.close()
    journal.close()


def test_an_index_that_cannot_be_written_says_what_to_do(tmp_path: Path, journal: Journal) -> None:
    (tmp_path / "index.db").mkdir()
    index = open_index(tmp_path)
    with pytest.raises(IndexUnusable, match="delete"):
        index.sale("03-1-000001")
    (tmp_path / "index.db").rmdir()
    assert index.sale("03-1-000001") is not None
    index.close()
    journal.close()


def test_a_number_that_an_old_fault_gave_twice_stops_nobody(tmp_path: Path, journal: Journal) -> None:
    cart = cart_of(goods("Milk", "1.02"))
    doubled = body_of(cart, "03-1-000001")
    journal.append([Draft("drawer.opened", {}), Draft("x.y", doubled, cart.id)], business_date=DAY)
    journal.close()
    connection = sqlite_module().connect(tmp_path / "journal.db", isolation_level=None)
    connection.execute("DROP TRIGGER entry_no_update")
    connection.execute("UPDATE entry SET kind = 'sale.completed' WHERE kind = 'x.y'")
    connection.close()
    assert seq_of(tmp_path, "03-1-000001") == 1
    assert seq_of(tmp_path, "03-1-000003") == 3


def test_a_start_sees_how_far_the_index_had_seen_the_journal(tmp_path: Path, journal: Journal) -> None:
    assert seen_by_index(tmp_path / "index.db") == EMPTY_HEAD
    assert seq_of(tmp_path, "03-1-000001") == 1
    assert seen_by_index(tmp_path / "index.db") == journal.head
    scribble(tmp_path / "index.db")
    assert seen_by_index(tmp_path / "index.db") == EMPTY_HEAD
    journal.close()


def test_a_program_beside_the_till_finds_a_receipt_without_writing(tmp_path: Path, journal: Journal) -> None:
    paths = tmp_path / "index.db", tmp_path / "journal.db"
    assert getattr(find_sale(*paths, "03-1-000002"), "receipt", None) == "03-1-000002"
    assert not paths[0].exists()
    assert seq_of(tmp_path, "03-1-000001") == 1
    newest = sell(journal)
    before = paths[0].read_bytes()
    assert getattr(find_sale(*paths, newest), "receipt", None) == newest
    assert getattr(find_sale(*paths, "03-1-000001"), "receipt", None) == "03-1-000001"
    assert find_sale(*paths, "03-1-000099") is None
    assert paths[0].read_bytes() == before
    journal.close()


def test_closing_does_not_wait_for_a_long_catching_up(tmp_path: Path, journal: Journal) -> None:
    for _ in range(6):
        journal.append([note(number) for number in range(1_000)], business_date=DAY)
    index = open_index(tmp_path)
    quiet = threading.Thread(target=index.catch_up)
    quiet.start()
    index.close()
    quiet.join(timeout=30)
    assert not quiet.is_alive()
    assert seq_of(tmp_path, "03-1-000003") == 3
    journal.close()
