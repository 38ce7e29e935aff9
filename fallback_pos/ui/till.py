"""What the screens need of an opened till, and the facts it sends up. Composed by bootstrap; free of Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from drivers.scan import Scan
from drivers.scanners.wedge import WedgeSettings

if TYPE_CHECKING:
    from fallback_pos.access.access import Access
    from fallback_pos.alarms.alarms import Alarms
    from fallback_pos.checkout.checkout import Checkout, Completed
    from fallback_pos.corrections.corrections import Corrections
    from fallback_pos.domain.money import Currency, Money
    from fallback_pos.domain.operator import Operator
    from fallback_pos.i18n.translator import Translator
    from fallback_pos.lookups.lookups import LookUps
    from fallback_pos.outage.outage import Outage
    from fallback_pos.receipt_layout.paper_slip import PaperSlip
    from fallback_pos.reconciliation.reconciliation import Reconciliation
    from fallback_pos.reports.report import Report
    from fallback_pos.reports.sections import ReportPart
    from fallback_pos.shifts.counting import Counting
    from fallback_pos.shifts.day import DayClose
    from fallback_pos.shifts.movements import CashMovements
    from fallback_pos.shifts.shifts import Shifts
    from fallback_pos.training.coach import Coach
    from fallback_pos.training.score import Score


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the top row says. Times are aware; None means not known.

    `printing`: short message ids with parameters, most urgent first; `printing_is_fine`: nobody has to do anything.
    `to_send` and `central_answers` are None where no central is set up. `practice`: message id of the word that says
    that nothing here is real, such as a demo shop; empty for a till that sells.
    """

    practice: str = ""
    outage_since: datetime | None = None
    central_answers: bool | None = None
    to_send: int | None = None
    printing: tuple[tuple[str, Mapping[str, object]], ...] = ()
    printing_is_fine: bool = True
    prices_as_of: datetime | None = None
    alarms: int = 0
    """Alarms that whoever is signed in should look at."""


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """A virtual printer let these lines of paper out."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a cashier should read, from a device or a worker: a sentence template and its parameters."""

    sentence: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


Fact = Scan | PaperPrinted | Trouble
"""What may arrive from any thread while the till is open."""


@dataclass(frozen=True, slots=True)
class SampleBarcode:
    """A barcode that a newcomer may press instead of scanning."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Wallet:
    """A mobile wallet that the shop takes: its code in the journal and what the cashier chooses."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """What a customer scans to pay: rows of modules of a QR code, True is dark. `carries_amount`: else it is typed."""

    modules: tuple[tuple[bool, ...], ...]
    carries_amount: bool = True


@dataclass(frozen=True, slots=True)
class UnsurePrint:
    """A receipt of which nobody knows whether it came out of the printer. `copy` 0 is the original."""

    job: str
    receipt: str
    copy: int = 0


@dataclass(frozen=True, slots=True)
class ScreenRules:
    """What the shop has decided about the screen. Amounts of `quick_cash` are notes; reasons are offered, not forced.

    `tape_columns`: width of the virtual printer's paper, 0 for none. `idle_lock_minutes`: 0 never locks.
    `sign_in_hint` stands under the sign-in, such as a demo shop's code and PIN.
    """

    shop_name: str
    till_number: str
    currency: Currency
    language: str = "en"
    number_format: str = ""
    dark: bool = True
    beep: bool = True
    beep_on_scan: bool = False
    idle_lock_minutes: int = 0
    tape_columns: int = 0
    samples: tuple[SampleBarcode, ...] = ()
    quick_cash: tuple[Money, ...] = ()
    denominations: tuple[Money, ...] = ()
    paid_in_reasons: tuple[str, ...] = ()
    paid_out_reasons: tuple[str, ...] = ()
    discount_reasons: tuple[str, ...] = ()
    return_reasons: tuple[str, ...] = ()
    void_reasons: tuple[str, ...] = ()
    no_sale_reasons: tuple[str, ...] = ()
    switch_over_reasons: tuple[str, ...] = ()
    end_outage_reasons: tuple[str, ...] = ()
    open_item_tax_class: str = ""
    open_item_department: str = ""
    wallets: tuple[Wallet, ...] = ()
    search_results: int = 20
    sign_in_hint: str = ""
    wedge: WedgeSettings = field(default_factory=WedgeSettings)


class ReportDesk(Protocol):
    """Reports of this till. Everything but `print` may be called on any thread; the journal is read, never written."""

    def x(self) -> Sequence[Report]:
        """A look at each open shift. Raises NoOpenShift and what reading the journal raises."""

    def z(self, shift: str | None = None) -> Report:
        """The Z of a closed shift, of the last one without. Raises NoZYet, NoSuchShift."""

    def day(self, day: str | None = None) -> Report:
        """A business date (YYYY-MM-DD), that of now without. Raises NothingOnThatDay."""

    def days(self) -> Sequence[str]:
        """Business dates with a shift, newest first."""

    def lines(self, report: Report, part: ReportPart, columns: int, tr: Translator) -> Sequence[str]:
        """For the screen, with charts, in the reader's language. Raises PaperTooNarrow."""

    def print(self, report: Report, part: ReportPart) -> None:
        """On the receipt printer, in the shop's language. Raises NoReceiptPrinter."""

    def save_pdf(self, report: Report) -> str:
        """A new file; its path inside the data directory. Raises ReportNotWritten."""

    def save_csv(self, report: Report) -> str:
        """A new file; its path inside the data directory. Raises ReportNotWritten."""


class TrainingDesk(Protocol):
    """The training till's coach, and what learners have done there."""

    coach: Coach | None
    """None at a till that sells."""
    command: str
    """What opens the training till of this shop."""

    def scores(self) -> Sequence[Score]:
        """Newest first."""

    def print_scores(self) -> None:
        """On the receipt printer, in the shop's language. Raises NoReceiptPrinter."""


class OpenTill(Protocol):
    """An opened till. Everything here is called on the screen's thread and none of it waits for a device or network.

    `status` is asked once a second. `listen` hands over where facts go; they may come from any thread.
    """

    rules: ScreenRules
    access: Access
    checkout: Checkout
    shifts: Shifts
    counting: Counting
    cash: CashMovements
    day: DayClose
    corrections: Corrections
    outage: Outage

    @property
    def reports(self) -> ReportDesk: ...

    @property
    def lookups(self) -> LookUps: ...

    @property
    def reconciliation(self) -> Reconciliation: ...

    @property
    def alarms(self) -> Alarms: ...

    @property
    def training(self) -> TrainingDesk: ...

    def status(self) -> StatusLine: ...

    def listen(self, tell: Callable[[Fact], None]) -> None: ...

    def signed_in(self, operator: Operator) -> None:
        """The checkout works for this operator from here on."""

    def signed_out(self) -> None: ...

    def hand_over(self, completed: Completed) -> None:
        """Spool the receipt of a committed sale and open the drawer if it has to."""

    def reprint(self, receipt: str, approver: Operator | None) -> None:
        """Spool a copy, journalled. Raises ReceiptNotFound, ApprovalNeeded."""

    def no_sale(self, reason: str, approver: Operator | None) -> None:
        """Open the drawer without a sale, journalled with the reason, which may be empty. Raises ApprovalNeeded."""

    def print_slip(self, slip: PaperSlip) -> None:
        """Print a slip for the books (shifts.paper, corrections.paper). Raises NoReceiptPrinter."""

    def unsure_prints(self) -> Sequence[UnsurePrint]: ...

    def settle_print(self, job: str, *, printed: bool) -> None:
        """Say whether an unsure receipt came out; False prints a copy."""

    def payment_code(self, wallet: str, amount: Money) -> PaymentCode | None:
        """The code to show, None where this wallet has none. Raises PaymentCodeError."""

    def print_payment_code(self, wallet: str, amount: Money, lines: tuple[str, ...]) -> None:
        """The same code on paper, under lines that say what it pays. Raises PaymentCodeError, NoReceiptPrinter."""

    def record(self, doing: str, error: BaseException) -> str:
        """Write a failure that nobody thought of into the till's log, without the numbers in it.

        The log's name for the reader; empty where it could not be written.
        """

    def details(self) -> Sequence[tuple[str, str]]:
        """(name, value) of what IT asks about, untranslated values."""

    def close(self) -> None: ...
