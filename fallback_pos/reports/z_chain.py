"""What the next Z goes on from, looked up in the journal and checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from fallback_pos.domain.figures import GrandTotals
from fallback_pos.domain.figures_body import read_totals
from fallback_pos.domain.figures_shift import parsed
from fallback_pos.domain.figures_tally import Body, EntryLike, Tally
from fallback_pos.domain.figures_z import PreviousZ, ZBeforeMissing, ZFinding, chain_findings, first_z
from fallback_pos.domain.money import Currency
from fallback_pos.errors import TillError
from sync.ledger import Entry, Kind


class Journal(Protocol):
    """The till's open journal, or a reader of it."""

    def by_id(self, entry_id: str) -> Entry | None: ...
    def entries(self, after_seq: int = 0) -> Iterator[EntryLike]: ...


def previous_z(
    journal: Journal, entry_id: str | None, number: int, currency: Currency
) -> tuple[PreviousZ, list[ZFinding]]:
    """What a Z goes on from when the last one was `number` in the entry `entry_id`, and what is wrong with that one.

    The totals of the Z before are checked against its own figures and the Z before it. Where the last Z has none (an
    older till wrote it, or another currency was in the drawer), they are made again from all entries: once, and slowly.
    """
    if entry_id is None:
        return first_z(currency), []
    entry = journal.by_id(entry_id)
    body = parsed(entry) if entry is not None else {}
    missing: list[ZFinding] = []
    try:
        if body["totals"]["currency"] == currency.code:
            totals = read_totals(body["totals"])
            return PreviousZ(number, entry_id, totals), chain_findings(body, _before(journal, body))
    except (KeyError, TypeError, ValueError, TillError):
        if entry is None or "totals" in body:
            missing.append(ZBeforeMissing(number=number + 1))
    return PreviousZ(number, entry_id, totals_of(journal, currency)), missing


def totals_of(journal: Journal, currency: Currency, until_seq: int | None = None) -> GrandTotals:
    """The running totals after the newest closed shift (up to an entry), made of all entries in one currency."""
    tally = Tally(currency)
    totals = GrandTotals.zero(currency)
    for entry in journal.entries():
        if until_seq is not None and entry.seq > until_seq:
            break
        tally.take(entry)
        if entry.kind == Kind.SHIFT_CLOSED:
            totals = GrandTotals.zero(currency).plus(tally.figures)
    return totals


def _before(journal: Journal, body: Body) -> Body | None:
    pointer = body.get("previous_z")
    entry = journal.by_id(pointer["entry"]) if pointer else None
    return parsed(entry) if entry is not None else None
