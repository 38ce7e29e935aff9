"""The first screen: code and PIN, nothing else reachable. On the glass before storage is open."""

from __future__ import annotations

from collections.abc import Sequence

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


class SignInScreen(Desk, inherit_bindings=False):
    """What is typed before the till is open waits for it; a scan is refused, never read as a PIN."""

    DEFAULT_CSS = """
    SignInScreen { align: center middle; background: $background; }
    SignInScreen Card { width: 58; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._fields: list[Field] = []
        self._active = 0
        self._waiting = False
        self._note = ""
        self._problem = ""
        self._forget()
        self.card = Card("fallback-pos", self.body)

    def compose(self) -> ComposeResult:
        yield self.card

    def till_opened(self) -> None:
        """The till is open: sign in whoever typed ahead."""
        self._note = self.session.opened.rules.sign_in_hint
        if self._waiting:
            self._waiting = False
            self._sign_in()
        self.card.update()

    def till_failed(self, sentence: str) -> None:
        self._waiting = False
        self.complain(sentence)

    def welcome_back(self, note: str = "") -> None:
        """Shown again after somebody signed out."""
        self._forget()
        self._problem = ""
        self._note = note or (self.session.till.rules.sign_in_hint if self.session.till else "")
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
        buttons = (("Enter", tr.text("Sign in"), "accept"), ("Ctrl+Q", tr.text("Close the program"), "key:ctrl+q"))
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
        self.complain(self.tr.text("Sign in first, then scan."))

    def pressed(self, key: str) -> None:
        match key:
            case "up" | "down" | "shift+tab":
                self._active = 1 - self._active
            case "backspace" | "ctrl+h":
                self._fields[self._active] = self._fields[self._active].erased()
            case "escape":
                self._forget()
                self._problem = ""
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
            if self.session.till is None:
                self._waiting = True
            else:
                self._sign_in()

    def _sign_in(self) -> None:
        code, pin = (field.value for field in self._fields)
        self._fields[1] = Field("pin", self.tr.text("PIN"), FieldKind.PIN, limit=PIN_DIGITS, touched=True)
        try:
            self.session.operator = self.session.opened.access.sign_in(code, pin)
        except TillError as error:
            self.refuse(error)
            return
        except Exception as error:  # noqa: BLE001 - nobody is signed in, and may try again
            self.refuse(unexpected(self.session, "a sign-in failed", error))
            return
        self._forget()
        self.post_message(SignedIn())

    def _forget(self) -> None:
        self._fields = [
            Field("code", self.tr.text("Operator code"), limit=12, touched=True),
            Field("pin", self.tr.text("PIN"), FieldKind.PIN, limit=PIN_DIGITS, touched=True),
        ]
        self._active = 0
