"""Which lines of a receipt come back, and how much of each: never more than is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from textual.app import ComposeResult

from drivers.scan import Scan
from fallback_pos.checkout.returning import ReturnableSale
from fallback_pos.domain.quantity import NotAQuantity, parse_quantity
from fallback_pos.domain.returns import ReturnableLine
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row, number_pad, suggestion_rows
from fallback_pos.ui.cells import left, right, wrapped
from fallback_pos.ui.reasons import reason_field
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

VISIBLE_LINES = 6
_QUANTITY_CHARACTERS = "0123456789.,"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the receipt and the positive quantity that comes back."""

    line: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class WantedReturn:
    lines: tuple[Wanted, ...]
    reason: str


class ReturnLinesDialog(DialogScreen[WantedReturn], inherit_bindings=False):
    """Arrows choose a line, digits set its quantity, + takes all that is left; Tab leads to the reason."""

    def __init__(self, session: Session, returnable: ReturnableSale, reasons: Sequence[str]) -> None:
        super().__init__(session)
        self._lines = returnable.lines
        self._names = [name.name_in(self.tr.language) for name in returnable.names]
        self._texts = [""] * len(self._lines)
        self._reason = reason_field(self.tr, reasons, touched=True)
        self._at = next((i for i, line in enumerate(self._lines) if line.left > 0), 0)
        self._problem = ""
        self.card = Card(self.tr.text("Return from receipt {receipt}", receipt=returnable.sale.receipt), self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = 76
        yield self.card

    @property
    def _in_reason(self) -> bool:
        return self._at == len(self._lines)

    def body(self, width: int) -> list[Row]:
        tr = self.tr
        head = "  " + left(tr.text("Goods"), width - 33) + right(tr.text("left"), 10)
        rows: list[Row] = [(Span(head + right(tr.text("back"), 10) + right(tr.text("paid"), 11), "muted"),)]
        first = max(0, min(self._at - VISIBLE_LINES // 2, len(self._lines) - VISIBLE_LINES))
        rows += [self._row(i, width) for i in range(first, min(first + VISIBLE_LINES, len(self._lines)))]
        rows += [BLANK_ROW, self._reason.row(10, width, active=self._in_reason)]
        rows += suggestion_rows(self._reason, width)
        rows.append(BLANK_ROW)
        if not self._in_reason:
            rows += [*number_pad(decimals=True), BLANK_ROW]
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)] + [BLANK_ROW]
        buttons = (
            ("Enter", tr.text("Take back"), "accept"),
            ("+", tr.text("All of it"), "type:+"),
            ("Esc", tr.text("Cancel"), "key:escape"),
        )
        rows.append(button_row(buttons))
        return rows

    def typed(self, characters: str) -> None:
        self._problem = ""
        for character in characters:
            if character in "\r\n":
                self._finish()
            elif character == "\t":
                self._at = len(self._lines) if not self._in_reason else 0
            elif self._in_reason:
                self._reason = self._reason.typed(character)
            elif character == "+":
                self._texts[self._at] = self.tr.quantity(self._lines[self._at].left)
            elif character in _QUANTITY_CHARACTERS:
                self._texts[self._at] = (self._texts[self._at] + character)[:9]
        self.card.update()

    def reads_as_typing(self, scan: Scan) -> bool:
        return scan.symbology is None and self._in_reason and self._reason.could_be(scan.text)

    def pressed(self, key: str) -> None:
        match key:
            case "escape":
                self.dismiss(None)
                return
            case "up" | "shift+tab":
                self._at = max(self._at - 1, 0)
            case "down":
                self._at = min(self._at + 1, len(self._lines))
            case "left" | "right" if self._in_reason:
                self._reason = self._reason.turned(-1 if key == "left" else 1)
            case "backspace" | "ctrl+h" if self._in_reason:
                self._reason = self._reason.erased()
            case "backspace" | "ctrl+h":
                self._texts[self._at] = self._texts[self._at][:-1]
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        match kind:
            case "accept":
                self._finish()
            case "line":
                self._at = int(rest)
            case "field":
                self._at = len(self._lines)
            case "fill":
                self._at = len(self._lines)
                self._reason = self._reason.filled(rest.split(":", 1)[1])
            case _:
                super().act(action)
        self.card.update()

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    def _finish(self) -> None:
        try:
            wanted = tuple(
                Wanted(line.line.number, parse_quantity(text))
                for line, text in zip(self._lines, self._texts, strict=True)
                if text
            )
        except NotAQuantity as error:
            self.refuse(error)
            return
        if not wanted:
            self.complain(self.tr.text("Type how much of a line comes back, or press + for all of it."))
        elif not self._reason.answer:
            self._at = len(self._lines)
            self.complain(self.tr.text("Type a reason, or press one of those offered."))
        else:
            self.dismiss(WantedReturn(wanted, self._reason.answer))

    def _row(self, index: int, width: int) -> Row:
        item: ReturnableLine = self._lines[index]
        here, action, tr = index == self._at, f"line:{index}", self.tr
        ink = "selected" if here else "text" if item.left > 0 else "muted"
        return (
            Span("› " if here else "  ", "key", action),
            Span(left(self._names[index], width - 33), ink, action),
            Span(right(tr.quantity(item.left), 10), ink, action),
            Span(right(self._texts[index] + ("▏" if here else ""), 10), "selected" if here else "strong", action),
            Span(right(tr.money(item.line.taxed.gross), 11), "muted", action),
        )
