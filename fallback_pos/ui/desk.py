"""What a command may do with the screen it was called from. The screens come above the commands and fill this in."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from fallback_pos.ui.base_screen import TillScreen

if TYPE_CHECKING:
    from fallback_pos.checkout.checkout import Checkout, Completed
    from fallback_pos.domain.operator import Operator
    from fallback_pos.ui.till import OpenTill

Answer = TypeVar("Answer")


class Desk(TillScreen[None], inherit_bindings=False):
    """A screen from which work is done: before the first sale, or between sales. One worker at a time."""

    @property
    def till(self) -> OpenTill:
        return self.session.opened

    @property
    def checkout(self) -> Checkout:
        return self.session.opened.checkout

    @property
    def operator(self) -> Operator:
        """Who is signed in."""
        if self.session.operator is None:
            raise RuntimeError("nobody is signed in")
        return self.session.operator

    async def ask(self, dialog: Screen[Answer]) -> Answer | None:
        """Show a dialog and wait for its answer; None when it was left."""
        return await self.app.push_screen_wait(dialog)

    @abstractmethod
    def say(self, sentence: str, ink: str = "muted") -> None:
        """Show a sentence without a beep."""


class SaleDesk(Desk, inherit_bindings=False):
    """The sale screen as commands see it."""

    last_receipt = ""
    """Number of the receipt issued last, for a copy."""

    @abstractmethod
    def show_cart(self, last: str = "") -> None:
        """Paint the cart as the checkout has it; `last` says what was done last."""

    @abstractmethod
    def line(self) -> int | None:
        """The number of the line that keys act on; None with an empty basket, which the screen then says."""

    @abstractmethod
    def take_typed(self) -> str:
        """What stands in the scan field; it is empty afterwards."""

    @abstractmethod
    def sale_done(self, completed: Completed) -> None:
        """Show receipt number and change until the next scan."""

    @abstractmethod
    def leave(self) -> None:
        """Sign out: back to the sign-in screen."""

    @abstractmethod
    def speak(self, language: str) -> None:
        """Go on in another language."""

    @abstractmethod
    def change_light(self) -> None:
        """From dark to light and back."""
