"""The customer's display: the line just sold, what is due, the change. Two lines of 20 characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from config.settings import Settings
from drivers.displays.cd5220 import COLUMNS
from drivers.displays.pole import PoleDisplay, PoleDisplaySettings
from drivers.status import DeviceStatus
from fallback_pos.bootstrap.scanning import serial_line
from fallback_pos.checkout.checkout import Checkout, Completed
from fallback_pos.domain.cart import LineKind
from fallback_pos.domain.pricing import PricedCart, PricedLine
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator

NAME = "customer display"
TOTAL, DUE, TO_PAY_BACK, CHANGE, PAID_BACK = N_("Total"), N_("Due"), N_("To pay back"), N_("Change"), N_("Paid back")


class Pole(Protocol):
    """What shows two lines at once and waits for nobody; `drivers.displays.pole.PoleDisplay` is one."""

    def show(self, first: str, second: str = "") -> None: ...


def make_pole(settings: Settings, on_status: Callable[[DeviceStatus], None]) -> PoleDisplay | None:
    """The display's driver, not yet started; None for a till without one."""
    section = settings.devices.display
    if section.kind == "none" or section.line is None:
        return None
    return PoleDisplay(PoleDisplaySettings(NAME, serial_line(section.line), section.code_page), on_status)


class CustomerDisplay:
    """Follows one checkout. Amounts and words are the receipt's, in English where it is printed in Chinese: these
    displays have no Chinese characters.
    """

    def __init__(self, pole: Pole, checkout: Checkout, settings: Settings) -> None:
        language = settings.shop.languages[0]
        self._pole = pole
        self._checkout = checkout
        self._tr = Translator("en" if language == "zh" else language, settings.shop.number_format)
        self._welcome = settings.shop.name
        self._shown = checkout.priced
        checkout.on_change = self.follow
        self.follow()

    def follow(self) -> None:
        """Show the cart as it is: the line that changed, and what is due once money has been taken."""
        before, self._shown = self._shown, self._checkout.priced
        priced, paid = self._shown, self._checkout.payment
        if priced.cart.tenders:
            due = paid.remaining
            label = DUE if due.minor >= 0 else TO_PAY_BACK
            self._pole.show(self._row(TOTAL, self._tr.money(priced.total)), self._row(label, self._tr.money(abs(due))))
            return
        line = _touched(before, priced)
        if line is None:
            self._pole.show(self._welcome[:COLUMNS].center(COLUMNS))
            return
        amount = self._tr.money(line.taxed.gross)
        self._pole.show(_row(line.line.name, amount), self._row(TOTAL, self._tr.money(priced.total)))

    def sold(self, completed: Completed) -> None:
        """Show total and change until the next customer's first product."""
        sale = completed.sale
        total = self._row(TOTAL, self._tr.money(sale.total))
        if sale.total.minor < 0:
            self._pole.show(total, self._row(PAID_BACK, self._tr.money(abs(sale.tendered))))
        else:
            self._pole.show(total, self._row(CHANGE, self._tr.money(sale.change)))

    def _row(self, label: str, amount: str) -> str:
        return _row(self._tr.text(label), amount)


def _row(label: str, amount: str) -> str:
    """Label to the left, amount to the right; the amount is never cut for the label."""
    room = max(COLUMNS - len(amount) - 1, 0)
    return f"{label[:room]:<{room}} {amount}" if room else amount


def _touched(before: PricedCart, after: PricedCart) -> PricedLine | None:
    """The last line that is new or different, without one the last; a deposit does not hide what it belongs to."""
    known = {line.line.number: line for line in before.lines}
    goods = [line for line in after.lines if line.line.kind is not LineKind.DEPOSIT]
    changed = [line for line in goods if known.get(line.line.number) != line]
    lines = changed or goods
    return lines[-1] if lines else None
