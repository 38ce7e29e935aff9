"""A steady opinion about the central, made of many single looks. Pure functions: flapping can be played through.

One failed look is a suspicion, several are an outage; one answer after an outage is a hope, several are a return.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.errors import SyncError


class Contact(StrEnum):
    UNKNOWN = "unknown"
    REACHABLE = "reachable"
    SUSPECTED = "suspected"
    """Was reachable; the newest looks failed, but not often enough to call it down."""
    DOWN = "down"
    RECOVERING = "recovering"
    """Was down; answers again, but not often enough to trust it."""


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """How many looks in a row change the opinion. Coming back takes more than going."""

    failures_until_down: int = 2
    answers_until_reachable: int = 3


@dataclass(frozen=True, slots=True)
class ContactState:
    """The opinion, how many looks speak for leaving it, since when it holds (RFC 3339), and what failed."""

    contact: Contact = Contact.UNKNOWN
    streak: int = 0
    since: str = ""
    fault: SyncError | None = None


def after_look(state: ContactState, fault: SyncError | None, at: str, hysteresis: Hysteresis) -> ContactState:
    """The opinion after one more look, which found a fault or None. The first look of all decides alone."""
    if fault is None:
        if state.contact in {Contact.DOWN, Contact.RECOVERING}:
            needed = hysteresis.answers_until_reachable
            return _growing(state, Contact.RECOVERING, Contact.REACHABLE, needed, at, state.fault)
        return _settled(state, Contact.REACHABLE, at, None)
    if state.contact in {Contact.REACHABLE, Contact.SUSPECTED}:
        return _growing(state, Contact.SUSPECTED, Contact.DOWN, hysteresis.failures_until_down, at, fault)
    return _settled(state, Contact.DOWN, at, fault)


def _settled(state: ContactState, contact: Contact, at: str, fault: SyncError | None) -> ContactState:
    since = state.since if state.contact is contact else at
    return ContactState(contact, 0, since, fault)


def _growing(
    state: ContactState, doubt: Contact, beyond: Contact, needed: int, at: str, fault: SyncError | None
) -> ContactState:
    in_doubt = state.contact is doubt
    streak = state.streak + 1 if in_doubt else 1
    if streak >= needed:
        return _settled(state, beyond, at, None if beyond is Contact.REACHABLE else fault)
    return ContactState(doubt, streak, state.since if in_doubt else at, fault)
