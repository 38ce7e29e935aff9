"""What waits for a printer's thread: jobs in order, drawer pulses before them, and a way to wait for either."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from drivers.faults import Fault
from drivers.printers.jobs import PrintJob
from drivers.printers.pulse import Pulse


@dataclass(slots=True, eq=False)
class WaitingJob:
    """A job and what has been done about it so far. Only the printer's thread changes it."""

    job: PrintJob
    queued_at: float = field(default_factory=time.monotonic)
    data: bytes | None = None
    warnings: tuple[Fault, ...] = ()
    reason: Fault | None = None


class WorkQueue:
    """Thread-safe. Anybody adds; only the printer's thread takes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._jobs: deque[WaitingJob] = deque()
        self._pulses: deque[Pulse] = deque()
        self._news = 0
        self._changed = threading.Condition()

    def add_job(self, job: PrintJob) -> bool:
        """False when the queue is full."""
        with self._changed:
            if len(self._jobs) >= self._limit:
                return False
            self._jobs.append(WaitingJob(job))
            self._tell()
            return True

    def add_pulse(self, pulse: Pulse) -> None:
        """Pulses have no limit: each is gone within seconds."""
        with self._changed:
            self._pulses = deque(waiting for waiting in self._pulses if waiting.waiting)
            self._pulses.append(pulse)
            self._tell()

    def wake(self) -> None:
        """Make a waiting thread look around."""
        with self._changed:
            self._tell()

    @property
    def has_work(self) -> bool:
        """True while a job or a pulse waits; a pulse that its timer dropped is no work."""
        with self._changed:
            return self._has_work()

    @property
    def has_pulses(self) -> bool:
        """True while a pulse waits."""
        with self._changed:
            return any(pulse.waiting for pulse in self._pulses)

    @property
    def job_ids(self) -> tuple[str, ...]:
        """The jobs that wait, in order."""
        with self._changed:
            return tuple(waiting.job.id for waiting in self._jobs)

    def take_pulse(self) -> Pulse | None:
        """A pulse that was still wanted, claimed for the caller."""
        with self._changed:
            while self._pulses:
                pulse = self._pulses.popleft()
                if pulse.claim():
                    return pulse
        return None

    def first_job(self) -> WaitingJob | None:
        """The job whose turn it is, left in the queue."""
        with self._changed:
            return self._jobs[0] if self._jobs else None

    def take(self, waiting: WaitingJob) -> bool:
        """Remove that job; False when it was cancelled meanwhile."""
        with self._changed:
            if waiting not in self._jobs:
                return False
            self._jobs.remove(waiting)
            return True

    def put_back(self, waiting: WaitingJob) -> None:
        """Return a job of which nothing was sent, to the front."""
        with self._changed:
            self._jobs.appendleft(waiting)

    def cancel(self, job_id: str) -> bool:
        """Remove a job by its id; False when it is not waiting here."""
        with self._changed:
            for waiting in self._jobs:
                if waiting.job.id == job_id:
                    self._jobs.remove(waiting)
                    return True
        return False

    def wait_for_work(self, timeout_seconds: float | None) -> None:
        """Return when there is a job or a pulse, when woken, or after the time-out."""
        with self._changed:
            seen = self._news
            self._changed.wait_for(lambda: self._has_work() or self._news != seen, timeout_seconds)

    def wait_for_news(self, timeout_seconds: float) -> None:
        """Return when something is added, when woken, or after the time-out."""
        with self._changed:
            seen = self._news
            self._changed.wait_for(lambda: self._news != seen, timeout_seconds)

    def _has_work(self) -> bool:
        return bool(self._jobs) or any(pulse.waiting for pulse in self._pulses)

    def _tell(self) -> None:
        self._news += 1
        self._changed.notify_all()
