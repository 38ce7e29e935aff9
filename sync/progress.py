"""Where replay to one target stands, as the engine reports it and the status line shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.errors import SyncError
from sync.ledger import Head


class ReplayState(StrEnum):
    """What the engine is about, in words that programs read from the status file."""

    UP_TO_DATE = "up to date"
    SENDING = "sending"
    WAITING = "waiting"
    """The central is in doubt or busy; tried again after a while."""
    PAUSED = "paused"
    """A person has to do something; tried again now and then all the same."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a target stands after a step. `wait_seconds` until the next one is due (0 = at once)."""

    state: ReplayState
    wait_seconds: float
    sent_up_to: Head
    to_send: int
    """Entries after the mark that the central has not confirmed."""
    set_aside: int = 0
    """Entries that a person has to decide about."""
    waiting: int = 0
    """Entries that wait for a set-aside one."""
    confirmed: int = 0
    """Entries confirmed by this step."""
    fault: SyncError | None = None
    contact: bool | None = None
    """Whether the central itself answered, and works; None where nothing was sent."""
    central_head: Head | None = None
    """What the central last said that it holds."""
