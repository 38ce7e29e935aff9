"""What else a till has to do: copies, the drawer without a sale, receipts nobody is sure of, closing, ending."""

from __future__ import annotations

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.reasons import reason_field
from fallback_pos.ui.till import UnsurePrint


async def reprint(desk: SaleDesk) -> None:
    """A copy of a receipt, marked as one."""
    tr = desk.tr

    def copy(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> str:
        desk.till.reprint(values["receipt"], approver)
        return values["receipt"]

    field = Field("receipt", tr.text("Receipt number"), value=desk.last_receipt, accepts_scan=True, limit=30)
    lead = tr.text("Scan or type the number. The copy says that it is one.")
    done = await fill_in(desk, tr.text("Print a copy"), (field,), copy, lead=(lead,), accept=tr.text("Print"))
    if done is not None:
        desk.say(tr.text("A copy of {receipt} goes to the printer.", receipt=done.value))


async def no_sale(desk: SaleDesk) -> None:
    """Open the drawer without a sale, for a reason."""
    tr = desk.tr

    def open_drawer(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        desk.till.no_sale(values["reason"], approver)

    field = reason_field(tr, desk.till.rules.no_sale_reasons)
    if await fill_in(desk, tr.text("Open the drawer"), (field,), open_drawer, accept=tr.text("Open")) is not None:
        desk.say(tr.text("The drawer is open. This is in the journal."))


async def unsure_prints(desk: SaleDesk) -> None:
    """Receipts of which nobody knows whether they came out: the cashier looks and says."""
    tr = desk.tr
    while True:
        unsure = desk.till.unsure_prints()
        if not unsure:
            desk.say(tr.text("Every receipt is accounted for."))
            return
        choices = [Choice(one, one.receipt, _which(one, tr)) for one in unsure]
        lead = tr.text("Look at the printer. Nothing is printed again unless you say so.")
        chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Receipts to check"), choices, lead=(lead,)))
        if chosen is None:
            return
        question = _did_it_print(chosen, tr)
        printed = await desk.ask(ConfirmDialog(desk.session, chosen.receipt, question))
        if printed is None:
            return
        if not await _settle(desk, chosen, printed=printed):
            return


def _which(unsure: UnsurePrint, tr: Translator) -> str:
    """An original and its copies have the same number."""
    return tr.text("COPY {number}", number=unsure.copy) if unsure.copy else tr.text("original")


def _did_it_print(unsure: UnsurePrint, tr: Translator) -> str:
    if unsure.copy:
        return tr.text(
            "Did COPY {copy} of receipt {receipt} come out of the printer, complete?",
            copy=unsure.copy,
            receipt=unsure.receipt,
        )
    return tr.text("Did receipt {receipt} come out of the printer, complete?", receipt=unsure.receipt)


async def _settle(desk: SaleDesk, unsure: UnsurePrint, *, printed: bool) -> bool:
    step = await attempt(desk, lambda approver, confirmed: desk.till.settle_print(unsure.job, printed=printed))
    return step is not None


async def close_shift(desk: SaleDesk) -> None:
    """Count the drawer, close the shift, offer to end the outage too, and sign out."""
    if not await _count_and_close(desk):
        return
    question = desk.tr.text("The outage is still running. End it too?")
    if desk.till.outage.current is not None and await _yes(desk, question):
        await _go_back(desk)
    desk.leave()


async def _count_and_close(desk: SaleDesk) -> bool:
    """True when the shift is closed; what it was over or short has been said."""
    tr, till = desk.tr, desk.till
    if not desk.checkout.cart.is_empty:
        desk.complain(tr.text("Finish, park or void the basket before closing the shift."))
        return False

    def close(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> str:
        counted = Money.parse(values["counted"], till.rules.currency)
        closed = till.shifts.close(desk.checkout.operator, counted, reason=values["reason"], approver=approver)
        return tr.text(
            "Counted {counted}, expected {expected}, over or short {over_short}. {sales} sales.",
            counted=closed.counted,
            expected=closed.expected,
            over_short=closed.over_short,
            sales=closed.sales,
        )

    fields = (
        Field("counted", tr.text("Cash in the drawer"), FieldKind.AMOUNT, limit=12),
        Field("reason", tr.text("Reason, if it differs"), limit=80),
    )
    lead = tr.text("Count all the cash in the drawer and type the sum. What is expected is shown afterwards.")
    done = await fill_in(desk, tr.text("Close the shift"), fields, close, lead=(lead,), accept=tr.text("Close"))
    if done is not None:
        await desk.ask(NoticeDialog(desk.session, tr.text("The shift is closed"), (done.value,)))
    return done is not None


async def end_outage(desk: SaleDesk) -> None:
    """The main POS works again: say so, with a reason, between two sales; offer to close the shift too."""
    if not await _go_back(desk):
        return
    question = desk.tr.text("A shift is still open here. Count the drawer and close it now?")
    if desk.till.shifts.current is not None and await _yes(desk, question):
        await _count_and_close(desk)
    desk.leave()


async def _go_back(desk: SaleDesk) -> bool:
    """True when the outage has ended."""
    tr, till = desk.tr, desk.till
    if till.outage.current is None:
        desk.complain(tr.text("No outage is running."))
        return False
    if not desk.checkout.cart.is_empty:
        desk.complain(tr.text("Finish, park or void the basket first: going back happens between sales."))
        return False

    def end(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        till.outage.end(desk.checkout.operator, values["reason"], approver=approver)

    field = reason_field(tr, till.rules.end_outage_reasons, label=tr.text("Why now"), limit=80)
    lead = tr.text("Customers go back to the main POS. What was sold here is sent to the central on its own.")
    return await fill_in(desk, tr.text("End the outage"), (field,), end, lead=(lead,)) is not None


async def _yes(desk: SaleDesk, question: str) -> bool:
    answer = await desk.ask(ConfirmDialog(desk.session, desk.tr.text("Please check"), question))
    return answer is True
