"""Closing a shift: counted blind, judged, written down as a Z that is printed and shown."""

from __future__ import annotations

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.shifts.counting import CountResult
from fallback_pos.shifts.paper import given_back_slip
from fallback_pos.shifts.values import CashGoesTo, ClosedShift, CountPurpose
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.counting import count_drawer, show_differences
from fallback_pos.ui.commands.day_closing import close_day
from fallback_pos.ui.commands.papers import print_slip
from fallback_pos.ui.commands.questions import yes
from fallback_pos.ui.commands.reporting import show_z
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.form import Aside, Done, Values
from fallback_pos.ui.fields import Field, FieldKind

_AGAIN, _SHOW = "count again", "show what differs"


async def close_drawer(desk: Desk, drawer: str | None = None) -> bool:
    """Count, close, print and show the Z. False when the shift is still open."""
    if not desk.checkout.cart.is_empty:
        desk.complain(desk.tr.text("Finish, park or void the basket before closing the shift."))
        return False
    counted = desk.till.counting.last_result(drawer) if desk.till.shifts.all_open else None
    while True:
        if counted is None:
            counted = await count_drawer(desk, CountPurpose.CLOSE, drawer)
        if counted is None:
            return False
        done = await _ask_close(desk, counted, drawer)
        match done.value if done is not None else None:
            case None:
                return False
            case ClosedShift() as closed:
                await show_z(desk, closed.shift.id)
                await _offer_day(desk)
                return True
            case wish if wish == _AGAIN:
                counted = None
            case _:
                await show_differences(desk, drawer)


async def _ask_close(desk: Desk, counted: CountResult, drawer: str | None) -> Done[ClosedShift | str] | None:
    tr, till = desk.tr, desk.till

    def close(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> ClosedShift | str:
        goes_to = CashGoesTo(values["goes_to"])
        slip = values["slip"] if goes_to is CashGoesTo.MAIN_DRAWER else None
        closed = till.shifts.close(
            desk.operator,
            reason=values["reason"],
            goes_to=goes_to,
            hand_over_slip=slip,
            drawer=drawer,
            approver=approver,
        )
        if slip:
            print_slip(desk, given_back_slip(closed, slip, Instant.now().local))
        return closed

    again: Aside[ClosedShift | str] = Aside("f7", "F7", tr.text("Count again"), _AGAIN)
    show: Aside[ClosedShift | str] = Aside("f8", "F8", tr.text("Show what differs"), _SHOW)
    title, lead, accept = tr.text("Close the shift"), _lead(desk, counted), tr.text("Close")
    return await fill_in(desk, title, _fields(desk), close, lead=lead, accept=accept, asides=(again, show), width=78)


def _fields(desk: Desk) -> tuple[Field, ...]:
    tr = desk.tr
    places = (
        (CashGoesTo.SAFE.value, tr.text("safe")),
        (CashGoesTo.MAIN_DRAWER.value, tr.text("main POS's drawer")),
    )
    return (
        Field("goes_to", tr.text("The cash goes to"), FieldKind.CHOICE, CashGoesTo.SAFE.value, options=places),
        Field("slip", tr.text("Hand-over slip"), limit=40, only_with=("goes_to", CashGoesTo.MAIN_DRAWER.value)),
        Field("reason", tr.text("Reason, if it differs"), limit=80),
    )


def _lead(desk: Desk, counted: CountResult) -> list[str]:
    tr, count = desk.tr, counted.count
    made = tr.text("Counted by {name}, round {round}.", name=count.operator.name, round=count.round)
    if counted.beyond_limit:
        asked = tr.text("It differs by more than is allowed. Count again, or type a reason and ask a second person.")
        return [made, asked]
    return [made, tr.text("It differs by no more than is allowed. A closed shift cannot be counted again.")]


async def _offer_day(desk: Desk) -> None:
    """Once nothing is open any more, whoever may close the day is asked."""
    may = desk.checkout.rules.permissions.allows(desk.operator.role, Action.CLOSE_DAY)
    if may and desk.till.day.status().is_ready:
        question = desk.tr.text("Every shift of the day is closed. Close the day and make up the bank deposit now?")
        if await yes(desk, question):
            await close_day(desk)
