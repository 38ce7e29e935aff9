"""The agent's loop: replay while there is something to send, look whether the central is there otherwise.

It knows neither files of the till nor settings; whoever composes it passes everything in. It holds no state that the
delivery log does not hold too, so it may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from sync.backoff import full_jitter
from sync.contact import Contact, ContactState, Hysteresis, after_look
from sync.engine import ReplayEngine
from sync.errors import SyncError
from sync.faults import AgentFailed, WireFault
from sync.ledger import EMPTY_HEAD
from sync.progress import Progress, ReplayState
from sync.protocols import DeliveryLog
from sync.status_file import TargetStatus, write_status
from sync.stop_signal import StopSignal

_LOG = logging.getLogger("sync.agent")
_TICK_SECONDS = 1.0
"""How often the journal is looked at for new entries, and the folder for still being there."""
_STATUS_EVERY_SECONDS = 5.0
_STATUS_PAUSE_SECONDS = 0.25
_TILL_LOOK_EVERY_SECONDS = 5.0
_FAILURES_UNTIL_GIVING_UP = 5
"""When sending once only."""


class Ending(StrEnum):
    """Why the agent ended."""

    TOLD = "told to"
    FOLDER_GONE = "the data directory is gone"
    NOT_WANTED = "another version or agent takes over"
    NOTHING_TO_DO = "everything is sent and no till runs"
    ALL_SENT = "everything is sent"
    GAVE_UP = "the central cannot be reached"


class Looker(Protocol):
    """A probe of one central."""

    def look(self) -> WireFault | None:
        """None when it answers as itself, otherwise what failed."""

    def abort(self) -> None:
        """End a running look."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """The agent's own limits."""

    probe_interval_seconds: float = 30.0
    linger_seconds: float = 600.0
    """How long it stays with an empty queue and no till running."""
    hysteresis: Hysteresis = field(default_factory=Hysteresis)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the agent asks of the world around it."""

    data_dir: Path
    status_file: Path
    log: DeliveryLog
    till_is_running: Callable[[], bool]
    still_wanted: Callable[[], bool]
    """False when this agent should make room: another version was installed, or its lock is not its own."""
    monotonic_seconds: Callable[[], float]
    utc_now: Callable[[], str]
    chance: Callable[[], float]
    version: str = ""


def run(
    lanes: Sequence[tuple[ReplayEngine, Looker | None]],
    surroundings: Surroundings,
    settings: AgentSettings,
    stop: StopSignal,
    *,
    once: bool = False,
) -> Ending:
    """Run until there is a reason to end. One lane per target: its engine, and a probe where there is one.

    `once` sends what is queued and ends, with GAVE_UP when the central is in doubt instead of waiting for it.
    """
    agent = _Agent([_Lane(engine, looker) for engine, looker in lanes], surroundings, settings)
    for lane in agent.lanes:
        stop.also([lane.engine.target.abort] + ([lane.looker.abort] if lane.looker else []))
    try:
        return agent.run(stop, once=once)
    finally:
        agent.tell(force=True, ended=True)
        for lane in agent.lanes:
            lane.engine.target.close()


@dataclass(slots=True)
class _Lane:
    """One target, and what is known of it."""

    engine: ReplayEngine
    looker: Looker | None
    progress: Progress = Progress(ReplayState.SENDING, 0.0, EMPTY_HEAD, 0)  # noqa: RUF009 - frozen
    contact: ContactState = ContactState()  # noqa: RUF009 - frozen
    last_contact: str = ""
    step_fault: SyncError | None = None
    """What held up the last step."""
    look_fault: SyncError | None = None
    """What the last look or answer found wrong."""
    failures: int = 0
    """Steps in a row that confirmed nothing although there was something to send."""
    is_broken: bool = False
    """The journal or the delivery log cannot be used."""
    step_due_seconds: float = 0.0
    look_due_seconds: float = 0.0

    @property
    def name(self) -> str:
        return self.engine.target.name

    @property
    def is_idle(self) -> bool:
        return self.progress.state is ReplayState.UP_TO_DATE and not self.is_broken

    @property
    def fault(self) -> SyncError | None:
        return self.step_fault or self.look_fault


class _Agent:
    def __init__(self, lanes: list[_Lane], surroundings: Surroundings, settings: AgentSettings) -> None:
        self.lanes = lanes
        self._around = surroundings
        self._settings = settings
        self._folder = _identity(surroundings.data_dir)
        self._idle_since_seconds: float | None = None
        self._till_look_due_seconds = 0.0
        self._status_due_seconds = 0.0
        self._told: list[TargetStatus] = []

    def run(self, stop: StopSignal, *, once: bool) -> Ending:
        while not stop.is_set:
            for lane in self.lanes:
                self._work(lane)
            self.tell()
            ending = self._ending_when_once() if once else self._ending()
            if ending is not None:
                _LOG.info("ends: %s", ending)
                return ending
            stop.wait(self._pause_seconds())
        _LOG.info("ends: %s", Ending.TOLD)
        return Ending.TOLD

    def tell(self, *, force: bool = False, ended: bool = False) -> None:
        """Write the status file: soon after a change, and now and then to show that the agent is alive."""
        now = self._around.monotonic_seconds()
        statuses = [
            TargetStatus(lane.name, lane.progress, lane.contact, lane.last_contact, lane.fault) for lane in self.lanes
        ]
        quiet_until = self._status_due_seconds
        if statuses != self._told:
            quiet_until -= _STATUS_EVERY_SECONDS - _STATUS_PAUSE_SECONDS
        if (now < quiet_until and not force) or not self._folder_is_there():
            return
        self._told = statuses
        self._status_due_seconds = now + _STATUS_EVERY_SECONDS
        try:
            write_status(
                self._around.status_file,
                statuses,
                updated_at=self._around.utc_now(),
                version=self._around.version,
                process=os.getpid(),
                ended=ended,
            )
        except OSError as error:
            _LOG.warning("the status file cannot be written: %s", error)

    def _work(self, lane: _Lane) -> None:
        """One step, when it is due; a look at the central when nothing was sent for a while."""
        now = self._around.monotonic_seconds()
        if now >= lane.step_due_seconds:
            self._step(lane)
        if lane.looker is not None and lane.is_idle and self._around.monotonic_seconds() >= lane.look_due_seconds:
            self._look(lane, lane.looker)

    def _step(self, lane: _Lane) -> None:
        try:
            progress = lane.engine.step()
        except Exception as error:  # noqa: BLE001 - the loop's outermost edge: whatever failed is told and tried again
            self._failed(lane, error)
            return
        held_up = progress.state in {ReplayState.WAITING, ReplayState.PAUSED}
        lane.is_broken = False
        lane.failures = lane.failures + 1 if held_up else 0
        lane.step_fault = progress.fault if held_up else None
        lane.step_due_seconds = self._around.monotonic_seconds() + progress.wait_seconds
        if progress.state is ReplayState.UP_TO_DATE:
            lane.step_due_seconds += _TICK_SECONDS
        if progress.contact is not None:
            self._heard(lane, None if progress.contact else progress.fault)
        self._log_change(lane, progress)
        lane.progress = progress

    def _failed(self, lane: _Lane, error: Exception) -> None:
        """The journal or the delivery log could not be used: the lane waits and says so."""
        lane.is_broken = True
        lane.failures += 1
        wait_seconds = full_jitter(lane.failures, self._around.chance())
        lane.step_due_seconds = self._around.monotonic_seconds() + max(_TICK_SECONDS, wait_seconds)
        if lane.failures == 1:
            _LOG.error("%s: %s", lane.name, error, exc_info=error)
        detail = str(error) or type(error).__name__
        lane.step_fault = error if isinstance(error, SyncError) else AgentFailed(detail=detail)

    def _look(self, lane: _Lane, looker: Looker) -> None:
        try:
            fault: SyncError | None = looker.look()
        except SyncError as error:  # a certificate file that has gone meanwhile
            fault = error
        self._heard(lane, fault)

    def _heard(self, lane: _Lane, fault: SyncError | None) -> None:
        """The central answered or did not: one more look for the steady opinion."""
        at = self._around.utc_now()
        lane.look_due_seconds = self._around.monotonic_seconds() + self._settings.probe_interval_seconds
        lane.look_fault = fault
        if fault is None:
            lane.last_contact = at
        before = lane.contact
        lane.contact = after_look(before, fault, at, self._settings.hysteresis)
        if lane.contact.contact is not before.contact and lane.contact.contact in {Contact.DOWN, Contact.REACHABLE}:
            _LOG.info("%s: %s %s", lane.name, lane.contact.contact, fault or "")
            self._note(lane, lane.contact)

    def _note(self, lane: _Lane, contact: ContactState) -> None:
        try:
            self._around.log.note_contact(lane.name, contact.since, contact.contact is Contact.REACHABLE, contact.fault)
        except Exception as error:  # noqa: BLE001 - the contact log is a convenience, replay goes on without it
            _LOG.warning("the contact log cannot be written: %s", error)

    def _log_change(self, lane: _Lane, progress: Progress) -> None:
        if progress.state is lane.progress.state and progress.set_aside <= lane.progress.set_aside:
            return
        _LOG.info(
            "%s: %s, up to %s, %s to send, %s set aside %s",
            lane.name,
            progress.state,
            progress.sent_up_to.seq,
            progress.to_send,
            progress.set_aside,
            progress.fault or "",
        )

    def _ending_when_once(self) -> Ending | None:
        left = [lane for lane in self.lanes if not lane.is_idle]
        if not left:
            return Ending.ALL_SENT
        hopeless = [
            lane
            for lane in left
            if lane.failures >= _FAILURES_UNTIL_GIVING_UP or lane.progress.state is ReplayState.PAUSED
        ]
        return Ending.GAVE_UP if hopeless == left else None

    def _ending(self) -> Ending | None:
        if not self._folder_is_there():
            return Ending.FOLDER_GONE
        now = self._around.monotonic_seconds()
        if now < self._till_look_due_seconds:
            return None
        self._till_look_due_seconds = now + _TILL_LOOK_EVERY_SECONDS
        if not self._around.still_wanted():
            return Ending.NOT_WANTED
        if not all(lane.is_idle or lane.is_broken for lane in self.lanes) or self._around.till_is_running():
            self._idle_since_seconds = None
            return None
        if self._idle_since_seconds is None:
            self._idle_since_seconds = now
        return Ending.NOTHING_TO_DO if now - self._idle_since_seconds >= self._settings.linger_seconds else None

    def _pause_seconds(self) -> float:
        due = min((lane.step_due_seconds for lane in self.lanes), default=0.0)
        return min(_TICK_SECONDS, max(0.0, due - self._around.monotonic_seconds()))

    def _folder_is_there(self) -> bool:
        return self._folder is not None and _identity(self._around.data_dir) == self._folder


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tells a folder from another that was made in its place."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
