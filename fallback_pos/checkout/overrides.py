"""What a second person allowed, as facts for the journal: they are committed together with what they belong to."""

from __future__ import annotations

from fallback_pos.domain.cart import Approval, Cart
from fallback_pos.domain.facts import person
from fallback_pos.domain.operator import Operator
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind


def override_drafts(cart: Cart, shift: str | None) -> list[Draft]:
    """One `override.granted` for each step of a cart that somebody else had to allow, also where they complete the cart
    themselves later.
    """
    return [
        Draft(Kind.OVERRIDE_GRANTED, _body(given, given.asked_by, cart, shift))
        for given in cart.approvals
        if given.asked_by is not None
    ]


def _body(given: Approval, asked_by: Operator, cart: Cart, shift: str | None) -> dict[str, object]:
    return {
        "action": given.action,
        "operator": person(asked_by),
        "approver": {"code": given.operator, "name": given.name},
        "reason": given.reason,
        "sale": cart.id,
        "shift": shift,
    }
