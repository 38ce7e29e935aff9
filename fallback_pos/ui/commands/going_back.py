"""Ending the outage: the main POS works again."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.reasons import reason_field


async def go_back(desk: Desk) -> bool:
    """Say why, between two sales. True when the outage has ended."""
    tr, till = desk.tr, desk.till
    if till.outage.current is None:
        desk.complain(tr.text("No outage is running."))
        return False
    if not desk.checkout.cart.is_empty:
        desk.complain(tr.text("Finish, park or void the basket first: going back happens between sales."))
        return False

    def end(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        till.outage.end(desk.operator, values["reason"], approver=approver)

    field = reason_field(tr, till.rules.end_outage_reasons, label=tr.text("Why now"), limit=80)
    lead = tr.text("Customers go back to the main POS. What was sold here is sent to the central on its own.")
    return await fill_in(desk, tr.text("End the outage"), (field,), end, lead=(lead,)) is not None
