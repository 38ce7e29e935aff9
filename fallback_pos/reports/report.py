"""A report before it has a form: whose figures, of when, what was found wrong. Every form of it shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from fallback_pos.domain.figures import Figures, GrandTotals
from fallback_pos.domain.figures_z import ZFinding
from fallback_pos.domain.money import Money


class ReportKind(StrEnum):
    X = "x"
    """A look at an open shift; changes nothing."""
    Z = "z"
    """A closed shift, with a number that never comes again."""
    DAY = "day"
    """A business date of one till."""
    PERIOD = "period"
    """Several business dates of one till."""
    STORE = "store"
    """A business date of several tills."""


@dataclass(frozen=True, slots=True)
class Parked:
    """Carts that wait. They are in no figure: nothing of them has been sold."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DepositPart:
    """What goes to the bank of one till or in one bag."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Deposit:
    """The bank deposit of a day. `pieces` are (value, count) of the coins and notes in the last bag."""

    total: Money
    parts: tuple[DepositPart, ...]
    pieces: tuple[tuple[Money, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TillOfStore:
    """One till in a store's report. `fingerprint` is that of the key which signed its file; None: no file came."""

    till: str
    fingerprint: str | None
    day_z: int | None
    z_numbers: tuple[int, ...]
    total: Money | None
    over_short: Money | None
    head: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """`title_number` is the Z's number. Days are YYYY-MM-DD; times are aware, or None where they are not known."""

    kind: ReportKind
    store: str
    till: str
    made_at: datetime
    figures: Figures
    number: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    shift: str | None = None
    drawer: str | None = None
    opened_at: datetime | None = None
    opened_by: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str | None = None
    approved_by: str | None = None
    totals: GrandTotals | None = None
    findings: tuple[ZFinding, ...] = ()
    parked: Parked | None = None
    deposit: Deposit | None = None
    tills: tuple[TillOfStore, ...] = ()
    is_copy: bool = False
    is_demo: bool = False

    @property
    def adds_up(self) -> bool:
        return not self.findings


def name_of(person: object) -> str | None:
    """What a person of a body is called."""
    if isinstance(person, Mapping):
        body: Mapping[str, Any] = person
        return str(body.get("name") or body.get("code") or "") or None
    return str(person) if person else None
