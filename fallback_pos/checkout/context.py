"""Who sells, in which shift, during which outage: what the checkout is told by whoever composes the till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fallback_pos.domain.operator import Operator


@dataclass(frozen=True, slots=True)
class SellingContext:
    """`shift` and `outage` are the ids of the entries that began them."""

    operator: Operator
    shift: str | None
    business_date: date
    outage: str | None = None
    drawer_opens: bool = True
