"""Goods sold by weight: the weight is asked for and they are in the basket, without a second scan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from fallback_pos.domain.operator import Operator
from fallback_pos.domain.quantity import parse_quantity
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.form import Done, Values
from fallback_pos.ui.fields import Field, FieldKind

Result = TypeVar("Result")


async def weigh(
    desk: SaleDesk,
    said: str,
    unit: str,
    sell: Callable[[Decimal, Operator | None, tuple[str, ...]], Result],
) -> Done[Result] | None:
    """Ask for the weight in `unit` of what `said` names, then `sell` it; None when the cashier left it."""

    def weighed(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Result:
        return sell(parse_quantity(values["quantity"]), approver, confirmed)

    tr = desk.tr
    field = Field("quantity", tr.text("Weight in {unit}", unit=unit), FieldKind.QUANTITY, limit=9)
    return await fill_in(desk, tr.text("Weigh it"), (field,), weighed, lead=(said,))
