"""Cash that moves without a sale: paid in, paid out, dropped to the safe, a changed float. Each prints its slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.shifts.movements import Movement
from fallback_pos.shifts.paper import movement_slip
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.papers import print_slip
from fallback_pos.ui.commands.till_work import no_sale
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.cash_form import CashFormDialog
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Done, FormDialog, Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.pieces_table import PiecesTable
from fallback_pos.ui.reasons import reason_field

Move = Callable[[Money, Values, Operator | None], Movement]


async def cash_moves(desk: SaleDesk) -> None:
    """Choose what happens with the cash."""
    tr = desk.tr
    choices = (
        Choice("in", tr.text("Paid in"), tr.text("cash into the drawer")),
        Choice("out", tr.text("Paid out"), tr.text("cash out of the drawer")),
        Choice("drop", tr.text("Drop to the safe"), tr.text("in a numbered bag")),
        Choice("float", tr.text("Change the float"), tr.text("more or less")),
        Choice("no_sale", tr.text("Open the drawer"), "^S"),
    )
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Cash in and out"), choices))
    match chosen:
        case "in":
            await _pay_in(desk)
        case "out":
            await _pay_out(desk)
        case "drop":
            await _drop(desk)
        case "float":
            await _change_float(desk)
        case "no_sale":
            await no_sale(desk)


async def _pay_in(desk: SaleDesk) -> None:
    def move(amount: Money, values: Values, approver: Operator | None) -> Movement:
        slip = values["slip"] or None
        return desk.till.cash.pay_in(desk.operator, amount, values["reason"], slip=slip, approver=approver)

    await _move(desk, desk.tr.text("Paid in"), desk.till.rules.paid_in_reasons, move)


async def _pay_out(desk: SaleDesk) -> None:
    def move(amount: Money, values: Values, approver: Operator | None) -> Movement:
        slip = values["slip"] or None
        return desk.till.cash.pay_out(desk.operator, amount, values["reason"], slip=slip, approver=approver)

    await _move(desk, desk.tr.text("Paid out"), desk.till.rules.paid_out_reasons, move)


async def _change_float(desk: SaleDesk) -> None:
    tr = desk.tr

    def move(amount: Money, values: Values, approver: Operator | None) -> Movement:
        signed = abs(amount) if values["way"] == "more" else -abs(amount)
        slip = values["slip"] or None
        return desk.till.cash.change_float(desk.operator, signed, values["reason"], slip=slip, approver=approver)

    ways = (("more", tr.text("more float")), ("less", tr.text("less float")))
    field = Field("way", tr.text("The drawer gets"), FieldKind.CHOICE, "more", options=ways)
    await _move(desk, tr.text("Change the float"), desk.till.rules.paid_in_reasons, move, first=(field,))


async def _move(desk: SaleDesk, title: str, reasons: Sequence[str], move: Move, *, first: Sequence[Field] = ()) -> None:
    tr = desk.tr

    def step(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Movement:
        return move(Money.parse(values["amount"], desk.till.rules.currency), values, approver)

    fields = (
        *first,
        Field("amount", tr.text("Amount"), FieldKind.AMOUNT, limit=12),
        reason_field(tr, reasons),
        Field("slip", tr.text("Number of the slip"), limit=40),
    )
    done = await fill_in(desk, title, fields, step)
    if done is not None:
        _moved(desk, done.value)


async def _drop(desk: SaleDesk) -> None:
    """Into a bag that the bank will count against its number."""
    tr, till = desk.tr, desk.till
    table = PiecesTable(tr, tr.text("Cash in the bag"), till.rules.denominations, till.rules.currency)

    async def submit(form: FormDialog[Movement], values: Values) -> Done[Movement] | None:
        def drop(approver: Operator | None, confirmed: tuple[str, ...]) -> Movement:
            cash = table.counted
            amount = till.rules.currency.zero() if cash.is_nothing else cash.amount
            return till.cash.drop(desk.operator, amount, values["bag"], pieces=cash.pieces, approver=approver)

        return await attempt(form, drop)

    field = Field("bag", tr.text("Number of the bag"), limit=40)
    lead = tr.text("Count what goes into the bag, and type the number on it.")
    form = CashFormDialog(
        desk.session, tr.text("Drop to the safe"), table, (field,), submit, lead=(lead,), accept=tr.text("Drop")
    )
    done = await desk.ask(form)
    if done is not None:
        _moved(desk, done.value)


def _moved(desk: SaleDesk, moved: Movement) -> None:
    if print_slip(desk, movement_slip(moved)):
        said = desk.tr.text("{amount}: it is in the journal, and its slip goes to the printer.", amount=moved.amount)
        desk.say(said, "good")
