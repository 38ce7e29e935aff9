"""What somebody remembers of a sale that they look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType


class SaleState(StrEnum):
    """What became of a sale, or what is special about it."""

    SALE = "sale"
    RETURN = "return"
    VOIDED = "voided"
    CORRECTED = "corrected"
    UNCONFIRMED = "unconfirmed"
    PAPER = "paper"
    DISCOUNTED = "discounted"
    APPROVED = "approved"
    """A second person answered for a step of it."""


@dataclass(frozen=True, slots=True)
class SaleCriteria:
    """All that is given must fit. Times have a zone; `last` is included.

    number: a receipt number, its last digits, or the number of a paper voucher. product: a part of a name, or a whole
    code. reference: a part of what was typed for a tender. unsent_after: only entries behind this one.
    """

    number: str = ""
    day: date | None = None
    first: datetime | None = None
    last: datetime | None = None
    at_least: Money | None = None
    at_most: Money | None = None
    product: str = ""
    operator: str = ""
    tender: TenderType | None = None
    reference: str = ""
    state: SaleState | None = None
    unsent_after: int | None = None
