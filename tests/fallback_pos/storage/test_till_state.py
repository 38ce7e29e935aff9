"""till.db: scans never wait for it, money does, and a cart that this version cannot read is not lost."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from fallback_pos.storage import till_state
from fallback_pos.storage.carts import CartKeeper
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.till_state import TillState, TillStateNotReadable, TillStateNotWritten
from tests.fallback_pos.receipt_layout.sales import cart_of, goods
from tests.fallback_pos.storage.test_journal_outcome import disk_full_at

with_limits = pytest.mark.skipif(sys.platform == "win32", reason="fills the disk by a limit of the process")
LARGE = "x" * 3_000_000


def put(name: str, value: str) -> till_state.Work:
    return lambda connection: connection.exec_driver_sql("INSERT OR REPLACE INTO screen VALUES (?, ?)", (name, value))


def names(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT name FROM screen ORDER BY rowid").scalars())


def on_disk(folder: Path) -> list[str]:
    connection = sqlite_module().connect(folder / "till.db")
    found = [row[0] for row in connection.execute("SELECT name FROM screen ORDER BY rowid")]
    connection.close()
    return found


def test_work_is_done_in_order_and_all_of_it_before_closing(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    for number in range(50):
        state.submit(put(str(number), ""))
    state.close()
    assert on_disk(tmp_path) == [str(number) for number in range(50)]


def test_who_submits_does_not_wait_for_a_slow_disk(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    disk_is_back = threading.Event()
    state.submit(lambda connection: disk_is_back.wait(30))
    waiting: Future[Any] = state.submit(put("late", ""))
    assert not waiting.done()
    disk_is_back.set()
    waiting.result(30)
    state.close()


def test_what_is_written_durably_comes_after_what_was_submitted_before(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    state.submit(put("first", ""))
    state.durably(put("money", ""))
    assert on_disk(tmp_path) == ["first", "money"]
    assert state.ask(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar()) == 1
    state.close()


def test_a_disk_that_does_not_answer_is_no_endless_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(till_state, "DURABLE_WAIT_SECONDS", 0.05)
    state = TillState(tmp_path / "till.db")
    disk_is_back = threading.Event()
    state.submit(lambda connection: disk_is_back.wait(30))
    with pytest.raises(TillStateNotWritten, match="answer"):
        state.durably(put("money", ""))
    disk_is_back.set()
    state.close()


@with_limits
def test_a_full_disk_is_told_to_who_waits_and_otherwise_to_the_till(tmp_path: Path) -> None:
    heard: list[TillStateNotWritten] = []
    state = TillState(tmp_path / "till.db", heard.append)
    state.durably(put("before", ""))
    with disk_full_at(1_000_000):
        with pytest.raises(TillStateNotWritten):
            state.durably(put("money", LARGE))
        assert heard == []
        with pytest.raises(TillStateNotWritten):
            state.submit(put("cart", LARGE)).result(30)
        assert len(heard) == 1
    state.durably(put("money", LARGE))
    state.close()
    assert on_disk(tmp_path) == ["before", "money"]


def test_work_that_nobody_waits_for_never_fails_unheard(tmp_path: Path) -> None:
    heard: list[TillStateNotWritten] = []
    state = TillState(tmp_path / "till.db", heard.append)

    def broken(connection: Connection) -> None:
        raise ZeroDivisionError("with a customer's name in it")

    state.submit(broken)
    state.durably(put("after", ""))
    state.close()
    assert [fault.params for fault in heard] == [{"reason": "ZeroDivisionError"}]
    assert on_disk(tmp_path) == ["after"]


def test_work_that_fails_leaves_nothing_and_the_next_goes_on(tmp_path: Path) -> None:
    def half(connection: Connection) -> None:
        put("half", "")(connection)
        raise RuntimeError("in the middle")

    state = TillState(tmp_path / "till.db")
    with pytest.raises(RuntimeError):
        state.ask(half)
    state.ask(put("whole", ""))
    assert state.ask(names) == ["whole"]
    state.close()


@pytest.mark.parametrize("content", [b"not a database " * 500, b"SQLite format 3\0" + bytes(4080)])
def test_a_damaged_file_is_refused_with_the_way_to_go_on_selling(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "till.db").write_bytes(content)
    with pytest.raises(TillStateNotReadable, match="move that file elsewhere"):
        TillState(tmp_path / "till.db")
    (tmp_path / "till.db").rename(tmp_path / "elsewhere")
    TillState(tmp_path / "till.db").close()


def test_a_cart_comes_back_as_it_was_saved_last(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    carts = CartKeeper(state)
    cart = cart_of(goods("Milk", "1.02"))
    carts.save(cart)
    more = replace(cart, lines=(*cart.lines, *cart_of(goods("Bread", "2.00")).lines))
    carts.save_durably(more)
    other = replace(cart_of(goods("Tea", "3.99")), parked_as="Ana")
    carts.save(other)
    state.close()
    state = TillState(tmp_path / "till.db")
    carts = CartKeeper(state)
    assert [saved.cart for saved in carts.open_carts()] == [more]
    assert [(saved.name, saved.cart) for saved in carts.parked()] == [("Ana", other)]
    carts.drop(more.id)
    assert carts.open_carts() == []
    state.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": 99}', "null"])
def test_a_cart_that_this_version_cannot_read_is_kept_as_it_is(tmp_path: Path, content: str) -> None:
    state = TillState(tmp_path / "till.db")
    carts = CartKeeper(state)
    state.ask(
        lambda connection: connection.exec_driver_sql(
            "INSERT INTO cart VALUES ('id', 'open', NULL, '2026-11-22T13:00:00.000Z', ?)", (content,)
        )
    )
    [saved] = carts.open_carts()
    assert saved.cart is None and saved.unreadable
    carts.park_unread("id", "13:00")
    assert carts.open_carts() == []
    kept = state.ask(lambda connection: connection.exec_driver_sql("SELECT name, content FROM cart").one())
    assert tuple(kept) == ("13:00", content)
    state.close()


def test_nothing_begins_during_a_commit_but_who_waits_is_served(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    with state.held_back():
        late = state.submit(put("late", ""))
        assert not late.done()
        assert state.ask(names) == ["late"]
    with state.held_back():
        held = state.submit(put("held", ""))
        with pytest.raises(TimeoutError):
            held.result(2 * till_state.STAND_BACK_SECONDS)
    held.result(30)
    state.close()


def test_a_cart_that_changes_while_the_disk_is_busy_is_saved_once_as_it_is_then(tmp_path: Path) -> None:
    state = TillState(tmp_path / "till.db")
    carts, disk_is_back = CartKeeper(state), threading.Event()
    state.submit(lambda connection: disk_is_back.wait(30))
    cart = cart_of(goods("Milk", "1.00"))
    carts.save(cart)
    carts.save(replace(cart, loyalty="L1"))
    carts.save(replace(cart, loyalty="L2"))
    disk_is_back.set()
    assert [saved.cart.loyalty for saved in carts.open_carts() if saved.cart] == ["L2"]
    state.close()
