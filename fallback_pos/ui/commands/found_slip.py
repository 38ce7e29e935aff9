"""A slip that lies in the drawer although the till knows nothing of it."""

from __future__ import annotations

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.tender import TenderType
from fallback_pos.shifts.counting import CountInProgress
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.dialogs.form import Done, FormDialog, Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.session import Session
from fallback_pos.ui.words import tender_name

SHORT_LIST = (TenderType.CARD, TenderType.WALLET, TenderType.VOUCHER)


def found_slip_form(session: Session, drawer: str) -> FormDialog[CountInProgress]:
    """Closes with the count that holds it."""
    tr, till = session.tr, session.opened

    async def submit(form: FormDialog[CountInProgress], values: Values) -> Done[CountInProgress] | None:
        def add(approver: Operator | None, confirmed: tuple[str, ...]) -> CountInProgress:
            amount = Money.parse(values["amount"], till.rules.currency)
            return till.counting.add_found(values["type"], values["reference"], amount, drawer=drawer)

        return await attempt(form, add)

    kinds = tuple((kind.value, tender_name(kind, tr)) for kind in SHORT_LIST)
    fields = (
        Field("type", tr.text("Kind"), FieldKind.CHOICE, SHORT_LIST[0].value, options=kinds),
        Field("reference", tr.text("Reference"), limit=60),
        Field("amount", tr.text("Amount"), FieldKind.AMOUNT, limit=12),
    )
    lead = tr.text("For a slip that is not on the list: what is printed on it.")
    return FormDialog(session, tr.text("Other slip"), fields, submit, lead=(lead,), accept=tr.text("Add"))
