"""[permissions.*]: who may do what, and up to which percentage or amount."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from config.values import N_, Expected, Section, exact_number

ACTIONS = (
    "sell",
    "line_discount",
    "basket_discount",
    "price_override",
    "open_item",
    "void_line",
    "void_cart",
    "return_with_receipt",
    "return_main_pos",
    "return_without_receipt",
    "refund_other_tender",
    "tender_over_limit",
    "cancel_tender",
    "sell_blocked",
    "sell_at_old_prices",
    "no_sale",
    "reprint",
    "open_shift",
    "close_shift",
    "suspend_shift",
    "take_over_drawer",
    "count",
    "over_short",
    "close_day",
    "paid_in",
    "paid_out",
    "drop",
    "void_sale",
    "correct_tender",
    "reconcile",
    "enter_paper",
    "see_alarms",
    "switch_over",
    "end_outage",
    "reports",
    "journal",
    "manage_operators",
    "confirm_clock",
)
"""Everything that a permission can be given for."""

_WORDS = {"true": True, "false": False}


def _grant(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    try:
        limit = exact_number(value)
    except Expected:
        limit = None
    if limit is None or limit < 0:
        raise Expected(N_('true, false, or a largest percentage or amount in quotes, such as "10"'))
    return limit


def _known(grants: dict[str, bool | Decimal]) -> dict[str, bool | Decimal]:
    for action in grants:
        if action not in ACTIONS:
            raise Expected(N_("only actions that the till knows, such as line_discount or no_sale"))
    return grants


Grant = Annotated[bool | Decimal, BeforeValidator(_grant)]
"""true: without limit; false: not; a number: up to that percentage of a discount or amount of money."""
Grants = Annotated[dict[str, Grant], AfterValidator(_known)]


class PermissionsSettings(Section):
    """Grants by role. An action that is not named is not granted; a file changes single grants of the defaults."""

    cashier: Grants
    """Sells."""
    supervisor: Grants
    """Helps the cashiers and approves."""
    manager: Grants
    """Runs the shop."""
    it: Grants
    """Looks after the devices and the journal."""

    def granted(self) -> dict[str, Mapping[str, Decimal | None]]:
        """Role to action to largest magnitude, None for without limit; what is not granted is absent."""
        roles: dict[str, dict[str, bool | Decimal]] = {
            "cashier": self.cashier, "supervisor": self.supervisor, "manager": self.manager, "it": self.it,
        }  # fmt: skip
        return {
            role: {
                action: None if grant is True else Decimal(grant)
                for action, grant in grants.items()
                if grant is not False
            }
            for role, grants in roles.items()
        }
