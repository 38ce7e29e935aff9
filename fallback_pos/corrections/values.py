"""What corrections are given and hand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tender import Tender, TenderType


@dataclass(frozen=True, slots=True)
class CorrectionContext:
    """The shift that is in use: its id, the till's drawer, its business date."""

    shift: str
    business_date: date


@dataclass(frozen=True, slots=True)
class RightTender:
    """How the customer really paid. `amount` None: all of what is corrected. The sign is that of the sale's tender."""

    type: TenderType
    amount: Money | None = None
    reference: str | None = None
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class KnownSale:
    """A sale as it stands now. `paid`: change taken off the cash, corrections applied.

    `why_not`: the refusal that voiding it would meet, None where it can be voided.
    """

    sale: Sale
    paid: tuple[Tender, ...]
    voided: bool
    why_not: Exception | None


@dataclass(frozen=True, slots=True)
class VoidedSale:
    """A journalled void. `back`: what was paid back, negative (positive where a return was voided)."""

    entry_id: str
    number: int
    sale: Sale
    back: tuple[Tender, ...]
    cancellations: tuple[tuple[str, str], ...]
    operator: Operator
    approved_by: Operator
    reason: str
    at: str
    cash: Money
    """What leaves the drawer (negative) or comes into it."""


@dataclass(frozen=True, slots=True)
class CorrectedTender:
    """A journalled correction: `before` was rung, `after` is right."""

    entry_id: str
    number: int
    sale: Sale
    before: tuple[Tender, ...]
    after: tuple[Tender, ...]
    cancellation: str | None
    operator: Operator
    approved_by: Operator
    reason: str
    at: str
