"""The basket: the hot spot of the screen. A scan repaints the row it changed; a full page turns by half of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fallback_pos.domain.cart import LineKind, PriceSource, ReturnSource
from fallback_pos.domain.money import total
from fallback_pos.domain.pricing import AppliedDiscount, DiscountScope, PricedCart, PricedLine
from fallback_pos.ui.cells import centred, left, right, wrapped
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import BLANK_ROW, Row, Span

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

_NUMBER_CELLS = 5
_AMOUNT_CELLS = 10
_NARROW_DETAIL_CELLS = 17
_WIDE_DETAIL_CELLS = 24
_WIDE_FROM_CELLS = 70


class Basket(Painted):
    """Shows a priced cart. `selected` is the number of the line that keys act on; None means the last one."""

    DEFAULT_CSS = """
    Basket { width: 1fr; height: 1fr; }
    """

    def __init__(self, tr: Translator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tr = tr
        self._priced: PricedCart | None = None
        self._known: dict[int, tuple[PricedLine, int, list[Row]]] = {}
        self._all: list[Row] = []
        self._starts: dict[int, int] = {}
        self._top = 0
        self.selected: int | None = None

    def show(self, priced: PricedCart) -> None:
        """Show a cart as it is now, with its newest line in sight and selected."""
        self._priced = priced
        self.selected = None
        self._lay_out()
        self._bring_into_view(len(self._all) - 1)
        self.repaint()

    def move(self, steps: int) -> None:
        """Select the line `steps` further on."""
        numbers = self._numbers()
        if not numbers:
            return
        here = numbers.index(self.selected) if self.selected in numbers else len(numbers) - (0 if steps < 0 else 1)
        self.select(numbers[max(0, min(here + steps, len(numbers) - 1))])

    def select(self, number: int) -> None:
        self.selected = number
        self._lay_out()
        self._bring_into_view(self._starts.get(number, 0))
        self.repaint()

    def line_for_keys(self) -> int | None:
        """The number of the line that quantity, discount and void act on."""
        numbers = self._numbers()
        if self.selected in numbers:
            return self.selected
        return numbers[-1] if numbers else None

    def paint(self) -> Sequence[Row]:
        if not self._all:
            return self._invitation()
        height = self.box.height
        rows = self._all[self._top : self._top + height]
        above, below = self._top, len(self._all) - self._top - height
        width = self.box.width
        if above > 0:
            rows[0] = (Span(left(self._tr.text("   ↑ {count} rows above: Page Up", count=above + 1), width), "muted"),)
        if below > 0:
            rows[-1] = (Span(left(self._tr.text("   ↓ {count} rows below", count=below + 1), width), "muted"),)
        return rows

    def turn(self, pages: int) -> None:
        """Show the page before or after."""
        step = max(self.box.height - 2, 1) * pages
        self._top = max(0, min(self._top + step, len(self._all) - self.box.height))
        self.repaint()

    def resized(self) -> None:
        self._known.clear()
        if self._priced is not None:
            self._lay_out()
            self._bring_into_view(len(self._all) - 1)

    def _numbers(self) -> list[int]:
        if self._priced is None:
            return []
        return [priced.line.number for priced in self._priced.lines if priced.line.kind is not LineKind.DEPOSIT]

    def _lay_out(self) -> None:
        """All rows of the cart; rows of lines that did not change are taken from the last time."""
        if self._priced is None or not self.box.width:
            return
        known, self._known = self._known, {}
        self._all, self._starts = [], {}
        for position, priced in enumerate(self._priced.lines, start=1):
            number = priced.line.number
            before = known.get(number)
            if before is not None and before[1] == position and _looks_same(before[0], priced):
                rows = before[2]
            else:
                rows = self._rows_of(priced, position)
            self._known[number] = (priced, position, rows)
            self._starts[number] = len(self._all)
            self._all += rows if number != self.selected else _marked(rows)
        self._all += self._basket_discount_rows()

    def _bring_into_view(self, row: int) -> None:
        height = max(self.box.height, 1)
        if row >= self._top + height:
            spare = height // 2
            self._top = max(0, len(self._all) - height + spare if row == len(self._all) - 1 else row - spare)
        elif row < self._top or len(self._all) <= height:
            self._top = max(0, min(row - 1, len(self._all) - height))

    def _rows_of(self, priced: PricedLine, position: int) -> list[Row]:
        line, tr = priced.line, self._tr
        action = f"line:{line.number}"
        width = self.box.width
        detail_cells = _WIDE_DETAIL_CELLS if width >= _WIDE_FROM_CELLS else _NARROW_DETAIL_CELLS
        name_cells = width - _NUMBER_CELLS - detail_cells - _AMOUNT_CELLS - 2
        indent = "  + " if line.kind is LineKind.DEPOSIT else ""
        rows: list[Row] = [
            (
                Span(f" {position:>3} ", "muted", action),
                Span(left(indent + line.name_in(self._tr.language), name_cells) + " ", "text", action),
                Span(right(self._detail(priced), detail_cells), "muted", action),
                Span(right(tr.money(priced.value), _AMOUNT_CELLS) + " ", "strong", action),
            )
        ]
        rows += [self._note_row(text, amount, action) for text, amount in self._notes(priced)]
        return rows

    def _detail(self, priced: PricedLine) -> str:
        line, tr = priced.line, self._tr
        if line.weighed or line.unit != "pc":
            return f"{tr.quantity(line.quantity)} {line.unit} × {tr.money(priced.price)}"
        if line.quantity == 1:
            return ""
        return f"{tr.quantity(line.quantity)} × {tr.money(priced.price)}"

    def _notes(self, priced: PricedLine) -> list[tuple[str, str]]:
        """What stands under a line: where a return comes from, a changed price, discounts."""
        tr, line = self._tr, priced.line
        notes: list[tuple[str, str]] = []
        if line.returns is not None:
            match line.returns.source:
                case ReturnSource.TILL:
                    notes.append((tr.text("return of receipt {receipt}", receipt=line.returns.receipt), ""))
                case ReturnSource.MAIN_POS:
                    said = tr.text("return of main POS {receipt}, unverified", receipt=line.returns.receipt)
                    notes.append((said, ""))
                case ReturnSource.NONE:
                    notes.append((tr.text("return without a receipt"), ""))
        if line.returns is not None and priced.price_source is PriceSource.OVERRIDE and line.list_price is not None:
            notes.append((tr.text("price typed; today it is {price}", price=tr.money(line.list_price)), ""))
        elif priced.price_source is PriceSource.OVERRIDE and line.list_price is not None:
            notes.append((tr.text("price changed from {price}", price=tr.money(line.list_price)), ""))
        elif priced.price_source is PriceSource.PROMOTION and line.list_price is not None:
            notes.append((tr.text("promotion, instead of {price}", price=tr.money(line.list_price)), ""))
        notes += [
            (self._discount_text(discount), tr.money(-discount.amount))
            for discount in priced.discounts
            if discount.scope is not DiscountScope.BASKET
        ]
        return notes

    def _discount_text(self, discount: AppliedDiscount) -> str:
        if discount.scope is DiscountScope.RECEIPT:
            return self._tr.text("discount on the receipt")
        percent = f" {self._tr.percent(discount.percent)}" if discount.percent is not None else ""
        return self._tr.text("discount{percent}: {reason}", percent=percent, reason=self._tr.text(discount.reason))

    def _note_row(self, text: str, amount: str, action: str | None) -> Row:
        room = self.box.width - _NUMBER_CELLS - _AMOUNT_CELLS - 1
        return (
            Span(" " * _NUMBER_CELLS, "text", action),
            Span(left(f"  {text}", room), "accent", action),
            Span(right(amount, _AMOUNT_CELLS) + " ", "accent", action),
        )

    def _basket_discount_rows(self) -> list[Row]:
        priced = self._priced
        if priced is None or not priced.cart.basket_discounts:
            return []
        shares = [
            share.amount for line in priced.lines for share in line.discounts if share.scope is DiscountScope.BASKET
        ]
        off = total(shares, priced.cart.currency)
        said = [
            f"{self._tr.percent(discount.percent)} {self._tr.text(discount.reason)}"
            if discount.percent is not None
            else self._tr.text(discount.reason)
            for discount in priced.cart.basket_discounts
        ]
        text = self._tr.text("Discount on the basket: {reasons}", reasons=", ".join(said))
        return [self._note_row(text, self._tr.money(-off), None)]

    def _invitation(self) -> Sequence[Row]:
        width, height = self.box.width, self.box.height
        text = self._tr.text("Scan the first product, or type its code and press Enter.")
        lines = wrapped(text, max(width - 8, 10))
        return [*[BLANK_ROW] * max(height // 2 - 1, 0), *((Span(centred(line, width), "muted"),) for line in lines)]


def _looks_same(before: PricedLine, now: PricedLine) -> bool:
    return (
        before.line is now.line
        and before.value.minor == now.value.minor
        and before.price.minor == now.price.minor
        and before.discounts == now.discounts
    )


def _marked(rows: list[Row]) -> list[Row]:
    """The rows of the selected line: a mark and an own background."""
    first = rows[0]
    number = Span("›" + first[0].text[1:], "selected", first[0].action)
    return [(number, *(Span(span.text, "selected", span.action) for span in first[1:])), *rows[1:]]
