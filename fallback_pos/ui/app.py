"""The terminal program: paints the sign-in screen first, opens the till beside it, moves between the screens.

Nothing here imports storage, settings or device libraries: the first paint must not wait for them.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, TypeGuard

from textual.app import App
from textual.screen import Screen

from drivers.scan import Scan
from fallback_pos.errors import TillError
from fallback_pos.i18n.translator import Readable, Translator
from fallback_pos.ui.base_screen import TillScreen
from fallback_pos.ui.direct_paint import painted_together
from fallback_pos.ui.ink import DARK, LIGHT, THEMES
from fallback_pos.ui.messages import (
    LanguageChosen,
    SignedIn,
    SignedOut,
    TakenOver,
    TillFailed,
    TillOpened,
    Unlocked,
)
from fallback_pos.ui.screens.lock import LockScreen
from fallback_pos.ui.screens.sign_in import SignInScreen
from fallback_pos.ui.session import Session
from fallback_pos.ui.unexpected import unexpected

if TYPE_CHECKING:
    from fallback_pos.ui.till import Fact, OpenTill

THREAD_SWITCH_SECONDS = 0.0005
"""Threads that save and print give the interpreter back to a scan ten times sooner than Python's 5 ms."""
IDLE_LOOK_SECONDS = 1.0
logger = logging.getLogger(__name__)


class TillCannotOpen(TillError):
    sentence = "The till could not be opened: an unexpected fault, which its log describes. Restart it, then call IT."


class TillApp(App[int], inherit_bindings=False):
    """`open_till` is called once, on a thread, after the first paint. Raises nothing: its errors are shown.

    `run()` gives the exit status. The opened till is closed by the app.
    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = "fallback-pos"
    AUTO_FOCUS = ""
    ALLOW_SELECT = False

    def __init__(self, open_till: Callable[[], OpenTill], *, language: str = "en", dark: bool = True) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK if dark else LIGHT
        self.session = Session(Translator(language))
        self._open_till = open_till
        self._sign_in = SignInScreen(self.session)
        self._leaving = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context_of_loop: Context | None = None

    def get_default_screen(self) -> Screen[None]:
        return self._sign_in

    def on_mount(self) -> None:
        self._loop, self._context_of_loop = asyncio.get_running_loop(), copy_context()
        self._leave_on_signals()
        sys.setswitchinterval(THREAD_SWITCH_SECONDS)
        self.call_after_refresh(self._open_in_background)

    def on_unmount(self) -> None:
        self._leaving = True
        if self.session.till is not None:
            self.session.till.close()
            self.session.till = None

    def on_till_opened(self, message: TillOpened) -> None:
        till = message.till
        self.session.till = till
        self.session.wedge = till.rules.wedge
        self.session.tr = till_translator(till, till.rules.language)
        self.theme = DARK if till.rules.dark else LIGHT
        self._sign_in.till_opened()
        till.listen(self.tell)
        self.set_interval(IDLE_LOOK_SECONDS, self._lock_if_idle)
        gc.collect()
        gc.freeze()

    def on_till_failed(self, message: TillFailed) -> None:
        self._sign_in.till_failed(message.sentence)

    def on_signed_in(self, message: SignedIn) -> None:
        operator = self.session.operator
        if operator is None:
            return
        till = self.session.opened
        till.signed_in(operator)
        self.session.tr = till_translator(till, operator.language or till.rules.language)
        self.run_worker(self._get_ready(), group="sign-in", exclusive=True)

    def on_signed_out(self, message: SignedOut) -> None:
        self._close_screens()
        self._forget_operator()

    def on_unlocked(self, message: Unlocked) -> None:
        self.pop_screen()

    def on_taken_over(self, message: TakenOver) -> None:
        """The drawer's owner stays known to the shift; the basket waits for whoever came."""
        self._close_screens()
        self._sign_in.welcome_back()
        self.on_signed_in(SignedIn())

    def on_language_chosen(self, message: LanguageChosen) -> None:
        """The screens are built anew in the other language; what is being sold is in the checkout, not in them."""
        self.session.tr = till_translator(self.session.opened, message.language)
        self._show_sale(again=True)

    def tell(self, fact: Fact) -> None:
        """From any thread: a scan, paper, trouble. Past the message queue, because a scan is waited for."""
        if self._leaving or self._loop is None:
            return
        with suppress(RuntimeError):  # the program is on its way out
            self._loop.call_soon_threadsafe(self._arrived, fact, context=self._context_of_loop)

    def _arrived(self, fact: Fact) -> None:
        """On the loop, outside Textual's own dispatch: what goes wrong here goes where it would have gone there."""
        try:
            with painted_together(self):
                self._take(fact)
        except Exception as error:  # noqa: BLE001 - the outermost edge of this callback
            self._handle_exception(error)

    def _take(self, fact: Fact) -> None:
        screen = self.screen
        if isinstance(fact, Scan):
            self.session.touch()
            if isinstance(screen, TillScreen):
                screen.scanned(fact)
            return
        from fallback_pos.ui.screens.sale import SaleScreen
        from fallback_pos.ui.till import PaperPrinted, Trouble

        sale = next((known for known in self.screen_stack if isinstance(known, SaleScreen)), None)
        if sale is None:
            return
        match fact:
            case PaperPrinted():
                sale.paper(fact)
            case Trouble():
                sale.trouble(fact)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's last resort. Its own shows every local variable on the terminal, and a PIN may be among them."""
        said = self.session.tr.sentence(unexpected(self.session, "the screen failed", error))
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.panic(said)

    def _lock_if_idle(self) -> None:
        """Over whatever is open: a form half filled in is there again for whoever unlocks it."""
        session = self.session
        locked = any(isinstance(screen, LockScreen) for screen in self.screen_stack)
        if session.till is None or session.operator is None or locked:
            return
        minutes = session.till.rules.idle_lock_minutes
        if minutes and time.monotonic() - session.touched_at > minutes * 60:
            self.push_screen(LockScreen(session, session.operator))

    def _close_screens(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def _open_in_background(self) -> None:
        self.run_worker(self._open, thread=True, group="open")

    def _open(self) -> None:
        """On a thread: the outermost boundary of opening, so every error becomes a sentence."""
        try:
            till = self._open_till()
            from fallback_pos.ui.screens import sale

            logger.debug("screens loaded: %s", sale.__name__)
        except TillError as error:
            self.post_message(TillFailed(self.session.tr.sentence(error)))
        except Exception as error:
            logger.exception("the till could not be opened")
            shown = error if _is_readable(error) else TillCannotOpen()
            self.post_message(TillFailed(self.session.tr.sentence(shown)))
        else:
            if self._leaving or not self.post_message(TillOpened(till)):
                till.close()

    async def _get_ready(self) -> None:
        from fallback_pos.ui.commands.people import ask_about_clock
        from fallback_pos.ui.screens.opening import get_ready

        await ask_about_clock(self._sign_in)
        if await get_ready(self._sign_in):
            self._show_sale(again=False)
        else:
            self._forget_operator()

    def _show_sale(self, *, again: bool) -> None:
        from fallback_pos.ui.screens.sale import SaleScreen

        if again:
            before = next((known for known in self.screen_stack if isinstance(known, SaleScreen)), None)
            self.switch_screen(SaleScreen(self.session, before))
        else:
            self.push_screen(SaleScreen(self.session))

    def _forget_operator(self) -> None:
        if self.session.till is not None:
            self.session.till.signed_out()
            self.session.tr = till_translator(self.session.till, self.session.till.rules.language)
        self.session.operator = None
        self._sign_in.welcome_back()

    def _leave_on_signals(self) -> None:
        """SIGTERM and SIGHUP leave by the app's own exit, so that the terminal is restored."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self.exit, 128 + number, 128 + number)
                except (NotImplementedError, RuntimeError, ValueError):
                    logger.debug("this system has no handler for %s", name)


def _is_readable(error: Exception) -> TypeGuard[Readable]:
    """Errors of the other packages have the same shape as ours: a sentence and its parameters."""
    return hasattr(error, "sentence") and hasattr(error, "params")


def till_translator(till: OpenTill, language: str) -> Translator:
    return Translator(language, till.rules.number_format)
