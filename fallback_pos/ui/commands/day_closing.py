"""Closing the day: what stands in the way, the bank deposit, and the day's Z."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.shifts.day import ClosedDay, DayStatus, Deposit
from fallback_pos.shifts.paper import deposit_slip
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.papers import print_slip
from fallback_pos.ui.commands.reporting import show_day
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.cash_form import CashFormDialog
from fallback_pos.ui.dialogs.form import Done, FormDialog, Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.fields import Field
from fallback_pos.ui.pieces_table import PiecesTable


async def close_day(desk: Desk) -> bool:
    """True when the oldest day that waits is closed; its Z and the deposit slip are printed then."""
    status = await attempt(desk, lambda approver, confirmed: desk.till.day.status())
    if status is None:
        return False
    if not status.value.is_ready:
        await _say_what_is_open(desk, status.value)
        return False
    closed = await _ask_deposit(desk, status.value)
    if closed is None:
        return False
    print_slip(desk, deposit_slip(closed.value))
    await show_day(desk, closed.value.day.isoformat())
    return True


async def _say_what_is_open(desk: Desk, status: DayStatus) -> None:
    tr = desk.tr
    facts = [
        (tr.text("Shift still open"), f"{tr.text('Drawer')} {shift.drawer}, {shift.holder.name}"
         + (f", {tr.text('suspended')}" if shift.suspended else ""))
        for shift in status.open_shifts
    ]  # fmt: skip
    facts += [(tr.text("Parked basket"), name) for name in status.baskets.parked]
    if status.baskets.on_screen:
        facts.append((tr.text("Basket on the screen"), tr.text("finish, park or void it")))
    if facts:
        said = tr.text("The day {day} cannot be closed yet. This stands in the way:", day=status.day)
    else:
        said = tr.text("No closed shift waits for a day. There is nothing to close.")
    await desk.ask(NoticeDialog(desk.session, tr.text("Close the day"), (said,), facts))


async def _ask_deposit(desk: Desk, status: DayStatus) -> Done[ClosedDay] | None:
    tr, till = desk.tr, desk.till
    suggested = till.day.deposit_suggested()
    table = PiecesTable(
        tr, tr.text("Cash for the bank"), till.rules.denominations, till.rules.currency, amount=suggested.cash
    )

    async def submit(form: FormDialog[ClosedDay], values: Values) -> Done[ClosedDay] | None:
        def close(approver: Operator | None, confirmed: tuple[str, ...]) -> ClosedDay:
            cash = table.counted
            bag = values["bag"] or None
            return till.day.close(desk.operator, deposit=cash.amount, pieces=cash.pieces, bag=bag, approver=approver)

        return await attempt(form, close)

    field = Field("bag", tr.text("Bag"), limit=40)
    title = tr.text("Close the day {day}", day=status.day)
    form = CashFormDialog(
        desk.session, title, table, (field,), submit, lead=_lead(desk, suggested), accept=tr.text("Close the day")
    )
    return await desk.ask(form)


def _lead(desk: Desk, suggested: Deposit) -> list[str]:
    tr = desk.tr
    lead = [tr.text("Counted and kept in the safe, less the floats: {amount}. What goes to the bank of it?",
                    amount=suggested.cash)]  # fmt: skip
    if suggested.bags:
        bags = ", ".join(f"{bag.bag} {tr.money(bag.amount)}" for bag in suggested.bags)
        lead.append(tr.text("Bags dropped during the day go with it: {bags}.", bags=bags))
    return lead
