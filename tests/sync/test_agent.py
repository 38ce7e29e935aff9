"""The agent's life: what it sends, what it says, and when it ends. Time moves as the agent waits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.agent import AgentSettings, Ending, Surroundings, run
from sync.body_schemas import bonds_of
from sync.contact import Hysteresis
from sync.engine import ReplayEngine
from sync.faults import NoConnection, WireFault
from sync.ledger import Head, Position
from sync.pace import ReplaySettings
from sync.stop_signal import StopSignal
from sync.targets.http import HttpTarget
from sync.wire import WireSettings
from tests.sync.support.central import ModelCentral, Mood
from tests.sync.support.journals import MemoryJournal, MemoryLog, ids_of
from tests.sync.support.servers import raw_server


class PlayedTime(StopSignal):
    """A stop signal whose waits take no time; `at` calls something when the clock gets there."""

    def __init__(self) -> None:
        super().__init__()
        self.now_seconds = 0.0
        self._plans: list[tuple[float, Callable[[], object]]] = []

    def at(self, seconds: float, action: Callable[[], object]) -> None:
        self._plans.append((seconds, action))

    def wait(self, seconds: float) -> bool:
        self.now_seconds += seconds
        for plan in list(self._plans):
            if plan[0] <= self.now_seconds:
                self._plans.remove(plan)
                plan[1]()
        assert self.now_seconds < 100_000, "the agent never ends"
        return self.is_set


class Looker:
    """A probe that finds what the test says, and remembers when it looked."""

    def __init__(self, time: PlayedTime) -> None:
        self.fault: WireFault | None = None
        self.looks: list[float] = []
        self._time = time

    def look(self) -> WireFault | None:
        self.looks.append(self._time.now_seconds)
        return self.fault

    def abort(self) -> None:
        pass


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = PlayedTime()
        self.journal = MemoryJournal()
        self.log = MemoryLog()
        self.central = ModelCentral()
        self.looker = Looker(self.time)
        self.till_runs = False
        self.wanted = True

    def run(self, *, once: bool = False, linger_seconds: float = 60.0) -> Ending:
        engine = ReplayEngine(
            self.journal,
            self.log,
            self.central,
            bonds=bonds_of,
            settings=ReplaySettings(max_batch_entries=8),
            chance=lambda: 0.5,
            monotonic_seconds=lambda: self.time.now_seconds,
            utc_now=lambda: f"t{self.time.now_seconds:.0f}",
        )
        surroundings = Surroundings(
            data_dir=self.folder,
            status_file=self.folder / "agent-status.json",
            log=self.log,
            till_is_running=lambda: self.till_runs,
            still_wanted=lambda: self.wanted,
            monotonic_seconds=lambda: self.time.now_seconds,
            utc_now=lambda: f"t{self.time.now_seconds:.0f}",
            chance=lambda: 0.5,
            version="1.2.3",
        )
        settings = AgentSettings(30.0, linger_seconds, Hysteresis(2, 2))
        return run([(engine, self.looker)], surroundings, settings, self.time, once=once)

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "agent-status.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    folder = tmp_path / "data"
    folder.mkdir()
    shop = Shop(folder)
    yield shop
    shop.time.close()


def test_it_sends_everything_and_ends_some_time_after_with_no_till_running(shop: Shop) -> None:
    entries = shop.journal.fill(20)
    assert shop.run(linger_seconds=60) is Ending.NOTHING_TO_DO
    assert shop.central.order == ids_of(entries)
    assert 60 <= shop.time.now_seconds < 75
    status = shop.status()
    assert (status["state"], status["sent_up_to"], status["to_send"]) == ("ended", 20, 0)
    assert status["version"] == "1.2.3"


def test_it_stays_while_a_till_runs_and_sends_what_is_sold_meanwhile(shop: Shop) -> None:
    shop.till_runs = True
    shop.time.at(500, lambda: shop.journal.fill(3))
    shop.time.at(900, lambda: setattr(shop, "till_runs", False))
    assert shop.run(linger_seconds=60) is Ending.NOTHING_TO_DO
    assert shop.time.now_seconds > 900
    assert len(shop.central.order) == 3


def test_it_stays_as_long_as_something_is_not_sent(shop: Shop) -> None:
    shop.journal.fill(3)
    shop.central.mood = Mood.UNREACHABLE
    shop.time.at(5_000, lambda: setattr(shop.central, "mood", Mood.HEALTHY))
    assert shop.run(linger_seconds=60) is Ending.NOTHING_TO_DO
    assert shop.time.now_seconds > 5_000
    assert len(shop.central.order) == 3


def test_it_ends_when_its_folder_goes_and_does_not_make_it_again(shop: Shop) -> None:
    shop.till_runs = True
    shop.time.at(100, lambda: shutil.rmtree(shop.folder))
    assert shop.run() is Ending.FOLDER_GONE
    assert not shop.folder.exists()


def test_another_folder_in_its_place_is_not_its_own(shop: Shop) -> None:
    shop.till_runs = True

    def exchange() -> None:
        shop.folder.rename(shop.folder.with_name("old"))
        shop.folder.mkdir()

    shop.time.at(100, exchange)
    assert shop.run() is Ending.FOLDER_GONE
    assert list(shop.folder.iterdir()) == []


def test_it_makes_room_when_it_is_not_wanted_any_more(shop: Shop) -> None:
    shop.till_runs = True
    shop.time.at(100, lambda: setattr(shop, "wanted", False))
    assert shop.run() is Ending.NOT_WANTED


def test_it_ends_when_told(shop: Shop) -> None:
    shop.till_runs = True
    shop.time.at(100, shop.time.set)
    assert shop.run() is Ending.TOLD


def test_once_sends_and_ends_at_once(shop: Shop) -> None:
    shop.journal.fill(20)
    assert shop.run(once=True) is Ending.ALL_SENT
    assert shop.time.now_seconds == 0
    assert len(shop.central.order) == 20


@pytest.mark.parametrize("mood", [Mood.UNREACHABLE, Mood.DENIES, Mood.ERROR])
def test_once_gives_up_on_a_central_that_is_not_there(shop: Shop, mood: Mood) -> None:
    shop.journal.fill(20)
    shop.central.mood = mood
    assert shop.run(once=True) is Ending.GAVE_UP


def test_it_looks_at_the_central_only_while_nothing_is_sent_and_not_too_often(shop: Shop) -> None:
    shop.till_runs = True
    shop.journal.fill(1)
    shop.time.at(100, shop.time.set)
    shop.run()
    assert [round(look) for look in shop.looker.looks] == [30, 60, 90]


def test_an_outage_is_logged_with_what_failed_and_its_end(shop: Shop) -> None:
    shop.till_runs = True
    down = NoConnection(host="hub", port=1)
    shop.time.at(50, lambda: setattr(shop.looker, "fault", down))
    shop.time.at(200, lambda: setattr(shop.looker, "fault", None))
    told: list[dict[str, Any]] = []
    for seconds in (40, 180, 225, 290):
        shop.time.at(seconds, lambda: told.append(shop.status()))
    shop.time.at(300, shop.time.set)
    shop.run()
    assert shop.log.contacts == [("model", True), ("model", False), ("model", True)]
    assert [status["central_answers"] for status in told] == [True, False, False, True]
    assert [status["contact"] for status in told] == ["reachable", "down", "recovering", "reachable"]
    assert told[1]["fault"].startswith("hub cannot be reached")
    assert told[1]["fault_record"] == {
        "code": "NoConnection",
        "sentence": NoConnection.sentence,
        "params": {"host": "hub", "port": 1},
    }
    assert told[3]["fault"] == ""


def test_the_status_says_what_keeps_entries_back(shop: Shop) -> None:
    shop.till_runs = True
    shop.journal.fill(3)
    shop.central.mood = Mood.DENIES
    told: list[dict[str, Any]] = []
    shop.time.at(100, lambda: told.append(shop.status()))
    shop.time.at(110, lambda: setattr(shop.central, "mood", Mood.HEALTHY))
    shop.time.at(700, lambda: told.append(shop.status()))
    shop.time.at(701, shop.time.set)
    shop.run()
    assert (told[0]["state"], told[0]["to_send"], told[0]["sent_up_to"]) == ("paused", 3, 0)
    assert "ask IT for a new token" in told[0]["fault"]
    assert (told[1]["state"], told[1]["to_send"], told[1]["fault"]) == ("up to date", 0, "")


def test_a_journal_that_cannot_be_read_is_told_and_tried_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.till_runs = True
    shop.journal.fill(3)

    def unreadable(mark: Position, max_entries: int, max_bytes: int) -> list[object]:
        raise OSError("database is locked")

    def head() -> Head:
        raise OSError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(shop.journal, "read_after", unreadable)
        patch.setattr(shop.journal, "head", head)
        told: list[dict[str, Any]] = []
        shop.time.at(50, lambda: told.append(shop.status()))
        shop.time.at(51, patch.undo)
        shop.time.at(300, shop.time.set)
        shop.run()
    assert "database is locked" in told[0]["fault"]
    assert len(shop.central.order) == 3
    assert shop.status()["fault"] == ""


def test_a_journal_that_is_gone_for_good_does_not_keep_an_agent_alive(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(mark: Position, max_entries: int, max_bytes: int) -> list[object]:
        raise OSError("no such file")

    monkeypatch.setattr(shop.journal, "read_after", gone)
    assert shop.run(linger_seconds=60) is Ending.NOTHING_TO_DO


def test_the_status_file_is_never_half_written(shop: Shop) -> None:
    shop.journal.fill(5)
    shop.run()
    assert [path.name for path in shop.folder.iterdir()] == ["agent-status.json"]


def test_a_signal_ends_a_delivery_that_hangs(shop: Shop) -> None:
    asked = threading.Event()
    stop = StopSignal()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def hang(connection: Any, request: Any) -> None:
        asked.set()
        connection.recv(1)

    def tell() -> None:
        assert asked.wait(20)
        os.kill(os.getpid(), signal.SIGTERM)

    shop.journal.fill(1)
    played = shop.time
    stop.install()
    try:
        with raw_server(hang) as server:
            shop.central = HttpTarget(  # type: ignore[assignment]
                server.url, token=lambda: None, settings=WireSettings(read_timeout_seconds=60, total_timeout_seconds=60)
            )
            shop.time = stop  # type: ignore[assignment]
            stop.now_seconds = 0.0  # type: ignore[attr-defined]
            teller = threading.Thread(target=tell)
            teller.start()
            assert shop.run() is Ending.TOLD
            teller.join(20)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        shop.time = played
        stop.close()


def test_waiting_ends_as_soon_as_the_signal_is_set_from_elsewhere() -> None:
    stop = StopSignal()
    threading.Timer(0.05, stop.set).start()
    assert stop.wait(30)
    assert stop.wait(30)
    stop.close()


def test_a_signal_that_comes_while_the_process_ends_does_no_harm() -> None:
    stop = StopSignal()
    stop.close()
    stop.set()
    assert not stop.is_set
