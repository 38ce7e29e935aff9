"""Commands on the whole basket: undo, void, park and recall, the customer's details."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.fields import Field
from fallback_pos.ui.reasons import reason_field


async def undo(desk: SaleDesk) -> None:
    """Take the last step back."""
    if await attempt(desk, lambda approver, confirmed: desk.checkout.undo(approver=approver)) is not None:
        desk.show_cart()
        desk.say(desk.tr.text("The last step was taken back."))


async def void_cart(desk: SaleDesk) -> None:
    """Give the whole basket up, with a reason."""
    tr, checkout = desk.tr, desk.checkout
    if checkout.cart.is_empty:
        desk.complain(tr.text("The basket is empty already."))
        return

    def give_up(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        checkout.void_cart(values["reason"], approver=approver)

    field = reason_field(tr, desk.till.rules.void_reasons)
    lines, total = len(checkout.cart.lines), checkout.priced.total
    lead = tr.text("Lines: {count}, total {total}. Nothing of it will be sold.", count=lines, total=total)
    if await fill_in(desk, tr.text("Void the whole basket"), (field,), give_up, lead=(lead,)) is not None:
        desk.show_cart()
        desk.say(tr.text("The basket was voided."))


async def park_or_recall(desk: SaleDesk) -> None:
    """Put the basket aside under a name; with an empty basket, take one back."""
    if desk.checkout.cart.is_empty:
        await _recall(desk)
    else:
        await _park(desk)


async def _park(desk: SaleDesk) -> None:
    tr = desk.tr

    def park(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        desk.checkout.park(values["name"])

    field = Field("name", tr.text("Name"), limit=30)
    lead = tr.text("A name helps to find it again. Left empty, it is parked under the time.")
    if await fill_in(desk, tr.text("Park this basket"), (field,), park, lead=(lead,)) is not None:
        desk.show_cart()
        desk.say(tr.text("Parked. F5 takes it back."))


async def _recall(desk: SaleDesk) -> None:
    tr, checkout = desk.tr, desk.checkout
    listed = await attempt(desk, lambda approver, confirmed: checkout.parked())
    if listed is None:
        return
    if not listed.value:
        desk.complain(tr.text("No basket is parked, and this one is empty."))
        return
    choices = [
        Choice(
            parked.id,
            parked.name,
            tr.text("lines: {count}  {total}", count=parked.lines, total=parked.total)
            if parked.total is not None
            else "?",
        )
        for parked in listed.value
    ]
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Parked baskets"), choices))
    if chosen is None:
        return
    if await attempt(desk, lambda approver, confirmed: checkout.recall(chosen)) is not None:
        desk.show_cart()
        desk.say(tr.text("Taken back. Check it against the goods."))


async def customer(desk: SaleDesk) -> None:
    """Name and tax number for the receipt; an empty name takes them off."""
    tr, known = desk.tr, desk.checkout.cart.customer

    def attach(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        desk.checkout.attach_customer(values["name"], values["tax_number"] or None)

    fields = (
        Field("name", tr.text("Customer's name"), value=known.name if known else "", limit=80),
        Field("tax_number", tr.text("Tax number"), value=(known.tax_number or "") if known else "", limit=30),
    )
    if await fill_in(desk, tr.text("Customer on the receipt"), fields, attach) is not None:
        desk.show_cart()


async def loyalty(desk: SaleDesk) -> None:
    """A customer card, scanned or typed; empty takes it off."""
    tr = desk.tr

    def attach(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        desk.checkout.attach_loyalty(values["card"])

    field = Field("card", tr.text("Card number"), value=desk.checkout.cart.loyalty or "", accepts_scan=True)
    lead = tr.text("Scan or type the number of the customer's loyalty card. Never a bank card.")
    if await fill_in(desk, tr.text("Loyalty card"), (field,), attach, lead=(lead,)) is not None:
        desk.show_cart()
