"""What a coach sees of an opened training till, and the scores of a data directory."""

from __future__ import annotations

import json
import shlex
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from config.settings import Settings
from drivers.printers.virtual import VirtualPrinter
from fallback_pos.bootstrap.core import TillCore
from fallback_pos.bootstrap.rules import money
from fallback_pos.bootstrap.training_till import training_folder
from fallback_pos.domain.cart import Cart, CartLine, LineKind
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale, SaleLine
from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.paper_slip import PaperSlip
from fallback_pos.receipts.receipts import Receipts
from fallback_pos.storage.training_notes import TrainingNotes
from fallback_pos.training.coach import Coach
from fallback_pos.training.exercises import exercise_named
from fallback_pos.training.score import Score
from fallback_pos.training.seen import CartSeen, GoodsSeen, Observation, SaleSeen
from sync.ledger import Entry, Kind

SCORES_ON_PAPER = 40
LOOK_BACK_ENTRIES = 500
SECONDS_TO_START_ANEW = 2.0


class TrainingRoom:
    """What `ui.till.TrainingDesk` describes: the coach of a training till, and the scores, which any till shows."""

    def __init__(
        self, coach: Coach | None, data_dir: Path, tr: Translator, print_slip: Callable[[PaperSlip], None]
    ) -> None:
        """`data_dir` is the real till's; `tr` speaks the language of the shop's paper."""
        self.coach = coach
        self.command = f"fallback-pos till --training --data {shlex.quote(str(data_dir))}"
        self._folder = training_folder(data_dir)
        self._tr = tr
        self._print_slip = print_slip

    def scores(self) -> Sequence[Score]:
        """Newest first."""
        return read_scores(self._folder)

    def print_scores(self) -> None:
        """On this till's receipt printer. Raises NoReceiptPrinter, PaperTooNarrow."""
        self._print_slip(scores_slip(self.scores(), self._tr))


def make_training(core: TillCore, receipts: Receipts, virtual: VirtualPrinter | None) -> TrainingRoom:
    """The coach where the till is one for training; the scores for every till."""
    root, shop = core.folder.root, core.settings.shop
    tr = Translator(shop.languages[0], shop.number_format)
    if not shop.is_training:
        return TrainingRoom(None, root, tr, receipts.print_slip)
    currency = core.checkout.rules.currency
    cash = [money(value, currency) for value in core.settings.cash.denominations]
    roll = VirtualRoll(virtual) if virtual is not None else None
    coach = Coach(TillView(core, receipts), TrainingNotes(root), cash, roll)
    return TrainingRoom(coach, root.parent, tr, receipts.print_slip)


class VirtualRoll:
    """The paper of the virtual printer."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self._printer = printer

    def end_after(self, lines: int) -> None:
        self._printer.turn(lines_until_paper_out=lines)

    def put_in(self) -> None:
        self._printer.turn(paper="ok", lines_until_paper_out=None)

    def put_in_opening_it(self) -> None:
        """As printers do that start anew when they are opened: the paper comes out, and no proof of it ever arrives.
        A roll that has not ended yet stays in.
        """
        if self._printer.knobs.paper != "out":
            return
        self._printer.turn(mute=True, cut_after_bytes=0)
        self.put_in()
        back = threading.Timer(SECONDS_TO_START_ANEW, self._printer.turn, kwargs={"mute": False})
        back.daemon = True
        back.start()


class TillView:
    """Reads the journal once past what it has read, so that a look a second costs nothing."""

    def __init__(self, core: TillCore, receipts: Receipts) -> None:
        self._core = core
        self._receipts = receipts
        self._weight_units = {"kg", "g", "lb", "oz", core.settings.barcodes.weight_unit}
        self._from_seq = self._read_to_seq = -1
        self._sales: tuple[SaleSeen, ...] = ()
        self._given_up: frozenset[str] = frozenset()

    def head_seq(self) -> int:
        return self._core.journal.head.seq

    def observe(self, after_seq: int) -> Observation:
        self._read_on(after_seq)
        status = self._receipts.status
        return Observation(
            cart=self._cart(self._core.checkout.cart),
            sales=self._sales,
            given_up=self._given_up,
            paper_out=status.paper_is_out,
            unsure=status.unknown,
            waiting=status.waiting,
        )

    def returnable_receipt(self) -> str:
        """The newest sale of which nothing has come back."""
        journal, returned = self._core.journal, set[str]()
        newest = list(journal.of_kinds((SALE_KIND, RETURN_KIND), max(0, journal.head.seq - LOOK_BACK_ENTRIES)))
        for entry in reversed(newest):
            sale = self._sale(entry)
            returned |= {line.returned_from for line in sale.goods if line.returned_from}
            if sale.sold and sale.receipt not in returned:
                return sale.receipt
        return ""

    def _read_on(self, after_seq: int) -> None:
        if after_seq != self._from_seq:
            self._from_seq = self._read_to_seq = after_seq
            self._sales, self._given_up = (), frozenset()
        while self._read_to_seq < self._core.journal.head.seq:
            for entry in self._core.journal.read(self._read_to_seq):
                self._take_in(entry)
                self._read_to_seq = entry.seq

    def _take_in(self, entry: Entry) -> None:
        if entry.kind in (SALE_KIND, RETURN_KIND):
            self._sales = (*self._sales, self._sale(entry))
        elif entry.kind == Kind.CART_ABANDONED:
            self._given_up |= {entry.id, str(json.loads(entry.body).get("cart"))}

    def _sale(self, entry: Entry) -> SaleSeen:
        sale = Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))
        return SaleSeen(
            id=sale.id,
            receipt=sale.receipt,
            goods=tuple(self._goods(line) for line in sale.lines if line.kind != LineKind.DEPOSIT.value),
            payable=sale.payable,
            tendered=sale.tendered,
            change=sale.change,
            cash_only=all(tender.type is TenderType.CASH for tender in sale.tenders),
        )

    def _cart(self, cart: Cart) -> CartSeen:
        goods = tuple(self._goods(line) for line in cart.lines if line.kind is not LineKind.DEPOSIT)
        payment = self._core.checkout.payment
        return CartSeen(cart.id, goods, payment.total + payment.rounding)

    def _goods(self, line: CartLine | SaleLine) -> GoodsSeen:
        number, quantity, returns = line.number, line.quantity, line.returns
        weighed = line.unit in self._weight_units or quantity != quantity.to_integral_value()
        return GoodsSeen(number, Decimal(quantity), weighed, returns.receipt if returns else None)


def read_scores(training: Path) -> list[Score]:
    """The scores of a training till, newest first."""
    found = (Score.read(content) for content in TrainingNotes(training).scores())
    return [score for score in found if score is not None][::-1]


def scores_of(folder: Path, settings: Settings) -> list[Score]:
    """The scores of the training till that belongs to a data directory, or that lies there itself."""
    return read_scores(folder if settings.shop.is_training else training_folder(folder))


def scores_slip(scores: Sequence[Score], tr: Translator) -> PaperSlip:
    """What a manager prints and signs: the newest scores, three lines each."""
    rows: list[tuple[str, str | None]] = []
    for score in scores[:SCORES_ON_PAPER]:
        exercise = exercise_named(score.exercise)
        title = tr.text(exercise.title) if exercise else score.exercise
        rows.append((f"{score.name} ({score.operator})", tr.moment(datetime.fromisoformat(score.at).astimezone())))
        rows.append((title, tr.text("{points} of 100", points=score.points)))
        counts = tr.text("mistakes {mistakes}, hints {hints}", mistakes=score.mistakes, hints=score.hints)
        rows.append((counts, f"{score.seconds // 60}:{score.seconds % 60:02d}"))
    if not rows:
        rows.append((tr.text("No exercise has been finished yet."), ""))
    return PaperSlip(N_("Training scores"), tuple(rows), signatures=(N_("Manager"),))
