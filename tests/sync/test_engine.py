"""What the engine does about each way in which a central can fail it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.body_schemas import bonds_of
from sync.engine import ReplayEngine
from sync.faults import JournalDiffers, TrainingStaysHere
from sync.ledger import EMPTY_HEAD, Kind, Origin, Position
from sync.pace import ReplaySettings
from sync.progress import Progress, ReplayState
from sync.protocols import HeldState, Settlement
from tests.sync.support.central import ModelCentral, Mood
from tests.sync.support.journals import MemoryJournal, MemoryLog, ids_of, sale_body


class Shop:
    """A journal, a log and a model central with an engine between them; time moves as the engine asks."""

    def __init__(self, settings: ReplaySettings | None = None) -> None:
        self.settings = settings or ReplaySettings(max_batch_entries=8)
        self.journal = MemoryJournal()
        self.log = MemoryLog()
        self.central = ModelCentral()
        self.now_seconds = 0.0
        self.engine = self.new_engine()

    def new_engine(self) -> ReplayEngine:
        return ReplayEngine(
            self.journal,
            self.log,
            self.central,
            bonds=bonds_of,
            settings=self.settings,
            chance=lambda: 0.5,
            monotonic_seconds=lambda: self.now_seconds,
            utc_now=lambda: "2026-11-22T14:00:00Z",
        )

    def step(self) -> Progress:
        progress = self.engine.step()
        self.now_seconds += progress.wait_seconds
        return progress

    def run(self, steps: int = 500) -> Progress:
        """Step until up to date."""
        for _ in range(steps):
            progress = self.step()
            if progress.state is ReplayState.UP_TO_DATE:
                return progress
        raise AssertionError(f"still {progress} after {steps} steps")

    def held(self, entry_id: str) -> HeldState | None:
        return next((held.state for held in self.log.held("model") if held.entry_id == entry_id), None)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_everything_arrives_once_and_in_order(shop: Shop) -> None:
    entries = shop.journal.fill(30)
    progress = shop.run()
    assert shop.central.order == ids_of(entries)
    assert shop.log.mark("model") == entries[-1].head == progress.sent_up_to
    assert progress.to_send == 0


def test_nothing_of_a_training_till_is_sent(shop: Shop) -> None:
    shop.journal.origin = Origin("0012", "TR-03")
    shop.journal.fill(3)
    progress = shop.step()
    assert (progress.state, type(progress.fault)) == (ReplayState.PAUSED, TrainingStaysHere)
    assert shop.central.order == []


def test_an_empty_journal_is_up_to_date(shop: Shop) -> None:
    assert shop.step() == Progress(ReplayState.UP_TO_DATE, 0.0, EMPTY_HEAD, 0)


def test_what_is_still_to_send_is_counted(shop: Shop) -> None:
    shop.journal.fill(30)
    assert shop.step().to_send == 22
    shop.central.mood = Mood.UNREACHABLE
    assert shop.step().to_send == 22


def test_a_reply_lost_after_storing_costs_a_resend_and_doubles_nothing(shop: Shop) -> None:
    entries = shop.journal.fill(3)
    shop.central.mood = Mood.STORES_AND_DROPS
    assert shop.step().state is ReplayState.WAITING
    assert shop.log.mark("model") == EMPTY_HEAD
    shop.central.mood = Mood.HEALTHY
    shop.run()
    assert shop.central.order == ids_of(entries)


def test_a_reply_that_names_half_moves_the_mark_over_that_half_only(shop: Shop) -> None:
    entries = shop.journal.fill(8)
    shop.central.mood = Mood.STORES_HALF
    shop.step()
    assert shop.log.mark("model") == entries[3].head
    shop.central.mood = Mood.HEALTHY
    shop.step()
    assert shop.central.batches[-1] == ids_of(entries[4:])


@pytest.mark.parametrize("mood", [Mood.NAMES_OTHERS, Mood.SAYS_BOTH])
def test_a_reply_about_other_entries_or_against_itself_confirms_nothing(shop: Shop, mood: Mood) -> None:
    shop.journal.fill(3)
    shop.central.mood = mood
    assert shop.step().state is ReplayState.WAITING
    assert shop.log.mark("model") == EMPTY_HEAD
    assert shop.log.held("model") == []


def test_waiting_grows_with_full_jitter_and_is_capped(shop: Shop) -> None:
    shop.journal.fill(1)
    shop.central.mood = Mood.UNREACHABLE
    assert [shop.step().wait_seconds for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_the_central_says_how_long_to_wait(shop: Shop) -> None:
    shop.journal.fill(1)
    shop.central.mood = Mood.BUSY
    assert [shop.step().wait_seconds for _ in range(3)] == [7.5, 7.5, 7.5]


def test_an_entry_refused_by_name_is_set_aside_with_its_reason_and_the_rest_goes_on(shop: Shop) -> None:
    entries = shop.journal.fill(8)
    shop.central.refuses = {entries[3].id}
    progress = shop.run()
    assert progress.set_aside == 1
    (held,) = shop.log.held("model")
    assert str(held.fault) == "The central system refused this entry: not here"
    assert shop.central.order == ids_of(entries[:3] + entries[4:])
    assert shop.log.mark("model") == entries[-1].head


def test_a_batch_refused_as_a_whole_is_halved_until_the_culprit_stands_alone(shop: Shop) -> None:
    entries = shop.journal.fill(8)
    shop.central.rejects = {entries[5].id}
    shop.run()
    assert shop.held(entries[5].id) is HeldState.SET_ASIDE
    assert shop.central.order == ids_of(entries[:5] + entries[6:])
    assert shop.central.batches.count([entries[5].id]) == shop.settings.refusals_before_set_aside


def test_a_single_whim_of_the_central_sets_nothing_aside(shop: Shop) -> None:
    entries = shop.journal.fill(1)
    shop.central.mood = Mood.REJECTS
    shop.step()
    shop.step()
    shop.central.mood = Mood.HEALTHY
    shop.run()
    assert shop.log.held("model") == []
    assert shop.central.order == ids_of(entries)


def test_a_central_that_takes_little_at_once_gets_little(shop: Shop) -> None:
    entries = shop.journal.fill(40)
    shop.central.largest_batch = 3
    shop.run()
    assert shop.central.order == ids_of(entries)
    assert shop.log.held("model") == []
    assert len(shop.central.batches) < 40


def test_access_refused_pauses_says_so_and_is_tried_again_later(shop: Shop) -> None:
    shop.journal.fill(1)
    shop.central.mood = Mood.DENIES
    progress = shop.step()
    assert progress.state is ReplayState.PAUSED
    assert progress.wait_seconds == shop.settings.paused_retry_seconds
    assert "ask IT for a new token" in str(progress.fault)
    shop.central.mood = Mood.HEALTHY
    assert shop.run().to_send == 0


def test_a_return_and_its_shift_wait_for_the_sale_that_was_set_aside(shop: Shop) -> None:
    sale, other = shop.journal.fill(2)
    back = shop.journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[sale.id]))
    close = shop.journal.append(Kind.SHIFT_CLOSED, {"shift": "shift-entry"})
    again = shop.journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[back.id], shift="later"))
    shop.central.rejects = {sale.id}
    progress = shop.run()
    assert (progress.set_aside, progress.waiting) == (1, 3)
    assert shop.central.order == [other.id]
    assert [shop.held(entry.id) for entry in (back, close, again)] == [HeldState.WAITING] * 3
    assert sale.id in str(shop.log.held("model")[1].fault)

    shop.central.rejects = set()
    assert shop.engine.send_again(sale.id)
    progress = shop.run()
    assert (progress.set_aside, progress.waiting) == (0, 0)
    assert set(shop.central.order) == {entry.id for entry in shop.journal.entries}
    assert shop.central.order.index(close.id) > shop.central.order.index(back.id) > shop.central.order.index(sale.id)


def test_an_entry_that_the_central_chokes_on_does_not_stop_the_rest(shop: Shop) -> None:
    entries = shop.journal.fill(20)
    back = shop.journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[entries[4].id]))
    shop.central.chokes = {entries[4].id}
    progress = shop.run()
    assert shop.held(entries[4].id) is HeldState.DOUBTFUL
    assert shop.held(back.id) is HeldState.WAITING
    assert progress.set_aside == 1
    assert set(shop.central.order) == {entry.id for entry in entries if entry is not entries[4]}

    shop.central.chokes = set()
    shop.now_seconds += shop.settings.doubtful_retry_seconds
    shop.run()
    assert shop.log.held("model") == []
    assert {entries[4].id, back.id} <= set(shop.central.order)


def test_a_central_that_fails_every_entry_holds_none_of_them(shop: Shop) -> None:
    shop.journal.fill(20)
    shop.central.mood = Mood.ERROR
    for _ in range(60):
        shop.step()
    assert shop.log.held("model") == []
    shop.central.mood = Mood.HEALTHY
    shop.run()
    assert len(shop.central.order) == 20


def test_kinds_that_the_target_does_not_carry_are_passed_over(shop: Shop) -> None:
    shop.central.not_carried = {Kind.DRAWER_OPENED}
    for _ in range(10):
        shop.journal.append(Kind.DRAWER_OPENED, {})
    sale = shop.journal.append()
    shop.journal.append(Kind.DRAWER_OPENED, {})
    shop.run()
    assert shop.central.order == [sale.id]
    assert shop.log.mark("model") == shop.journal.head()


def test_a_lost_delivery_log_costs_a_resend_and_doubles_nothing(shop: Shop) -> None:
    entries = shop.journal.fill(20)
    shop.run()
    shop.log = MemoryLog()
    shop.engine = shop.new_engine()
    shop.run()
    assert shop.central.order == ids_of(entries)


def test_a_log_that_cannot_be_written_loses_no_set_aside_entry(shop: Shop) -> None:
    entries = shop.journal.fill(4)
    shop.central.refuses = {entries[1].id}
    write = shop.log.settle

    def full_disk(target: str, settlement: Settlement) -> None:
        raise OSError("disk full")

    shop.log.settle = full_disk  # type: ignore[method-assign]
    with pytest.raises(OSError, match="disk full"):
        shop.step()
    shop.log.settle = write  # type: ignore[method-assign]
    shop.run()
    assert shop.held(entries[1].id) is HeldState.SET_ASIDE
    assert len(shop.central.order) == 3


def test_a_restored_journal_goes_on_in_its_new_generation(shop: Shop) -> None:
    shop.journal.fill(10)
    shop.run()
    shop.journal.entries = shop.journal.entries[:6]
    shop.journal.generation = 2
    entries = shop.journal.fill(3)
    shop.engine = shop.new_engine()
    shop.run()
    assert shop.central.order[-3:] == ids_of(entries)
    assert shop.log.mark("model").position == Position(2, 9)


def test_a_journal_cut_off_or_exchanged_pauses_and_says_so(shop: Shop) -> None:
    shop.journal.fill(10)
    shop.run()
    shop.journal.entries = shop.journal.entries[:6]
    shop.engine = shop.new_engine()
    progress = shop.step()
    assert progress.state is ReplayState.PAUSED
    assert isinstance(progress.fault, JournalDiffers)
    shop.journal.entries = []
    assert shop.step().state is ReplayState.PAUSED


def test_an_exchanged_journal_is_seen_by_its_hash(shop: Shop) -> None:
    shop.journal.fill(10)
    shop.run()
    shop.journal.entries[-1] = replace(shop.journal.entries[-1], hash=bytes(32))
    shop.engine = shop.new_engine()
    assert shop.step().state is ReplayState.PAUSED


def test_sending_again_what_is_not_held_is_refused(shop: Shop) -> None:
    assert not shop.engine.send_again("nobody")
