"""The sale screen: status, basket, totals, scan field, keys. A thin front end of the checkout."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from drivers.scan import Scan
from fallback_pos.checkout.errors import ConfirmationNeeded, WeightNeeded
from fallback_pos.checkout.reading import Meaning
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.errors import TillError
from fallback_pos.ui.attempt import Unexpected, attempt
from fallback_pos.ui.base_screen import PASTE
from fallback_pos.ui.commands.returning import return_from_receipt
from fallback_pos.ui.commands.table import COMMANDS, Command, command_by_id, command_by_key
from fallback_pos.ui.commands.weighing import weigh
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.ink import DARK, LIGHT
from fallback_pos.ui.keyboard import KEYBOARD
from fallback_pos.ui.messages import LanguageChosen, SignedOut
from fallback_pos.ui.session import Session
from fallback_pos.ui.till import PaperPrinted, Trouble
from fallback_pos.ui.widgets.basket import Basket
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint
from fallback_pos.ui.widgets.paper_tape import PaperTape, SampleShelf
from fallback_pos.ui.widgets.scan_panel import ScanPanel
from fallback_pos.ui.widgets.status_line import StatusBar
from fallback_pos.ui.widgets.totals import SaleDone, Totals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fallback_pos.checkout.basket import ScanResult
    from fallback_pos.checkout.checkout import Completed

logger = logging.getLogger(__name__)
STATUS_INTERVAL_SECONDS = 1.0
WIDE_FROM_CELLS = 112
"""From this width on the virtual printer's paper and the sample barcodes have room beside the basket."""
_TAPE_MARGIN_CELLS = 4


class _Row(Horizontal):
    """A container that is covered by what it contains: Textual need not work out its own lines."""

    BLANK = True


class _Column(Vertical):
    BLANK = True


class SaleScreen(SaleDesk, inherit_bindings=False):
    """Scans go to the checkout at once; whatever needs a question goes on in a worker, one at a time."""

    BLANK = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_FROM_CELLS, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    SaleScreen { layout: vertical; background: $background; }
    SaleScreen #middle { height: 1fr; }
    SaleScreen #side { width: 24; }
    SaleScreen PaperTape, SaleScreen SampleShelf { display: none; }
    SaleScreen.-wide.-tape PaperTape, SaleScreen.-wide.-samples SampleShelf { display: block; }
    SaleScreen.-wide.-tape Totals { height: 12; }
    SaleScreen.-wide #side { width: 34; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        rules, tr = self.till.rules, self.tr
        operator = session.operator
        self.status = StatusBar(tr, rules.till_number, operator.name if operator else "", id="status")
        self.basket = Basket(tr, id="basket")
        self.totals = Totals(tr, id="totals")
        self.tape = PaperTape(tr, id="tape")
        self.samples = SampleShelf(tr, rules.samples, id="samples")
        self.field = ScanPanel(tr, id="scan")
        self.keys = KeyBar([_hint(command, session) for command in COMMANDS if command.bar], id="keys")
        self._busy = False
        self._last_key_at = time.monotonic()
        self.set_class(rules.tape_columns > 0, "-tape")
        self.set_class(bool(rules.samples), "-samples")

    def compose(self) -> ComposeResult:
        yield self.status
        with _Row(id="middle"):
            yield self.basket
            with _Column(id="side"):
                yield self.totals
                yield self.samples
                yield self.tape
        yield self.field
        yield self.keys

    def on_mount(self) -> None:
        self._fit_side()
        self.show_cart()
        if self.checkout.check_against_goods:
            self.say(self.tr.text("This basket was open when the till stopped. Check it against the goods."), "warning")
        self._show_status()
        self.set_interval(STATUS_INTERVAL_SECONDS, self._show_status)

    def on_resize(self) -> None:
        self._fit_side()

    # What arrives

    def scanned(self, scan: Scan) -> None:
        """One scan; a quantity typed before it (`3*`) counts, anything else left in the field does not."""
        self._last_key_at = time.monotonic()
        typed = self.field.text
        if scan.source in (KEYBOARD, PASTE) and scan.symbology is None and not typed:
            self._sell(lambda **asked: self.checkout.enter(scan.text, **asked), scan.text)
        elif typed.endswith(("*", "×", "x")):
            self._sell(lambda **asked: self.checkout.enter(typed + scan.text, **asked), scan.text)
        else:
            self._sell(lambda **asked: self.checkout.scan(scan.text, scan.symbology, **asked), scan.text)

    def typed(self, characters: str) -> None:
        self._last_key_at = time.monotonic()
        for character in characters:
            if character in "\r\n":
                self._enter()
            elif character == "?" and not self.field.text:
                self.run_command(command_by_id("help"))
            elif character.isprintable():
                self.field.type(character)

    def pressed(self, key: str) -> None:
        self._last_key_at = time.monotonic()
        match key:
            case "backspace" | "ctrl+h":
                self.field.erase()
            case "escape":
                self.field.take()
                self.field.say("")
            case "up":
                self.basket.move(-1)
            case "down":
                self.basket.move(1)
            case "pageup":
                self.basket.turn(-1)
            case "pagedown":
                self.basket.turn(1)
            case _:
                command = command_by_key(key)
                if command is not None:
                    self.run_command(command)

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        match kind:
            case "line":
                self.basket.select(int(rest))
            case "sample":
                self.scanned(Scan(rest, None, time.monotonic(), "sample"))
            case "command":
                self.run_command(command_by_id(rest))
            case _:
                super().act(action)

    def paper(self, printed: PaperPrinted) -> None:
        self.tape.feed(printed.lines)

    def trouble(self, said: Trouble) -> None:
        self.complain(self.tr.text(said.sentence, **said.params))

    # What commands use

    def show_cart(self, last: str = "") -> None:
        checkout = self.checkout
        self.basket.show(checkout.priced)
        self.totals.show(checkout.priced, checkout.payment)
        self.field.show_last(last)

    def say(self, sentence: str, ink: str = "muted") -> None:
        self.field.say(sentence, ink)

    def complain(self, sentence: str) -> None:
        self.field.complain(sentence)
        self._beep()

    def line(self) -> int | None:
        number = self.basket.line_for_keys()
        if number is None:
            self.complain(self.tr.text("The basket is empty. Scan a product first."))
        return number

    def take_typed(self) -> str:
        return self.field.take()

    def sale_done(self, completed: Completed) -> None:
        self.last_receipt = completed.receipt
        sale = completed.sale
        self.totals.show_done(SaleDone(completed.receipt, sale.payable, sale.tendered, completed.change))
        if completed.change:
            self.say(self.tr.text("Change {change}. Scan the next customer's goods.", change=completed.change), "good")
        else:
            self.say(self.tr.text("Done. Scan the next customer's goods."), "good")

    def leave(self) -> None:
        self.post_message(SignedOut())

    def speak(self, language: str) -> None:
        self.post_message(LanguageChosen(language))

    def change_light(self) -> None:
        self.app.theme = LIGHT if self.app.theme == DARK else DARK

    def run_command(self, command: Command) -> None:
        self._start(command.run)

    # Inside

    def _enter(self) -> None:
        typed = self.field.take()
        if typed:
            self._sell(lambda **asked: self.checkout.enter(typed, **asked), typed)

    def _sell(self, step: Callable[..., ScanResult], code: str) -> None:
        """Do it at once; only where somebody has to be asked, go on in a worker."""
        try:
            result = step()
        except (ApprovalNeeded, ConfirmationNeeded):
            self._start(lambda desk: self._sell_asking(step))
        except WeightNeeded as needed:
            self._beep()
            self._start(partial(self._sell_weighed, code, needed))
        except TillError as error:
            self.field.take()
            self.refuse(error)
        except Exception:
            logger.exception("a scan failed")
            self._survive()
        else:
            self._sold(result)

    async def _sell_asking(self, step: Callable[..., ScanResult]) -> None:
        done = await attempt(self, lambda approver, confirmed: step(approver=approver, confirmed=confirmed))
        if done is not None:
            self._sold(done.value)
        else:
            self.field.take()

    async def _sell_weighed(self, code: str, needed: WeightNeeded, desk: SaleDesk) -> None:
        self.field.take()
        done = await weigh(
            self,
            str(needed.params["name"]),
            str(needed.params["unit"]),
            lambda quantity, approver, confirmed: self.checkout.scan(
                code, quantity=quantity, approver=approver, confirmed=confirmed
            ),
        )
        if done is not None:
            self._sold(done.value)

    def _sold(self, result: ScanResult) -> None:
        match result.meaning:
            case Meaning.RECEIPT:
                self.field.take()
                receipt = result.reference or ""
                self._start(lambda desk: return_from_receipt(desk, receipt))
            case Meaning.CHOOSE:
                self._start(lambda desk: self._choose(result))
            case Meaning.LOYALTY:
                self.show_cart(self.tr.text("customer card"))
            case _:
                self.show_cart(self._last_line(result.line))
                if self.till.rules.beep_on_scan:
                    self._beep()

    async def _choose(self, result: ScanResult) -> None:
        """One code, several products: the cashier says which."""
        tr = self.tr
        choices = [
            Choice(found, found.product.name_in(tr.language), tr.money(found.product.price))
            for found in result.candidates
        ]
        chosen = await self.ask(ChooseDialog(self.session, tr.text("This code stands for several products"), choices))
        if chosen is None:
            return
        barcode = result.reading.barcode if result.reading else None
        step = await attempt(
            self,
            lambda approver, confirmed: self.checkout.add_found(
                chosen, barcode=barcode, approver=approver, confirmed=confirmed
            ),
        )
        if step is not None:
            self.show_cart(chosen.product.name_in(tr.language))

    def _last_line(self, number: int | None) -> str:
        if number is None:
            return ""
        priced = self.checkout.priced.line(number)
        return f"{priced.line.name_in(self.tr.language)} {self.tr.money(priced.amount)}"

    def _start(self, run: Callable[[SaleDesk], Awaitable[None]]) -> None:
        """Run a command in a worker, unless one is running: a second key press must not start it twice."""
        if self._busy:
            return
        self._busy = True

        async def until_done() -> None:
            try:
                await run(self)
            except Exception:
                logger.exception("a command failed")
                self._survive()
            finally:
                self._busy = False

        self.run_worker(until_done(), group="command")

    def _survive(self) -> None:
        """The outermost boundary: a fault nobody thought of was logged; it is said, and the till goes on."""
        self.field.take()
        self.refuse(Unexpected())

    def _show_status(self) -> None:
        self.status.show(self.till.status(), self.session.now())
        idle = self.till.rules.idle_lock_minutes
        if idle and self.is_current and time.monotonic() - self._last_key_at > idle * 60:
            self.leave()

    def _fit_side(self) -> None:
        columns = self.till.rules.tape_columns
        if columns and self.size.width >= WIDE_FROM_CELLS:
            self.query_one("#side").styles.width = columns + _TAPE_MARGIN_CELLS

    def _beep(self) -> None:
        if self.till.rules.beep:
            self.app.bell()


def _hint(command: Command, session: Session) -> KeyHint:
    label = session.tr.text(command.label)
    return KeyHint(command.key.upper(), label, command.shown, f"command:{command.id}", command.wide, command.short)
