"""A form that begins with counted cash: coins and notes or one sum, then its fields. F9 finishes from anywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from drivers.scan import Scan
from fallback_pos.ui.buttons import button_row, digit_row
from fallback_pos.ui.dialogs.form import Aside, Done, FormDialog, Values
from fallback_pos.ui.fields import Field
from fallback_pos.ui.pieces_table import SUM_CELL, PiecesAreCounted, PiecesTable
from fallback_pos.ui.rows import BLANK_ROW, Row
from fallback_pos.ui.session import Session

Result = TypeVar("Result")
WIDTH_CELLS = 78


class CashFormDialog(FormDialog[Result], inherit_bindings=False):
    """Keys act on `table` first, Tab leads to the fields, ↑ back."""

    def __init__(
        self,
        session: Session,
        title: str,
        table: PiecesTable,
        fields: Sequence[Field],
        submit: Callable[[FormDialog[Result], Values], Awaitable[Done[Result] | None]],
        *,
        lead: Sequence[str] = (),
        accept: str | None = None,
        asides: Sequence[Aside[Result]] = (),
    ) -> None:
        super().__init__(session, title, fields, submit, lead=lead, accept=accept, asides=asides, width=WIDTH_CELLS)
        self._table = table
        self._in_table = True

    def _rows(self, width: int, *, pad: bool) -> list[Row]:
        rows = [*self._lead_rows(width), BLANK_ROW, *self._table.rows(width, active=self._in_table)]
        if self._fields:
            rows += self._field_rows(width, active=not self._in_table)
        rows += [BLANK_ROW, *([digit_row(decimals=True), BLANK_ROW] if pad else [])]
        rows += [*self._problem_rows(width), *([BLANK_ROW] if self._problem else [])]
        rows.append(button_row((("F9", self._accept, "key:f9"), *self._leaving_buttons())))
        return rows

    def typed(self, characters: str) -> None:
        for character in characters:
            if not self._in_table:
                super().typed(character)
            elif character in "\r\n":
                self._enter_in_table()
            elif character == "\t":
                self._leave_table()
            else:
                self._type_in_table(character)
        self.card.update()

    def reads_as_typing(self, scan: Scan) -> bool:
        if self._in_table:
            return scan.symbology is None and self._table.could_be_typed(scan.text)
        return super().reads_as_typing(scan)

    def scanned(self, scan: Scan) -> None:
        if self._in_table:
            self.complain(self.tr.text("Finish or leave this first (Esc), then scan again. Nothing was added."))
        else:
            super().scanned(scan)

    def pressed(self, key: str) -> None:
        if key == "f9":
            self._finish()
        elif self._in_table and key not in self._leaving_keys:
            self._press_in_table(key)
        elif key in ("up", "shift+tab") and self._active == self._first_field:
            self._in_table = True
        else:
            super().pressed(key)
            return
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "cell":
            self._in_table = True
            self._table.move_to(int(rest))
        elif kind in ("field", "fill", "option"):
            self._in_table = False
            super().act(action)
        else:
            super().act(action)
        self.card.update()

    @property
    def _first_field(self) -> int:
        return self._shown[0] if self._fields else 0

    def _type_in_table(self, character: str) -> None:
        try:
            self._table.typed(character)
            self._problem = ""
        except PiecesAreCounted as refusal:
            self.refuse(refusal)

    def _press_in_table(self, key: str) -> None:
        table = self._table
        match key:
            case "up" | "shift+tab":
                table.move(-1)
            case "down":
                if not table.move(1):
                    self._leave_table()
            case "left" | "right":
                table.move_sideways(-1 if key == "left" else 1)
            case "backspace" | "ctrl+h":
                table.erased()
            case "delete" | "ctrl+u":
                table.emptied()
        self._problem = ""

    def _enter_in_table(self) -> None:
        """On with the next coin; past the sum once there is one."""
        table = self._table
        skips = table.at == SUM_CELL and (table.has_something or not table.values)
        if skips or not table.move(1):
            if self._fields:
                self._leave_table()
            else:
                self._finish()

    def _leave_table(self) -> None:
        if self._fields:
            self._in_table = False
            self._active = self._first_field
        else:
            self._table.move_to(SUM_CELL)

    def _finish(self) -> None:
        if any(field.overflowed for field in self._fields):
            self._in_table = False
        super()._finish()
