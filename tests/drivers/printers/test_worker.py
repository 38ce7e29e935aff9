"""The printer's own thread: nobody waits for it, and whatever fails, no receipt is printed twice."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.drawer import Drawer
from drivers.printers.delivery import DeliveryTimes
from drivers.printers.document import Document, Text, text_line
from drivers.printers.jobs import Evidence, JobReport, JobState, PrintJob
from drivers.printers.profiles import profile_named
from drivers.printers.pulse import DrawerReport, Pulse
from drivers.printers.settings import PrinterSettings
from drivers.printers.transports.base import Connection, PrinterUnreachable
from drivers.printers.transports.file import FileSettings, FileTransport
from drivers.printers.transports.serial_line import SerialPrinterSettings, SerialTransport
from drivers.printers.transports.tcp import TcpSettings, TcpTransport
from drivers.printers.virtual import VirtualPrinter
from drivers.printers.virtual_ways import VirtualPrinterLine, VirtualPrinterServer, VirtualTransport
from drivers.printers.work_queue import WorkQueue
from drivers.printers.worker import PrinterWorker
from drivers.serial_line import SerialSettings
from drivers.status import DeviceState, DeviceStatus
from tests.drivers.printers.shop import EPSON, TIMES, Shop, open_shop, receipt
from tests.drivers.waiting import Collected


class HangingTransport:
    """A way that hangs in `open` until let go, like a name server that does not answer."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def open(self) -> Connection:
        self.entered.set()
        self.let_go.wait(20)
        raise PrinterUnreachable(name="receipt printer", address="nowhere")


def worker_with(
    transport: object, **changes: object
) -> tuple[PrinterWorker, Collected[JobReport], Collected[DrawerReport]]:
    settings = PrinterSettings("receipt printer", EPSON, TIMES, retry_seconds=0.05, drawer_deadline_seconds=0.5)
    reports: Collected[JobReport] = Collected()
    drawer: Collected[DrawerReport] = Collected()
    statuses: Collected[DeviceStatus] = Collected()
    worker = PrinterWorker(replace(settings, **changes), transport, reports, statuses, drawer)  # type: ignore[arg-type]
    return worker, reports, drawer


def test_no_caller_waits_for_a_printer_that_hangs_and_its_pulse_is_dropped_in_time() -> None:
    transport = HangingTransport()
    worker, reports, drawer = worker_with(transport)
    worker.start()
    try:
        assert transport.entered.wait(20)
        for number in range(200):
            worker.submit(PrintJob(str(number), receipt(number), kick_drawer=number == 0))
        assert len(reports.values) == 200
        assert "Use the key" in str(drawer.wait_for(bool)[0].reason)
        assert not transport.let_go.is_set()
    finally:
        transport.let_go.set()
        worker.stop()


def test_an_absent_printer_says_where_it_was_looked_for_and_prints_when_it_comes(tmp_path: Path) -> None:
    printer = VirtualPrinter(EPSON)
    printer.turn(refuse=True)
    server = VirtualPrinterServer(printer)
    server.start()
    transport = TcpTransport(TcpSettings("receipt printer", "127.0.0.1", server.port))
    while True:  # the listener closes on its own thread
        try:
            transport.open().close()
        except PrinterUnreachable:
            break
    shop = Shop(printer, transport)
    shop.worker.start()
    try:
        shop.print(1)
        waiting = shop.wait_for_state(1, JobState.QUEUED, "PrinterUnreachable")
        assert f"127.0.0.1:{server.port}" in str(waiting.reason)
        printer.turn(refuse=False)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
    finally:
        shop.worker.stop()
        server.close()


def test_a_serial_printer_unplugged_and_back_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("termios")
    printer = VirtualPrinter(EPSON)
    line = VirtualPrinterLine(printer, tmp_path / "printer")
    line.plug_in()
    shop = Shop(printer, SerialTransport(SerialPrinterSettings("receipt printer", SerialSettings(line.port))))
    shop.worker.start()
    try:
        shop.print(1)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        line.unplug()
        shop.print(2)
        shop.wait_for_state(2, JobState.QUEUED, "PrinterUnreachable")
        line.plug_in()
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
        assert (shop.times_on_paper(1), shop.times_on_paper(2)) == (1, 1)
    finally:
        shop.worker.stop()
        line.close()


def test_another_till_on_a_one_connection_printer_makes_the_receipt_wait(tmp_path: Path) -> None:
    with open_shop("tcp", tmp_path, prepare=lambda printer: printer.turn(one_client=True)) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        other_till = shop.printer.connect(lambda reply: None)
        shop.print(2)
        shop.wait_for_state(2, JobState.QUEUED, "PrinterFellSilent")
        other_till.close()
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
        assert shop.times_on_paper(2) == 1


def test_a_bug_above_after_sending_began_never_prints_the_receipt_again() -> None:
    printer = VirtualPrinter(EPSON)
    reports: Collected[JobReport] = Collected()

    def fails_once_while_sending(report: JobReport) -> None:
        reports(report)
        if report.state is JobState.SENT and report.job_id == "job 1":
            raise KeyError("a bug above")

    shop = Shop(printer, VirtualTransport(printer))
    shop.worker = PrinterWorker(
        PrinterSettings("receipt printer", EPSON, TIMES, retry_seconds=0.05),
        VirtualTransport(printer),
        fails_once_while_sending,
        shop.statuses,
        shop.drawer,
    )
    shop.worker.start()
    try:
        shop.print(1)
        shop.print(2)
        reports.wait_until(lambda report: report.job_id == "job 2" and report.state is JobState.CONFIRMED)
        assert [report.state for report in reports.values if report.job_id == "job 1" and report.final] == [
            JobState.UNKNOWN
        ]
        assert shop.times_on_paper(1) == 1
    finally:
        shop.worker.stop()


def test_a_document_that_cannot_be_rendered_fails_alone() -> None:
    printer = VirtualPrinter(EPSON)
    shop = Shop(printer, VirtualTransport(printer))
    shop.worker.start()
    try:
        broken = Document((text_line("x"), Text(None)), 42)  # type: ignore[arg-type]
        shop.worker.submit(PrintJob("broken", broken))
        shop.print(2)
        failed = shop.reports.wait_until(lambda report: report.job_id == "broken" and report.final)
        assert failed.state is JobState.FAILED
        assert "the sale itself is safe" in str(failed.reason)
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
    finally:
        shop.worker.stop()


def test_a_waiting_receipt_can_be_taken_off_and_one_that_began_cannot(tmp_path: Path) -> None:
    with open_shop("in process", tmp_path, prepare=lambda printer: printer.turn(cover_open=True)) as shop:
        shop.print(1)
        shop.print(2)
        shop.wait_for_state(1, JobState.QUEUED, "CoverOpen")
        assert shop.worker.cancel("job 1")
        assert shop.wait_for_end(1).state is JobState.FAILED
        shop.printer.turn(cover_open=False)
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
        assert not shop.worker.cancel("job 2")
        assert shop.times_on_paper(1) == 0


def test_a_receipt_that_waited_too_long_is_given_up_with_a_sentence() -> None:
    transport = HangingTransport()
    transport.let_go.set()
    worker, reports, _ = worker_with(transport, give_up_seconds=0.1)
    worker.start()
    try:
        worker.submit(PrintJob("1", receipt(1)))
        end = reports.wait_until(lambda report: report.final)
        assert (end.state, end.reason.code if end.reason else None) == (JobState.FAILED, "PrinterGaveUp")
    finally:
        worker.stop()


def test_a_full_queue_refuses_with_a_sentence() -> None:
    worker, reports, _ = worker_with(HangingTransport(), queue_limit=2)
    for number in range(3):
        worker.submit(PrintJob(str(number), b"x"))
    assert [(report.job_id, report.state) for report in reports.values if report.final] == [("2", JobState.FAILED)]
    assert worker.waiting_job_ids == ("0", "1")


def test_the_next_customer_s_drawer_opens_while_a_receipt_waits_for_its_proof(tmp_path: Path) -> None:
    patient = replace(EPSON, ordered_status=False)
    with open_shop("tcp", tmp_path, patient, process_id=False) as shop:
        drawer = Drawer(shop.worker, shop.drawer)
        shop.print(1)
        shop.wait_for_state(1, JobState.SENT)
        drawer.open_drawer("next customer")
        assert shop.drawer.wait_until(lambda report: report.request_id == "next customer").delivered
        assert not any(report.final for report in shop.reports.values)


def test_the_drawer_alone_opens_and_an_absent_printer_says_use_the_key() -> None:
    kicks: Collected[object] = Collected()
    printer = VirtualPrinter(EPSON, on_kick=kicks)
    shop = Shop(printer, VirtualTransport(printer))
    drawer = Drawer(shop.worker, shop.drawer, deadline_seconds=0.3)
    shop.worker.start()
    try:
        drawer.open_drawer("no sale")
        assert shop.drawer.wait_until(lambda report: report.request_id == "no sale").delivered
        kicks.wait_for(bool)
        printer.turn(refuse=True)
        drawer.open_drawer("later")
        assert not shop.drawer.wait_until(lambda report: report.request_id == "later").delivered
        printer.turn(refuse=False)
        drawer.open_drawer("again")
        assert shop.drawer.wait_until(lambda report: report.request_id == "again").delivered
        assert len(kicks.values) == 2
    finally:
        shop.worker.stop()


def test_a_dropped_pulse_leaves_no_work_behind() -> None:
    dropped: Collected[DrawerReport] = Collected()
    queue = WorkQueue(limit=1)
    pulse = Pulse("1", 20, dropped)
    queue.add_pulse(pulse)
    assert queue.has_work
    pulse.drop()
    assert not queue.has_work
    assert queue.take_pulse() is None
    assert [report.delivered for report in dropped.values] == [False]


def test_a_printer_without_a_knife_hands_over_its_receipts_too(tmp_path: Path) -> None:
    with open_shop("tcp", tmp_path, profile_named("zj-58")) as shop:
        shop.print(1)
        shop.print(2)
        assert shop.wait_for_end(2).evidence is Evidence.STATUS_BEFORE_AND_AFTER
        shop.worker.stop()
        assert [paper.lines[0] for paper in shop.printer.receipts] == ["receipt 1 line 1", "receipt 2 line 1"]


def test_receipts_into_a_file_are_sent_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "receipts.bin"
    worker, reports, _ = worker_with(FileTransport(FileSettings("file", str(path))))
    worker.start()
    try:
        worker.submit(PrintJob("1", b"abc" * 1000))
        assert reports.wait_until(lambda report: report.final).state is JobState.SENT
        assert path.read_bytes() == b"abc" * 1000
        assert worker.status.state is DeviceState.READY
    finally:
        worker.stop()


def test_a_pipe_that_nobody_reads_does_not_hang_the_printer_s_thread(tmp_path: Path) -> None:
    os = pytest.importorskip("os")
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "pipe")
    worker, reports, _ = worker_with(FileTransport(FileSettings("pipe", str(tmp_path / "pipe"))))
    worker.start()
    worker.submit(PrintJob("1", b"abc"))
    reports.wait_until(lambda report: report.reason is not None and report.reason.code == "PrinterUnreachable")
    assert worker.stop(5)


@pytest.mark.parametrize("when", ["waiting for paper", "waiting for proof"])
def test_stopping_ends_in_time_and_says_what_is_known(when: str, tmp_path: Path) -> None:
    unproven = replace(EPSON, ordered_status=False)
    paper = "out" if when == "waiting for paper" else "ok"
    metal = {"process_id": False} if when == "waiting for proof" else {}
    with open_shop("in process", tmp_path, unproven, lambda printer: printer.turn(paper=paper), **metal) as shop:
        shop.print(1)
        if metal:
            shop.wait_for_state(1, JobState.SENT)
        else:
            shop.wait_for_state(1, JobState.QUEUED, "PaperOut")
        assert shop.worker.stop(5)
        last = [report for report in shop.reports.values if report.job_id == "job 1"][-1]
        assert (last.state, last.final) == ((JobState.SENT, True) if metal else (JobState.QUEUED, False))
        assert shop.worker.status.state is DeviceState.STOPPED


def test_default_deadlines_keep_a_drawer_within_three_seconds() -> None:
    settings = PrinterSettings("receipt printer", profile_named("generic-80"))
    assert settings.drawer_deadline_seconds == 3.0
    assert DeliveryTimes().status_timeout_seconds * 4 < settings.drawer_deadline_seconds
