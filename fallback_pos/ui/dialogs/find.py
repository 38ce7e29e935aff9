"""Finding a product as one types, by any part of its name, its PLU or the first digits of its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from textual.app import ComposeResult
from textual.message import Message

from drivers.scan import Scan
from fallback_pos.checkout.returning import ScannedGoods
from fallback_pos.domain.money import Money
from fallback_pos.domain.product import Product
from fallback_pos.errors import TillError
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row
from fallback_pos.ui.cells import left, right, wrapped
from fallback_pos.ui.fields import Field
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

ROWS = 11
"""Rows of results; more of them are scrolled to."""
Search = Callable[[str, int], Sequence[Product]]
Scanned = Callable[[str, str | None], Sequence[ScannedGoods]]
"""What a scan (text, symbology) stands for."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The product chosen; None for goods that are not on file. A scan may say how many and at what price each."""

    product: Product | None
    quantity: Decimal | None = None
    price: Money | None = None


class FindDialog(DialogScreen[Picked], inherit_bindings=False):
    """Searches on a thread of its own; an answer that comes late, for what is no longer typed, is dropped.

    With `returns`, goods are looked for that come back: a scan chooses them instead of selling them.
    """

    class Found(Message):
        def __init__(self, text: str, products: Sequence[Product], error: TillError | None = None) -> None:
            super().__init__()
            self.text = text
            self.products = products
            self.error = error

    def __init__(self, session: Session, search: Search, title: str, *, returns: Scanned | None = None) -> None:
        super().__init__(session)
        self.passes_scans_on = returns is None
        self._search = search
        self._returns = returns
        self._field = Field("text", self.tr.text("Name or number"), limit=60, touched=True)
        self._products: Sequence[Product] = ()
        self._answered = ""
        self._at = self._first = 0
        self._limit = session.opened.rules.search_results
        self._problem = ""
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = 74
        yield self.card

    def body(self, width: int) -> list[Row]:
        label_width = len(self._field.label) + 1
        rows: list[Row] = [self._field.row(label_width, width, active=True), BLANK_ROW]
        window = range(self._first, min(self._first + ROWS, len(self._products)))
        rows += [self._row(index, self._products[index], width) for index in window]
        rows += [BLANK_ROW] * (ROWS - len(window))
        rows.append(self._footer(width))
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)]
        buttons = [("Enter", self.tr.text("Choose"), "accept")]
        if self._returns is not None:
            buttons.append(("F8", self.tr.text("Not on file"), "key:f8"))
        rows.append(button_row((*buttons, ("Esc", self.tr.text("Cancel"), "key:escape"))))
        return rows

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._choose(self._at)
                return
            self._field = self._field.typed(character)
        self._look()

    def reads_as_typing(self, scan: Scan) -> bool:
        return scan.symbology is None and self._field.could_be(scan.text)

    def scanned(self, scan: Scan) -> None:
        if self._returns is None:
            super().scanned(scan)
            return
        try:
            goods = self._returns(scan.text, scan.symbology)
        except TillError as error:
            self.refuse(error)
            return
        if len(goods) == 1:
            self.dismiss(Picked(goods[0].product, goods[0].quantity, goods[0].price))
        else:
            self.post_message(self.Found(self._field.value.strip(), [each.product for each in goods]))

    def pressed(self, key: str) -> None:
        match key:
            case "escape":
                self.dismiss(None)
                return
            case "f8" | "ctrl+u" if self._returns is not None:
                self.dismiss(Picked(None))
                return
            case "up" | "shift+tab":
                self._go_to(self._at - 1)
            case "down":
                self._go_to(self._at + 1)
            case "pageup":
                self._go_to(self._at - ROWS)
            case "pagedown":
                self._go_to(self._at + ROWS)
            case "backspace" | "ctrl+h":
                self._field = self._field.erased()
                self._look()
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "accept":
            self._choose(self._at)
        elif kind == "row":
            self._choose(int(rest))
        else:
            super().act(action)

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    def on_find_dialog_found(self, message: Found) -> None:
        message.stop()
        if message.text != self._field.value.strip():
            return
        self._products, self._answered, self._at, self._first = message.products, message.text, 0, 0
        self._problem = ""
        if message.error is not None:
            self.refuse(message.error)
        self.card.update()

    def _look(self) -> None:
        text = self._field.value.strip()
        self.card.update()
        self.run_worker(lambda: self._searched(text), thread=True, exclusive=True, group="search")

    def _searched(self, text: str) -> None:
        """On the search's thread."""
        try:
            answer = self.Found(text, self._search(text, self._limit))
        except TillError as error:
            answer = self.Found(text, (), error)
        self.post_message(answer)

    def _go_to(self, index: int) -> None:
        """Mark a result, the nearest there is, and scroll as far as it takes to show it."""
        self._at = max(min(index, len(self._products) - 1), 0)
        self._first = min(max(self._first, self._at - ROWS + 1), self._at)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._products):
            self.dismiss(Picked(self._products[index]))

    def _footer(self, width: int) -> Row:
        if not self._field.value.strip():
            text = self.tr.text("Type any part of the name.")
            if self._returns is not None:
                text = self.tr.text("Scan what comes back, or type any part of its name.")
        elif self._answered == self._field.value.strip() and not self._products:
            text = self.tr.text("Nothing found. Try fewer letters.")
        elif len(self._products) >= min(self._limit, ROWS):
            text = self.tr.text("The best {count}; type more to narrow it down.", count=len(self._products))
        else:
            text = ""
        return (Span(left(text, width), "muted"),)

    def _row(self, index: int, product: Product, width: int) -> Row:
        here, action = index == self._at, f"row:{index}"
        price = self.tr.money(product.price)
        if product.unit != "pc":
            price = f"{price}/{product.unit}"
        blocked = self.tr.text("blocked") if product.blocked else ""
        name_cells = width - 2 - 12 - 10 - 1
        ink = "selected" if here else "text"
        return (
            Span("› " if here else "  ", "key", action),
            Span(left(product.name_in(self.tr.language), name_cells) + " ", ink, action),
            Span(left(blocked or product.department or "", 12), "warning" if blocked else "muted", action),
            Span(right(price, 10), ink, action),
        )
