"""Facts as Textual messages: what may arrive at the program from other threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from fallback_pos.ui.till import OpenTill


class TillOpened(Message):
    """Bootstrap has opened the till."""

    def __init__(self, till: OpenTill) -> None:
        super().__init__()
        self.till = till


class TillFailed(Message):
    """The till could not be opened; `sentence` says what happened and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class SignedIn(Message):
    """Somebody has proved who they are at the sign-in screen."""


class Unlocked(Message):
    """Whoever locked the screen goes on where they were."""


class TakenOver(Message):
    """Somebody else has signed in on a screen that was locked."""


class SignedOut(Message):
    """The sale screen was left."""


class LanguageChosen(Message):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
