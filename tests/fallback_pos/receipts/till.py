"""A till with a journal, a till.db and a virtual printer, which can be closed in order or killed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from drivers.printers.delivery import DeliveryTimes
from drivers.printers.profiles import profile_named
from drivers.printers.virtual import VirtualPrinter
from drivers.printers.virtual_ways import VirtualTransport
from drivers.printers.worker import PrinterSettings, PrinterWorker
from fallback_pos.domain.cart import Cart
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.domain.sale import Sale, kind_of
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.shop_header import ShopHeader
from fallback_pos.receipts.printing_status import PrintingChanged
from fallback_pos.receipts.receipts import Receipts
from fallback_pos.receipts.style import ReceiptStyle
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.print_jobs import PrintJobs
from fallback_pos.storage.till_state import TillState
from sync.ledger import Origin
from tests.fallback_pos.receipt_layout.sales import body_of, cart_of, goods

DEADLINE_SECONDS = 20.0
PROFILE = profile_named("epson-tm-t88")
ANA = Operator("101", "Ana", Role.CASHIER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
MAY_COPY = Permissions({role: {Action.REPRINT: None} for role in Role})
ONLY_SUPERVISORS_COPY = Permissions({Role.SUPERVISOR: {Action.REPRINT: Decimal(100)}})
BUSINESS_DATE = date(2026, 11, 22)
TIMES = DeliveryTimes(
    stall_timeout_seconds=0.3,
    status_timeout_seconds=0.3,
    confirm_timeout_seconds=1.0,
    watch_timeout_seconds=30.0,
    look_seconds=0.05,
)


def open_journal(folder: Path) -> Journal:
    return Journal(folder / "journal.db", Origin("0012", "03"), lambda digest: digest + digest)


class Till:
    """`printer` is shared by all sessions, as the metal on the counter is."""

    def __init__(
        self,
        folder: Path,
        printer: VirtualPrinter | None,
        permissions: Permissions = MAY_COPY,
        columns: int = 42,
    ) -> None:
        self.journal = open_journal(folder)
        self.index = Index(folder / "index.db", folder / "journal.db")
        self.state = TillState(folder / "till.db")
        self.changes: list[PrintingChanged] = []
        self._changed = threading.Condition()
        style = ReceiptStyle(ShopHeader("Shop"), Translator("en"), PROFILE, columns)
        self.receipts = Receipts(
            self.journal,
            self.index,
            PrintJobs(self.state),
            style,
            permissions,
            lambda: BUSINESS_DATE,
            self._heard,
        )
        self.worker = self._worker(printer) if printer is not None else None
        self.receipts.start(self.worker)

    def commit(self, cart: Cart | None = None) -> tuple[Sale, int]:
        """A sale in the journal, and nothing else."""
        cart = cart or cart_of(goods("Milk", "1.02"))
        receipt = self.journal.next_receipt().text
        body = body_of(cart, receipt)
        [entry] = self.journal.append([Draft(kind_of(cart), body, id=cart.id)], business_date=BUSINESS_DATE.isoformat())
        return Sale.read(entry.id, entry.occurred_at, entry.business_date, body), entry.seq

    def sell(self, *, kick_drawer: bool = False) -> Sale:
        sale, seq = self.commit()
        self.receipts.issue(sale, seq, kick_drawer=kick_drawer)
        return sale

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that a change of a job or of the printer brings about."""
        end = time.monotonic() + DEADLINE_SECONDS
        with self._changed:
            while not condition():
                left = end - time.monotonic()
                assert left > 0, f"it never happened; heard {self.changes}"
                self._changed.wait(min(left, 0.1))

    def state_of(self, sale: Sale) -> str:
        job = self.receipts.job(sale.receipt)
        return job.state.value if job else "none"

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.journal.entries()]

    def close(self) -> None:
        self.receipts.close()
        self._let_go()

    def kill(self) -> None:
        """End as a killed process does: nothing says goodbye to till.db, and the printer keeps what it has."""
        if self.worker is not None:
            self.worker.stop()
        self._let_go()

    def _let_go(self) -> None:
        self.state.close()
        self.index.close()
        self.journal.close()

    def _worker(self, printer: VirtualPrinter) -> PrinterWorker:
        settings = PrinterSettings(
            "printer", PROFILE, TIMES, retry_seconds=0.05, idle_check_seconds=None, drawer_deadline_seconds=0.5
        )
        return PrinterWorker(
            settings,
            VirtualTransport(printer),
            self.receipts.heard,
            self.receipts.printer_is,
            self.receipts.drawer_was,
        )

    def _heard(self, change: PrintingChanged) -> None:
        with self._changed:
            self.changes.append(replace(change))
            self._changed.notify_all()
