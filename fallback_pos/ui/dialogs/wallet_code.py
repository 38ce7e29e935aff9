"""The code a customer scans to pay, as large as the terminal allows: black on white whatever the theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from fallback_pos.domain.money import Money
from fallback_pos.errors import TillError
from fallback_pos.ui.base_screen import DialogScreen
from fallback_pos.ui.cells import left, wrapped
from fallback_pos.ui.painted import Painted
from fallback_pos.ui.rows import Row, Span
from fallback_pos.ui.session import Session
from fallback_pos.ui.till import PaymentCode
from fallback_pos.ui.widgets.big_digits import big_digits

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_QUIET_MODULES = 2


class _CodeSheet(Painted):
    DEFAULT_CSS = """
    _CodeSheet { width: 100%; height: 100%; background: $background; }
    """

    def __init__(self, dialog: WalletCodeDialog) -> None:
        super().__init__()
        self._dialog = dialog

    def paint(self) -> Sequence[Row]:
        return self._dialog.rows(*self.box)


class WalletCodeDialog(DialogScreen[bool], inherit_bindings=False):
    """Closes with True when the customer has paid, None when left by Esc.

    `print_code` prints the same code for a customer who cannot scan the screen; it may raise a TillError.
    """

    def __init__(
        self, session: Session, wallet: str, amount: Money, code: PaymentCode, print_code: Callable[[], None]
    ) -> None:
        super().__init__(session)
        self._wallet = wallet
        self._amount = amount
        self._code = code
        self._print_code = print_code
        self._said = Span("")
        self._sheet = _CodeSheet(self)

    def compose(self) -> ComposeResult:
        yield self._sheet

    def rows(self, width: int, height: int) -> list[Row]:
        picture = half_blocks(self._code.modules)
        if len(picture) > height or (picture and len(picture[0]) > width - 20):
            picture = []
        room = width - (len(picture[0]) if picture else 0) - 4
        text = self._text(room, fits=bool(picture))
        rows: list[Row] = []
        for index in range(min(height, max(len(picture), len(text)))):
            code = Span(picture[index], "code") if index < len(picture) else Span("")
            beside = text[index] if index < len(text) else ()
            rows.append((code, Span("  "), *beside))
        return rows

    def typed(self, characters: str) -> None:
        if characters[-1:] in ("\r", "\n"):
            self.dismiss(True)
        elif characters in ("p", "P"):
            self._print()

    def pressed(self, key: str) -> None:
        if key == "escape":
            self.dismiss(None)

    def complain(self, sentence: str) -> None:
        self._said = Span(f"! {sentence}", "error")
        self.app.bell()
        self._sheet.repaint()

    def _print(self) -> None:
        try:
            self._print_code()
        except TillError as error:
            self.refuse(error)
        else:
            self._said = Span(self.tr.text("The code is being printed."), "good")
            self._sheet.repaint()

    def _text(self, width: int, *, fits: bool) -> list[Row]:
        tr = self.tr
        rows: list[Row] = [(), (Span(left(self._wallet, width), "title"),)]
        rows += [(Span(row, "strong"),) for row in big_digits(tr.money(self._amount), width)]
        rows.append((Span(self._amount.currency.code.rjust(width), "muted"),))
        if not fits:
            said = tr.text("This window is too small for the code. Make it larger.")
        elif self._code.carries_amount:
            said = tr.text("The customer scans the code and pays. See the payment in the customer's app first.")
        else:
            said = tr.text("The customer scans the code and types the amount. See the payment in the app first.")
        rows += [(), *((Span(line, "muted"),) for line in wrapped(said, width))]
        rows += [(), (Span(" Enter ", "key", "type:\r"), Span(tr.text(" Paid "), "button", "type:\r"))]
        rows += [(), (Span(" P     ", "key", "type:p"), Span(tr.text(" Print the code "), "button", "type:p"))]
        rows += [(), (Span(" Esc   ", "key", "key:escape"), Span(tr.text(" Back "), "button", "key:escape"))]
        if self._said.text:
            rows += [(), *((Span(line, self._said.ink),) for line in wrapped(self._said.text, width))]
        return rows


def half_blocks(modules: Sequence[Sequence[bool]]) -> list[str]:
    """Two modules to a character cell, with a margin of light ones around."""
    side = len(modules)
    edge = [False] * (side + 2 * _QUIET_MODULES)
    quiet = [False] * _QUIET_MODULES
    padded = [edge, *([*quiet, *row, *quiet] for row in modules), edge]
    if len(padded) % 2:
        padded.append(edge)
    return [
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(padded[::2], padded[1::2], strict=True)
    ]
