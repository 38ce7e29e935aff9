"""[alarms]: limits of a shift that a manager hears of when they are passed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.values import Amount, Section

AlarmName = Literal[
    "voids", "returns", "overrides", "no_sales", "discounts", "unconfirmed", "over_short", "clock_jumps"
]
Times = Annotated[int, Field(ge=0, le=100_000)]


class AlarmsSettings(Section):
    """Alarms. A limit may be reached; passed, it raises one. Unless said otherwise it is one operator's in a shift."""

    voids: Times
    """Sales voided and baskets given up."""
    returns: Amount
    """Sum of goods taken back."""
    overrides: Times
    """Steps that asked a second person."""
    no_sales: Times
    """Drawers opened without a sale."""
    discounts: Amount
    """Sum of discounts."""
    unconfirmed: Amount
    """Sum of all payments on this till that nobody has confirmed."""
    over_short: Amount
    """Difference of a counted shift, either way, of any one payment."""
    clock_jumps: Times
    """Jumps of the clock in a shift, whoever sells."""
    off: Annotated[tuple[AlarmName, ...], Field(max_length=8)]
    """Limits that are not watched."""
