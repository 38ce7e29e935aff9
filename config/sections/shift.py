"""[shift]: days, drawers and counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import N_, Amount, Expected, Line, PositiveAmount, Section

DrawerName = Annotated[Line, Field(min_length=1, max_length=20)]
TickedTender = Literal["card", "wallet", "voucher", "store_credit", "paid_elsewhere"]


class ShiftSettings(Section):
    """Shifts."""

    day_starts_at_hour: Annotated[int, Field(ge=0, le=23)]
    """A shift opened before this hour belongs to the day before: for shops that sell past midnight."""
    drawer: DrawerName
    """Name of this till's drawer."""
    more_drawers: Annotated[tuple[DrawerName, ...], Field(max_length=8)] = ()
    """Further drawers or cash trays of this till, each with shifts of its own."""
    own_drawer_each: bool
    """Whether only the person a shift belongs to sells from its drawer; else the people at the till share it."""
    usual_float: PositiveAmount | None = None
    """Float that opening a shift suggests."""
    usual_float_pieces: Annotated[dict[str, Annotated[int, Field(ge=0, le=10_000)]], Field(default_factory=dict)]
    """The same by coins and notes, such as { "20" = 2, "1" = 10 }."""
    over_short_limit: Amount
    """A larger difference of counted cash asks a second person and a reason."""
    over_short_limit_slips: Amount
    """The same for each other tender: card slips, wallets, vouchers."""
    tick_off: tuple[TickedTender, ...]
    """Tenders whose slips are ticked off one by one when a shift is counted."""

    @model_validator(mode="after")
    def _drawers_differ(self) -> ShiftSettings:
        if len({self.drawer, *self.more_drawers}) != 1 + len(self.more_drawers):
            raise Expected(N_("a name of its own for each drawer"))
        return self

    @property
    def drawers(self) -> tuple[str, ...]:
        """All drawers, the usual one first."""
        return (self.drawer, *self.more_drawers)
