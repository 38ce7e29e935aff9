"""The replay engine: at least once on the wire, exactly once in effect, one bad entry never in the way of the rest.

It knows neither HTTP nor what is inside an entry, and it neither sleeps nor looks at a clock by itself: `step()` sends
at most one batch, writes what became of it, and says how long to wait before the next. So every run can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sync.errors import SyncError
from sync.faults import (
    Busy,
    EntryDoubtful,
    EntryRefused,
    JournalDiffers,
    NothingConfirmed,
    TrainingStaysHere,
    WaitsForAnother,
    WireFault,
)
from sync.held import HeldEntries
from sync.ledger import EMPTY_HEAD, Entry, Head, Position
from sync.outcomes import Denied, InDoubt, Outcome, Rejected, Settled
from sync.pace import WINDOW_ENTRIES, Pace, ReplaySettings
from sync.progress import Progress, ReplayState
from sync.protocols import Attempt, Bonds, DeliveryLog, EntrySource, HeldEntry, HeldState, Settlement, Target
from sync.window import Window


class ReplayEngine:
    """Replays one journal to one target. Only one may run per target and data directory."""

    def __init__(
        self,
        source: EntrySource,
        log: DeliveryLog,
        target: Target,
        *,
        bonds: Bonds,
        settings: ReplaySettings,
        chance: Callable[[], float],
        monotonic_seconds: Callable[[], float],
        utc_now: Callable[[], str],
    ) -> None:
        """`chance` gives random numbers in [0, 1), `utc_now` RFC 3339 text for the log."""
        self.target = target
        self._source = source
        self._log = log
        self._bonds = bonds
        self._settings = settings
        self._monotonic_seconds = monotonic_seconds
        self._utc_now = utc_now
        self._pace = Pace(settings, chance)
        self._held = HeldEntries()
        self._window = Window(EMPTY_HEAD)
        self._loaded = False
        self._doubts = 0
        self._last_doubt = ""
        self._stepping_past: Entry | None = None
        self._past_turn = -1
        self._doubtful_due_seconds = 0.0
        self._doubtful_turn = 0
        self._central_head: Head | None = None

    def step(self) -> Progress:
        """Send the next batch, if there is one, and settle what the central said of it.

        Whatever source or log raise comes out; the next step starts from what the log holds.
        """
        try:
            if not self._loaded:
                self._load()
            batch = self._next_batch()
            if not batch:
                return self._progress(ReplayState.UP_TO_DATE)
            return self._settle(batch, self.target.deliver(self._source.origin, batch))
        except (JournalDiffers, TrainingStaysHere) as fault:
            self._loaded = False
            return self._progress(ReplayState.PAUSED, self._settings.paused_retry_seconds, fault=fault)
        except BaseException:
            self._loaded = False
            raise

    def send_again(self, entry_id: str) -> bool:
        """Send a held entry again with the next step. False where no such entry is held."""
        if not self._loaded:
            self._load()
        held = self._held.find(entry_id)
        if held is None:
            return False
        self._write(hold=[replace(held, state=HeldState.SEND_AGAIN)])
        return True

    def _load(self) -> None:
        """Take up what the log holds.

        Raises JournalDiffers where the entry at the mark is not the one once sent, TrainingStaysHere.
        """
        if self._source.origin.is_training:
            raise TrainingStaysHere(till=self._source.origin.till)
        mark = self._log.mark(self.target.name)
        self._window = Window(mark)
        self._held = HeldEntries(self._log.held(self.target.name))
        self._stepping_past = None
        if mark != EMPTY_HEAD:
            entry = self._source.entry_at(mark.position)
            restored = entry is None and self._source.head().generation > mark.generation
            if not restored and (entry is None or entry.hash != mark.hash):
                raise JournalDiffers(seq=mark.seq, generation=mark.generation)
        self._loaded = True

    # What to send next

    def _next_batch(self) -> list[Entry]:
        free = self._free_again()
        if free:
            return free
        while True:
            if self._window.is_empty and not self._fill_window():
                return self._doubtful_again()
            self._pass_over()
            entries = self._window.open_entries()
            if entries:
                return self._past_the_stuck(entries) or self._pace.cut(entries)

    def _fill_window(self) -> bool:
        max_entries, max_bytes = self._pace.new_window()
        self._window.fill(self._source.read_after(self._window.mark.position, max_entries, max_bytes))
        return not self._window.is_empty

    def _free_again(self) -> list[Entry]:
        """Held entries that nothing holds any more."""
        stuck = self._stepping_past
        free = [held for held in self._held.free() if stuck is None or held.entry_id != stuck.id]
        return self._pace.cut([self._entry_of(held) for held in free[: self._pace.max_entries]])

    def _doubtful_again(self) -> list[Entry]:
        """With everything else sent, now and then one of those that ended in an error each time; in turns."""
        doubtful = self._held.in_state(HeldState.DOUBTFUL)
        if not doubtful or self._monotonic_seconds() < self._doubtful_due_seconds:
            return []
        self._doubtful_due_seconds = self._monotonic_seconds() + self._settings.doubtful_retry_seconds
        self._doubtful_turn += 1
        return [self._entry_of(doubtful[self._doubtful_turn % len(doubtful)])]

    def _past_the_stuck(self, entries: list[Entry]) -> list[Entry]:
        """Another entry than the stuck one, to learn whether the fault is with that entry or with the central.

        In turns, because the next one may be just as bad; never one that depends on the stuck one.
        """
        stuck = self._stepping_past
        if stuck is None:
            return []
        self._past_turn += 1
        others = self._besides(stuck, entries)
        if self._past_turn >= len(others):
            others = self._besides(stuck, self._read_further())
        if not others:
            self._stepping_past = None
            return []
        return [others[self._past_turn % len(others)]]

    def _besides(self, stuck: Entry, entries: Sequence[Entry]) -> list[Entry]:
        blocks, _ = self._bonds(stuck.kind, stuck.id, stuck.body)
        return [
            entry
            for entry in entries
            if entry.id != stuck.id and not blocks & self._bonds(entry.kind, entry.id, entry.body)[1]
        ]

    def _read_further(self) -> list[Entry]:
        """What was sold since the window was read, as far as the window may grow."""
        if len(self._window) < WINDOW_ENTRIES:
            size = (WINDOW_ENTRIES, self._settings.max_batch_bytes)
            self._window.extend(self._source.read_after(self._window.last_position, *size))
            self._pass_over()
        return self._window.open_entries()

    def _entry_of(self, held: HeldEntry) -> Entry:
        entry = self._source.entry_at(held.position)
        if entry is None or entry.id != held.entry_id:
            raise JournalDiffers(seq=held.position.seq, generation=held.position.generation)
        return entry

    def _pass_over(self) -> None:
        """Settle, without sending, what the target does not carry and what waits for a held entry."""
        passed: list[str] = []
        waiting: list[HeldEntry] = []
        for entry in self._window.open_entries():
            if not self.target.carries(entry.kind):
                passed.append(entry.id)
                continue
            held = self._waiting(entry)
            if held is not None:
                passed.append(entry.id)
                waiting.append(held)
                self._held.put([held])
        if passed:
            self._window.settle(passed)
            self._write(hold=waiting)

    def _waiting(self, entry: Entry) -> HeldEntry | None:
        if self._held.is_empty:
            return None
        _, needs = self._bonds(entry.kind, entry.id, entry.body)
        blockers = self._held.blockers(needs, before=entry.position)
        if not blockers:
            return None
        others = ", ".join(blocker.entry_id for blocker in blockers[:5])
        return self._hold(entry, HeldState.WAITING, WaitsForAnother(others=others))

    def _hold(self, entry: Entry, state: HeldState, fault: SyncError) -> HeldEntry:
        blocks, needs = self._bonds(entry.kind, entry.id, entry.body)
        return HeldEntry(entry.position, entry.id, entry.kind, state, fault, self._utc_now(), blocks, needs)

    # What became of it

    def _settle(self, batch: list[Entry], outcome: Outcome) -> Progress:
        match outcome:
            case Settled():
                return self._on_settled(batch, outcome)
            case InDoubt(fault, wait_seconds):
                return self._on_doubt(batch, fault, wait_seconds)
            case Rejected(fault):
                return self._on_rejected(batch, fault)
            case Denied(fault):
                self._write(attempt=self._attempt(batch, 0, fault))
                pause_seconds = self._settings.paused_retry_seconds
                return self._progress(ReplayState.PAUSED, pause_seconds, fault=fault, contact=True)

    def _on_settled(self, batch: list[Entry], outcome: Settled) -> Progress:
        """Only ids that were sent count; one that is both taken and refused is neither."""
        taken = outcome.accepted | outcome.duplicate
        confirmed = [entry for entry in batch if entry.id in taken and entry.id not in outcome.refused]
        refused = [entry for entry in batch if entry.id in outcome.refused and entry.id not in taken]
        if not confirmed and not refused:
            return self._on_doubt(batch, NothingConfirmed(host=self.target.name), None)
        self._central_head = outcome.head or self._central_head
        hold = [
            self._hold(entry, HeldState.SET_ASIDE, EntryRefused(reason=outcome.refused[entry.id])) for entry in refused
        ]
        hold += self._stepped_past(batch)
        fault = hold[0].fault if hold else None
        self._close(batch, confirmed, hold, fault)
        return self._progress(ReplayState.SENDING, confirmed=len(confirmed), fault=fault, contact=True)

    def _stepped_past(self, batch: list[Entry]) -> list[HeldEntry]:
        """The central decided about the next one, so the fault is with the stuck entry: it is held as doubtful."""
        stuck, self._stepping_past = self._stepping_past, None
        if stuck is None or batch[0].id == stuck.id:
            return []
        return [self._hold(stuck, HeldState.DOUBTFUL, EntryDoubtful(detail=self._last_doubt))]

    def _on_doubt(self, batch: list[Entry], fault: WireFault, wait_seconds: float | None) -> Progress:
        self._write(attempt=self._attempt(batch, 0, fault))
        answered = fault.stage in {"http", "answer"}
        if wait_seconds is not None:
            wait = self._pace.after_told(wait_seconds)
        else:
            wait = self._pace.after_doubt(len(batch))
            self._count_doubt(batch, fault, answered)
        return self._progress(ReplayState.WAITING, wait, fault=fault, contact=isinstance(fault, Busy))

    def _count_doubt(self, batch: list[Entry], fault: WireFault, answered: bool) -> None:
        """After enough erroneous answers to one entry alone, try past it and go back to it in turns."""
        if self._stepping_past is not None:
            self._stepping_past = None
        elif len(batch) == 1 and answered:
            self._doubts += 1
            self._last_doubt = str(fault)
            if self._doubts >= self._settings.doubts_before_step_over:
                self._stepping_past = batch[0]

    def _on_rejected(self, batch: list[Entry], fault: WireFault) -> Progress:
        if len(batch) > 1:
            self._pace.after_refused_batch(len(batch))
            self._write(attempt=self._attempt(batch, 0, fault))
            return self._progress(ReplayState.SENDING, fault=fault, contact=True)
        wait = self._pace.after_refused_entry()
        if wait is not None:
            self._write(attempt=self._attempt(batch, 0, fault))
            return self._progress(ReplayState.WAITING, wait, fault=fault, contact=True)
        self._close(batch, [], [self._hold(batch[0], HeldState.SET_ASIDE, EntryRefused(reason=str(fault)))], fault)
        return self._progress(ReplayState.SENDING, fault=fault, contact=True)

    def _close(
        self, batch: list[Entry], confirmed: list[Entry], hold: list[HeldEntry], fault: SyncError | None
    ) -> None:
        """Something was decided: forget the failures, settle, write."""
        self._doubts = 0
        self._past_turn = -1
        self._pace.decided()
        release = [entry.position for entry in confirmed]
        self._held.remove(release)
        self._held.put(hold)
        self._window.settle([entry.id for entry in confirmed] + [held.entry_id for held in hold])
        self._write(attempt=self._attempt(batch, len(confirmed), fault), hold=hold, release=release)

    def _write(
        self,
        *,
        attempt: Attempt | None = None,
        hold: Sequence[HeldEntry] = (),
        release: Sequence[Position] = (),
    ) -> None:
        self._held.put(hold)
        self._log.settle(self.target.name, Settlement(self._window.mark, attempt, hold, release))

    def _attempt(self, batch: list[Entry], confirmed: int, fault: SyncError | None) -> Attempt:
        return Attempt(self._utc_now(), batch[0].position, batch[-1].position, len(batch), confirmed, fault)

    def _progress(
        self,
        state: ReplayState,
        wait_seconds: float = 0.0,
        *,
        confirmed: int = 0,
        fault: SyncError | None = None,
        contact: bool | None = None,
    ) -> Progress:
        beyond = max(0, self._source.head().seq - self._window.last_seq)
        return Progress(
            state=state,
            wait_seconds=wait_seconds,
            sent_up_to=self._window.mark,
            to_send=len(self._window.open_entries()) + beyond,
            set_aside=self._held.count(HeldState.SET_ASIDE) + self._held.count(HeldState.DOUBTFUL),
            waiting=self._held.count(HeldState.WAITING) + self._held.count(HeldState.SEND_AGAIN),
            confirmed=confirmed,
            fault=fault,
            contact=contact,
            central_head=self._central_head,
        )
