"""What the customer owes, large; and after the sale what goes back, until the next scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fallback_pos.domain.cart import LineKind
from fallback_pos.domain.money import Money
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.pricing import PricedCart
from fallback_pos.ui.cells import left, right, width_of
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.widgets.big_digits import big_digits
from fallback_pos.ui.words import tender_name

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator


_MARGIN = Span(" ")


@dataclass(frozen=True, slots=True)
class SaleDone:
    """What stands on the screen after a sale. `change` is negative where money was paid back."""

    receipt: str
    total: Money
    tendered: Money
    change: Money


class Totals(Painted):
    """Amount due with items, tax, discounts and tenders; or the change of the sale just done."""

    DEFAULT_CSS = """
    Totals { width: 100%; height: 1fr; min-height: 8; background: $surface; }
    """

    def __init__(self, tr: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._priced: PricedCart | None = None
        self._payment: Payment | None = None
        self._done: SaleDone | None = None

    @property
    def done(self) -> SaleDone | None:
        """The sale whose change is shown; None while something is being sold."""
        return self._done

    def show(self, priced: PricedCart, payment: Payment) -> None:
        self._priced, self._payment = priced, payment
        if not priced.cart.is_empty:
            self._done = None
        self.repaint()

    def show_done(self, done: SaleDone) -> None:
        """Show the change until the next cart has a line."""
        self._done = done
        self.repaint()

    def paint(self) -> Sequence[Row]:
        if self._done is not None:
            rows = self._done_rows(self._done)
        elif self._priced is None or self._payment is None:
            rows = []
        else:
            rows = self._due_rows(self._priced, self._payment)
        return [(_MARGIN, *row) if row else row for row in rows]

    @property
    def _room(self) -> int:
        """Cells between the margins."""
        return self.box.width - 2

    def _due_rows(self, priced: PricedCart, paid: Payment) -> list[Row]:
        tr, back = self._tr, paid.remaining.minor < 0
        title = tr.text("TO GIVE BACK") if back else tr.text("TO PAY")
        rows = self._amount_rows(title, abs(paid.remaining), "strong")
        rows.append(BLANK_ROW)
        rows.append(self._pair(tr.text("Items"), self._tr.quantity(_pieces(priced))))
        rows.append(self._pair(tr.text("Tax"), self._tr.money(priced.tax_total)))
        if priced.discount_total:
            rows.append(self._pair(tr.text("Discounts"), self._tr.money(-priced.discount_total)))
        if paid.cash_due != paid.remaining:
            rows.append(self._pair(tr.text("In cash"), self._tr.money(abs(paid.cash_due))))
        rows += self._tender_rows(priced, paid)
        if priced.cart.customer is not None:
            rows.append(self._pair(tr.text("Customer"), priced.cart.customer.name))
        if priced.cart.loyalty:
            rows.append(self._pair(tr.text("Loyalty"), priced.cart.loyalty))
        return rows

    def _tender_rows(self, priced: PricedCart, paid: Payment) -> list[Row]:
        if not priced.cart.tenders:
            return []
        rows: list[Row] = [BLANK_ROW, self._pair(self._tr.text("Total"), self._tr.money(paid.total))]
        for made in priced.cart.tenders:
            mark = " ?" if made.unconfirmed else ""
            rows.append(self._pair(tender_name(made.type, self._tr) + mark, self._tr.money(made.amount)))
        if any(made.unconfirmed for made in priced.cart.tenders):
            rows.append((Span(left(self._tr.text("? = unconfirmed"), self._room), "muted"),))
        return rows

    def _done_rows(self, done: SaleDone) -> list[Row]:
        tr = self._tr
        paid_back = done.total.minor < 0
        title = tr.text("PAID BACK") if paid_back else tr.text("CHANGE")
        rows = self._amount_rows(title, abs(done.total) if paid_back else done.change, "good")
        rows.append(BLANK_ROW)
        if not paid_back:
            rows.append(self._pair(tr.text("Total"), self._tr.money(done.total)))
            rows.append(self._pair(tr.text("Given"), self._tr.money(done.tendered)))
        rows.append(self._pair(tr.text("Receipt"), done.receipt))
        rows.append(BLANK_ROW)
        rows.append((Span(left(tr.text("✓ Sale is stored."), self._room), "good"),))
        return rows

    def _amount_rows(self, title: str, amount: Money, ink: str) -> list[Row]:
        width = self._room
        code = amount.currency.code
        heading = (Span(left(title, width - width_of(code)), "title"), Span(code, "muted"))
        return [heading, *((Span(row, ink),) for row in big_digits(self._tr.money(amount), width))]

    def _pair(self, label: str, value: str) -> Row:
        width = self._room
        value_cells = min(width_of(value), width - 8)
        return (Span(left(label, width - value_cells - 1) + " ", "muted"), Span(right(value, value_cells), "text"))


def _pieces(priced: PricedCart) -> Decimal:
    """How many things are in the bag: pieces counted, a weighed line as one, returned lines not."""
    counted = Decimal(0)
    for item in priced.lines:
        line = item.line
        if line.kind is LineKind.DEPOSIT or line.is_return:
            continue
        counted += Decimal(1) if line.weighed or line.quantity != line.quantity.to_integral_value() else line.quantity
    return counted
