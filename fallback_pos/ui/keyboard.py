"""Keys before anybody else sees them: what a person typed, and what a keyboard-wedge scanner said.

Terminal keys of a scan mean other things to input fields (0x1D arrives as ctrl+right_square_bracket, ETX as ctrl+c,
Tab moves on), so every key of a screen passes through here first.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence

from textual import events

from drivers.scanners.wedge import WedgeClassifier, WedgeEvent, WedgeSettings

_CHARACTERS = {
    "enter": "\r",
    "ctrl+j": "\n",
    "tab": "\t",
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+b": "\x02",
    "ctrl+c": "\x03",
}
KEYBOARD = "keyboard"
"""The source of a scan that arrived as keys."""
_ENTERS = frozenset("\r\n\t")
WedgeSink = Callable[[Sequence[WedgeEvent], bool], None]
"""Takes what the keys were, and whether an Enter or Tab ended them."""


class Keyboard:
    """Sorts the keys of one terminal into typing and scans, and hands both on when it is clear which they are."""

    def __init__(self, sink: WedgeSink, settings: WedgeSettings) -> None:
        self._sink = sink
        self._classifier = WedgeClassifier(KEYBOARD, settings)
        self._timer: asyncio.TimerHandle | None = None

    def take(self, event: events.Key) -> bool:
        """Take a key that is a character of typing or of a scan; False for any other, after settling what is held."""
        character = _CHARACTERS.get(event.key) or (event.character if event.is_printable else None)
        if character is None or event.key.startswith("alt+"):
            self.settle()
            return False
        self._hand_on(self._classifier.key(character, event.time), entered=character in _ENTERS)
        self._wait_for_silence()
        return True

    def settle(self) -> None:
        """Decide now about whatever is held back."""
        self._hand_on(self._classifier.silence(math.inf))

    def _wait_for_silence(self) -> None:
        deadline = self._classifier.deadline
        if deadline is None or self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(max(deadline, loop.time()) + 0.001, self._silence)

    def _silence(self) -> None:
        self._timer = None
        self._hand_on(self._classifier.silence(asyncio.get_running_loop().time()))
        self._wait_for_silence()

    def _hand_on(self, sorted_events: Sequence[WedgeEvent], *, entered: bool = False) -> None:
        if sorted_events:
            self._sink(sorted_events, entered)
