"""What a shop has decided about shifts, drawers and counts. Composed once, at start, from the settings."""

from __future__ import annotations

from dataclasses import dataclass

from fallback_pos.domain.denominations import Pieces
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.tender import TenderType


@dataclass(frozen=True, slots=True)
class ShiftRules:
    """`drawers`: their names, the usual one first. `own_drawer_each`: who a shift belongs to sells from it alone.

    A difference above its limit asks a second person and a reason. `tick_off`: tenders whose slips a count ticks off.
    `most_in_drawer`: with more cash, a drop is suggested.
    """

    currency: Currency
    drawers: tuple[str, ...] = ("1",)
    own_drawer_each: bool = False
    day_starts_at_hour: int = 0
    denominations: tuple[Money, ...] = ()
    usual_float: Money | None = None
    usual_pieces: tuple[Pieces, ...] = ()
    cash_limit: Money | None = None
    slips_limit: Money | None = None
    tick_off: tuple[str, ...] = (TenderType.CARD, TenderType.WALLET, TenderType.VOUCHER, TenderType.STORE_CREDIT)
    most_in_drawer: Money | None = None

    def limit_of(self, type: str) -> Money:
        """The largest difference of a tender that nobody is asked about."""
        limit = self.cash_limit if type == TenderType.CASH else self.slips_limit
        return self.currency.zero() if limit is None else limit
