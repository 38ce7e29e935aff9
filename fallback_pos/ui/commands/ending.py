"""The end of a shift and of an outage: each offers the other, then whoever is signed in is signed out."""

from __future__ import annotations

from fallback_pos.ui.commands.day_closing import close_day
from fallback_pos.ui.commands.going_back import go_back
from fallback_pos.ui.commands.questions import yes
from fallback_pos.ui.commands.shift_closing import close_drawer
from fallback_pos.ui.desk import SaleDesk


async def close_shift(desk: SaleDesk) -> None:
    """Count the drawer, close the shift, offer to end the outage too, and sign out."""
    if not await close_drawer(desk):
        return
    question = desk.tr.text("The outage is still running. End it too?")
    if desk.till.outage.current is not None and await yes(desk, question):
        await go_back(desk)
    desk.leave()


async def end_outage(desk: SaleDesk) -> None:
    """The main POS works again: say so, with a reason; offer to close the shift too."""
    if not await go_back(desk):
        return
    question = desk.tr.text("A shift is still open here. Count the drawer and close it now?")
    if desk.till.shifts.current is not None and await yes(desk, question):
        await close_drawer(desk)
    desk.leave()


async def end_day(desk: SaleDesk) -> None:
    """Close the day; says what stands in the way, such as this very shift."""
    if await close_day(desk):
        desk.leave()
