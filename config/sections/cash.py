"""[cash]: coins, notes and the drawer's limits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from config.values import N_, Expected, Line, PositiveAmount, Section


class CashSettings(Section):
    """Cash of the shop."""

    rounding_step: PositiveAmount
    """What cash is rounded to: "0.01" is none, "0.05" where the small coins are gone, "1.00"."""
    quick_keys: Annotated[tuple[PositiveAmount, ...], Field(max_length=8)]
    """Notes that have a key on the payment screen."""
    largest_plausible: PositiveAmount
    """A larger cash amount is asked about once."""
    denominations: Annotated[tuple[PositiveAmount, ...], Field(max_length=30)]
    """Coins and notes in use, for counting the drawer."""
    most_in_drawer: PositiveAmount | None = None
    """With more cash than this in the drawer, the till suggests a drop to the safe."""
    paid_in_reasons: Annotated[tuple[Line, ...], Field(max_length=20)]
    """Reasons offered for paying cash in; others can be typed."""
    paid_out_reasons: Annotated[tuple[Line, ...], Field(max_length=20)]
    """Reasons offered for paying cash out; others can be typed."""

    @model_validator(mode="after")
    def _steps_fit(self) -> CashSettings:
        if any(amount % self.rounding_step for amount in self.quick_keys):
            raise Expected(N_("quick keys that are multiples of the rounding step"))
        return self
