"""A model of a central: stores entries exactly once by id, and answers as it is told, rightly or wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sync.faults import AccessRefused, BatchRefused, Busy, ConnectionLost, NoConnection, UnexpectedStatus
from sync.ledger import Entry, Origin
from sync.outcomes import Denied, InDoubt, Outcome, Rejected, Settled


class Mood(StrEnum):
    """How the central behaves towards one request."""

    HEALTHY = "healthy"
    UNREACHABLE = "unreachable"
    STORES_AND_DROPS = "stores and drops"
    ERROR = "error"
    STORES_HALF = "stores half"
    NAMES_OTHERS = "names others"
    SAYS_BOTH = "says both"
    REJECTS = "rejects"
    DENIES = "denies"
    BUSY = "busy"


class ModelCentral:
    """A Target. `refuses` are ids it names as refused, `chokes` ids whose batches end in 500, `rejects` in 422."""

    name = "model"

    def __init__(self) -> None:
        self.mood = Mood.HEALTHY
        self.stored: dict[str, bytes] = {}
        self.order: list[str] = []
        self.refuses: set[str] = set()
        self.chokes: set[str] = set()
        self.rejects: set[str] = set()
        self.not_carried: set[str] = set()
        self.largest_batch = 1_000_000
        self.batches: list[list[str]] = []
        self.rejected_alone: set[str] = set()

    def carries(self, kind: str) -> bool:
        return kind not in self.not_carried

    def abort(self) -> None:
        pass

    def close(self) -> None:
        pass

    def deliver(self, origin: Origin, entries: Sequence[Entry]) -> Outcome:
        ids = [entry.id for entry in entries]
        self.batches.append(ids)
        match self.mood:
            case Mood.UNREACHABLE:
                return InDoubt(NoConnection(host="model", port=1))
            case Mood.ERROR:
                return InDoubt(UnexpectedStatus(host="model", status=500))
            case Mood.BUSY:
                return InDoubt(Busy(host="model", status=503), wait_seconds=7.0)
            case Mood.DENIES:
                return Denied(AccessRefused(host="model", status=401))
        if self.mood is Mood.REJECTS or len(ids) > self.largest_batch or self.rejects & set(ids):
            self.rejected_alone |= set(ids) if len(ids) == 1 else set()
            return Rejected(BatchRefused(host="model", status=422, detail="bad"))
        if self.chokes & set(ids):
            return InDoubt(UnexpectedStatus(host="model", status=500))
        return self._answer(entries)

    def _answer(self, entries: Sequence[Entry]) -> Outcome:
        half = entries[: max(1, len(entries) // 2)] if self.mood is Mood.STORES_HALF else entries
        duplicate = frozenset(entry.id for entry in half if entry.id in self.stored)
        accepted: set[str] = set()
        refused: dict[str, str] = {}
        for entry in half:
            if entry.id in self.refuses:
                refused[entry.id] = "not here"
            elif entry.id not in duplicate:
                self.stored[entry.id] = entry.body
                self.order.append(entry.id)
                accepted.add(entry.id)
        if self.mood is Mood.STORES_AND_DROPS:
            return InDoubt(ConnectionLost(host="model"))
        if self.mood is Mood.NAMES_OTHERS:
            return Settled(frozenset(f"not-{entry.id}" for entry in half))
        if self.mood is Mood.SAYS_BOTH:
            return Settled(frozenset(accepted), duplicate, {entry.id: "both" for entry in half})
        return Settled(frozenset(accepted), duplicate, refused)
