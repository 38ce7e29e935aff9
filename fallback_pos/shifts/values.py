"""What the use cases of a shift hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fallback_pos.domain.denominations import Pieces
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator


class FloatSource(StrEnum):
    """Where the cash comes from that a shift begins with."""

    FLOAT = "float"
    """The float of an ordinary day."""
    FRESH_TRAY = "fresh_tray"
    """A tray kept ready for an outage; the main POS keeps its own."""
    MAIN_DRAWER = "main_drawer"
    """The drawer of the main POS, counted and handed over with a slip."""


class CashGoesTo(StrEnum):
    """Where the counted cash goes when a shift is closed."""

    SAFE = "safe"
    MAIN_DRAWER = "main_drawer"
    """Back to the main POS, handed over with a slip."""


class CountPurpose(StrEnum):
    CLOSE = "close"
    CHECK = "check"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Shift:
    """An open shift. `id` is the id of its `shift.opened` entry, `opened_at` is aware (UTC).

    `operator` opened it; `holder` answers for the drawer: whoever opened it or took it over last.
    """

    id: str
    business_date: date
    opened_at: datetime
    operator: Operator
    float_amount: Money
    drawer: str
    holder: Operator
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A tender of a shift that left paper or a reference behind: one card slip, wallet payment or voucher.

    `sale` is the entry that took it; a negative amount was paid back.
    """

    tender: str
    type: str
    reference: str
    amount: Money
    receipt: str
    sale: str
    at: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class TenderCount:
    """What was counted of one tender."""

    type: str
    counted: Money


@dataclass(frozen=True, slots=True)
class CommittedCount:
    """A `shift.counted` entry. `stale` once money moved in the shift after it."""

    entry_id: str
    shift: str
    purpose: CountPurpose
    round: int
    operator: Operator
    tenders: tuple[TenderCount, ...]
    stale: bool = False

    def counted(self, type: str) -> Money | None:
        return next((each.counted for each in self.tenders if each.type == type), None)


@dataclass(frozen=True, slots=True)
class TenderDifference:
    """over_short = counted - expected; `beyond_limit` asks a second person and a reason."""

    type: str
    expected: Money
    counted: Money
    over_short: Money
    beyond_limit: bool


@dataclass(frozen=True, slots=True)
class ZReference:
    """A closed shift: its Z number, its `shift.closed` entry, and whose day it is in."""

    number: int
    entry_id: str
    seq: int
    shift: str
    business_date: date


@dataclass(frozen=True, slots=True)
class DayReference:
    """A closed day: its own number, its `day.closed` entry."""

    number: int
    entry_id: str
    seq: int
    business_date: date


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """What closing found; amounts are the cash. `over_short` = counted - expected; `sales` counts receipts, returns
    included. `tenders` has everything that was counted.
    """

    shift: Shift
    entry_id: str
    operator: Operator
    z_number: int
    counted: Money
    expected: Money
    over_short: Money
    tenders: tuple[TenderDifference, ...]
    sales: int
    first_receipt: str | None
    last_receipt: str | None


@dataclass(frozen=True, slots=True)
class SuggestedFloat:
    """What opening a shift offers: an amount, by coins and notes where the settings say so."""

    amount: Money
    pieces: tuple[Pieces, ...] = ()
