"""Operators and what their roles may do; what a role may not do asks a different operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fallback_pos.errors import TillError


class Role(StrEnum):
    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    IT = "it"


class Action(StrEnum):
    """Everything a person may need a permission for."""

    SELL = "sell"
    LINE_DISCOUNT = "line_discount"
    BASKET_DISCOUNT = "basket_discount"
    PRICE_OVERRIDE = "price_override"
    OPEN_ITEM = "open_item"
    VOID_LINE = "void_line"
    VOID_CART = "void_cart"
    RETURN_WITH_RECEIPT = "return_with_receipt"
    RETURN_MAIN_POS = "return_main_pos"
    RETURN_WITHOUT_RECEIPT = "return_without_receipt"
    REFUND_OTHER_TENDER = "refund_other_tender"
    TENDER_OVER_LIMIT = "tender_over_limit"
    CANCEL_TENDER = "cancel_tender"
    SELL_BLOCKED = "sell_blocked"
    SELL_AT_OLD_PRICES = "sell_at_old_prices"
    NO_SALE = "no_sale"
    REPRINT = "reprint"
    OPEN_SHIFT = "open_shift"
    CLOSE_SHIFT = "close_shift"
    SUSPEND_SHIFT = "suspend_shift"
    TAKE_OVER_DRAWER = "take_over_drawer"
    COUNT = "count"
    OVER_SHORT = "over_short"
    CLOSE_DAY = "close_day"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    DROP = "drop"
    VOID_SALE = "void_sale"
    CORRECT_TENDER = "correct_tender"
    RECONCILE = "reconcile"
    ENTER_PAPER = "enter_paper"
    SEE_ALARMS = "see_alarms"
    SWITCH_OVER = "switch_over"
    END_OUTAGE = "end_outage"
    REPORTS = "reports"
    JOURNAL = "journal"
    MANAGE_OPERATORS = "manage_operators"
    CONFIRM_CLOCK = "confirm_clock"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who is signed in."""

    code: str
    name: str
    role: Role
    language: str | None = None


class ApprovalNeeded(TillError):
    """Raised by a step that this operator may not take alone; a front end asks for a second person and tries again."""

    sentence = "{action_name} needs a {role_name}. Ask one to enter code and PIN."

    def __init__(self, action: Action, role: Role, **params: object) -> None:
        super().__init__(action_name=action.value, role_name=role.value, **params)
        self.action = action
        self.role = role


class SamePerson(TillError):
    sentence = "A second person has to approve this. {name} is the one who asks."


class SecondPersonNeeded(ApprovalNeeded):
    """As ApprovalNeeded, where the operator would be allowed but nobody does this alone."""

    sentence = "{action_name} is never done alone. Ask a second person to enter code and PIN."


class NotAllowedToApprove(TillError):
    sentence = "{name} may not approve this either. Ask a {role_name}."


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may do what. `grants` maps a role to its actions; a value is the largest magnitude allowed (percent of a
    discount, amount of a refund in the main unit), None for without limit.
    """

    grants: Mapping[Role, Mapping[Action, Decimal | None]]

    def allows(self, role: Role, action: Action, magnitude: Decimal = Decimal(0)) -> bool:
        mine = self.grants.get(role, {})
        if action not in mine:
            return False
        limit = mine[action]
        return limit is None or magnitude <= limit

    def lowest_role_for(self, action: Action, magnitude: Decimal = Decimal(0)) -> Role:
        """The lowest role that may; the manager when none may, because somebody has to answer."""
        order = (Role.CASHIER, Role.SUPERVISOR, Role.MANAGER)
        return next((role for role in order if self.allows(role, action, magnitude)), Role.MANAGER)

    def check(
        self, operator: Operator, action: Action, magnitude: Decimal = Decimal(0), approver: Operator | None = None
    ) -> Operator | None:
        """The approver when one was needed, None when the operator may alone.

        Raises ApprovalNeeded, SamePerson or NotAllowedToApprove.
        """
        if self.allows(operator.role, action, magnitude):
            return None
        role = self.lowest_role_for(action, magnitude)
        if approver is None:
            raise ApprovalNeeded(action, role)
        if approver.code == operator.code:
            raise SamePerson(name=operator.name)
        if not self.allows(approver.role, action, magnitude):
            raise NotAllowedToApprove(name=approver.name, role_name=role.value)
        return approver

    def check_with_witness(
        self, operator: Operator, action: Action, magnitude: Decimal = Decimal(0), approver: Operator | None = None
    ) -> Operator:
        """The second person of a step that nobody takes alone: two different people, one of whom may.

        Raises ApprovalNeeded (also as SecondPersonNeeded), SamePerson or NotAllowedToApprove.
        """
        if not self.allows(operator.role, action, magnitude):
            self.check(operator, action, magnitude, approver)
        if approver is None:
            raise SecondPersonNeeded(action, Role.CASHIER)
        if approver.code == operator.code:
            raise SamePerson(name=operator.name)
        return approver
