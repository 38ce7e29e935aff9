"""Who sells, in which shift, during which outage: what the checkout is told by whoever composes the till."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fallback_pos.domain.operator import Operator
from fallback_pos.domain.tender import TenderType


@dataclass(frozen=True, slots=True)
class SellingContext:
    """`shift` and `outage` are the ids of the entries that began them; `drawer_opens_for`: tenders that go into it."""

    operator: Operator
    shift: str | None
    business_date: date
    outage: str | None = None
    drawer_opens_for: Collection[TenderType] = (TenderType.CASH,)
