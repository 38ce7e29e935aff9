"""Asking for the arguments of a step and taking it, in one go: a refused answer stays in the form with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from fallback_pos.domain.operator import Operator
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.form import Aside, Done, FormDialog, Quick, Values
from fallback_pos.ui.fields import Field
from fallback_pos.ui.rows import Row

Result = TypeVar("Result")
Act = Callable[[Values, Operator | None, tuple[str, ...]], Result]
"""A step with (what was typed, approver, questions answered with yes)."""


async def fill_in(
    desk: Desk,
    title: str,
    fields: Sequence[Field],
    act: Act[Result],
    *,
    lead: Sequence[str] = (),
    picture: Sequence[Row] = (),
    accept: str | None = None,
    quick: Sequence[Quick] = (),
    asides: Sequence[Aside[Result]] = (),
    width: int = 66,
) -> Done[Result] | None:
    """Done with what the step gave; None when the cashier left the form."""

    async def submit(form: FormDialog[Result], values: Values) -> Done[Result] | None:
        return await attempt(form, lambda approver, confirmed: act(values, approver, confirmed))

    form = FormDialog(
        desk.session,
        title,
        fields,
        submit,
        lead=lead,
        picture=picture,
        accept=accept,
        quick=quick,
        asides=asides,
        width=width,
    )
    return await desk.ask(form)
