"""What became of one batch, as a target reports it. The engine knows these values and nothing of how they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.faults import WireFault
from sync.ledger import Head


@dataclass(frozen=True, slots=True)
class Settled:
    """The central read the batch and named entries. What it does not name is in doubt.

    Ids may be foreign: the engine looks only at those that it sent. `head` is what the central says it holds.
    """

    accepted: frozenset[str]
    duplicate: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether it was stored: sent again, same ids. `wait_seconds` where the central said how long."""

    fault: WireFault
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The central refused the batch as a whole (400, 413, 422): it is halved until the culprit stands alone."""

    fault: WireFault


@dataclass(frozen=True, slots=True)
class Denied:
    """The central does not let this till in (401, 403): the target is paused and says so."""

    fault: WireFault


Outcome = Settled | InDoubt | Rejected | Denied
