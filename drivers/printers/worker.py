"""One printer, one thread: nothing else ever talks to it. Callers only queue, and hear what happened by reports."""

import time
from collections.abc import Callable
from dataclasses import replace

from drivers.faults import DriverError, Fault, UnexpectedFailure
from drivers.printers.delivery import JobDelivery, Outcome
from drivers.printers.document import Document
from drivers.printers.fonts import FontShelf
from drivers.printers.jobs import (
    CutOffMidway,
    Evidence,
    JobCancelled,
    JobReport,
    JobState,
    PrinterGaveUp,
    PrinterQueueFull,
    PrintJob,
    RenderingFailed,
)
from drivers.printers.pulse import DrawerReport, Pulse
from drivers.printers.render import render, render_pulse
from drivers.printers.settings import PrinterSettings
from drivers.printers.status import LateAnswers, PrinterFellSilent, PrinterHealth, PrinterSilent, StatusDialogue
from drivers.printers.transports.base import Connection, ConnectionLost, Transport
from drivers.printers.work_queue import WaitingJob, WorkQueue
from drivers.status import DeviceKind, DeviceState, DeviceStatus, faulty, ready, starting, stopped
from drivers.status_board import StatusBoard
from drivers.worker_thread import WorkerThread

_PULSE_TIMEOUT_SECONDS = 1.0
_PULSE_RETRY_SECONDS = 0.25
_FAULT_CHECK_SECONDS = 5.0


class PrinterWorker:
    """Owns one printer. No method waits for it.

    on_report(JobReport): each state of each job; `queued` on the caller's thread, everything after on the printer's.
    on_status(DeviceStatus): each change of the printer's condition, on the printer's thread.
    on_drawer(DrawerReport): the end of each pulse, on the printer's thread or a timer's.
    """

    def __init__(
        self,
        settings: PrinterSettings,
        transport: Transport,
        on_report: Callable[[JobReport], None],
        on_status: Callable[[DeviceStatus], None],
        on_drawer: Callable[[DrawerReport], None],
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._on_report = on_report
        self._on_drawer = on_drawer
        self._fonts = FontShelf(settings.fonts)
        self._queue = WorkQueue(settings.queue_limit)
        self._board = StatusBoard(starting(DeviceKind.PRINTER, settings.name), on_status)
        self._worker = WorkerThread(
            settings.name, self._step, self._report_unexpected, settings.retry_seconds, self._queue.wake
        )
        self._in_hand: WaitingJob | None = None
        self._began_sending = False
        self._has_answered = False
        self._late_answers = LateAnswers(settings.times.late_answer_seconds)
        self._profile = settings.profile
        self._warm_up_at: float | None = None
        self._next_check_at: float | None = None

    @property
    def status(self) -> DeviceStatus:
        """The last status published."""
        return self._board.current

    @property
    def waiting_job_ids(self) -> tuple[str, ...]:
        """Jobs of which nothing has been sent yet."""
        return self._queue.job_ids

    def start(self) -> None:
        """Look at the printer in the background, then serve the queue."""
        now = time.monotonic()
        self._warm_up_at = now + self._settings.warm_up_seconds
        self._next_check_at = now
        self._worker.start()

    def submit(self, job: PrintJob) -> None:
        """Queue a job; a drawer pulse asked for with it goes before the bytes of every job that waits."""
        if job.kick_drawer:
            self.submit_pulse(Pulse(job.id, self._settings.drawer_deadline_seconds, self._on_drawer))
        self._on_report(JobReport(job.id, JobState.QUEUED))
        if self._queue.add_job(job):
            return
        full = PrinterQueueFull(name=self._settings.name, limit=self._settings.queue_limit)
        self._on_report(JobReport(job.id, JobState.FAILED, final=True, reason=Fault.of(full)))

    def submit_pulse(self, pulse: Pulse) -> None:
        """Deliver a drawer pulse as soon as the printer's thread is free, unless its deadline comes first."""
        self._queue.add_pulse(pulse)

    def cancel(self, job_id: str) -> bool:
        """Take a waiting job off the queue, which ends it as failed; False when it is not waiting (any more)."""
        if not self._queue.cancel(job_id):
            return False
        self._on_report(JobReport(job_id, JobState.FAILED, final=True, reason=Fault.of(JobCancelled())))
        return True

    def stop(self, timeout_seconds: float = 5.0) -> bool:
        """End the thread; True when it ended in time. Jobs still waiting stay queued for the next start's caller."""
        ended = self._worker.stop(timeout_seconds)
        while (pulse := self._queue.take_pulse()) is not None:
            pulse.settle(delivered=False)
        self._board.publish(stopped(DeviceKind.PRINTER, self._settings.name))
        return ended

    def _step(self) -> None:
        self._queue.wait_for_work(self._seconds_to_next_duty())
        if self._worker.stopping:
            return
        self._warm_up_if_due()
        waiting = self._queue.first_job()
        if not (waiting or self._queue.has_pulses or self._check_is_due()):
            return
        if waiting:
            self._prepare(waiting)
        self._note_check()
        obstacle = self._use_printer()
        if obstacle is not None:
            self._cannot_print(obstacle)

    def _use_printer(self) -> DriverError | None:
        """Open, use and close one connection; why the printer cannot print now, or None. Nobody waits while it is open:
        another till may want the printer."""
        try:
            connection = self._transport.open()
        except DriverError as error:
            return error
        try:
            return self._use(connection)
        except ConnectionLost as error:
            return error
        finally:
            connection.close()

    def _use(self, connection: Connection) -> DriverError | None:
        """Look first, then pulses, then the job whose turn it is."""
        dialogue = StatusDialogue(connection, self._late_answers)
        health = dialogue.health(self._settings.times.status_timeout_seconds)
        if not health.answered and self._has_answered:
            return PrinterFellSilent(name=self._settings.name)
        self._has_answered = health.answered
        obstacle = health.obstacle(self._settings.name)
        if obstacle is not None:
            return obstacle
        self._publish_health(health, connection.answers)
        self._send_pulses(connection)
        waiting = self._queue.first_job()
        if waiting and waiting.data is not None and self._queue.take(waiting):
            self._deliver(waiting, waiting.data, connection, dialogue, health)
        return None

    def _deliver(
        self,
        waiting: WaitingJob,
        data: bytes,
        connection: Connection,
        dialogue: StatusDialogue,
        health: PrinterHealth,
    ) -> None:
        self._in_hand = waiting
        self._began_sending = False
        delivery = JobDelivery(
            self._settings.name,
            self._profile,
            connection,
            dialogue,
            health,
            self._settings.times,
            on_progress=lambda outcome: self._report_progress(waiting, outcome),
            on_health=lambda seen: self._publish_health(seen, connection.answers),
            meanwhile=lambda seen: self._serve_pulses_meanwhile(seen, connection),
        )
        outcome = delivery.run(data)
        self._in_hand = None
        if outcome.not_begun:
            self._queue.put_back(waiting)
            self._make_wait(waiting, outcome.reason)
        else:
            self._learn_from(outcome)
            self._report(waiting, outcome, final=True)

    def _learn_from(self, outcome: Outcome) -> None:
        """A question that was not answered while the printer was well is not asked again until the next start: each
        time it would hold up the receipts behind it."""
        if outcome.evidence in {Evidence.STATUS_IN_ORDER, Evidence.STATUS_BEFORE_AND_AFTER}:
            self._profile = replace(self._profile, process_id=False)
        if outcome.evidence is Evidence.STATUS_BEFORE_AND_AFTER:
            self._profile = replace(self._profile, ordered_status=False)

    def _serve_pulses_meanwhile(self, health: PrinterHealth, connection: Connection) -> bool:
        """While a receipt waits for its proof, the next customer's drawer must open all the same."""
        if self._queue.has_pulses and health.obstacle(self._settings.name) is None:
            self._send_pulses(connection)
        return self._worker.stopping

    def _send_pulses(self, connection: Connection) -> None:
        while (pulse := self._queue.take_pulse()) is not None:
            data = render_pulse(self._settings.profile)
            delivered = connection.write(data, _PULSE_TIMEOUT_SECONDS, _PULSE_TIMEOUT_SECONDS)
            pulse.settle(delivered.complete)

    def _prepare(self, waiting: WaitingJob) -> None:
        """Make the job's bytes before the printer is bothered. A bug in that ends at the thread's boundary, which fails
        the job and goes on."""
        if waiting.data is not None:
            return
        self._in_hand, self._began_sending = waiting, False
        content = waiting.job.content
        if isinstance(content, Document):
            rendered = render(content, self._settings.profile, self._fonts)
            waiting.data, waiting.warnings = rendered.data, rendered.faults
        else:
            waiting.data = content
        self._in_hand = None

    def _cannot_print(self, error: DriverError) -> None:
        """Nothing was sent: say why, let the first job wait, and try again soon; sooner while a pulse waits."""
        if self._next_check_at is not None:
            self._next_check_at = time.monotonic() + min(_FAULT_CHECK_SECONDS, self._settings.idle_check_seconds or 0)
        self._board.publish(faulty(DeviceKind.PRINTER, self._settings.name, error))
        waiting = self._queue.first_job()
        if waiting is not None:
            self._make_wait(waiting, Fault.of(error))
        pause = _PULSE_RETRY_SECONDS if self._queue.has_pulses else self._settings.retry_seconds
        self._queue.wait_for_news(pause)

    def _make_wait(self, waiting: WaitingJob, reason: Fault | None) -> None:
        """Report why a job waits, once per reason; give it up when it has waited too long."""
        waited = time.monotonic() - waiting.queued_at
        if waited >= self._settings.give_up_seconds and self._queue.take(waiting):
            gave_up = PrinterGaveUp(name=self._settings.name, waited_minutes=round(waited / 60))
            self._report(waiting, Outcome(JobState.FAILED, Fault.of(gave_up)), final=True)
        elif reason != waiting.reason:
            waiting.reason = reason
            self._report(waiting, Outcome(JobState.QUEUED, reason), final=False)

    def _report_progress(self, waiting: WaitingJob, outcome: Outcome) -> None:
        self._began_sending = True
        self._report(waiting, outcome, final=False)

    def _report(self, waiting: WaitingJob, outcome: Outcome, final: bool) -> None:
        report = JobReport(waiting.job.id, outcome.state, final, outcome.reason, outcome.evidence, waiting.warnings)
        self._on_report(report)

    def _publish_health(self, health: PrinterHealth, answers: bool) -> None:
        name = self._settings.name
        obstacle, warning = health.obstacle(name), health.warning(name)
        if obstacle is not None:
            self._board.publish(faulty(DeviceKind.PRINTER, name, obstacle))
        elif not health.answered and answers:
            self._board.publish(faulty(DeviceKind.PRINTER, name, PrinterSilent(name=name), DeviceState.ATTENTION))
        elif warning is not None:
            self._board.publish(faulty(DeviceKind.PRINTER, name, warning, DeviceState.ATTENTION))
        else:
            self._board.publish(ready(DeviceKind.PRINTER, name))

    def _report_unexpected(self, error: UnexpectedFailure) -> None:
        """A bug, here or in a callback. What had begun is unknown, whatever the bug was: it is not sent again."""
        self._board.publish(faulty(DeviceKind.PRINTER, self._settings.name, error))
        waiting, self._in_hand = self._in_hand, None
        if waiting is None:
            return
        if self._began_sending:
            outcome = Outcome(JobState.UNKNOWN, Fault.of(CutOffMidway(name=self._settings.name)))
        else:
            self._queue.take(waiting)
            failed = RenderingFailed(name=self._settings.name, detail=error.params["detail"])
            outcome = Outcome(JobState.FAILED, Fault.of(failed))
        self._report(waiting, outcome, final=True)

    def _warm_up_if_due(self) -> None:
        if self._warm_up_at is not None and time.monotonic() >= self._warm_up_at:
            self._warm_up_at = None
            render_pulse(self._settings.profile)

    def _check_is_due(self) -> bool:
        return self._next_check_at is not None and time.monotonic() >= self._next_check_at

    def _note_check(self) -> None:
        """Every use of the printer looks at it, so the next idle look is a full interval away."""
        interval = self._settings.idle_check_seconds
        self._next_check_at = None if interval is None else time.monotonic() + interval

    def _seconds_to_next_duty(self) -> float | None:
        duties = [at for at in (self._warm_up_at, self._next_check_at) if at is not None]
        return max(0.0, min(duties) - time.monotonic()) if duties else None
