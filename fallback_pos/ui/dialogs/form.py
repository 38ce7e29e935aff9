"""A dialog of fields: Enter goes on and finishes, Esc leaves, a refused answer stays on the screen with its reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.app import ComposeResult

from drivers.scan import Scan
from fallback_pos.errors import TillError
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.buttons import button_row, number_pad, suggestion_rows
from fallback_pos.ui.cells import width_of, wrapped
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.widgets.card import Card

Result = TypeVar("Result")
Values = Mapping[str, str]
LONGEST_LABEL_CELLS = 24
FRAME_ROWS = 4
"""Border and margins above and below."""


class TooMuchTyped(TillError):
    sentence = "{field}: at most {limit} characters fit, and more were typed. Type it again."


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """A step went through, whatever it gave; None in its place means that it was refused or left."""

    value: Result


@dataclass(frozen=True, slots=True)
class Quick:
    """One press that fills a field and finishes the form: a letter that no number field takes, or an F-key."""

    key: str
    shown: str
    label: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Aside(Generic[Result]):
    """A way out of a form beside Esc, with what it closes with: other work that is waiting."""

    key: str
    shown: str
    label: str
    value: Result


class FormDialog(DialogScreen[Done[Result]], inherit_bindings=False):
    """Asks for `fields` and hands their texts to `submit`; closes with what that gave, None when left by Esc.

    `submit` gives Done, or None when the answer was refused and the form should stay.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        fields: Sequence[Field],
        submit: Callable[[FormDialog[Result], Values], Awaitable[Done[Result] | None]],
        *,
        lead: Sequence[str] = (),
        picture: Sequence[Row] = (),
        accept: str | None = None,
        quick: Sequence[Quick] = (),
        asides: Sequence[Aside[Result]] = (),
        problem: str = "",
        width: int = 66,
    ) -> None:
        super().__init__(session)
        self._fields = list(fields)
        self._submit = submit
        self._lead = tuple(lead)
        self._picture = tuple(picture)
        self._quick = tuple(quick)
        self._accept = accept if accept is not None else self.tr.text("OK")
        self._active = 0
        self._asides = tuple(asides)
        self._problem = problem
        self._busy = False
        self._width = width
        self.card = Card(title, self.body)

    def compose(self) -> ComposeResult:
        self.card.styles.width = self._width
        yield self.card

    @property
    def values(self) -> Values:
        return {field.key: field.answer for field in self._fields}

    @property
    def active(self) -> Field:
        return self._fields[self._active]

    def body(self, width: int) -> list[Row]:
        """Everything; in a low window first without the number pad, then without blank rows."""
        room = self.app.size.height - FRAME_ROWS
        rows = self._rows(width, pad=True)
        if len(rows) > room:
            rows = self._rows(width, pad=False)
        return rows if len(rows) <= room else [row for row in rows if row != BLANK_ROW]

    def _rows(self, width: int, *, pad: bool) -> list[Row]:
        rows = [*self._lead_rows(width), *self._picture]
        if rows:
            rows.append(BLANK_ROW)
        rows += [*self._field_rows(width), BLANK_ROW]
        if self._quick:
            rows += [*self._quick_rows(width), BLANK_ROW]
        if self.active.is_number and pad:
            decimals = self.active.kind in (FieldKind.AMOUNT, FieldKind.QUANTITY)
            rows += [*number_pad(decimals=decimals), BLANK_ROW]
        if self._problem:
            rows += [*self._problem_rows(width), BLANK_ROW]
        rows.append(button_row((("Enter", self._accept, "accept"), *self._leaving_buttons())))
        return rows

    @property
    def _leaving_keys(self) -> tuple[str, ...]:
        return ("escape", *(aside.key for aside in self._asides))

    def _leaving_buttons(self) -> list[tuple[str, str, str]]:
        asides = [(aside.shown, aside.label, f"key:{aside.key}") for aside in self._asides]
        return [*asides, ("Esc", self.tr.text("Cancel"), "key:escape")]

    def _lead_rows(self, width: int) -> list[Row]:
        return [(Span(line, "muted"),) for text in self._lead for line in wrapped(text, width)]

    def _field_rows(self, width: int, *, active: bool = True) -> list[Row]:
        """`active`: whether one of the fields has the keys."""
        shown = self._shown
        label_width = min(max(width_of(self._fields[index].label) for index in shown), LONGEST_LABEL_CELLS)
        rows: list[Row] = []
        for index in shown:
            field, here = self._fields[index], active and index == self._active
            rows.append(field.row(label_width, width, active=here))
            if field.suggestions and here:
                rows += suggestion_rows(field, width)
        return rows

    def _problem_rows(self, width: int) -> list[Row]:
        return [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)] if self._problem else []

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._enter()
            elif character == "\t":
                self._move(1)
            elif self.active.is_number and self._press_quick(character.lower()):
                return
            else:
                self._change(self.active.typed(character))
        self.card.update()

    def reads_as_typing(self, scan: Scan) -> bool:
        return scan.symbology is None and not self.active.accepts_scan and self.active.could_be(scan.text)

    def scanned(self, scan: Scan) -> None:
        if self.active.accepts_scan:
            self._change(self.active.filled(scan.text))
            self._enter()
        else:
            super().scanned(scan)
        self.card.update()

    def pressed(self, key: str) -> None:
        aside = next((known for known in self._asides if known.key == key), None)
        if aside is not None:
            self.dismiss(Done(aside.value))
            return
        match key:
            case "escape":
                self.dismiss(None)
                return
            case "up" | "shift+tab":
                self._move(-1)
            case "down":
                self._move(1)
            case "left" | "right":
                self._change(self.active.turned(-1 if key == "left" else 1))
            case "backspace" | "ctrl+h":
                self._change(self.active.erased())
            case "ctrl+u" | "delete":
                self._change(self.active.filled(""))
            case _:
                self._press_quick(key)
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        match kind:
            case "accept":
                self._finish()
            case "field":
                self._active = next(i for i, field in enumerate(self._fields) if field.key == rest)
            case "fill":
                self._fill(*rest.split(":", 1))
            case "option":
                self._fill(*rest.split(":", 1))
            case "quick":
                self._press_quick(rest)
            case _:
                super().act(action)
        self.card.update()

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    def _press_quick(self, key: str) -> bool:
        quick = next((known for known in self._quick if known.key == key), None)
        if quick is None:
            return False
        self._fill(quick.field, quick.value)
        self._finish()
        return True

    def _quick_rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        row: list[Span] = []
        used = 0
        for quick in self._quick:
            action = f"quick:{quick.key}"
            cells = width_of(quick.shown) + width_of(quick.label) + 6
            if used + cells > width and row:
                rows.append(tuple(row))
                row, used = [], 0
            row += [Span(f" {quick.shown} ", "key", action), Span(f" {quick.label} ", "button", action), Span("  ")]
            used += cells
        return [*rows, tuple(row)]

    def _fill(self, key: str, value: str) -> None:
        self._active = next(i for i, field in enumerate(self._fields) if field.key == key)
        self._change(self.active.filled(value))

    def _change(self, field: Field) -> None:
        self._fields[self._active] = field
        self._problem = ""

    @property
    def _shown(self) -> list[int]:
        """Places of the fields that are there, given what the others hold."""
        values = self.values
        return [
            place
            for place, field in enumerate(self._fields)
            if field.only_with is None or values[field.only_with[0]] == field.only_with[1]
        ]

    def _move(self, steps: int) -> None:
        shown = self._shown
        self._active = shown[(shown.index(self._active) + steps) % len(shown)]

    def _enter(self) -> None:
        if self._active != self._shown[-1]:
            self._move(1)
        else:
            self._finish()

    def _finish(self) -> None:
        too_long = next((field for field in self._fields if field.overflowed), None)
        if too_long is not None:
            self._active = self._fields.index(too_long)
            self._fields[self._active] = too_long.filled("")
            self.complain(self.tr.sentence(TooMuchTyped(field=too_long.label, limit=too_long.limit)))
        elif not self._busy:
            self._busy = True
            self.run_worker(self._hand_in(), exclusive=True)

    async def _hand_in(self) -> None:
        try:
            done = await self._submit(self, self.values)
        finally:
            self._busy = False
        if done is not None:
            self.dismiss(done)
