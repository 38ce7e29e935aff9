"""What else a till has to do: copies, the drawer without a sale, receipts nobody is sure of, closing, ending."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.fields import Field
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
