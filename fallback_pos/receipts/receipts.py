"""Receipts: printed after the commit, asked about when nobody can know, copied on request. No sale waits for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from drivers.printers.document import Document
from drivers.printers.jobs import JobReport
from drivers.printers.pulse import DrawerReport
from drivers.status import DeviceStatus
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale
from fallback_pos.receipt_layout.paper_slip import PaperSlip
from fallback_pos.receipt_layout.payment_slip import lay_out_payment_slip
from fallback_pos.receipts.errors import NoReceiptPrinter, NothingToSettle, ReceiptNotKnown
from fallback_pos.receipts.printing_status import PrintingStatus
from fallback_pos.receipts.spool import Listener, Spool
from fallback_pos.receipts.style import ReceiptStyle, ShowFormat
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.print_jobs import JobState, PrintJob, PrintJobs, PrintMark
from sync.ledger import Entry, Kind

if TYPE_CHECKING:
    from drivers.printers.worker import PrinterWorker  # renders: the first paint must not wait for it

LOOK_BACK_ENTRIES = 500
"""How far behind its head the journal is searched for sales without a job; older customers have long gone."""
KEEP_DAYS = 30
KEEP_NEWEST_JOBS = 5_000


class Receipts:
    """One till's receipts. `start` before the first sale; methods are for the till's own thread unless they say
    otherwise. `listener` is called on any thread, whenever a job or the printer changes, and must return at once.
    """

    def __init__(
        self,
        journal: Journal,
        index: Index,
        jobs: PrintJobs,
        style: ReceiptStyle,
        permissions: Permissions,
        business_date: Callable[[], date],
        listener: Listener = lambda _changed: None,
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        self._journal = journal
        self._index = index
        self._jobs = jobs
        self._style = style
        self._permissions = permissions
        self._business_date = business_date
        self._clock = clock
        self._spool = Spool(jobs, clock, listener)
        self._has_printer = False
        self._marked_seq = 0

    def start(self, printer: PrinterWorker | None) -> None:
        """Take over the printer (None: this till prints nothing) and find out what the last session left behind.

        After an orderly end, what still waited is printed now. After a crash, nobody can know what was printed: every
        open job, and every sale without one, becomes *unknown* and is asked about.
        """
        self._has_printer = printer is not None
        mark = self._jobs.begin()
        self._spool.start(printer)
        for job in self._jobs.open():
            self._take_up(job, mark)
        self._derive_missing(mark)
        self._marked_seq = self._journal.head.seq
        self._jobs.set_mark(self._marked_seq)
        self._jobs.forget(self._text_of(timedelta(days=KEEP_DAYS)), KEEP_NEWEST_JOBS)

    def close(self) -> None:
        """Stop printing. What waits is printed by the next start."""
        if self._spool.stop():
            self._jobs.end()

    @property
    def status(self) -> PrintingStatus:
        """How printing is doing. From any thread."""
        return self._spool.status

    def issue(self, sale: Sale, seq: int, *, kick_drawer: bool = False) -> None:
        """Print the receipt of a sale just committed as entry `seq`, and open the drawer for it.

        Returns at once and raises nothing for a printer's sake; what goes wrong reaches the listener.
        """
        marked, self._marked_seq = self._marked_seq, seq
        if not self._has_printer:
            self._jobs.move_mark(seq, marked)
            return
        job = self._new_job(sale, copy=0)
        self._jobs.add_at(job, seq, marked)
        self._spool.send(job, lambda: self._style.document(sale), kick_drawer=kick_drawer)

    def reprint(self, receipt: str, operator: Operator, *, approver: Operator | None = None) -> int:
        """Journal a copy of a receipt, then print it, marked COPY n. The n.

        Raises ReceiptNotKnown, NoReceiptPrinter, ApprovalNeeded, SamePerson, NotAllowedToApprove and the journal's
        errors; then nothing is printed.
        """
        sale = self._sale(receipt)
        given = self._permissions.check(operator, Action.REPRINT, approver=approver)
        return self._print_copy(sale, operator, given)

    def unknown(self) -> list[PrintJob]:
        """Receipts that may or may not be on paper, oldest first. From any thread."""
        return self._spool.unknown()

    def settle(self, job_id: str, *, printed: bool, operator: Operator) -> None:
        """Somebody looked at the paper. What was not printed is printed as a copy, in case they looked wrongly.

        Raises NothingToSettle, and the journal's errors for the copy.
        """
        job = next((job for job in self.unknown() if job.id == job_id), None)
        if job is None:
            raise NothingToSettle()
        if not printed and self._has_printer:
            self._print_copy(self._sale(job.receipt), operator, None)
        self._spool.settle(job_id, JobState.CONFIRMED if printed else JobState.FAILED)

    def job(self, receipt: str) -> PrintJob | None:
        """The newest known job of a receipt, or None when it was never printed or that is long ago."""
        known = self._jobs.of_receipt(receipt)
        return self._spool.open_job(receipt) or (known[-1] if known else None)

    def print_state(self, receipt: str) -> str | None:
        """What became of the newest print job of a receipt, in a word; None when none is known."""
        job = self.job(receipt)
        return job.state.value if job is not None else None

    def show(self, receipt: str, format: ShowFormat = "text") -> str | bytes:
        """A receipt without printing it: text, the printer's bytes, or a PNG. Raises ReceiptNotKnown."""
        return self._style.shown(self._sale(receipt), format)

    def print_payment_code(self, lines: tuple[str, ...], payload: str) -> None:
        """Print a payment code for the customer to scan, under lines that say what it pays. Raises NoReceiptPrinter."""
        if not self._has_printer:
            raise NoReceiptPrinter()
        slip = lay_out_payment_slip(lines, payload, self._style.columns)
        self._spool.send_unrecorded(new_id(), slip)

    def print_slip(self, slip: PaperSlip) -> None:
        """Print a slip for the books. Raises NoReceiptPrinter, PaperTooNarrow."""
        if not self._has_printer:
            raise NoReceiptPrinter()
        self._spool.send_unrecorded(new_id(), self._style.slip(slip))

    def print_document(self, document: Document) -> None:
        """Print something for the books that was laid out already, such as a report. Raises NoReceiptPrinter."""
        if not self._has_printer:
            raise NoReceiptPrinter()
        self._spool.send_unrecorded(new_id(), document)

    def open_drawer(self) -> None:
        """Pulse the drawer; whoever calls has journalled why. A pulse is delivered within seconds or not at all."""
        self._spool.open_drawer()

    def heard(self, report: JobReport) -> None:
        """For the printer's worker: its `on_report`."""
        self._spool.heard(report)

    def printer_is(self, status: DeviceStatus) -> None:
        """For the printer's worker: its `on_status`."""
        self._spool.printer_is(status)

    def drawer_was(self, report: DrawerReport) -> None:
        """For the printer's worker: its `on_drawer`."""
        self._spool.drawer_was(report)

    def _take_up(self, job: PrintJob, mark: PrintMark) -> None:
        if job.state is JobState.UNKNOWN:
            self._spool.know(job)
        elif job.state is JobState.QUEUED and mark.clean:
            self._print_later(job)
        else:
            self._spool.doubt(job)

    def _print_later(self, job: PrintJob) -> None:
        if not self._has_printer:
            self._spool.know(job)
            return
        again_at = self._clock().local if job.copy else None
        self._spool.send(job, lambda: self._style.document(self._sale(job.receipt), job.copy, again_at))

    def _derive_missing(self, mark: PrintMark) -> None:
        """Sales that the journal has and the jobs have not: a crash came between the two."""
        head = self._journal.head.seq
        after = max(min(mark.seq, head), head - LOOK_BACK_ENTRIES)
        for entry in self._journal.of_kinds((SALE_KIND, RETURN_KIND), after_seq=after):
            sale = _sale_of(entry)
            if not self._jobs.of_receipt(sale.receipt):
                job = self._new_job(sale, copy=0)
                self._jobs.add(job)
                self._spool.doubt(job)

    def _print_copy(self, sale: Sale, operator: Operator, approver: Operator | None) -> int:
        if not self._has_printer:
            raise NoReceiptPrinter()
        copy = self._index.copies(sale.id) + 1
        self._journal.append(
            _copy_drafts(sale, copy, operator, approver), business_date=self._business_date().isoformat()
        )
        job = self._new_job(sale, copy)
        self._jobs.add(job)
        again_at = self._clock().local
        self._spool.send(job, lambda: self._style.document(sale, copy, again_at))
        return copy

    def _new_job(self, sale: Sale, copy: int) -> PrintJob:
        now = self._clock().text
        return PrintJob(new_id(), sale.id, sale.receipt, copy, JobState.QUEUED, False, now, now)

    def _sale(self, receipt: str) -> Sale:
        sale = self._index.sale(receipt.strip())
        if sale is None:
            raise ReceiptNotKnown(receipt=receipt.strip()[:30])
        return sale

    def _text_of(self, ago: timedelta) -> str:
        now = self._clock()
        return Instant(now.wall - ago, now.monotonic_ns, now.utc_offset_minutes).text


def _copy_drafts(sale: Sale, copy: int, operator: Operator, approver: Operator | None) -> list[Draft]:
    body = {"sale": sale.id, "receipt": sale.receipt, "copy": copy, "operator": operator.code}
    copied = Draft(Kind.RECEIPT_REPRINTED, body)
    if approver is None:
        return [copied]
    allowed = {
        "action": Action.REPRINT.value,
        "operator": {"code": operator.code, "name": operator.name},
        "approver": {"code": approver.code, "name": approver.name},
        "reason": f"COPY {copy} {sale.receipt}",
        "sale": sale.id,
        "shift": None,
    }
    return [Draft(Kind.OVERRIDE_GRANTED, allowed), copied]


def _sale_of(entry: Entry) -> Sale:
    return Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))
