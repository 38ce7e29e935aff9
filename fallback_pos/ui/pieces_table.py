"""Coins and notes while somebody counts them: so many of each, or one sum. State that dialogs paint; no Textual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fallback_pos.domain.denominations import Pieces, pieces_total
from fallback_pos.domain.money import Currency, Money, NotAnAmount
from fallback_pos.errors import TillError
from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.cells import left, right, width_of
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.rows import Row, Span

MOST_DIGITS = 5
ROWS_IN_A_COLUMN = 8
LEAST_CELLS_WITH_AMOUNT = 33
SUM_CELL = 0
_VALUE_CELLS, _COUNT_CELLS, _AMOUNT_CELLS = 9, 7, 11


class PiecesAreCounted(TillError):
    sentence = "The coins and notes make the sum. Empty them first (Delete), then type one sum."


@dataclass(frozen=True, slots=True)
class CountedCash:
    """What was counted: coins and notes, or a sum; one of the two. Both empty: nothing was counted yet."""

    pieces: tuple[Pieces, ...] = ()
    amount: Money | None = None

    @property
    def is_nothing(self) -> bool:
        return not self.pieces and self.amount is None


class PiecesTable:
    """Cell 0 is the sum, the others are the coins and notes, largest first. Keys act on the cell `at`."""

    def __init__(
        self,
        tr: Translator,
        label: str,
        values: Sequence[Money],
        currency: Currency,
        *,
        pieces: Sequence[Pieces] = (),
        amount: Money | None = None,
    ) -> None:
        """`pieces` or `amount` is what was counted before, or a suggestion: typing over a cell replaces it."""
        self._tr = tr
        self._currency = currency
        self.values = tuple(sorted(values, key=lambda value: -value.minor))
        known = {each.value: each.count for each in pieces}
        self._texts = [str(known.get(value) or "") for value in self.values]
        self._sum = Field("sum", label, FieldKind.AMOUNT, amount.text if amount is not None else "", limit=12)
        self._fresh = True
        self._counted_here = False
        self.at = SUM_CELL

    @property
    def counted(self) -> CountedCash:
        """Raises NotAnAmount for a sum that is none."""
        if any(self._texts):
            pieces = tuple(self._pieces())
            return CountedCash(pieces) if pieces else CountedCash(amount=self._currency.zero())
        text = self._sum.value.strip()
        return CountedCash(amount=Money.parse(text, self._currency)) if text else CountedCash()

    @property
    def has_something(self) -> bool:
        return any(self._texts) or bool(self._sum.value.strip())

    def typed(self, character: str) -> None:
        """Raises PiecesAreCounted for a sum beside coins and notes that were counted."""
        if self.at == SUM_CELL:
            self._type_sum(character)
        elif character.isdigit() and character.isascii():
            before = "" if self._fresh else self._texts[self.at - 1]
            self._put(before + character)

    def erased(self) -> None:
        if self.at == SUM_CELL:
            self._sum = self._sum.erased()
        else:
            self._put(self._texts[self.at - 1][:-1])

    def emptied(self) -> None:
        """Delete: the cell; on the sum, everything."""
        if self.at == SUM_CELL:
            self._texts = [""] * len(self.values)
            self._sum = self._sum.filled("")
        else:
            self._put("")

    def move_to(self, cell: int) -> None:
        self.at = max(SUM_CELL, min(cell, len(self.values)))
        self._fresh = True

    def move(self, steps: int) -> bool:
        """False at either end, where the dialog goes on with what lies beyond."""
        inside = SUM_CELL <= self.at + steps <= len(self.values)
        if inside:
            self.move_to(self.at + steps)
        return inside

    def move_sideways(self, steps: int) -> None:
        """To the column beside this one."""
        target = self.at + steps * ROWS_IN_A_COLUMN
        if self.at != SUM_CELL and SUM_CELL < target <= len(self.values):
            self.move_to(target)

    def could_be_typed(self, text: str) -> bool:
        """Whether a burst of keys is an amount for the sum."""
        return self.at == SUM_CELL and self._sum.could_be(text)

    def rows(self, width: int, *, active: bool) -> list[Row]:
        """The sum, the coins and notes in columns, and what they make."""
        at = self.at if active else -1
        label_cells = min(width_of(self._sum.label), width // 2)
        made = [self._on_cell(self._sum.row(label_cells, width, active=at == SUM_CELL), SUM_CELL)]
        if self.values:
            made += self._grid(width, at)
            made.append(self._total_row(width))
        return made

    def _grid(self, width: int, at: int) -> list[Row]:
        count = len(self.values)
        columns = -(-count // ROWS_IN_A_COLUMN)
        cells = width // columns
        rows: list[Row] = []
        for line in range(min(ROWS_IN_A_COLUMN, count)):
            spans: list[Span] = []
            for place in range(line, count, ROWS_IN_A_COLUMN):
                spans += self._cell(place, cells, here=place + 1 == at)
            rows.append(tuple(spans))
        return rows

    def _cell(self, place: int, cells: int, *, here: bool) -> list[Span]:
        action = f"cell:{place + 1}"
        text, value = self._texts[place], self.values[place]
        spans = [
            Span("› " if here else "  ", "key", action),
            Span(right(self._tr.money(value), _VALUE_CELLS), "strong" if here else "text", action),
            Span(" × ", "muted", action),
            Span(right(text, _COUNT_CELLS - 1), "field", action),
            Span("▏" if here else " ", "caret" if here else "field", action),
        ]
        used = 5 + _VALUE_CELLS + _COUNT_CELLS
        if cells >= LEAST_CELLS_WITH_AMOUNT:
            amount = self._tr.money(value.times(int(text))) if text else ""
            spans.append(Span(right(amount, _AMOUNT_CELLS), "muted", action))
            used += _AMOUNT_CELLS
        return [*spans, Span(" " * max(0, cells - used))]

    def _total_row(self, width: int) -> Row:
        name = self._tr.text("Total")
        try:
            counted = self.counted
        except NotAnAmount:
            shown = "?"
        else:
            amount = pieces_total(counted.pieces, self._currency) if counted.pieces else counted.amount
            shown = "-" if amount is None else self._tr.money_with_currency(amount)
        return (Span(left(f"  {name}", 14), "muted"), Span(shown, "strong"))

    def _pieces(self) -> list[Pieces]:
        return [
            Pieces(value, int(text)) for value, text in zip(self.values, self._texts, strict=True) if text and int(text)
        ]

    def _type_sum(self, character: str) -> None:
        if any(self._texts):
            if self._counted_here:
                raise PiecesAreCounted()
            self._texts = [""] * len(self.values)
        self._sum = self._sum.typed(character)

    def _put(self, text: str) -> None:
        self._texts[self.at - 1] = text[:MOST_DIGITS]
        self._fresh = False
        self._counted_here = any(self._texts)
        if text:
            self._sum = replace(self._sum.filled(""), touched=False)

    @staticmethod
    def _on_cell(row: Row, cell: int) -> Row:
        return tuple(Span(span.text, span.ink, f"cell:{cell}") for span in row)
