"""Against a central that misbehaves at will, with agents killed and logs lost: nothing lost, nothing doubled, ever."""

from __future__ import annotations

import copy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.body_schemas import bonds_of
from sync.engine import ReplayEngine
from sync.ledger import Entry, Kind
from sync.pace import ReplaySettings
from sync.progress import ReplayState
from sync.protocols import HeldState, Settlement
from tests.sync.support.central import ModelCentral, Mood
from tests.sync.support.journals import MemoryJournal, MemoryLog, sale_body


class BreakableLog(MemoryLog):
    broken = False

    def settle(self, target: str, settlement: Settlement) -> None:
        if self.broken:
            raise OSError("disk full")
        super().settle(target, settlement)


class ReplayMachine(RuleBasedStateMachine):
    sales = Bundle("sales")

    @initialize(batch=st.integers(1, 7))
    def open(self, batch: int) -> None:
        self.settings = ReplaySettings(max_batch_entries=batch, doubts_before_step_over=2, refusals_before_set_aside=2)
        self.journal = MemoryJournal()
        self.log = BreakableLog()
        self.old_log = copy.deepcopy(self.log)
        self.central = ModelCentral()
        self.ever_bad: set[str] = set()
        self.now_seconds = 0.0
        self.chances = iter(range(10**9))
        self.restart()

    def restart(self) -> None:
        self.engine = ReplayEngine(
            self.journal,
            self.log,
            self.central,
            bonds=bonds_of,
            settings=self.settings,
            chance=lambda: next(self.chances) % 97 / 97,
            monotonic_seconds=lambda: self.now_seconds,
            utc_now=lambda: "2026-11-22T14:00:00Z",
        )

    @rule(
        target=sales,
        shift=st.sampled_from(["s1", "s2"]),
        fate=st.sampled_from(["", "", "", "refuses", "chokes", "rejects"]),
    )
    def sell(self, shift: str, fate: str) -> Entry:
        sale = self.journal.append(content=sale_body(shift=shift))
        if fate:
            getattr(self.central, fate).add(sale.id)
        return sale

    @rule(target=sales, sale=sales)
    def take_back(self, sale: Entry) -> Entry:
        return self.journal.append(Kind.RETURN_COMPLETED, sale_body(originals=[sale.id], shift="s1"))

    @rule(shift=st.sampled_from(["s1", "s2"]))
    def close_shift(self, shift: str) -> None:
        self.journal.append(Kind.SHIFT_CLOSED, {"shift": shift})

    @rule(mood=st.sampled_from(list(Mood)), times=st.integers(1, 5))
    def send(self, mood: Mood, times: int) -> None:
        self.central.mood = mood
        for _ in range(times):
            self.now_seconds += self.engine.step().wait_seconds

    @rule()
    def kill_the_agent(self) -> None:
        self.restart()

    @rule()
    def copy_the_log(self) -> None:
        self.old_log = copy.deepcopy(self.log)

    @rule()
    def lose_the_newest_of_the_log(self) -> None:
        self.log = copy.deepcopy(self.old_log)
        self.restart()

    @rule(mood=st.sampled_from([Mood.HEALTHY, Mood.STORES_HALF, Mood.REJECTS]))
    def fill_the_disk(self, mood: Mood) -> None:
        self.central.mood = mood
        self.log.broken = True
        try:
            self.engine.step()
        except OSError:
            pass
        finally:
            self.log.broken = False

    @precondition(lambda self: self.log.held("model"))
    @rule(data=st.data(), healed=st.booleans())
    def decide_to_send_again(self, data: st.DataObject, healed: bool) -> None:
        held = data.draw(st.sampled_from(self.log.held("model")))
        if healed:
            self.heal()
        self.engine.send_again(held.entry_id)

    @invariant()
    def the_mark_passes_only_what_is_stored_or_held(self) -> None:
        mark = self.log.mark("model").position
        held = {entry.entry_id for entry in self.log.held("model")}
        for entry in self.journal.entries:
            if entry.position <= mark:
                assert entry.id in self.central.stored or entry.id in held

    @invariant()
    def stored_once_and_byte_for_byte(self) -> None:
        assert len(self.central.order) == len(set(self.central.order))
        bodies = {entry.id: entry.body for entry in self.journal.entries}
        assert all(bodies[entry_id] == body for entry_id, body in self.central.stored.items())

    def teardown(self) -> None:
        if not hasattr(self, "journal"):
            return
        self.central.mood = Mood.HEALTHY
        self.journal.append(content=sale_body(shift="s3"))
        self.run_until_up_to_date()
        self.only_bad_entries_and_what_hangs_on_them_are_missing()
        self.heal()
        for held in self.log.held("model"):
            if held.state is not HeldState.WAITING:
                self.engine.send_again(held.entry_id)
        self.run_until_up_to_date()
        assert set(self.central.stored) == {entry.id for entry in self.journal.entries}
        assert self.log.held("model") == []
        self.stored_once_and_byte_for_byte()

    def run_until_up_to_date(self) -> None:
        """The shop goes on selling: an entry with nothing after it cannot be told from a central that is down."""
        for step in range(60 * (len(self.journal.entries) + 2)):
            if step % 20 == 19:
                self.journal.append(content=sale_body(shift="s3"))
            progress = self.engine.step()
            self.now_seconds += progress.wait_seconds
            if progress.state is ReplayState.UP_TO_DATE:
                return
        raise AssertionError("never up to date")

    def heal(self) -> None:
        for fate in (self.central.refuses, self.central.chokes, self.central.rejects):
            self.ever_bad |= fate
            fate.clear()

    def only_bad_entries_and_what_hangs_on_them_are_missing(self) -> None:
        bad = self.ever_bad | self.central.refuses | self.central.chokes | self.central.rejected_alone
        held = {entry.entry_id for entry in self.log.held("model")}
        blocked: set[str] = set()
        for entry in self.journal.entries:
            blocks, needs = bonds_of(entry.kind, entry.id, entry.body)
            missing = entry.id not in self.central.stored
            assert not missing or entry.id in bad or needs & blocked, f"{entry.kind} {entry.seq} is missing"
            if missing or entry.id in held:
                blocked |= blocks


TestReplay = ReplayMachine.TestCase
TestReplay.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
