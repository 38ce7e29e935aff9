"""Who may do what, and who may answer for it."""

from decimal import Decimal

import pytest

from fallback_pos.domain.operator import (
    Action,
    ApprovalNeeded,
    NotAllowedToApprove,
    Operator,
    Permissions,
    Role,
    SamePerson,
)

ANA, IVA = Operator("101", "Ana", Role.CASHIER), Operator("102", "Iva", Role.CASHIER)
MAJA, MARKO = Operator("201", "Maja", Role.SUPERVISOR), Operator("301", "Marko", Role.MANAGER)
RULES = Permissions(
    {
        Role.CASHIER: {Action.LINE_DISCOUNT: Decimal(10)},
        Role.SUPERVISOR: {Action.LINE_DISCOUNT: Decimal(50), Action.SELL_BLOCKED: None},
        Role.MANAGER: {Action.LINE_DISCOUNT: None, Action.SELL_BLOCKED: None},
    }
)


def check(who: Operator, percent: str, approver: Operator | None = None) -> Operator | None:
    return RULES.check(who, Action.LINE_DISCOUNT, Decimal(percent), approver)


def test_within_the_own_limit_nobody_is_asked() -> None:
    assert check(ANA, "10") is None
    assert check(ANA, "10", MAJA) is None


@pytest.mark.parametrize(
    ("percent", "role"), [("10.01", Role.SUPERVISOR), ("50", Role.SUPERVISOR), ("51", Role.MANAGER)]
)
def test_beyond_it_the_lowest_role_that_may_is_named(percent: str, role: Role) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        check(ANA, percent)
    assert (needed.value.action, needed.value.role) == (Action.LINE_DISCOUNT, role)


def test_the_same_person_cannot_be_the_second_one() -> None:
    with pytest.raises(SamePerson):
        check(ANA, "11", ANA)


def test_a_colleague_without_the_permission_cannot_approve() -> None:
    for second in (IVA, MAJA):
        with pytest.raises(NotAllowedToApprove):
            check(ANA, "80", second)
    assert check(ANA, "80", MARKO) == MARKO


def test_an_action_that_nobody_was_granted_is_the_managers_to_refuse() -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        RULES.check(MARKO, Action.NO_SALE)
    assert needed.value.role is Role.MANAGER
    with pytest.raises(NotAllowedToApprove):
        RULES.check(ANA, Action.NO_SALE, approver=MARKO)


def test_a_role_without_any_grant_may_nothing() -> None:
    assert not RULES.allows(Role.IT, Action.LINE_DISCOUNT)
