"""What look-ups hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fallback_pos.domain.money import Money
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.sale_criteria import SaleState
from fallback_pos.domain.tender import Tender, TenderType


class DeliveryState(StrEnum):
    WAITING = "waiting"
    """It has not been sent."""
    IN_DOUBT = "in doubt"
    """It was sent, and no answer says that it is there. It is sent again."""
    SET_ASIDE = "set aside"
    """The central refused it, or it waits for one that was refused; a person decides."""
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far an entry got on its way to a target. `why` is a sentence, where it was set aside."""

    target: str
    state: DeliveryState
    why: str = ""


@dataclass(frozen=True, slots=True)
class FoundSale:
    """A row of a search. `local`: the shop's wall time of the sale; `states`: what is special about it."""

    seq: int
    receipt: str
    local: datetime
    total: Money
    operator: str
    tenders: tuple[TenderType, ...]
    lines: int
    states: tuple[SaleState, ...]


@dataclass(frozen=True, slots=True)
class ApprovedStep:
    """Somebody answered for a step: `asked_by` where a second person did."""

    action: str
    name: str
    reason: str
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """What was done to a sale afterwards: a void, a correction, a copy."""

    kind: str
    at: datetime
    operator: str
    approved_by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SettledTender:
    """A tender as it stands now, and what a statement or a person said about it (None: nothing yet)."""

    tender: Tender
    result: str | None


@dataclass(frozen=True, slots=True)
class SaleView:
    """Everything that is known about a sale. `printed`: state of its newest print job, None where none is known."""

    sale: Sale
    seq: int
    local: datetime
    paid: tuple[SettledTender, ...]
    approvals: tuple[ApprovedStep, ...]
    afterwards: tuple[CounterEntry, ...]
    copies: int
    printed: str | None
    deliveries: tuple[Delivery, ...]
    states: tuple[SaleState, ...]
