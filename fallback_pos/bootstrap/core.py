"""The part of a till that every way of selling needs: files, people, shift, outage, checkout. No devices, no screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from config.settings import Settings
from fallback_pos.access.access import Access
from fallback_pos.access.desk import Fact, Record
from fallback_pos.access.pepper import load_pepper
from fallback_pos.alarms.alarms import Alarms
from fallback_pos.bootstrap.alarming import make_alarms
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.journal_files import refuse_cut_journal
from fallback_pos.bootstrap.reconciling import make_reconciliation
from fallback_pos.bootstrap.rules import checkout_rules, sign_in_rules
from fallback_pos.bootstrap.shift_work import ShiftWork, make_shift_work
from fallback_pos.checkout.checkout import Checkout
from fallback_pos.checkout.context import SellingContext
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.outage.outage import Outage
from fallback_pos.reconciliation.reconciliation import Reconciliation
from fallback_pos.shifts.shifts import Shifts
from fallback_pos.storage.carts import CartKeeper
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.keys import load_key
from fallback_pos.storage.locks import WriterLock, take_till_lock
from fallback_pos.storage.staff import Staff
from fallback_pos.storage.statements import Statements
from fallback_pos.storage.till_state import TillState
from sync.ledger import Origin


class NotSetUp(TillError):
    sentence = (
        "No till has been set up in {folder}. Run fallback-pos setup there, or fallback-pos till --demo to try it."
    )


class NobodySignedIn(TillError):
    sentence = "Nobody is signed in. Sign in with your operator code and PIN."


@dataclass
class TillCore:
    """An opened till without devices. One thread uses it at a time; `close` gives everything back."""

    folder: DataDir
    settings: Settings
    lock: WriterLock
    journal: Journal
    index: Index
    state: TillState
    staff: Staff
    catalogue: Catalogue
    access: Access
    shifts: Shifts
    shift_work: ShiftWork
    outage: Outage
    checkout: Checkout
    seat: Seat

    @cached_property
    def statements(self) -> Statements:
        return Statements(self.folder.statements)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """Made when somebody asks: most days nobody imports a statement."""
        rules, day = self.checkout.rules, self.shifts.business_date
        return make_reconciliation(self.settings, rules, self.journal, self.index, self.statements, day)

    @cached_property
    def alarms(self) -> Alarms:
        return make_alarms(self.settings, self.journal, self.index, self.shift_work.desk, self.checkout)

    def sign_in(self, code: str, pin: str) -> Operator:
        """Raises the refusals of Access.sign_in."""
        operator = self.access.sign_in(code, pin)
        self.seat.operator = operator
        return operator

    def open_shift_if_none(self) -> None:
        """For selling without a screen: a shift with an empty drawer, by whoever is signed in."""
        if self.shifts.current is None:
            self.shifts.open(self.seat.taken_by, self.checkout.rules.currency.zero())

    def close(self) -> None:
        self.catalogue.close()
        self.statements.close()
        self.index.close()
        self.state.close()
        self.staff.close()
        self.journal.close()
        self.lock.release()


@dataclass
class Seat:
    """Who is signed in. The one piece of state that the use cases share, told to each as a question."""

    operator: Operator | None = None

    @property
    def taken_by(self) -> Operator:
        """Raises NobodySignedIn."""
        if self.operator is None:
            raise NobodySignedIn()
        return self.operator


def open_core(folder: Path, settings: Settings) -> TillCore:
    """Open the till of a data directory; the open cart of before is back on the desk.

    Raises NotSetUp, TillAlreadyRunning, KeyMissing, the journal's and the files' errors.
    """
    if not settings.shop.is_set_up:
        raise NotSetUp(folder=str(folder))
    with ExitStack() as undo:
        lock = take_till_lock(folder)
        undo.callback(lock.release)
        core = _compose(DataDir(folder), settings, lock, undo)
        undo.pop_all()
        return core


def _compose(folder: DataDir, settings: Settings, lock: WriterLock, undo: ExitStack) -> TillCore:
    """`undo` learns what has to be closed again when the next step fails."""
    rules = checkout_rules(settings)
    origin = Origin(settings.shop.store, settings.shop.till)
    journal = Journal(folder.journal, origin, load_key(folder.keys).sign, must_exist=True)
    undo.callback(journal.close)
    refuse_cut_journal(journal, folder)
    index = Index(folder.index, folder.journal)
    undo.callback(index.close)
    state = TillState(folder.till)
    undo.callback(state.close)
    carts = CartKeeper(state)
    staff = Staff(folder.staff)
    undo.callback(staff.close)
    catalogue = Catalogue.open(folder.root, rules.currency)
    undo.callback(catalogue.close)
    seat = Seat()
    work = make_shift_work(
        settings,
        rules,
        journal,
        index,
        state,
        lambda: seat.operator,
        lambda: checkout,  # made below
    )
    shifts = work.shifts
    outage = Outage(
        journal,
        rules.permissions,
        business_date=shifts.business_date,
        basket_open=lambda: not checkout.cart.is_empty,
    )
    access = Access(
        staff,
        load_pepper(folder.keys),
        _recorder(journal, shifts.business_date),
        rules=sign_in_rules(settings),
        permissions=rules.permissions,
    )
    context = _context(seat, shifts, outage, settings)
    checkout = Checkout(rules, catalogue, journal, index, carts, context)
    checkout.restore()
    return TillCore(
        folder, settings, lock, journal, index, state, staff, catalogue, access, shifts, work, outage, checkout, seat
    )


def _context(seat: Seat, shifts: Shifts, outage: Outage, settings: Settings) -> Callable[[], SellingContext]:
    drawer = settings.devices.drawer
    opens_for = tuple(TenderType(name) for name in drawer.opens_for) if drawer.enabled else ()

    def context() -> SellingContext:
        shift, period = shifts.current, outage.current
        return SellingContext(
            operator=seat.taken_by,
            shift=shift.id if shift else None,
            business_date=shifts.business_date(),
            outage=period.id if period else None,
            drawer_opens_for=opens_for,
        )

    return context


def _recorder(journal: Journal, business_date: Callable[[], date]) -> Record:
    def record(facts: Sequence[Fact]) -> object:
        drafts = [Draft(kind, body) for kind, body in facts]
        return journal.append(drafts, business_date=business_date().isoformat())

    return record
