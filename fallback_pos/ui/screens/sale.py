"""The sale screen: status, basket, totals, scan field, keys. A thin front end of the checkout."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from drivers.scan import Scan
from fallback_pos.ui.base_screen import PASTE
from fallback_pos.ui.commands.table import COMMANDS, Command, command_by_id, command_by_key
from fallback_pos.ui.ink import DARK, LIGHT
from fallback_pos.ui.keyboard import KEYBOARD
from fallback_pos.ui.messages import LanguageChosen, SignedOut
from fallback_pos.ui.screens.coaching import TRAINING_CHARACTER, follow_advice
from fallback_pos.ui.screens.selling import SellingScreen
from fallback_pos.ui.session import Session
from fallback_pos.ui.till import PaperPrinted, Trouble
from fallback_pos.ui.widgets.basket import Basket
from fallback_pos.ui.widgets.coach_line import CoachLine
from fallback_pos.ui.widgets.key_bar import KeyBar, KeyHint
from fallback_pos.ui.widgets.paper_tape import PaperTape, SampleShelf
from fallback_pos.ui.widgets.scan_panel import ScanPanel
from fallback_pos.ui.widgets.status_line import StatusBar
from fallback_pos.ui.widgets.totals import SaleDone, Totals

if TYPE_CHECKING:
    from fallback_pos.checkout.checkout import Completed

STATUS_INTERVAL_SECONDS = 1.0
WIDE_FROM_CELLS = 112
"""From this width on the virtual printer's paper and the sample barcodes have room beside the basket."""
_TAPE_MARGIN_CELLS = 4


class _Row(Horizontal):
    """A container that is covered by what it contains: Textual need not work out its own lines."""

    BLANK = True


class _Column(Vertical):
    BLANK = True


class SaleScreen(SellingScreen, inherit_bindings=False):
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

    def __init__(self, session: Session, before: SaleScreen | None = None) -> None:
        """`before`: the screen in another language whose last sale, typing and paper are shown on."""
        super().__init__(session)
        rules, tr = self.till.rules, self.tr
        operator = session.operator
        name = operator.name if operator else ""
        self.status = StatusBar(tr, rules.till_number, name, action="command:status", id="status")
        self.basket = Basket(tr, id="basket")
        self.totals = Totals(tr, id="totals")
        self.coach_line = CoachLine(tr, action="command:training", id="coach") if self.till.training.coach else None
        self.tape = PaperTape(tr, id="tape")
        self.samples = SampleShelf(tr, rules.samples, id="samples")
        self.field = ScanPanel(tr, id="scan")
        self.keys = KeyBar([_hint(command, session) for command in COMMANDS if command.bar], id="keys")
        self._done = before.totals.done if before is not None else None
        if before is not None:
            self.last_receipt = before.last_receipt
            self.field.type(before.field.text)
            self.tape.feed(before.tape.lines)
        self.set_class(rules.tape_columns > 0, "-tape")
        self.set_class(bool(rules.samples), "-samples")

    def compose(self) -> ComposeResult:
        yield self.status
        if self.coach_line is not None:
            yield self.coach_line
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
        typed = self.field.text
        self.show_cart()
        self.field.type(typed)
        if self._done is not None:
            self._show_done(self._done)
        if self.checkout.check_against_goods:
            self.say(self.tr.text("This basket was open when the till stopped. Check it against the goods."), "warning")
        self._say_alarms()
        self._show_status()
        self.set_interval(STATUS_INTERVAL_SECONDS, self._show_status)

    def on_resize(self) -> None:
        self._fit_side()

    # What arrives

    def scanned(self, scan: Scan) -> None:
        """One scan; a quantity typed before it (`3*`) counts, anything else left in the field does not."""
        typed = self.field.text
        if scan.source in (KEYBOARD, PASTE) and scan.symbology is None and not typed:
            self.sell(lambda **asked: self.checkout.enter(scan.text, **asked), scan.text)
        elif typed.endswith(("*", "×", "x")):
            self.sell(lambda **asked: self.checkout.enter(typed + scan.text, **asked), scan.text)
        else:
            self.sell(lambda **asked: self.checkout.scan(scan.text, scan.symbology, **asked), scan.text)

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._enter()
            elif character == "?" and not self.field.text:
                self.run_command(command_by_id("help"))
            elif character == TRAINING_CHARACTER and self.coach_line is not None and not self.field.text:
                self.run_command(command_by_id("training"))
            elif character.isprintable():
                self.field.type(character)

    def pressed(self, key: str) -> None:
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
        self.beep()

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
        self._show_done(SaleDone(completed.receipt, sale.payable, sale.tendered, completed.change))

    def leave(self) -> None:
        self.post_message(SignedOut())

    def speak(self, language: str) -> None:
        self.post_message(LanguageChosen(language))

    def change_light(self) -> None:
        self.app.theme = LIGHT if self.app.theme == DARK else DARK

    def run_command(self, command: Command) -> None:
        self.start(command.run)

    # Inside

    def _show_done(self, done: SaleDone) -> None:
        self.totals.show_done(done)
        if done.change:
            self.say(self.tr.text("Change {change}. Scan the next customer's goods.", change=done.change), "good")
        else:
            self.say(self.tr.text("Done. Scan the next customer's goods."), "good")

    def _enter(self) -> None:
        typed = self.field.take()
        if typed:
            self.sell(lambda **asked: self.checkout.enter(typed, **asked), typed)

    def _say_alarms(self) -> None:
        """To somebody who may look at them, when they come to the till."""
        count = self.till.status().alarms
        if count:
            self.say(
                self.tr.text("Alarms wait for you ({count}): press F12 and choose Alarms.", count=count), "warning"
            )

    def _show_status(self) -> None:
        self.status.show(self.till.status(), self.session.now())
        self._ask_coach()

    def _ask_coach(self) -> None:
        coach = self.till.training.coach
        if coach is not None and self.coach_line is not None:
            follow_advice(self, coach, self.coach_line)

    def _fit_side(self) -> None:
        """As wide as the paper where there is room for it, as the style sheet says in a narrow window."""
        columns, styles = self.till.rules.tape_columns, self.query_one("#side").styles
        if columns and self.size.width >= WIDE_FROM_CELLS:
            styles.width = columns + _TAPE_MARGIN_CELLS
        elif styles.inline.clear_rule("width"):
            self.refresh(layout=True)

    def beep(self) -> None:
        if self.till.rules.beep:
            self.app.bell()


def _hint(command: Command, session: Session) -> KeyHint:
    label = session.tr.text(command.label)
    return KeyHint(command.key.upper(), label, command.shown, f"command:{command.id}", command.wide, command.short)
