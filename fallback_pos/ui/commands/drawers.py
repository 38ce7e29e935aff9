"""The drawers of this till: opened, left for a while, taken up again or over, changed between, checked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from fallback_pos.domain.operator import Operator
from fallback_pos.i18n.marker import N_
from fallback_pos.shifts.values import Shift
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.counting import check_drawer
from fallback_pos.ui.commands.shift_opening import open_shift
from fallback_pos.ui.desk import Desk, SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Done, Values
from fallback_pos.ui.reasons import reason_field

CHANGE_REASONS = (N_("Break"), N_("Change of cashier"))
Step = Callable[[Desk], Awaitable[object]]


async def drawers(desk: SaleDesk) -> None:
    """What can be done with each drawer. Without a shift in use nobody can sell, so the screen is left then."""
    if not await _choose(desk, _steps(desk)):
        return
    current = desk.till.shifts.current
    if current is None:
        desk.leave()
    elif len(desk.till.shifts.drawers) > 1:
        desk.say(desk.tr.text("You sell from drawer {drawer}.", drawer=current.drawer))


async def begin_at_a_drawer(desk: Desk) -> Done[object | None] | None:
    """Before selling: open a shift, or take up one that waits. Done(None) for other work first; None to leave."""
    if not desk.till.shifts.all_open:
        opened = await open_shift(desk, other_work=True)
        return Done(opened.value) if opened is not None else None
    tr = desk.tr
    steps = [*_steps(desk), (Choice("other", tr.text("Other work"), key="f12"), None)]
    lead = tr.text("A shift is open, but none that you can sell from now.")
    chosen = await _pick(desk, steps, lead)
    if chosen is None:
        return None
    step = steps[chosen][1]
    if step is None:
        return Done(None)
    await step(desk)
    return Done(desk)


def _steps(desk: Desk) -> list[tuple[Choice[str], Step | None]]:
    shifts = desk.till.shifts
    on = {shift.drawer: shift for shift in shifts.all_open}
    made: list[tuple[Choice[str], Step | None]] = []
    for drawer in shifts.drawers:
        shift = on.get(drawer)
        made += _steps_of(desk, shift) if shift is not None else [_opening(desk, drawer)]
    return made


def _opening(desk: Desk, drawer: str) -> tuple[Choice[str], Step | None]:
    label = desk.tr.text("Open a shift on drawer {drawer}", drawer=drawer)
    return Choice("open", label), partial(open_shift, drawer=drawer)


def _steps_of(desk: Desk, shift: Shift) -> list[tuple[Choice[str], Step | None]]:
    tr, drawer = desk.tr, shift.drawer
    note = tr.text("{name}, since {time}", name=shift.holder.name, time=tr.time(shift.opened_at))
    mine = shift.holder.code == desk.operator.code
    resume = tr.text("Go on with drawer {drawer}", drawer=drawer)
    take_over = tr.text("Take over drawer {drawer} of {name}", drawer=drawer, name=shift.holder.name)
    if shift.suspended:
        return [(Choice("resume", resume if mine else take_over, note), partial(_resume, shift=shift))]
    if shift == desk.till.shifts.current:
        steps: list[tuple[Choice[str], Step | None]] = [
            (
                Choice("suspend", tr.text("Leave drawer {drawer} for a while", drawer=drawer), note),
                partial(_suspend, shift=shift),
            ),
            (
                Choice("check", tr.text("Count drawer {drawer}, to check it", drawer=drawer)),
                partial(check_drawer, drawer=drawer),
            ),
        ]
    else:
        sell = tr.text("Sell from drawer {drawer}", drawer=drawer)
        steps = [(Choice("use", sell, note), partial(_use, shift=shift))]
    if not mine:
        steps.append((Choice("take", take_over), partial(_resume, shift=shift)))
    return steps


async def _choose(desk: Desk, steps: list[tuple[Choice[str], Step | None]]) -> bool:
    chosen = await _pick(desk, steps, "")
    step = steps[chosen][1] if chosen is not None else None
    if step is None:
        return False
    await step(desk)
    return True


async def _pick(desk: Desk, steps: list[tuple[Choice[str], Step | None]], lead: str) -> int | None:
    choices = [Choice(place, each.label, each.note, each.key) for place, (each, _) in enumerate(steps)]
    title, said = desk.tr.text("Drawers"), (lead,) if lead else ()
    return await desk.ask(ChooseDialog(desk.session, title, choices, lead=said, passes_scans_on=False))


async def _suspend(desk: Desk, shift: Shift) -> None:
    tr = desk.tr

    def leave(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Shift:
        return desk.till.shifts.suspend(desk.operator, values["reason"], drawer=shift.drawer, approver=approver)

    title = tr.text("Leave drawer {drawer} for a while", drawer=shift.drawer)
    field = reason_field(tr, CHANGE_REASONS)
    lead = tr.text("Nothing is sold from it until somebody goes on with it. Lock the drawer.")
    await fill_in(desk, title, (field,), leave, lead=(lead,), accept=tr.text("Leave it"))


async def _resume(desk: Desk, shift: Shift) -> None:
    """One's own drawer at once; another's with a reason, and with whoever has to allow it."""
    tr, till = desk.tr, desk.till
    if shift.holder.code == desk.operator.code:
        await attempt(
            desk, lambda approver, confirmed: till.shifts.resume(desk.operator, drawer=shift.drawer, approver=approver)
        )
        return

    def take(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Shift:
        return till.shifts.resume(desk.operator, values["reason"], drawer=shift.drawer, approver=approver)

    title = tr.text("Take over drawer {drawer} of {name}", drawer=shift.drawer, name=shift.holder.name)
    field = reason_field(tr, CHANGE_REASONS)
    lead = tr.text("You answer for what is in it from here on. Count it first where you can.")
    await fill_in(desk, title, (field,), take, lead=(lead,), accept=tr.text("Take over"))


async def _use(desk: Desk, shift: Shift) -> None:
    await attempt(desk, lambda approver, confirmed: desk.till.shifts.use(desk.operator, shift.drawer))
