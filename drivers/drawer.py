"""The cash drawer, which hangs on a printer and is opened by a pulse through it."""

from collections.abc import Callable

from drivers.printers.pulse import DrawerReport, Pulse
from drivers.printers.worker import PrinterWorker


class Drawer:
    """Opens the drawer through the printer's worker.

    on_report(DrawerReport) is called once for each request, within about `deadline_seconds`, on the printer's thread
    or a timer's: delivered, or dropped with the sentence that tells the cashier to use the key.
    """

    def __init__(
        self, printer: PrinterWorker, on_report: Callable[[DrawerReport], None], deadline_seconds: float = 3.0
    ) -> None:
        self._printer = printer
        self._on_report = on_report
        self._deadline_seconds = deadline_seconds

    def open_drawer(self, request_id: str) -> None:
        """Ask for a pulse now; returns at once. `request_id` comes back in the report."""
        self._printer.submit_pulse(Pulse(request_id, self._deadline_seconds, self._on_report))
