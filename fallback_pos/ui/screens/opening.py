"""Between sign-in and the first sale: a shift, and why selling starts here. Other work may come first."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.drawers import begin_at_a_drawer
from fallback_pos.ui.commands.other_work import do_other_work
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.form import Aside, Done, Values
from fallback_pos.ui.reasons import reason_field


async def get_ready(desk: Desk) -> bool:
    """Ask for whatever is missing before a sale. False when somebody left: then nobody is signed in."""
    till = desk.till
    while True:
        if till.shifts.current is None:
            step = await begin_at_a_drawer(desk)
        elif till.outage.current is None:
            step = await _switch_over(desk)
        else:
            return True
        if step is None:
            return False
        if step.value is None:
            await do_other_work(desk)


async def _switch_over(desk: Desk) -> Done[object | None] | None:
    """Done(None) when there is other work first; None when the form was left."""
    tr, till = desk.tr, desk.till

    def start(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> object:
        return till.outage.start(desk.operator, values["reason"], approver=approver)

    field = reason_field(tr, till.rules.switch_over_reasons, label=tr.text("Why"), limit=80)
    lead = tr.text("Sales are made here from now on. Who, when and why is written into the journal.")
    title, accept = tr.text("Switch over to this till"), tr.text("Start to sell")
    other: Aside[object | None] = Aside("f12", "F12", tr.text("Other work"), None)
    return await fill_in(desk, title, (field,), start, lead=(lead,), accept=accept, asides=(other,))
