"""The basket on the screen is a voucher that was written by hand."""

from __future__ import annotations

from datetime import date, datetime

from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.fields import Field


class NotAMoment(TillError):
    """Parameter: text."""

    sentence = "“{text}” is no day and time. Type the day like 2026-11-22 and the time like 09:15."


async def paper_voucher(desk: SaleDesk) -> None:
    """Mark the basket with the number of the pad, the time and the writer; it is paid and finished as always."""
    tr = desk.tr
    if desk.checkout.cart.is_empty:
        desk.complain(tr.text("Ring the goods of the voucher first, then mark the basket."))
        return

    def mark(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> str:
        at = _moment(values["day"], values["time"])
        desk.checkout.mark_paper(values["number"], at, values["writer"], approver=approver)
        return values["number"].upper()

    fields = (
        Field("number", tr.text("Number on the pad"), limit=20),
        Field("day", tr.text("Date (year-month-day)"), limit=10, value=date.today().isoformat()),  # noqa: DTZ011
        Field("time", tr.text("Time"), limit=5),
        Field("writer", tr.text("Written by"), limit=40),
    )
    lead = tr.text("This basket becomes a sale of today, with the voucher's number and time. The drawer stays shut.")
    done = await fill_in(desk, tr.text("Paper voucher"), fields, mark, lead=(lead,), accept=tr.text("Mark"))
    if done is not None:
        desk.say(tr.text("Voucher {number}: take the payment as it was taken then.", number=done.value), "good")


def _moment(day: str, time: str) -> datetime:
    """Of the shop's clock. Raises NotAMoment."""
    try:
        return datetime.fromisoformat(f"{day.strip()} {time.strip():0>5}").astimezone()
    except ValueError:
        raise NotAMoment(text=f"{day} {time}"[:30]) from None
