"""Limits of a shift: passed once each, counted for the right person, never by what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from fallback_pos.domain.alarms import AlarmRule, AlarmTally
from fallback_pos.domain.money import Currency, Money

EUR = Currency.of("EUR")
ANA = {"code": "101", "name": "Ana", "role": "cashier"}
IVA = {"code": "102", "name": "Iva", "role": "cashier"}


def tally(**limits: int) -> AlarmTally:
    return AlarmTally({AlarmRule(name): limit for name, limit in limits.items()}, EUR)


def sale(discount: str = "0.00", back: str | None = None, operator: dict[str, str] = ANA) -> dict[str, Any]:
    lines = [{"gross": back, "return_of": {"source": "none"}}] if back else []
    return {"operator": operator, "shift": "s1", "discount_total": discount, "lines": lines}


def test_a_limit_may_be_reached_and_is_passed_once() -> None:
    watched = tally(voids=2)
    void = {"operator": ANA, "shift": "s1"}
    raised = [watched.take("e", "sale.voided", void) for _ in range(5)]
    assert [len(each) for each in raised] == [0, 0, 1, 0, 0]
    (alarm,) = raised[2]
    assert (alarm.value, alarm.limit, alarm.operator, alarm.shift) == ("3", "2", ("101", "Ana"), "s1")


def test_each_operator_and_each_shift_has_its_own_count() -> None:
    watched = tally(voids=1)
    for body in ({"operator": ANA, "shift": "s1"}, {"operator": IVA, "shift": "s1"}, {"operator": ANA, "shift": "s2"}):
        assert watched.take("e", "cart.abandoned", body) == []
    assert len(watched.take("e", "cart.abandoned", {"operator": ANA, "shift": "s2"})) == 1


def test_what_was_raised_before_a_restart_is_not_raised_again() -> None:
    watched = tally(no_sales=0)
    before = {"rule": "no_sales", "value": "1", "limit": "0", "operator": {"code": "101", "name": "Ana"}, "shift": "s1"}
    watched.take("a", "alarm.raised", before)
    assert watched.take("e", "drawer.opened", {"operator": ANA, "shift": "s1", "cause": "no_sale", "sale": None}) == []


def test_money_adds_up_to_the_cent() -> None:
    watched = tally(discounts=1000, returns=500)
    assert watched.take("e", "sale.completed", sale(discount="10.00")) == []
    (alarm,) = watched.take("e", "sale.completed", sale(discount="0.01"))
    assert (alarm.rule, alarm.value, alarm.limit) == (AlarmRule.DISCOUNTS, "10.01", "10.00")
    assert watched.take("e", "return.completed", sale(back="-5.00")) == []
    (alarm,) = watched.take("e", "sale.completed", sale(back="-0.50"))
    assert (alarm.rule, alarm.value) == (AlarmRule.RETURNS, "5.50")


@pytest.mark.parametrize(("over_short", "raises"), [("3.20", True), ("-3.20", True), ("3.00", False), ("0.00", False)])
def test_a_shift_that_is_over_or_short(over_short: str, *, raises: bool) -> None:
    body = {"operator": ANA, "shift": "s1", "over_short": over_short, "tenders": [{"over_short": over_short}]}
    alarms = tally(over_short=300).take("e", "shift.closed", body)
    assert [alarm.value for alarm in alarms] == ([over_short] if raises else [])


def test_a_jump_of_the_clock_belongs_to_nobody() -> None:
    watched = tally(clock_jumps=0)
    watched.take("s1", "shift.opened", {"operator": ANA, "drawer": "1", "float": "0.00", "currency": "EUR"})
    (alarm,) = watched.take("e", "clock.jumped", {"before": "x", "after": "y", "seconds": "-3600"})
    assert (alarm.operator, alarm.shift) == (None, "s1")


def test_what_is_unconfirmed_is_the_tills() -> None:
    watched = tally(unconfirmed=100)
    assert watched.unconfirmed(Money(100, EUR)) is None
    alarm = watched.unconfirmed(Money(101, EUR))
    assert alarm is not None
    assert (alarm.value, alarm.limit) == ("1.01", "1.00")
    assert watched.unconfirmed(Money(500, EUR)) is None


def test_a_rule_without_a_limit_is_not_watched() -> None:
    assert tally().take("e", "sale.voided", {"operator": ANA, "shift": "s1"}) == []


@pytest.mark.parametrize("body", [{}, {"operator": None}, {"operator": ANA, "shift": 5, "lines": 3}, {"cause": []}])
@pytest.mark.parametrize("kind", ["sale.completed", "shift.closed", "drawer.opened", "alarm.raised", "sale.voided"])
def test_what_cannot_be_read_raises_nothing_and_stops_nothing(kind: str, body: dict[str, Any]) -> None:
    every = tally(**dict.fromkeys((rule.value for rule in AlarmRule), 10))
    assert every.take("e", kind, body) == []
