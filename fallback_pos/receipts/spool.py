"""The way of each receipt from the commit to the printer's worker, and what is heard of it.

A thread of its own lays receipts out; the sale that was just finished waits for nothing here.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from drivers.faults import Fault
from drivers.printers import jobs as printer_jobs
from drivers.printers.document import Document
from drivers.printers.pulse import DrawerReport, Pulse
from drivers.status import DeviceStatus
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.ids import new_id
from fallback_pos.receipts.errors import LayoutFailed
from fallback_pos.receipts.printing_status import PrintingChanged, PrintingStatus
from fallback_pos.storage.print_jobs import JobState, PrintJob, PrintJobs

if TYPE_CHECKING:
    from drivers.printers.worker import PrinterWorker  # renders: the first paint must not wait for it

Listener = Callable[[PrintingChanged], None]
STOP_WAIT_SECONDS = 5.0
DRAWER_DEADLINE_SECONDS = 3.0
"""A drawer that springs open later is an open till with nobody watching."""


class Spool:
    """Keeps the open jobs. Every method may be called from any thread and returns at once."""

    def __init__(self, jobs: PrintJobs, clock: Callable[[], Instant], listener: Listener) -> None:
        self._jobs = jobs
        self._clock = clock
        self._listener = listener
        self._open: dict[str, PrintJob] = {}
        self._in_hand: set[str] = set()
        """Jobs of which more will be heard: an unknown one among them may still print by itself."""
        self._printer: PrinterWorker | None = None
        self._printer_status: DeviceStatus | None = None
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="receipts", daemon=True)

    def start(self, printer: PrinterWorker | None) -> None:
        """Begin to print; the worker is this spool's from now on."""
        self._printer = printer
        if printer is not None:
            printer.start()
        self._thread.start()

    def stop(self) -> bool:
        """Lay out and hand over what waits, then stop the printer. True when both ended in time and nothing more
        will be heard: then the states in the file can be believed.
        """
        if not self._thread.is_alive():
            return True
        self._tasks.put(None)
        self._thread.join(STOP_WAIT_SECONDS)
        stopped = self._printer is None or self._printer.stop(STOP_WAIT_SECONDS)
        return stopped and not self._thread.is_alive()

    @property
    def status(self) -> PrintingStatus:
        with self._lock:
            return self._status()

    def unknown(self) -> list[PrintJob]:
        """Jobs that somebody has to look for, oldest first."""
        with self._lock:
            return sorted(
                filter(self._is_asked, self._open.values()), key=lambda job: (job.made_at, job.receipt, job.id)
            )

    def open_job(self, receipt: str) -> PrintJob | None:
        """The newest job of a receipt that is not settled."""
        with self._lock:
            return next((job for job in reversed(self._open.values()) if job.receipt == receipt), None)

    def know(self, job: PrintJob) -> None:
        """Take up a job that is in the file already, without printing it."""
        with self._lock:
            self._open[job.id] = job

    def doubt(self, job: PrintJob) -> None:
        """Take up a job that a crash left behind: it may be on paper or not."""
        unknown = replace(job, state=JobState.UNKNOWN, changed_at=self._clock().text)
        self._jobs.change(unknown)
        self.know(unknown)
        self._publish(unknown)

    def send(self, job: PrintJob, document: Callable[[], Document], *, kick_drawer: bool = False) -> None:
        """Have a job of the file laid out and printed."""
        with self._lock:
            self._open[job.id] = job
            self._in_hand.add(job.id)
        self._tasks.put(lambda: self._hand_over(job, document, kick_drawer))
        self._publish(job)

    def send_unrecorded(self, job_id: str, document: Document) -> None:
        """Print something that is no receipt: nobody asks about it after a crash."""
        self._tasks.put(lambda: self._submit(printer_jobs.PrintJob(job_id, document)))

    def open_drawer(self) -> None:
        """Pulse the drawer now or, after DRAWER_DEADLINE_SECONDS, not at all."""
        if self._printer is not None:
            self._printer.submit_pulse(Pulse(new_id(), DRAWER_DEADLINE_SECONDS, self.drawer_was))

    def heard(self, report: printer_jobs.JobReport) -> None:
        """What the printer's worker says about a job. Called on its thread."""
        reason = report.reason or next(iter(report.warnings), None)
        self._change(report.job_id, JobState(report.state.value), report.final, reason)

    def printer_is(self, status: DeviceStatus) -> None:
        """What the printer's worker says about the printer. Called on its thread."""
        with self._lock:
            self._printer_status = status
        self._publish(None)

    def drawer_was(self, report: DrawerReport) -> None:
        """What became of a pulse. Called on the printer's thread or a timer's."""
        if not report.delivered:
            self._publish(None, report.reason)

    def settle(self, job_id: str, state: JobState) -> PrintJob | None:
        """Somebody looked at the paper. The job as it is now, or None when it was settled already."""
        with self._lock:
            job = self._open.get(job_id)
            if job is None or not self._is_asked(job):
                return None
        self._change(job_id, state, True, None, settles_unknown=True)
        return job

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()

    def _hand_over(self, job: PrintJob, document: Callable[[], Document], kick_drawer: bool) -> None:
        try:
            made = document()
        except Exception as error:  # noqa: BLE001 - the spool's outermost edge: one receipt must not stop the others
            failed = LayoutFailed(receipt=job.receipt, detail=f"{type(error).__name__}: {error}")
            self._change(job.id, JobState.FAILED, True, Fault(failed.code, failed.sentence, failed.params))
            return
        self._submit(printer_jobs.PrintJob(job.id, made, kick_drawer))

    def _submit(self, job: printer_jobs.PrintJob) -> None:
        if self._printer is not None:
            self._printer.submit(job)

    def _change(
        self, job_id: str, state: JobState, final: bool, reason: Fault | None, *, settles_unknown: bool = False
    ) -> None:
        with self._lock:
            before = self._open.get(job_id)
            if before is None:
                self._in_hand.discard(job_id)
            else:
                settled = final and (settles_unknown or state is not JobState.UNKNOWN)
                job = replace(before, state=state, settled=settled, changed_at=self._clock().text)
                self._note(job, final)
        if before is None:
            self._publish(None, reason)
            return
        if (job.state, job.settled) != (before.state, before.settled):
            self._jobs.change(job)
        self._publish(job, reason)

    def _note(self, job: PrintJob, final: bool) -> None:
        if final:
            self._in_hand.discard(job.id)
        if job.settled:
            del self._open[job.id]
        else:
            self._open[job.id] = job

    def _publish(self, job: PrintJob | None, reason: Fault | None = None) -> None:
        self._listener(PrintingChanged(self.status, job, reason))

    def _status(self) -> PrintingStatus:
        unknown = sum(map(self._is_asked, self._open.values()))
        return PrintingStatus(self._printer_status, len(self._open) - unknown, unknown)

    def _is_asked(self, job: PrintJob) -> bool:
        return job.state is JobState.UNKNOWN and job.id not in self._in_hand
