"""Counting a drawer: coins and notes, and every slip against its reference. Nothing says what should be there.

Each step is kept before the next key: after a power cut the count is as it was.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from drivers.scan import Scan
from fallback_pos.domain.money import NotAnAmount
from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.shifts.counting import CountInProgress, CountResult
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row, digit_row
from fallback_pos.ui.cells import wrapped
from fallback_pos.ui.commands.found_slip import found_slip_form
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import FRAME_ROWS, Done
from fallback_pos.ui.dialogs.slip_list import SlipList
from fallback_pos.ui.pieces_table import SUM_CELL, PiecesAreCounted, PiecesTable
from fallback_pos.ui.rows import BLANK_ROW, Row, Span, beside
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

NARROW_CELLS, WIDE_CELLS = 78, 116
GAP_CELLS = 4
ROWS_BESIDE_THE_SLIPS = 13
"""Border, margins, lead, buttons and the line that says what is looked for."""


class CountDialog(DialogScreen[CountResult], inherit_bindings=False):
    """Closes with the committed count; None when it was left, to go on with later."""

    def __init__(self, session: Session, begun: CountInProgress) -> None:
        super().__init__(session)
        rules = session.opened.rules
        self._drawer = begun.shift.drawer
        self._again = begun.again
        self._round = begun.round
        self._table = PiecesTable(
            self.tr,
            self.tr.text("Cash in the drawer"),
            rules.denominations,
            rules.currency,
            pieces=begun.pieces,
            amount=begun.cash if begun.cash is not None and not begun.pieces else None,
        )
        self._slips = SlipList(self.tr, begun)
        self._in_slips = False
        self._busy = False
        self._problem = ""
        self.card = Card(self.tr.text("Count drawer {drawer}", drawer=self._drawer), self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = WIDE_CELLS if self._is_wide else NARROW_CELLS
        yield self.card

    def on_resize(self) -> None:
        self.card.styles.width = WIDE_CELLS if self._is_wide else NARROW_CELLS
        self.card.update()

    def body(self, width: int) -> list[Row]:
        tr = self.tr
        rows: list[Row] = [(Span(line, "muted"),) for line in wrapped(self._lead(), width)]
        rows.append(BLANK_ROW)
        if self._is_wide and self._slips.items:
            half = (width - GAP_CELLS) // 2
            left = [*self._table.rows(half, active=not self._in_slips), BLANK_ROW, digit_row(decimals=True)]
            rows += beside(left, self._slips.rows(half, self._room, active=self._in_slips), half + GAP_CELLS)
        elif self._in_slips:
            rows += self._slips.rows(width, self._room, active=True)
        else:
            rows += [*self._table.rows(width, active=True), BLANK_ROW, digit_row(decimals=True)]
            if self._slips.items:
                rows += [BLANK_ROW, (Span(self._slips.summary, "muted", "type:\t"),)]
        rows.append(BLANK_ROW)
        if self._problem:
            rows += [*((Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)), BLANK_ROW]
        rows.append(button_row(self._buttons(tr.text("Cash") if self._in_slips else tr.text("Slips"))))
        fits = len(rows) <= self.app.size.height - FRAME_ROWS
        return rows if fits else [row for row in rows if row != BLANK_ROW]

    def typed(self, characters: str) -> None:
        self._problem = ""
        for character in characters:
            if character == "\t":
                self._change_side()
            elif self._in_slips:
                self._type_in_slips(character)
            elif character in "\r\n":
                self._enter()
            else:
                self._type_in_cash(character)
        self.card.update()

    def reads_as_typing(self, scan: Scan) -> bool:
        return scan.symbology is None and not self._in_slips and self._table.could_be_typed(scan.text)

    def pressed(self, key: str) -> None:
        self._problem = ""
        match key:
            case "escape":
                self.dismiss(None)
                return
            case "f9":
                self._finish()
            case "f8":
                self._ask_found_slip()
            case "shift+tab":
                self._change_side()
            case _ if self._in_slips:
                self._press_in_slips(key)
            case _:
                self._press_in_cash(key)
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "cell":
            self._in_slips = False
            self._table.move_to(int(rest))
        elif kind == "slip":
            self._in_slips = True
            self._slips.at = int(rest)
            self._tick()
        else:
            super().act(action)
        self.card.update()

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE_CELLS

    @property
    def _room(self) -> int:
        return max(3, self.app.size.height - ROWS_BESIDE_THE_SLIPS - (2 if self._problem else 0))

    def _lead(self) -> str:
        tr = self.tr
        if self._again:
            return tr.text("This count was begun before: go on with it. What was counted is here.")
        if self._round > 1:
            return tr.text("Count again, round {round}. How many of each, or only the sum.", round=self._round)
        return tr.text("How many of each is in the drawer, or only the sum. What is expected is not shown.")

    def _buttons(self, other_side: str) -> list[tuple[str, str, str]]:
        tr = self.tr
        buttons = [("F9", tr.text("Counted"), "key:f9")]
        if self._slips.items:
            buttons.append(("Tab", other_side, "type:\t"))
        return [*buttons, ("F8", tr.text("Other slip"), "key:f8"), ("Esc", tr.text("Later"), "key:escape")]

    # Cash

    def _type_in_cash(self, character: str) -> None:
        try:
            self._table.typed(character)
        except PiecesAreCounted as refusal:
            self.refuse(refusal)
            return
        self._keep_cash()

    def _press_in_cash(self, key: str) -> None:
        table = self._table
        match key:
            case "up" | "down":
                table.move(-1 if key == "up" else 1)
            case "left" | "right":
                table.move_sideways(-1 if key == "left" else 1)
            case "backspace" | "ctrl+h":
                table.erased()
                self._keep_cash()
            case "delete" | "ctrl+u":
                table.emptied()
                self._keep_cash()

    def _enter(self) -> None:
        skips = self._table.at == SUM_CELL and (self._table.has_something or not self._table.values)
        if skips or not self._table.move(1):
            if self._slips.items:
                self._change_side()
            else:
                self._finish()

    def _keep_cash(self) -> None:
        """What stands in the table goes to the disk. Half an amount ("12.") waits for its other half."""
        counting = self.session.opened.counting
        try:
            counted = self._table.counted
            if counted.pieces:
                counting.count_pieces(counted.pieces, drawer=self._drawer)
            elif counted.amount is not None:
                counting.count_sum(counted.amount, drawer=self._drawer)
            else:
                counting.forget_cash(drawer=self._drawer)
        except NotAnAmount:
            return
        except TillError as refusal:
            self.refuse(refusal)

    # Slips

    def _change_side(self) -> None:
        self._in_slips = not self._in_slips and bool(self._slips.items)

    def _type_in_slips(self, character: str) -> None:
        if character in "\r\n ":
            self._tick()
        elif not self._slips.look_for(character):
            self.complain(self.tr.text("No slip has that in its reference, receipt or amount."))

    def _press_in_slips(self, key: str) -> None:
        slips = self._slips
        match key:
            case "up" | "down":
                slips.move(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                slips.move(-self._room if key == "pageup" else self._room)
            case "backspace" | "ctrl+h":
                slips.query = slips.query[:-1]
            case "delete" if slips.extra_at is not None:
                self._step(lambda: self._counting_remove(slips.extra_at))

    def _tick(self) -> None:
        slip = self._slips.slip_at
        if slip is not None:
            found = slip.tender not in self._slips.found
            self._step(lambda: self.session.opened.counting.tick(slip.tender, found=found, drawer=self._drawer))
        self._slips.query = ""

    def _counting_remove(self, index: int | None) -> CountInProgress:
        return self.session.opened.counting.remove_found(index or 0, drawer=self._drawer)

    def _step(self, step: Callable[[], CountInProgress]) -> None:
        """One change of the slips, kept at once."""
        try:
            self._slips.show(step())
            self._in_slips = self._in_slips and bool(self._slips.items)
        except TillError as refusal:
            self.refuse(refusal)

    def _ask_found_slip(self) -> None:
        self.run_worker(self._add_found_slip(), exclusive=True)

    async def _add_found_slip(self) -> None:
        """A slip lies there that the list does not have."""
        added = await self.app.push_screen_wait(found_slip_form(self.session, self._drawer))
        if added is not None:
            self._slips.show(added.value)
            self._in_slips = True
            self.card.update()

    # The end

    def _finish(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._commit())

    async def _commit(self) -> None:
        try:
            done = await self._committed()
        finally:
            self._busy = False
        if done is not None:
            self.dismiss(done.value)

    async def _committed(self) -> Done[CountResult] | None:
        counting, operator = self.session.opened.counting, self.session.operator
        if operator is None or not await self._is_complete():
            return None

        def commit(approver: Operator | None, confirmed: tuple[str, ...]) -> CountResult:
            return counting.commit(operator, drawer=self._drawer, approver=approver)

        return await attempt(self, commit)

    async def _is_complete(self) -> bool:
        """Half an amount and slips that were overlooked are asked about; a slip that is really missing is not."""
        tr, missing = self.tr, self._slips.not_ticked
        try:
            counted = self._table.counted
        except NotAnAmount as refusal:
            self.refuse(refusal)
            return False
        if counted.is_nothing or not missing:
            return True
        question = tr.text("{count} slips are not ticked off. Are they really not there?", count=missing)
        return await self.app.push_screen_wait(ConfirmDialog(self.session, tr.text("Please check"), question)) is True
