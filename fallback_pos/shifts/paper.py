"""The slips that go with cash: one for each movement, each hand-over of a drawer, and the deposit for the bank."""

from __future__ import annotations

from datetime import datetime

from fallback_pos.domain.denominations import Pieces
from fallback_pos.i18n.marker import N_
from fallback_pos.receipt_layout.paper_slip import PaperSlip
from fallback_pos.shifts.day import ClosedDay
from fallback_pos.shifts.movements import Movement
from fallback_pos.shifts.values import ClosedShift, Shift
from sync.ledger import Kind

_TITLES = {
    Kind.CASH_PAID_IN: N_("PAID IN"),
    Kind.CASH_PAID_OUT: N_("PAID OUT"),
    Kind.CASH_DROPPED: N_("DROP TO THE SAFE"),
}
_OPERATOR, _APPROVED, _RECEIVED = N_("Operator"), N_("Approved by"), N_("Received by")
_DRAWER, _AT, _NUMBER, _REASON, _SLIP, _BAG = (
    N_("Drawer"), N_("Time"), N_("Entry"), N_("Reason"), N_("Slip"), N_("Bag"),
)  # fmt: skip


def movement_slip(moved: Movement) -> PaperSlip:
    """For cash paid in, paid out or dropped: signed by who gave and who took it."""
    return PaperSlip(
        title=_TITLES[moved.kind],
        rows=(
            (_NUMBER, moved.number),
            (_AT, datetime.fromisoformat(moved.at)),
            (_DRAWER, moved.shift.drawer),
            (_OPERATOR, moved.operator.name),
            (_APPROVED, moved.approved_by.name if moved.approved_by else None),
            (_REASON, moved.reason),
            (_SLIP, moved.slip),
            (_BAG, moved.bag),
        ),
        pieces=moved.pieces,
        sums=((N_("Amount"), moved.amount),),
        signatures=(_OPERATOR, _RECEIVED),
    )


def taken_over_slip(shift: Shift, slip: str, pieces: tuple[Pieces, ...] = ()) -> PaperSlip:
    """For the main POS's drawer that became the float of a shift."""
    return PaperSlip(
        title=N_("DRAWER TAKEN OVER"),
        rows=(
            (_SLIP, slip),
            (_AT, shift.opened_at),
            (_DRAWER, shift.drawer),
            (_OPERATOR, shift.operator.name),
        ),
        pieces=pieces,
        sums=((N_("Counted as float"), shift.float_amount),),
        signatures=(N_("Handed over by"), _RECEIVED),
    )


def given_back_slip(closed: ClosedShift, slip: str, at: datetime, pieces: tuple[Pieces, ...] = ()) -> PaperSlip:
    """For the counted cash of a shift that goes back to the main POS."""
    return PaperSlip(
        title=N_("DRAWER GIVEN BACK"),
        rows=(
            (_SLIP, slip),
            (_AT, at),
            (_DRAWER, closed.shift.drawer),
            (_OPERATOR, closed.operator.name),
            (N_("Z number"), closed.z_number),
        ),
        pieces=pieces,
        sums=((N_("Counted"), closed.counted),),
        signatures=(N_("Handed over by"), _RECEIVED),
    )


def deposit_slip(closed: ClosedDay) -> PaperSlip:
    """For the bank: every bag of the day with its amount, the coins and notes of the last one, the sum."""
    deposit = closed.deposit
    bags = tuple((bag.bag or _BAG, bag.amount) for bag in deposit.bags)
    last = ((deposit.bag or N_("Cash from the drawers"), deposit.cash),) if deposit.cash else ()
    return PaperSlip(
        title=N_("BANK DEPOSIT"),
        rows=(
            (N_("Business date"), closed.day.isoformat()),
            (N_("Day Z number"), closed.z_number),
            (_OPERATOR, closed.operator.name),
            *bags,
            *last,
        ),
        pieces=deposit.pieces,
        sums=((N_("Deposit"), deposit.total),),
        signatures=(_OPERATOR, N_("Bank")),
    )
