"""What a manager does while nothing is sold: reports, a shift or the day to close, the outage to end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.day_closing import close_day
from fallback_pos.ui.commands.going_back import go_back
from fallback_pos.ui.commands.reporting import reports
from fallback_pos.ui.commands.shift_closing import close_drawer
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog


async def do_other_work(desk: Desk) -> None:
    """One piece of it, if any."""
    tr, till = desk.tr, desk.till
    work: dict[str, Callable[[Desk], Awaitable[object]]] = {
        "close_day": close_day,
        "reports": reports,
        "drawer": _open_drawer,
    }
    choices = [
        Choice("close_day", tr.text("Close the day")),
        Choice("reports", tr.text("Reports")),
        Choice("drawer", tr.text("Open the drawer")),
    ]
    if till.shifts.all_open:
        work["close"] = close_drawer
        choices.insert(0, Choice("close", tr.text("Close the shift")))
    if till.outage.current is not None:
        work["end"] = go_back
        choices.append(Choice("end", tr.text("End the outage")))
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Other work"), choices, passes_scans_on=False))
    if chosen is not None:
        await work[chosen](desk)


async def _open_drawer(desk: Desk) -> None:
    """To count the float before there is a shift."""
    why = desk.tr.text("Count the drawer")
    await attempt(desk, lambda approver, confirmed: desk.till.cash.no_sale(desk.operator, why, approver=approver))
