"""Opening a shift: the float by coins and notes or as one sum, and where its cash comes from."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.shifts.paper import taken_over_slip
from fallback_pos.shifts.values import FloatSource, Shift, SuggestedFloat
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.papers import print_slip
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.cash_form import CashFormDialog
from fallback_pos.ui.dialogs.form import Aside, Done, FormDialog, Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.pieces_table import PiecesTable


async def open_shift(desk: Desk, drawer: str | None = None, *, other_work: bool = False) -> Done[Shift | None] | None:
    """The open shift; Done(None) when somebody has other work to do first; None when the form was left."""
    tr, till = desk.tr, desk.till
    usual = till.shifts.suggested_float()
    table = _table(desk, usual)

    async def submit(form: FormDialog[Shift | None], values: Values) -> Done[Shift | None] | None:
        def step(approver: Operator | None, confirmed: tuple[str, ...]) -> Shift:
            cash, source = table.counted, FloatSource(values["source"])
            slip = values["slip"] if source is FloatSource.MAIN_DRAWER else None
            opened = till.shifts.open(
                desk.operator,
                cash.amount,
                pieces=cash.pieces,
                source=source,
                hand_over_slip=slip,
                drawer=drawer,
                approver=approver,
            )
            if slip:
                print_slip(desk, taken_over_slip(opened, slip, cash.pieces))
            return opened

        done = await attempt(form, step)
        return Done(done.value) if done is not None else None

    lead = [tr.text("No shift is open. Count the cash in the drawer: how many of each, or only the sum, 0 for none.")]
    if usual is not None:
        lead.append(tr.text("The usual float is filled in: correct what differs."))
    other: Aside[Shift | None] = Aside("f12", "F12", tr.text("Other work"), None)
    title = tr.text("Open a shift") if drawer is None else tr.text("Open a shift on drawer {drawer}", drawer=drawer)
    form = CashFormDialog(
        desk.session,
        title,
        table,
        _fields(desk),
        submit,
        lead=lead,
        accept=tr.text("Open"),
        asides=(other,) if other_work else (),
    )
    return await desk.ask(form)


def _table(desk: Desk, usual: SuggestedFloat | None) -> PiecesTable:
    rules = desk.till.rules
    return PiecesTable(
        desk.tr,
        desk.tr.text("Cash in the drawer"),
        rules.denominations,
        rules.currency,
        pieces=usual.pieces if usual else (),
        amount=usual.amount if usual and not usual.pieces else None,
    )


def _fields(desk: Desk) -> tuple[Field, ...]:
    """Whoever takes over from the main POS, in the middle of a day, says whose cash it is."""
    tr = desk.tr
    taking_over = desk.till.outage.current is None
    sources = (
        (FloatSource.FLOAT.value, tr.text("usual float")),
        (FloatSource.FRESH_TRAY.value, tr.text("fresh tray")),
        (FloatSource.MAIN_DRAWER.value, tr.text("main POS's drawer")),
    )
    first = FloatSource.FRESH_TRAY if taking_over else FloatSource.FLOAT
    return (
        Field("source", tr.text("The cash comes from"), FieldKind.CHOICE, first.value, options=sources),
        Field("slip", tr.text("Hand-over slip"), limit=40, only_with=("source", FloatSource.MAIN_DRAWER.value)),
    )
