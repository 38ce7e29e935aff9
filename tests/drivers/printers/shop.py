"""A shop's receipt printer for the tests: the virtual printer behind each of its plugs, and a worker that owns it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from drivers.printers.delivery import DeliveryTimes
from drivers.printers.document import Barcode, Cut, Document, Element, text_line
from drivers.printers.jobs import JobReport, JobState, PrintJob
from drivers.printers.profiles import PrinterProfile, profile_named
from drivers.printers.pulse import DrawerReport
from drivers.printers.settings import PrinterSettings
from drivers.printers.transports.base import Transport
from drivers.printers.transports.serial_line import SerialPrinterSettings, SerialTransport
from drivers.printers.transports.tcp import TcpSettings, TcpTransport
from drivers.printers.virtual import VirtualPrinter
from drivers.printers.virtual_ways import VirtualPrinterLine, VirtualPrinterServer, VirtualTransport
from drivers.printers.worker import PrinterWorker
from drivers.serial_line import SerialSettings
from drivers.status import DeviceState, DeviceStatus
from tests.drivers.waiting import Collected

EPSON = profile_named("epson-tm-t88")
TIMES = DeliveryTimes(
    stall_timeout_seconds=0.5,
    job_timeout_seconds=20,
    status_timeout_seconds=0.3,
    confirm_timeout_seconds=3,
    watch_timeout_seconds=20,
    look_seconds=0.05,
    late_answer_seconds=0.6,
)
WAYS = ("in process", "tcp", "pty")


def receipt(number: int, lines: int = 3, elements: tuple[Element, ...] = ()) -> Document:
    body = tuple(text_line(f"receipt {number} line {line}") for line in range(1, lines + 1))
    return Document((*body, Barcode(f"03-1-{number:06d}"), *elements, Cut()), EPSON.columns)


class Shop:
    """A virtual printer, the transport to it, and a worker with everything that it reports."""

    def __init__(self, printer: VirtualPrinter, transport: Transport, profile: PrinterProfile = EPSON) -> None:
        self.printer = printer
        self.reports: Collected[JobReport] = Collected()
        self.statuses: Collected[DeviceStatus] = Collected()
        self.drawer: Collected[DrawerReport] = Collected()
        settings = PrinterSettings(
            "receipt printer",
            profile,
            TIMES,
            retry_seconds=0.05,
            idle_check_seconds=0.5,
            warm_up_seconds=0.0,
            drawer_deadline_seconds=1.0,
        )
        self.worker = PrinterWorker(settings, transport, self.reports, self.statuses, self.drawer)

    def print(self, number: int, lines: int = 3, kick_drawer: bool = False) -> None:
        self.worker.submit(PrintJob(f"job {number}", receipt(number, lines), kick_drawer))

    def wait_for_end(self, number: int) -> JobReport:
        return self.reports.wait_until(lambda report: report.job_id == f"job {number}" and report.final)

    def wait_for_state(self, number: int, state: JobState, code: str | None = None) -> JobReport:
        return self.reports.wait_until(
            lambda report: (
                report.job_id == f"job {number}"
                and report.state is state
                and (code is None or (report.reason is not None and report.reason.code == code))
            )
        )

    def wait_for_ready(self) -> None:
        self.statuses.wait_until(lambda status: status.state is DeviceState.READY)

    def states(self, number: int) -> list[JobState]:
        return [report.state for report in self.reports.values if report.job_id == f"job {number}"]

    def times_on_paper(self, number: int) -> int:
        """How often the receipt's last line is on paper, cut off or not."""
        papers = (*self.printer.receipts, self.printer.paper)
        return sum(paper.codes.count(f"03-1-{number:06d}") for paper in papers)


@contextmanager
def plugged_in(printer: VirtualPrinter, way: str, folder: Path) -> Iterator[Transport]:
    """The virtual printer behind one of its plugs, as a transport."""
    name = "receipt printer"
    if way == "in process":
        yield VirtualTransport(printer)
    elif way == "tcp":
        server = VirtualPrinterServer(printer)
        server.start()
        try:
            yield TcpTransport(TcpSettings(name, "127.0.0.1", server.port, connect_timeout_seconds=2))
        finally:
            server.close()
    else:
        line = VirtualPrinterLine(printer, folder / "printer")
        line.plug_in()
        try:
            yield SerialTransport(SerialPrinterSettings(name, SerialSettings(line.port)))
        finally:
            line.close()


@contextmanager
def open_shop(
    way: str,
    folder: Path,
    till_profile: PrinterProfile = EPSON,
    prepare: Callable[[VirtualPrinter], None] = lambda printer: None,
    **metal: object,
) -> Iterator[Shop]:
    """A running shop. `metal` changes what the virtual printer really is, whatever the till believes."""
    printer = VirtualPrinter(replace(till_profile, **metal))  # type: ignore[arg-type]
    prepare(printer)
    with plugged_in(printer, way, folder) as transport:
        shop = Shop(printer, transport, till_profile)
        shop.worker.start()
        try:
            yield shop
        finally:
            shop.worker.stop()
