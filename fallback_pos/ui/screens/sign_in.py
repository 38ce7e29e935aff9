"""The first screen: code and PIN, nothing else reachable. On the glass before storage is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from drivers.scan import Scan
from fallback_pos.errors import TillError
from fallback_pos.ui.buttons import button_row, number_pad
from fallback_pos.ui.cells import centred, wrapped
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.fields import PIN_DIGITS, Field, FieldKind
from fallback_pos.ui.messages import SignedIn
from fallback_pos.ui.rows import BLANK_ROW, Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.unexpected import unexpected
from fallback_pos.ui.widgets.card import Card

if TYPE_CHECKING:
    from fallback_pos.domain.operator import Operator

LONGEST_BADGE_CHARACTERS = 40
"""A scanned badge stands in the code's field."""


class SignInScreen(Desk, inherit_bindings=False):
    """What is typed before the till is open waits for it. A scan is a badge or refused, never read as a PIN."""

    DEFAULT_CSS = """
    SignInScreen { align: center middle; background: $background; }
    SignInScreen Card { width: 58; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._fields: list[Field] = []
        self._active = 0
        self._waiting = False
        self._failed = ""
        self._note = ""
        self._problem = ""
        self._helping = False
        self._forget()
        self.card = Card("fallback-pos", self.body)

    def compose(self) -> ComposeResult:
        yield self.card

    def till_opened(self) -> None:
        """The till is open: sign in whoever typed ahead."""
        self._note = self._usual_note()
        if self._waiting:
            self._waiting = False
            self._sign_in()
        self.card.update()

    def till_failed(self, sentence: str) -> None:
        self._waiting = False
        self._failed = sentence
        self.complain(sentence)

    def welcome_back(self, note: str = "") -> None:
        """Shown again after somebody signed out."""
        self._forget()
        self._problem = ""
        self._note = note or self._usual_note()
        self.card.update()

    def body(self, width: int) -> Sequence[Row]:
        tr, till = self.tr, self.session.till
        shop = till.rules.shop_name if till else ""
        number = tr.text("Till {number}", number=till.rules.till_number) if till else tr.text("Opening the till…")
        rows: list[Row] = [(Span(centred(shop, width), "strong"),), (Span(centred(number, width), "muted"),), BLANK_ROW]
        label_width = 15
        rows += [field.row(label_width, width, active=i == self._active) for i, field in enumerate(self._fields)]
        rows += [BLANK_ROW, *number_pad(decimals=False), BLANK_ROW]
        if self._problem:
            rows += [(Span(line, "error"),) for line in wrapped(f"! {self._problem}", width)]
        elif self._waiting:
            rows.append((Span(tr.text("One moment: the till is being opened."), "accent"),))
        elif self._note:
            rows += [(Span(line, "muted"),) for line in wrapped(self._note, width)]
        else:
            rows.append(BLANK_ROW)
        buttons = (
            ("Enter", tr.text("Sign in"), "accept"),
            ("F12", tr.text("No PIN?"), "key:f12"),
            ("Ctrl+Q", tr.text("Quit"), "key:ctrl+q"),
        )
        rows += [BLANK_ROW, button_row(buttons)]
        return rows

    def typed(self, characters: str) -> None:
        for character in characters:
            if character in "\r\n":
                self._enter()
            elif character == "\t":
                self._active = 1 - self._active
            else:
                self._fields[self._active] = self._fields[self._active].typed(character)
                self._problem = ""
        self.card.update()

    def reads_as_typing(self, scan: Scan) -> bool:
        return self._active == 1 and scan.symbology is None and self._fields[1].could_be(scan.text)

    def scanned(self, scan: Scan) -> None:
        """A badge is its holder's code; nothing else that a scanner reads belongs here."""
        till = self.session.till
        if till is None or not till.access.is_badge(scan.text):
            self.complain(self.tr.text("Sign in first, then scan."))
        elif till.access.badge_needs_pin:
            self._forget()
            self._fill_in_code(scan.text)
            self._problem = ""
            self.card.update()
        else:
            access = till.access
            self._try(lambda: access.sign_in_with_badge(scan.text, locked_by=self.locked_by))

    def pressed(self, key: str) -> None:
        match key:
            case "up" | "down" | "shift+tab":
                self._active = 1 - self._active
            case "backspace" | "ctrl+h":
                self._fields[self._active] = self._fields[self._active].erased()
            case "escape":
                self._leave_field()
                self._problem = ""
            case "f12" | "ctrl+o":
                self._help_who_has_no_pin()
            case "ctrl+q":
                self.app.exit()
        self.card.update()

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if kind == "accept":
            self._enter()
        elif kind == "field":
            self._active = 0 if rest == "code" else 1
        else:
            super().act(action)
        self.card.update()

    def complain(self, sentence: str) -> None:
        self._problem = sentence
        self.app.bell()
        self.card.update()

    def say(self, sentence: str, ink: str = "muted") -> None:
        self._note = sentence
        self.card.update()

    def _enter(self) -> None:
        if self._active == 0 and self._fields[0].value:
            self._active = 1
        elif self._fields[1].value:
            if self._failed:
                self.complain(self._failed)
            elif self.session.till is None:
                self._waiting = True
            else:
                self._sign_in()

    @property
    def locked_by(self) -> Operator | None:
        """Whose screen lies below, locked."""
        return None

    def _entered(self, operator: Operator) -> None:
        self.session.operator = operator
        self.post_message(SignedIn())

    def _sign_in(self) -> None:
        overflowed = any(field.overflowed for field in self._fields)
        code, pin = (field.value for field in self._fields)
        self._fields[1] = _pin_field(self.tr.text("PIN"))
        if overflowed:
            self.complain(self.tr.text("A PIN has six digits, and more was typed. Type it again; this was no try."))
            return
        self._try(lambda: self.session.opened.access.sign_in(code, pin, locked_by=self.locked_by))

    def _try(self, sign_in: Callable[[], Operator]) -> None:
        try:
            operator = sign_in()
        except TillError as error:
            self.refuse(error)
            return
        except Exception as error:  # noqa: BLE001 - nobody is signed in, and may try again
            self.refuse(unexpected(self.session, "a sign-in failed", error))
            return
        self._forget()
        self._entered(operator)

    def _help_who_has_no_pin(self) -> None:
        if self.session.till is not None and not self._helping:
            self._helping = True
            self.run_worker(self._help())

    async def _help(self) -> None:
        from fallback_pos.ui.commands.people import without_a_pin

        try:
            await without_a_pin(self)
        finally:
            self._helping = False

    def _usual_note(self) -> str:
        till = self.session.till
        if till is None:
            return ""
        if till.access.clock_doubt is not None:
            return self.tr.text("This PC's clock may be wrong. Until a supervisor confirms it, nobody expires by it.")
        return till.rules.sign_in_hint

    def _leave_field(self) -> None:
        self._forget()

    def _fill_in_code(self, code: str) -> None:
        self._fields[0] = self._fields[0].filled(code)
        self._active = 1

    def _forget(self) -> None:
        self._fields = [
            Field("code", self.tr.text("Operator code"), limit=LONGEST_BADGE_CHARACTERS, touched=True),
            _pin_field(self.tr.text("PIN")),
        ]
        self._active = 0


def _pin_field(label: str) -> Field:
    return Field("pin", label, FieldKind.PIN, limit=PIN_DIGITS, touched=True)
