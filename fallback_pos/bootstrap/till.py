"""The two ways of opening a till: with devices for the screen, and without for scripts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config.loader import load_settings
from config.settings import Settings
from drivers.scan import Scan
from drivers.scanners.framing import ScanFault
from drivers.scanners.serial_scanner import SerialScanner
from drivers.status import DeviceState, DeviceStatus
from fallback_pos.alarms.alarms import Alarms
from fallback_pos.bootstrap.agent_process import AgentStatus, read_agent_status, start_agent_if_none
from fallback_pos.bootstrap.alarming import AlarmWatch
from fallback_pos.bootstrap.core import TillCore, open_core
from fallback_pos.bootstrap.customer_display import CustomerDisplay, make_pole
from fallback_pos.bootstrap.demo import demo_hint, demo_samples, set_up_demo
from fallback_pos.bootstrap.details import till_details
from fallback_pos.bootstrap.looking_up import make_lookups
from fallback_pos.bootstrap.payment_codes import wallet_code
from fallback_pos.bootstrap.printing import Printer, make_printer, receipt_style
from fallback_pos.bootstrap.rules import money
from fallback_pos.bootstrap.scanning import make_scanners, wedge_settings
from fallback_pos.bootstrap.till_log import TillLog
from fallback_pos.bootstrap.till_reports import TillReports
from fallback_pos.bootstrap.training import make_training
from fallback_pos.bootstrap.training_till import ready_training
from fallback_pos.checkout.checkout import Completed
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.lookups.lookups import LookUps
from fallback_pos.receipt_layout.paper_slip import PaperSlip
from fallback_pos.receipts.printing_status import PrintingChanged
from fallback_pos.receipts.receipts import Receipts
from fallback_pos.reconciliation.reconciliation import Reconciliation
from fallback_pos.storage.print_jobs import PrintJobs
from fallback_pos.ui.till import (
    Fact,
    PaperPrinted,
    PaymentCode,
    SampleBarcode,
    ScreenRules,
    StatusLine,
    Trouble,
    UnsurePrint,
    Wallet,
)

_LOG = logging.getLogger(__name__)


def open_till(folder: Path, config: Path | None, *, demo: bool = False) -> Till:
    """Open a till with its devices; with `demo`, an empty directory becomes a demo shop first.

    Raises what open_core raises, SettingsError, UnknownPrinterProfile, WrongSetting.
    """
    settings = load_settings(config, folder)
    if demo and not settings.shop.is_set_up:
        set_up_demo(folder)
        settings = load_settings(config, folder)
    return _logged(folder, settings, config)


def open_training_till(folder: Path, config: Path | None, *, real_printer: bool = False) -> Till:
    """Open the training till that belongs to a data directory; see `ready_training`, which makes it.

    Raises what ready_training and open_till raise.
    """
    own = ready_training(folder, config, real_printer=real_printer)
    return _logged(own, load_settings(None, own), None)


def _logged(folder: Path, settings: Settings, config: Path | None) -> Till:
    log = TillLog(settings.paths.inside(folder, settings.paths.log_folder))
    try:
        return _opened(folder, settings, config, log)
    except BaseException as error:
        if not isinstance(error, TillError):
            log.record("the till could not be opened", error)
        log.close()
        raise


def _opened(folder: Path, settings: Settings, config: Path | None, log: TillLog) -> Till:
    core = open_core(folder, settings)
    try:
        return Till(core, log, config)
    except BaseException:
        core.close()
        raise


class Till:
    """An opened till for the screen (`ui.till.OpenTill`). Nothing here waits for a device or a network."""

    def __init__(self, core: TillCore, log: TillLog, config: Path | None = None) -> None:
        """Closes `log` at its end. `config` is the file of settings that the agent is started with."""
        self._core = core
        self._log = log
        self._settings = core.settings
        self.rules = screen_rules(core.settings)
        self.access = core.access
        self.checkout = core.checkout
        self.shifts = core.shifts
        self.counting = core.shift_work.counting
        self.cash = core.shift_work.cash
        self.day = core.shift_work.day
        self.corrections = core.shift_work.corrections
        self.outage = core.outage
        self._tell: Callable[[Fact], None] = lambda fact: None
        core.state.on_fault = lambda fault: self._tell(Trouble(fault.sentence, fault.params))
        self._receipts = _make_receipts(core, self._printing_changed)
        self.reports = TillReports(core.folder, core.settings, self._receipts.print_document)
        if core.settings.devices.drawer.enabled:
            core.shift_work.opens_drawer_with(self._receipts.open_drawer)
        self._printer: Printer | None = make_printer(
            core.settings, self._receipts, lambda lines: self._tell(PaperPrinted(lines))
        )
        self._scanners: list[SerialScanner] = make_scanners(
            core.settings, self._scanned, self._device_changed, self._scan_damaged
        )
        self._pole = make_pole(core.settings, self._device_changed)
        self._display = CustomerDisplay(self._pole, core.checkout, core.settings) if self._pole else None
        self._receipts.start(self._printer.worker if self._printer else None)
        self._watch = AlarmWatch(core.alarms, lambda error: self._tell(Trouble(error.sentence, error.params)))
        self._watch.look()
        self.training = make_training(core, self._receipts, self._printer.virtual if self._printer else None)
        self._start_devices()
        threading.Thread(target=core.index.catch_up, name="index", daemon=True).start()
        start_agent_if_none(core.folder, core.settings, config)

    def status(self) -> StatusLine:
        core = self._core
        self._watch.look()
        period = core.outage.current
        agent = read_agent_status(core.folder)
        as_of = core.catalogue.prices_as_of
        printing = self._receipts.status
        return StatusLine(
            practice=practice_of(self._settings),
            outage_since=period.started_at if period else None,
            central_answers=agent.central_answers if self._settings.central.enabled else None,
            to_send=self._to_send(agent),
            printing=printing.headline,
            printing_is_fine=printing.is_fine,
            prices_as_of=datetime.fromisoformat(as_of) if as_of else None,
            alarms=self._watch.unseen_by(core.seat.operator, core.checkout.rules.permissions),
        )

    def listen(self, tell: Callable[[Fact], None]) -> None:
        self._tell = tell

    def signed_in(self, operator: Operator) -> None:
        self._core.seat.operator = operator
        if self.training.coach is not None:
            self.training.coach.signed_in(operator)

    def signed_out(self) -> None:
        self._core.seat.operator = None

    def hand_over(self, completed: Completed) -> None:
        self._receipts.issue(completed.sale, completed.seq, kick_drawer=completed.drawer)
        if self._display is not None:
            self._display.sold(completed)

    def reprint(self, receipt: str, approver: Operator | None) -> None:
        self._receipts.reprint(receipt, self._core.seat.taken_by, approver=approver)

    def no_sale(self, reason: str, approver: Operator | None) -> None:
        self.cash.no_sale(self._core.seat.taken_by, reason, approver=approver)

    def print_slip(self, slip: PaperSlip) -> None:
        self._receipts.print_slip(slip)

    def unsure_prints(self) -> Sequence[UnsurePrint]:
        return [UnsurePrint(job.id, job.receipt, job.copy) for job in self._receipts.unknown()]

    def settle_print(self, job: str, *, printed: bool) -> None:
        self._receipts.settle(job, printed=printed, operator=self._core.seat.taken_by)

    def payment_code(self, wallet: str, amount: Money) -> PaymentCode | None:
        made = self._wallet_code(wallet, amount)
        if made is None:
            return None
        payload, carries_amount = made
        return PaymentCode(_modules(payload), carries_amount)

    @property
    def lookups(self) -> LookUps:
        return make_lookups(self._core.folder, self._core.index, self._receipts.print_state)

    @property
    def reconciliation(self) -> Reconciliation:
        return self._core.reconciliation

    @property
    def alarms(self) -> Alarms:
        return self._core.alarms

    def print_payment_code(self, wallet: str, amount: Money, lines: tuple[str, ...]) -> None:
        made = self._wallet_code(wallet, amount)
        if made is not None:
            self._receipts.print_payment_code(lines, made[0])

    def details(self) -> Sequence[tuple[str, str]]:
        return till_details(self._core, read_agent_status(self._core.folder), self._device_sentences())

    def record(self, doing: str, error: BaseException) -> str:
        return self._log.record(doing, error)

    def close(self) -> None:
        for scanner in self._scanners:
            scanner.stop()
        if self._pole is not None:
            self._pole.stop()
        self._receipts.close()
        if self._printer is not None:
            self._printer.worker.stop()
        self._core.close()
        self._log.close()

    def _wallet_code(self, wallet: str, amount: Money) -> tuple[str, bool] | None:
        return wallet_code(self._settings, wallet, amount, self._core.journal.next_receipt().text)

    def _start_devices(self) -> None:
        for scanner in self._scanners:
            scanner.start()
        if self._pole is not None:
            self._pole.start()

    def _scanned(self, scan: Scan) -> None:
        self._tell(scan)

    def _scan_damaged(self, fault: ScanFault) -> None:
        self._tell(Trouble(fault.fault.sentence, fault.fault.params))

    def _device_changed(self, status: DeviceStatus) -> None:
        if status.state is DeviceState.FAULT:
            self._tell(Trouble(status.sentence, status.params))

    def _printing_changed(self, changed: PrintingChanged) -> None:
        if changed.reason is not None:
            self._tell(Trouble(changed.reason.sentence, changed.reason.params))

    def _to_send(self, agent: AgentStatus) -> int | None:
        if not self._settings.central.enabled:
            return None
        return max(0, self._core.journal.head.seq - agent.sent_up_to)

    def _device_sentences(self) -> list[str]:
        statuses = [scanner.status for scanner in self._scanners]
        if self._printer is not None:
            statuses.append(self._printer.worker.status)
        if self._pole is not None:
            statuses.append(self._pole.status)
        return [str(status) for status in statuses]


class HeadlessTill:
    """A till without devices: receipts are kept in the journal and printed by nobody."""

    def __init__(self, core: TillCore) -> None:
        self._core = core
        self.work = core.shift_work
        self.access = core.access
        self.checkout = core.checkout
        self.catalogue = core.catalogue
        self._receipts = _make_receipts(core, lambda changed: None)
        self._receipts.start(None)

    @property
    def reconciliation(self) -> Reconciliation:
        return self._core.reconciliation

    @property
    def alarms(self) -> Alarms:
        return self._core.alarms

    @property
    def lookups(self) -> LookUps:
        return make_lookups(self._core.folder, self._core.index, self._receipts.print_state)

    def sign_in(self, code: str, pin: str) -> Operator:
        return self._core.sign_in(code, pin)

    def open_shift_if_none(self) -> None:
        self._core.open_shift_if_none()

    def slip_text(self, slip: PaperSlip) -> str:
        """A slip for the books as the printer would put it on paper."""
        style = receipt_style(self._core.settings)
        return str(style.rendered(style.slip(slip), "text"))

    def after_sale(self, completed: Completed) -> None:
        """Note that this receipt is not waiting for a printer."""
        self._receipts.issue(completed.sale, completed.seq)

    def close(self) -> None:
        AlarmWatch(self._core.alarms, lambda error: _LOG.warning("alarms wait for a later look: %s", error)).look()
        self._receipts.close()
        self._core.close()


@contextmanager
def headless_till(folder: Path, config: Path | None) -> Iterator[HeadlessTill]:
    """A till for scripts; raises what open_core raises."""
    core = open_core(folder, load_settings(config, folder))
    try:
        till = HeadlessTill(core)
    except BaseException:
        core.close()
        raise
    try:
        yield till
    finally:
        till.close()


def screen_rules(settings: Settings) -> ScreenRules:
    """What the screen needs to know of the settings."""
    currency = Currency.of(settings.shop.currency)
    screen, checkout = settings.screen, settings.checkout
    virtual = settings.devices.printer.kind == "virtual" and screen.paper_tape
    return ScreenRules(
        shop_name=settings.shop.name,
        till_number=settings.shop.till,
        currency=currency,
        language=screen.language,
        number_format=settings.shop.number_format,
        dark=screen.theme == "dark",
        beep=screen.beep,
        beep_on_scan=screen.beep_on_scan,
        idle_lock_minutes=screen.idle_lock_minutes,
        tape_columns=settings.devices.printer.line_columns if virtual else 0,
        samples=tuple(SampleBarcode(*sample) for sample in demo_samples()) if screen.sample_barcodes else (),
        denominations=tuple(money(value, currency) for value in settings.cash.denominations),
        paid_in_reasons=settings.cash.paid_in_reasons,
        paid_out_reasons=settings.cash.paid_out_reasons,
        quick_cash=tuple(money(amount, currency) for amount in settings.cash.quick_keys),
        discount_reasons=checkout.discount_reasons,
        return_reasons=checkout.return_reasons,
        void_reasons=checkout.void_reasons,
        no_sale_reasons=checkout.no_sale_reasons,
        switch_over_reasons=checkout.switch_over_reasons,
        end_outage_reasons=checkout.end_outage_reasons,
        open_item_tax_class=checkout.open_item_tax_class,
        open_item_department=checkout.open_item_department,
        search_results=checkout.search_results_limit,
        wallets=tuple(Wallet(known.code, known.label) for known in settings.tenders.wallet.schemes if known.enabled),
        wedge=wedge_settings(settings),
        sign_in_hint=_sign_in_hint(settings),
    )


def _sign_in_hint(settings: Settings) -> str:
    language = settings.screen.language
    demo = demo_hint(language) if settings.shop.demo else ""
    if not settings.shop.is_training:
        return demo
    hint = N_("TRAINING: nothing here is real. Sign in with your own code and PIN.")
    return f"{Translator(language).text(hint)} {demo}".strip()


def practice_of(settings: Settings) -> str:
    """The word that says that nothing at this till is real; empty at one that sells."""
    if settings.shop.is_training:
        return N_("TRAINING")
    return N_("DEMO") if settings.shop.demo else ""


def _make_receipts(core: TillCore, listener: Callable[[PrintingChanged], None]) -> Receipts:
    return Receipts(
        core.journal,
        core.index,
        PrintJobs(core.state),
        receipt_style(core.settings),
        core.checkout.rules.permissions,
        core.shifts.business_date,
        listener,
    )


def _modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    import segno

    code = segno.make(payload, error="m", micro=False, boost_error=False, encoding="utf-8")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=0))
