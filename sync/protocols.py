"""What the replay engine needs from its surroundings. The till's storage implements the first two, targets the third.

Declared here, beside their consumer, so that the arrow points from storage to sync and not back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sync.errors import SyncError
from sync.ledger import Entry, Head, Origin, Position
from sync.outcomes import Outcome


class EntrySource(Protocol):
    """A till's journal, read by another process than its writer.

    Each call opens, reads and closes: no read transaction may live while the network is waited for, or the journal's
    WAL grows without end. Any exception is taken as "cannot be read just now" and the call is made again later.
    """

    @property
    def origin(self) -> Origin:
        """Shop and till number as they stand in every entry's header."""

    def head(self) -> Head:
        """The last committed entry; `sync.ledger.EMPTY_HEAD` where there is none."""

    def entry_at(self, position: Position) -> Entry | None:
        """The entry with exactly this generation and seq."""

    def read_after(self, mark: Position, max_entries: int, max_bytes: int) -> Sequence[Entry]:
        """The next entries whose (generation, seq) is greater than the mark, in that order.

        At most `max_entries`, and bodies of at most `max_bytes` together, but always one where there is one.
        Within a journal seq grows by one from entry to entry; a restored journal may repeat, in a higher
        generation, a seq that was sent in a lower one, so the comparison is by both:
        `generation > g OR generation = g AND seq > s`.
        """


class HeldState(StrEnum):
    """Why an entry that the mark has passed is not with the central."""

    SET_ASIDE = "set aside"
    """Refused; waits for a person's decision."""
    WAITING = "waiting"
    """What it belongs to is held; sent by itself as soon as that is settled."""
    DOUBTFUL = "doubtful"
    """Answered with an error each time while others pass; tried again now and then."""
    SEND_AGAIN = "send again"
    """A person decided so; sent next."""


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry passed over by the mark. `blocks` and `needs` are keys from `sync.body_schemas.bonds_of`."""

    position: Position
    entry_id: str
    kind: str
    state: HeldState
    fault: SyncError
    since: str
    blocks: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One send as the log keeps it: when, what, and what came of it (`fault` None where all was confirmed)."""

    at: str
    first: Position
    last: Position
    entries: int
    confirmed: int
    fault: SyncError | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one step changes, written in one transaction: all of it or nothing."""

    mark: Head
    attempt: Attempt | None = None
    hold: Sequence[HeldEntry] = ()
    """Added, or replaced where the position is known."""
    release: Sequence[Position] = ()
    """Held no longer."""


class DeliveryLog(Protocol):
    """Per target: how far the central has confirmed, what is held and why, every attempt, when it was reachable.

    The mark may be lost (it costs a resend, which the central answers with duplicates); it must never run ahead.
    """

    def mark(self, target: str) -> Head:
        """The last entry of the settled beginning of the journal, `EMPTY_HEAD` before the first."""

    def held(self, target: str) -> Sequence[HeldEntry]:
        """Entries passed over by the mark, in journal order."""

    def settle(self, target: str, settlement: Settlement) -> None:
        """Write what a step changed."""

    def note_contact(self, target: str, at: str, reachable: bool, fault: SyncError | None) -> None:
        """A change in reachability, for the outage's record."""


class Target(Protocol):
    """A receiver of entries. One file in `sync/targets`; the engine runs one request at a time against it."""

    @property
    def name(self) -> str:
        """Key of this target's mark in the delivery log; never changes once used."""

    def carries(self, kind: str) -> bool:
        """Whether this receiver takes entries of a kind at all; those it does not are passed over."""

    def deliver(self, origin: Origin, entries: Sequence[Entry]) -> Outcome:
        """Send the entries, in order, and report. Never raises for what the network or the receiver does."""

    def abort(self) -> None:
        """End a `deliver` that runs in another thread, or under a signal handler; it then reports InDoubt."""

    def close(self) -> None:
        """Let go of connections."""


class Bonds(Protocol):
    """How entries hang together, without the engine reading bodies itself."""

    def __call__(self, kind: str, entry_id: str, body: bytes) -> tuple[frozenset[str], frozenset[str]]:
        """(keys that this entry blocks while it is held, keys that must not be blocked when it is sent)."""
