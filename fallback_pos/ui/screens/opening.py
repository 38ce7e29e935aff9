"""Between sign-in and the first sale: open a shift with one counted sum, and say that selling starts here and why."""

from __future__ import annotations

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.base_screen import TillScreen
from fallback_pos.ui.dialogs.form import Done, FormDialog, Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.reasons import reason_field
from fallback_pos.ui.session import Session


async def get_ready(screen: TillScreen[None]) -> bool:
    """Ask for whatever is missing before a sale. False when somebody left: then nobody is signed in."""
    session = screen.session
    till = session.opened
    if till.shifts.current is None and await screen.app.push_screen_wait(_shift_form(session)) is None:
        return False
    return not (till.outage.current is None and await screen.app.push_screen_wait(_switch_over_form(session)) is None)


def _shift_form(session: Session) -> FormDialog[object]:
    tr, till = session.tr, session.opened

    async def submit(form: FormDialog[object], values: Values) -> Done[object] | None:
        def open_shift(approver: Operator | None, confirmed: tuple[str, ...]) -> object:
            counted = Money.parse(values["counted"], till.rules.currency)
            return till.shifts.open(_operator(session), counted, approver=approver)

        return await attempt(form, open_shift)

    field = Field("counted", tr.text("Cash in the drawer"), FieldKind.AMOUNT, limit=12)
    lead = tr.text("No shift is open. Count the cash in the drawer and type the sum, 0 for an empty drawer.")
    return FormDialog(session, tr.text("Open a shift"), (field,), submit, lead=(lead,), accept=tr.text("Open"))


def _switch_over_form(session: Session) -> FormDialog[object]:
    tr, till = session.tr, session.opened

    async def submit(form: FormDialog[object], values: Values) -> Done[object] | None:
        def start(approver: Operator | None, confirmed: tuple[str, ...]) -> object:
            return till.outage.start(_operator(session), values["reason"], approver=approver)

        return await attempt(form, start)

    field = reason_field(tr, till.rules.switch_over_reasons, label=tr.text("Why"), limit=80)
    lead = tr.text("Sales are made here from now on. Who, when and why is written into the journal.")
    title, accept = tr.text("Switch over to this till"), tr.text("Start to sell")
    return FormDialog(session, title, (field,), submit, lead=(lead,), accept=accept)


def _operator(session: Session) -> Operator:
    if session.operator is None:
        raise RuntimeError("nobody is signed in")
    return session.operator
