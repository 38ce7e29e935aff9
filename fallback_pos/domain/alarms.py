"""Limits of a shift that somebody has to hear of when they are passed. A fold over what was journalled; pure.

Counted for each operator in a shift: voids, returns, overrides asked for, drawers opened without a sale, discounts. For
the shift: over or short, jumps of the clock. For the till: what nobody has confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fallback_pos.domain.figures_reading import who
from fallback_pos.domain.money import Currency, Money, NotAnAmount


class AlarmRule(StrEnum):
    VOIDS = "voids"
    """Sales voided and baskets given up."""
    RETURNS = "returns"
    OVERRIDES = "overrides"
    NO_SALES = "no_sales"
    DISCOUNTS = "discounts"
    UNCONFIRMED = "unconfirmed"
    OVER_SHORT = "over_short"
    CLOCK_JUMPS = "clock_jumps"


COUNTED = frozenset({AlarmRule.VOIDS, AlarmRule.OVERRIDES, AlarmRule.NO_SALES, AlarmRule.CLOCK_JUMPS})
"""Rules about how often; the others are about amounts."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A limit that was passed. `operator` is (code, name), None where it is nobody's; value and limit as journalled."""

    rule: AlarmRule
    value: str
    limit: str
    operator: tuple[str, str] | None
    shift: str | None

    @property
    def key(self) -> Key:
        """What it is about. An alarm of the same key is not raised twice."""
        return _key(self.rule, self.shift, self.operator)


Key = tuple[str, str, str]
"""(rule, shift, operator's code)"""


class AlarmTally:
    """`limits` in counts or minor units; a rule without a limit is not watched. `take` each entry in order."""

    def __init__(self, limits: Mapping[AlarmRule, int], currency: Currency) -> None:
        self._limits = limits
        self._currency = currency
        self._sums: dict[Key, int] = {}
        self._raised: set[Key] = set()
        self._shift: str | None = None

    def take(self, id: str, kind: str, body: Mapping[str, Any]) -> list[Alarm]:
        """The alarms that this entry raises. One that cannot be read raises none."""
        try:
            return [alarm for alarm in self._take(id, kind, body) if alarm is not None]
        except (KeyError, TypeError, AttributeError, ValueError, NotAnAmount):
            return []

    def unconfirmed(self, amount: Money) -> Alarm | None:
        """What nobody has confirmed, over the whole till."""
        return self._exceeds(AlarmRule.UNCONFIRMED, amount.minor, None, self._shift)

    def _take(self, id: str, kind: str, body: Mapping[str, Any]) -> Iterator[Alarm | None]:
        shift = body.get("shift")
        match kind:
            case "shift.opened":
                self._shift = id
            case "alarm.raised":
                self._raised.add(key_of(body))
            case "sale.completed" | "return.completed":
                yield from self._sale(body)
            case "sale.voided" | "cart.abandoned":
                yield self._count(AlarmRule.VOIDS, who(body["operator"]), shift)
            case "override.granted":
                yield self._count(AlarmRule.OVERRIDES, who(body["operator"]), shift or self._shift)
            case "drawer.opened" if body["cause"] == "no_sale":
                yield self._count(AlarmRule.NO_SALES, who(body["operator"]), shift)
            case "clock.jumped":
                yield self._count(AlarmRule.CLOCK_JUMPS, None, self._shift)
            case "shift.closed":
                yield from self._closed(body)

    def _sale(self, body: Mapping[str, Any]) -> Iterator[Alarm | None]:
        operator, shift = who(body["operator"]), body["shift"]
        discount = self._minor(body["discount_total"])
        if discount > 0:
            yield self._count(AlarmRule.DISCOUNTS, operator, shift, discount)
        back = sum(self._minor(line["gross"]) for line in body["lines"] if line["return_of"] is not None)
        if back < 0:
            yield self._count(AlarmRule.RETURNS, operator, shift, -back)

    def _closed(self, body: Mapping[str, Any]) -> Iterator[Alarm | None]:
        rows = body.get("tenders") or [{"over_short": body["over_short"]}]
        worst = max((self._minor(row["over_short"]) for row in rows), key=abs)
        yield self._exceeds(AlarmRule.OVER_SHORT, worst, who(body["operator"]), body["shift"])

    def _count(
        self, rule: AlarmRule, operator: tuple[str, str] | None, shift: str | None, more: int = 1
    ) -> Alarm | None:
        key = _key(rule, shift, operator)
        self._sums[key] = self._sums.get(key, 0) + more
        return self._exceeds(rule, self._sums[key], operator, shift)

    def _exceeds(
        self, rule: AlarmRule, value: int, operator: tuple[str, str] | None, shift: str | None
    ) -> Alarm | None:
        limit, key = self._limits.get(rule), _key(rule, shift, operator)
        if limit is None or abs(value) <= limit or key in self._raised:
            return None
        self._raised.add(key)
        return Alarm(rule, self._text(rule, value), self._text(rule, limit), operator, shift)

    def _text(self, rule: AlarmRule, value: int) -> str:
        return str(value) if rule in COUNTED else Money(value, self._currency).text

    def _minor(self, text: str) -> int:
        return Money.parse(text, self._currency).minor


def key_of(body: Mapping[str, Any]) -> Key:
    """The key of a journalled alarm."""
    operator = body["operator"]
    return _key(AlarmRule(body["rule"]), body["shift"], who(operator) if operator else None)


def _key(rule: AlarmRule, shift: str | None, operator: tuple[str, str] | None) -> Key:
    return rule.value, shift or "", operator[0] if operator else ""
