"""A second person's code and PIN, for what the signed-in operator may not do alone."""

from __future__ import annotations

from fallback_pos.domain.operator import ApprovalNeeded, Operator
from fallback_pos.errors import TillError
from fallback_pos.ui.dialogs.form import Done, FormDialog, Values
from fallback_pos.ui.fields import PIN_DIGITS, Field, FieldKind
from fallback_pos.ui.session import Session


def approve_dialog(session: Session, needed: ApprovalNeeded, wrong: str = "") -> FormDialog[Operator]:
    """Closes with the operator who entered code and PIN, None when nobody did.

    `wrong`: why the one before would not do.
    """

    async def verify(form: FormDialog[Operator], values: Values) -> Done[Operator] | None:
        try:
            return Done(session.opened.access.verify(values["code"], values["pin"]))
        except TillError as error:
            form.refuse(error)
            return None

    tr = session.tr
    return FormDialog(
        session,
        tr.text("Second person"),
        (
            Field("code", tr.text("Operator code"), limit=12),
            Field("pin", tr.text("PIN"), FieldKind.PIN, limit=PIN_DIGITS),
        ),
        verify,
        lead=(tr.sentence(needed),),
        accept=tr.text("Approve"),
        problem=wrong,
    )
