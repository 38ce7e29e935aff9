"""The chain of Z reports: each has the next number, and running totals that go on from the Z before, never reset.

A Z that does not follow from the one before is printed all the same, with a finding: the money in the drawer is counted
whatever a program got wrong, and somebody has to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fallback_pos.domain.figures import Figures, GrandTotals
from fallback_pos.domain.figures_body import figures_body, read_figures, read_totals, totals_body
from fallback_pos.domain.money import Currency, Money
from fallback_pos.errors import TillError


class ZFinding(TillError):
    """Something that a Z says about its chain. `code` names it in the body, with its parameters."""


class TotalsDoNotFollow(ZFinding):
    """Parameters: number, name, stated, computed."""

    sentence = "Z {number}: its running total {name} is {stated}, the one before and its own sales make {computed}."


class NumberDoesNotFollow(ZFinding):
    """Parameters: number, before."""

    sentence = "Z {number} follows Z {before}. A number is missing or stands twice."


class ZBeforeMissing(ZFinding):
    """Parameters: number."""

    sentence = "The Z before Z {number} is not in the journal. Its running totals were made again from all entries."


class FiguresDiffer(ZFinding):
    """Parameters: number, name, stated, computed."""

    sentence = "Z {number}: {name} was written as {stated}, its entries make {computed}."


FINDINGS: Mapping[str, type[ZFinding]] = {
    each.__name__: each for each in (TotalsDoNotFollow, NumberDoesNotFollow, ZBeforeMissing, FiguresDiffer)
}


@dataclass(frozen=True, slots=True)
class PreviousZ:
    """What the next Z goes on from. `entry_id` is that of the `shift.closed`; None before the first."""

    number: int
    entry_id: str | None
    totals: GrandTotals


def first_z(currency: Currency) -> PreviousZ:
    """What the first Z of a till goes on from."""
    return PreviousZ(0, None, GrandTotals.zero(currency))


def z_members(figures: Figures, previous: PreviousZ, findings: Sequence[ZFinding] = ()) -> dict[str, Any]:
    """What a `shift.closed` carries for its Z: number, figures, running totals after it, the Z before, findings."""
    pointer = {"number": previous.number, "entry": previous.entry_id} if previous.entry_id else None
    return {
        "z_number": previous.number + 1,
        "figures": figures_body(figures),
        "totals": totals_body(previous.totals.plus(figures)),
        "previous_z": pointer,
        "findings": [finding_body(each) for each in findings],
    }


def finding_body(finding: ZFinding) -> dict[str, Any]:
    params = {name: value.text if isinstance(value, Money) else value for name, value in finding.params.items()}
    return {"finding": type(finding).__name__, **params}


def read_finding(body: Mapping[str, Any]) -> ZFinding | None:
    """A finding of a body; None for one that this version does not know."""
    kind = FINDINGS.get(body.get("finding", ""))
    return kind(**{name: value for name, value in body.items() if name != "finding"}) if kind else None


def chain_findings(z: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[ZFinding]:
    """How a Z's body departs from the Z before it (None: it is the first, or older tills wrote the one before).

    Raises KeyError, TypeError, ValueError or NotAnAmount for a body without readable figures and totals.
    """
    totals, figures = read_totals(z["totals"]), read_figures(z["figures"])
    number = int(z["z_number"])
    start = GrandTotals.zero(figures.currency)
    findings: list[ZFinding] = []
    if before is not None and "totals" in before:
        before_number = int(before["z_number"])
        if before_number + 1 != number:
            findings.append(NumberDoesNotFollow(number=number, before=before_number))
        if before["totals"]["currency"] == z["totals"]["currency"]:
            start = read_totals(before["totals"])
    elif number > 1:
        return findings
    wanted = start.plus(figures)
    for each in fields(GrandTotals):
        stated, computed = getattr(totals, each.name), getattr(wanted, each.name)
        if stated != computed:
            findings.append(TotalsDoNotFollow(number=number, name=each.name, stated=stated, computed=computed))
    return findings


_CHECKED = (
    "receipts", "return_receipts", "voided_receipts", "gross", "returns", "discounts", "voided", "net", "tax_total",
    "total", "rounding", "tendered", "change", "first_receipt", "last_receipt", "tax", "tenders", "cash",
)  # fmt: skip


def figures_findings(number: int, stated: Figures, computed: Figures) -> list[ZFinding]:
    """Where the figures of a Z are not what its entries make."""
    return [
        FiguresDiffer(number=number, name=name, stated=_told(stated, name), computed=_told(computed, name))
        for name in _CHECKED
        if getattr(stated, name) != getattr(computed, name)
    ]


def _told(figures: Figures, name: str) -> str:
    value = figures_body(figures)[name]
    return str(value)[:200]
