"""Printing one slip from a command, without the till: the printer's worker for as long as that takes."""

from __future__ import annotations

import queue
from collections.abc import Callable

from config.settings import Settings
from drivers.printers.delivery import DeliveryTimes
from drivers.printers.jobs import JobReport, JobState, PrintJob
from drivers.printers.settings import PrinterSettings
from drivers.printers.worker import PrinterWorker
from fallback_pos.bootstrap.printing import NAME, printer_profile, printer_transport, receipt_style
from fallback_pos.domain.ids import new_id
from fallback_pos.errors import TillError
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.paper_slip import PaperSlip
from fallback_pos.receipts.errors import NoReceiptPrinter

LONGEST_WAIT_SECONDS = 30.0
_ON_PAPER = (JobState.SENT, JobState.CONFIRMED)


class SlipNotPrinted(TillError):
    sentence = "The slip is not on paper: {reason}. See to the printer, then try again."


def print_slip_once(settings: Settings, slip_in: Callable[[Translator], PaperSlip]) -> str:
    """Print a slip in the shop's language and wait for it; its text where the till's printer is a virtual one.

    Raises NoReceiptPrinter, SlipNotPrinted.
    """
    style = receipt_style(settings)
    document = style.slip(slip_in(style.translator))
    section = settings.devices.printer
    if section.kind == "none":
        raise NoReceiptPrinter()
    if section.kind == "virtual":
        return str(style.rendered(document, "text"))
    reports: queue.Queue[JobReport] = queue.Queue()
    times = DeliveryTimes(
        stall_timeout_seconds=section.write_timeout_seconds, confirm_timeout_seconds=section.confirm_timeout_seconds
    )
    worker = PrinterWorker(
        PrinterSettings(name=NAME, profile=printer_profile(settings), times=times),
        printer_transport(section),
        on_report=reports.put,
        on_status=lambda status: None,
        on_drawer=lambda report: None,
    )
    worker.start()
    try:
        worker.submit(PrintJob(new_id(), document))
        _wait(reports)
    finally:
        worker.stop()
    return ""


def _wait(reports: queue.Queue[JobReport]) -> None:
    reason = "the printer did not answer"
    while True:
        try:
            report = reports.get(timeout=LONGEST_WAIT_SECONDS)
        except queue.Empty:
            raise SlipNotPrinted(reason=reason) from None
        reason = str(report.reason) if report.reason is not None else reason
        if report.final or (report.state is JobState.QUEUED and report.reason is not None):
            if report.state in _ON_PAPER:
                return
            raise SlipNotPrinted(reason=reason)
