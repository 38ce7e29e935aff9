"""Brings one job over one open connection, and finds out how it ended. Never sends a job a second time."""

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.faults import DriverError, Fault
from drivers.printers.jobs import CutOffMidway, Evidence, JobState, NeverConfirmed, StoppedMidway
from drivers.printers.profiles import PrinterProfile
from drivers.printers.status import PrinterHealth, StatusDialogue
from drivers.printers.transports.base import Connection, ConnectionLost

_LISTEN_SECONDS = 0.1
_PRINTABLE = range(0x21, 0x7F)
_process_numbers = itertools.count(int.from_bytes(os.urandom(3), "big"))


@dataclass(frozen=True, slots=True)
class DeliveryTimes:
    """Deadlines in seconds. stall: no byte taken. job: all bytes. status: one answer. confirm: the proof of print.
    watch: how long a printer that stopped midway is watched. look: between looks at its health meanwhile.
    late_answer: after an unanswered question, how long its answer may still come and nothing else is asked."""

    stall_timeout_seconds: float = 5.0
    job_timeout_seconds: float = 120.0
    status_timeout_seconds: float = 0.5
    confirm_timeout_seconds: float = 15.0
    watch_timeout_seconds: float = 900.0
    look_seconds: float = 1.0
    late_answer_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery stands. not_begun: the printer took no byte, so the job may be tried again."""

    state: JobState
    reason: Fault | None = None
    evidence: Evidence | None = None
    not_begun: bool = False


class JobDelivery:
    """One job on one connection. `on_progress` hears of what is not final yet, `on_health` of each look at the
    printer; `meanwhile` is called between waits, does what cannot wait (drawer pulses) and says whether to stop."""

    def __init__(
        self,
        name: str,
        profile: PrinterProfile,
        connection: Connection,
        dialogue: StatusDialogue,
        before: PrinterHealth,
        times: DeliveryTimes,
        on_progress: Callable[[Outcome], None],
        on_health: Callable[[PrinterHealth], None],
        meanwhile: Callable[[PrinterHealth], bool],
    ) -> None:
        self._name = name
        self._profile = profile
        self._connection = connection
        self._dialogue = dialogue
        self._health = before
        self._answered_before = before.answered
        self._times = times
        self._on_progress = on_progress
        self._on_health = on_health
        self._meanwhile = meanwhile
        self._stopped_midway: DriverError | None = None
        self._told_to_stop = False

    def run(self, data: bytes) -> Outcome:
        """Send `data` and wait for the best proof this printer can give. Never raises for the way's sake."""
        self._on_progress(Outcome(JobState.SENDING))
        times = self._times
        sent = self._connection.write(data, times.stall_timeout_seconds, times.job_timeout_seconds)
        if sent.problem and not sent.bytes_sent:
            return Outcome(JobState.QUEUED, Fault.of(sent.problem), not_begun=True)
        if not sent.complete or not self._connection.settled(times.stall_timeout_seconds):
            return Outcome(JobState.UNKNOWN, Fault.of(CutOffMidway(name=self._name)))
        if not self._answered_before:
            return Outcome(JobState.SENT)
        self._on_progress(Outcome(JobState.SENT))
        try:
            return self._prove()
        except ConnectionLost:
            return Outcome(JobState.UNKNOWN, Fault.of(NeverConfirmed(name=self._name)))

    def _prove(self) -> Outcome:
        """Ask for the best proof first; a printer that keeps well but does not know the question gets the next one."""
        if self._profile.process_id and self._asked_process_id_and_heard():
            return Outcome(JobState.CONFIRMED, evidence=Evidence.PROCESS_ID)
        if self._may_ask_on() and self._profile.ordered_status and self._asked_paper_in_order_and_heard():
            return Outcome(JobState.CONFIRMED, evidence=Evidence.STATUS_IN_ORDER)
        return self._outcome_by_health()

    def _may_ask_on(self) -> bool:
        return self._stopped_midway is None and not self._told_to_stop and self._health.answered

    def _asked_process_id_and_heard(self) -> bool:
        process_id = _next_process_id()
        if not self._dialogue.ask_process_id(process_id, self._times.status_timeout_seconds):
            raise ConnectionLost(name=self._name)
        return self._wait_for(lambda seconds: self._dialogue.process_id_answered(process_id, seconds))

    def _asked_paper_in_order_and_heard(self) -> bool:
        if not self._dialogue.ask_paper_in_order(self._times.status_timeout_seconds):
            raise ConnectionLost(name=self._name)
        return self._wait_for(lambda seconds: self._dialogue.paper_in_order(seconds) is not None)

    def _wait_for(self, heard: Callable[[float], bool]) -> bool:
        """Listen until the proof comes. While the printer stands still for a repair, the deadline moves on: it
        finishes by itself afterwards, and its proof then still counts."""
        deadline = time.monotonic() + self._times.confirm_timeout_seconds
        next_look = time.monotonic() + self._times.look_seconds
        while time.monotonic() < deadline:
            if heard(_LISTEN_SECONDS):
                return True
            if self._meanwhile(self._health):
                self._told_to_stop = True
                return False
            if time.monotonic() >= next_look:
                deadline = self._look(deadline)
                next_look = time.monotonic() + self._times.look_seconds
        return False

    def _look(self, deadline: float) -> float:
        """Look at the printer's health; the new deadline for its proof."""
        standing_before = self._health.obstacle(self._name)
        self._health = self._dialogue.health(self._times.status_timeout_seconds)
        self._on_health(self._health)
        obstacle = self._health.obstacle(self._name)
        if obstacle is None:
            return time.monotonic() + self._times.confirm_timeout_seconds if standing_before else deadline
        if self._stopped_midway is None:
            self._stopped_midway = StoppedMidway(name=self._name, problem=obstacle.code)
            self._on_progress(Outcome(JobState.UNKNOWN, Fault.of(self._stopped_midway)))
        return deadline if standing_before else time.monotonic() + self._times.watch_timeout_seconds

    def _outcome_by_health(self) -> Outcome:
        """No proof of the job itself: judge by how the printer is after it."""
        if self._stopped_midway is not None:
            return Outcome(JobState.UNKNOWN, Fault.of(self._stopped_midway))
        if self._told_to_stop:
            return Outcome(JobState.SENT)
        after = self._dialogue.health(self._times.status_timeout_seconds)
        self._on_health(after)
        if not after.answered:
            return Outcome(JobState.UNKNOWN, Fault.of(NeverConfirmed(name=self._name)))
        obstacle = after.obstacle(self._name)
        if obstacle is not None:
            stopped = StoppedMidway(name=self._name, problem=obstacle.code)
            return Outcome(JobState.UNKNOWN, Fault.of(stopped))
        return Outcome(JobState.CONFIRMED, evidence=Evidence.STATUS_BEFORE_AND_AFTER)


def _next_process_id() -> bytes:
    """Four printable bytes, different from job to job and run to run: a late answer proves no other job."""
    number = next(_process_numbers)
    digits = bytearray()
    for _ in range(4):
        number, digit = divmod(number, len(_PRINTABLE))
        digits.append(_PRINTABLE[digit])
    return bytes(digits)
