"""The base of every screen: keys pass the keyboard first, scans and typing arrive apart, no focus can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.screen import ModalScreen, Screen

from drivers.scan import Scan
from drivers.scanners.wedge import ScanRefused, Typed, WedgeEvent
from fallback_pos.errors import TillError
from fallback_pos.ui.keyboard import Keyboard
from fallback_pos.ui.painted import Painted

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator
    from fallback_pos.ui.session import Session

PASTE = "paste"
"""The source of a scan that arrived as a paste."""
Result = TypeVar("Result")


class TillScreen(Screen[Result], inherit_bindings=False):
    """Keys go to `typed`, `scanned` or `pressed`; problems to `complain`."""

    AUTO_FOCUS = ""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.keyboard = Keyboard(self._take_sorted, session.wedge)

    @property
    def tr(self) -> Translator:
        return self.session.tr

    def typed(self, characters: str) -> None:
        """Characters from a hand; "\\r" is Enter, "\\t" Tab."""

    def scanned(self, scan: Scan) -> None:
        """A scan, from a serial scanner or the keyboard."""

    def reads_as_typing(self, scan: Scan) -> bool:
        """Whether a burst of keys belongs to what is being filled in, although no hand is so fast."""
        return False

    def pressed(self, key: str) -> None:
        """Any other key, by Textual's name."""

    def act(self, action: str) -> None:
        """A click or touch on a span with an action; actions named `key:NAME` are that key."""
        if action.startswith("key:"):
            self.pressed(action.removeprefix("key:"))
        elif action.startswith("type:"):
            self.typed(action.removeprefix("type:"))

    def complain(self, sentence: str) -> None:
        """Show one sentence to the reader and beep."""
        raise NotImplementedError

    def refuse(self, error: TillError) -> None:
        self.complain(self.tr.sentence(error))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.session.touch()
        if not self.keyboard.take(event):
            self.pressed(event.key)

    def on_paste(self, event: events.Paste) -> None:
        """A paste is one event with the Enter inside; what is as long as a code counts as a scan."""
        event.stop()
        self.session.touch()
        text = event.text.rstrip("\r\n\t")
        scan = Scan(text, None, monotonic(), PASTE)
        if not text.isprintable():
            return
        if len(text) < self.session.wedge.minimum_characters or self.reads_as_typing(scan):
            self.typed(text)
        else:
            self.scanned(scan)

    def on_painted_pressed(self, message: Painted.Pressed) -> None:
        message.stop()
        self.session.touch()
        self.keyboard.settle()
        self.act(message.action)

    def _take_sorted(self, sorted_events: Sequence[WedgeEvent], entered: bool) -> None:
        for event in sorted_events:
            match event:
                case Scan() if self.reads_as_typing(event):
                    self.typed(event.text + ("\r" if entered else ""))
                case Scan():
                    self.scanned(event)
                case Typed(characters):
                    self.typed(characters)
                case ScanRefused(fault):
                    self.complain(self.tr.text(fault.sentence, **fault.params))


class DialogScreen(TillScreen[Result], ModalScreen[Result], inherit_bindings=False):
    """A screen over another. It refuses scans unless it says otherwise."""

    DEFAULT_CSS = """
    DialogScreen { align: center middle; background: $background 65%; }
    """

    passes_scans_on = False
    """A scan closes this dialog and is sold: for help, lists and menus, where nothing is being counted."""

    def scanned(self, scan: Scan) -> None:
        if self.passes_scans_on:
            self.dismiss(None)
            self.app.call_next(self._scan_below, scan)
        else:
            self.complain(self.tr.text("Finish or leave this first (Esc), then scan again. Nothing was added."))

    def _scan_below(self, scan: Scan) -> None:
        below = self.app.screen
        if isinstance(below, TillScreen):
            below.scanned(scan)
