"""The slips of a shift: every tender but cash, to be ticked off one by one against its reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.shifts.values import Slip
from sync.ledger import Entry, Kind

Slips = Mapping[str, Slip]
"""Slips by the id of their tender, in the order in which they were taken."""


def slips_after(slips: Slips, entry: Entry, body: Mapping[str, Any], currency: Currency) -> Slips:
    """With one more entry of the shift.

    A voided sale takes its slips out, because each lies there with the slip of its cancellation; so does a correction.
    """
    step = _STEPS.get(entry.kind)
    return step(slips, entry, body, currency) if step else slips


def _sold(slips: Slips, entry: Entry, body: Mapping[str, Any], currency: Currency) -> Slips:
    made = [_slip(entry, body["receipt"], entry.id, tender, currency) for tender in body["tenders"]]
    return {**slips, **{slip.tender: slip for slip in made if slip.type != TenderType.CASH}}


def _voided(slips: Slips, entry: Entry, body: Mapping[str, Any], currency: Currency) -> Slips:
    return {tender: slip for tender, slip in slips.items() if slip.sale != body["sale"]}


def _corrected(slips: Slips, entry: Entry, body: Mapping[str, Any], currency: Currency) -> Slips:
    left = dict(slips)
    for tender in body["from"]:
        slip = left.get(tender["id"])
        if slip is not None:
            left[slip.tender] = replace(slip, amount=slip.amount - Money.parse(tender["amount"], currency))
    made = [_slip(entry, body["receipt"], body["sale"], tender, currency) for tender in body["to"]]
    left |= {slip.tender: slip for slip in made if slip.type != TenderType.CASH}
    return {tender: slip for tender, slip in left.items() if slip.amount}


def _slip(entry: Entry, receipt: str, sale: str, tender: Mapping[str, Any], currency: Currency) -> Slip:
    return Slip(
        tender=tender["id"],
        type=tender["type"],
        reference=reference_of(tender),
        amount=Money.parse(tender["amount"], currency),
        receipt=receipt,
        sale=sale,
        at=entry.occurred_at,
        unconfirmed=bool(tender["unconfirmed"]),
    )


def reference_of(tender: Mapping[str, Any]) -> str:
    """What finds a tender again on paper: its reference, or slip number and approval code."""
    details = tender["details"]
    parts = (tender["reference"], details.get("slip"), details.get("approval_code"))
    return " ".join(dict.fromkeys(part for part in parts if part))


_STEPS: Mapping[str, Callable[[Slips, Entry, Mapping[str, Any], Currency], Slips]] = {
    Kind.SALE_COMPLETED: _sold,
    Kind.RETURN_COMPLETED: _sold,
    Kind.SALE_VOIDED: _voided,
    Kind.TENDER_CORRECTED: _corrected,
}
