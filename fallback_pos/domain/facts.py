"""Parts of entry bodies that several kinds share."""

from __future__ import annotations

from fallback_pos.domain.operator import Action, Operator


def person(operator: Operator) -> dict[str, str]:
    """Who did it, as they were called at that time."""
    return {"code": operator.code, "name": operator.name, "role": operator.role.value}


def override_body(action: Action, operator: Operator, approver: Operator, shift: str | None) -> dict[str, object]:
    """Body of `override.granted` for a step that belongs to no sale."""
    return {
        "action": action.value,
        "operator": person(operator),
        "approver": person(approver),
        "sale": None,
        "shift": shift,
    }
