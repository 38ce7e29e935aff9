"""Who used what, from the journal: one count for each step that somebody took, and one for each that they approved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fallback_pos.domain.operator import Action

Body = Mapping[str, Any]
_PLAIN: Mapping[str, Action] = {
    "cart.abandoned": Action.VOID_CART,
    "receipt.reprinted": Action.REPRINT,
    "shift.opened": Action.OPEN_SHIFT,
    "shift.closed": Action.CLOSE_SHIFT,
    "shift.suspended": Action.SUSPEND_SHIFT,
    "shift.counted": Action.COUNT,
    "day.closed": Action.CLOSE_DAY,
    "cash.paid_in": Action.PAID_IN,
    "cash.paid_out": Action.PAID_OUT,
    "cash.dropped": Action.DROP,
    "sale.voided": Action.VOID_SALE,
    "tender.corrected": Action.CORRECT_TENDER,
    "outage.started": Action.SWITCH_OVER,
    "outage.ended": Action.END_OUTAGE,
    "clock.confirmed": Action.CONFIRM_CLOCK,
}
"""Kinds that are one step each, taken by the entry's operator."""
_LISTS = ("operator.added", "operator.changed")
_SALES = ("sale.completed", "return.completed")
_RETURNS = {
    "till": Action.RETURN_WITH_RECEIPT,
    "main_pos": Action.RETURN_MAIN_POS,
    "none": Action.RETURN_WITHOUT_RECEIPT,
}
KINDS = (
    *_PLAIN, *_LISTS, *_SALES, "drawer.opened", "override.granted", "operator.signed_in", "operator.refused",
)  # fmt: skip
"""All others say nothing about permissions."""


class EntryLike(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def occurred_at(self) -> str: ...

    @property
    def body(self) -> bytes: ...


@dataclass(slots=True)
class PersonsUse:
    """What one operator did. `signed_in_at` is RFC 3339, of the last time; None for never."""

    name: str = ""
    used: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)
    wrong_pins: int = 0
    signed_in_at: str | None = None


def use_in(entries: Iterable[EntryLike]) -> dict[str, PersonsUse]:
    """Use by operator code. Entries in order."""
    people: dict[str, PersonsUse] = {}

    def person(facts: Any) -> PersonsUse:
        """Of older entries an operator is a bare code."""
        code = facts["code"] if isinstance(facts, Mapping) else str(facts)
        use = people.setdefault(code, PersonsUse())
        if isinstance(facts, Mapping):
            use.name = facts["name"]
        return use

    for entry in entries:
        if entry.kind in KINDS:
            _count(entry, json.loads(entry.body), person)
    return people


def _count(entry: EntryLike, body: Body, person: Callable[[Any], PersonsUse]) -> None:
    kind = entry.kind
    if kind in _SALES:
        person(body["operator"]).used.update(_actions_of(body))
    elif kind in _PLAIN:
        person(body["operator"]).used[_PLAIN[kind]] += 1
    elif kind in _LISTS:
        person(body["by"]).used[Action.MANAGE_OPERATORS] += 1
    elif kind == "drawer.opened":
        if body["cause"] == "no_sale":
            person(body["operator"]).used[Action.NO_SALE] += 1
    elif kind == "override.granted":
        person(body["approver"]).approved[body["action"]] += 1
    elif kind == "operator.signed_in":
        person(body["operator"]).signed_in_at = entry.occurred_at
    elif body["operator"] is not None:
        person(body["operator"]).wrong_pins += 1


def _actions_of(sale: Body) -> set[Action]:
    """What a sale needed permission for; each once, however many lines it was used on."""
    found = {Action.SELL}
    for line in sale["lines"]:
        found |= {Action.LINE_DISCOUNT for each in line["discounts"] if each["scope"] == "line"}
        found |= {Action.BASKET_DISCOUNT for each in line["discounts"] if each["scope"] == "basket"}
        if line["price_source"] == "override":
            found.add(Action.PRICE_OVERRIDE)
        if line["kind"] == "open":
            found.add(Action.OPEN_ITEM)
        if line.get("return_of"):
            found.add(_RETURNS[line["return_of"]["source"]])
    return found
