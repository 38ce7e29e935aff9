"""Published shapes of entry bodies, version 1, and what targets, hub and proof read out of them.

A published shape only grows: a new member may come, none goes and none changes its meaning. Receivers therefore let
unknown members pass. Amounts are decimal strings with the currency's digits, never JSON numbers.

Words of the tables: text, amount, decimal, whole, flag, any, or the name of a record; `?` = may be null;
`[x]` = list of x; `a|b` = one of these texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from sync.errors import SyncError
from sync.ledger import Kind

Shape = Mapping[str, str]

RECORDS: Mapping[str, Shape] = {
    "operator": {"code": "text", "name": "text", "role": "text"},
    "clock": {"monotonic_ns": "whole", "utc_offset_minutes": "whole"},
    "discount": {
        "scope": "line|basket|receipt", "percent": "decimal?", "amount": "amount", "reason": "text",
        "approved_by": "text?",
    },
    "return_of": {
        "source": "till|main_pos|none", "receipt": "text?", "date": "text?", "line": "whole?", "entry": "text?",
        "verified": "flag", "reason": "text?",
    },
    "line": {
        "line": "whole", "kind": "product|open|deposit", "product": "text?", "code": "text?", "name": "text",
        "department": "text?", "unit": "text", "quantity": "decimal", "price": "amount", "list_price": "amount",
        "price_source": "catalogue|promotion|quantity_price|label|override|open|receipt", "value": "amount",
        "discounts": "[discount]", "amount": "amount", "tax_class": "text", "rate": "decimal", "net": "amount",
        "tax": "amount", "gross": "amount", "return_of": "return_of?",
    },
    "tax": {"class": "text", "rate": "decimal", "net": "amount", "tax": "amount", "gross": "amount"},
    "tender": {
        "id": "text", "type": "cash|card|wallet|voucher|store_credit|paid_elsewhere", "amount": "amount",
        "reference": "text?", "details": "any", "unconfirmed": "flag",
    },
    "customer": {"name": "text", "tax_number": "text"},
    "approval": {"action": "text", "operator": "text", "name": "text", "reason": "text"},
    "person": {"code": "text", "name": "text"},
    "pieces": {"value": "amount", "count": "whole"},
    "counted": {"type": "text", "counted": "amount"},
    "difference": {"type": "text", "expected": "amount", "counted": "amount", "over_short": "amount"},
    "cancellation": {"tender": "text", "reference": "text"},
    "closed_shift": {"shift": "text", "z_number": "whole"},
    "deposit": {"cash": "amount", "denominations": "[pieces]?", "bag": "text?"},
}  # fmt: skip

_SALE: Shape = {
    "receipt": "text", "operator": "operator", "shift": "text", "outage": "text?", "currency": "text",
    "tax_mode": "inclusive|exclusive", "tax_rounding": "line|receipt", "prices_as_of": "text?", "clock": "clock",
    "lines": "[line]", "tax": "[tax]", "net": "amount", "tax_total": "amount", "discount_total": "amount",
    "total": "amount", "rounding": "amount", "tenders": "[tender]", "tendered": "amount", "change": "amount",
    "customer": "customer?", "loyalty": "text?", "approvals": "[approval]",
}  # fmt: skip

_MOVEMENT: Shape = {
    "shift": "text", "drawer": "text", "operator": "person", "amount": "amount", "currency": "text", "reason": "text",
    "slip": "text?", "approved_by": "person?",
}  # fmt: skip
_MOVED_SHIFT: Shape = {"shift": "text", "drawer": "text", "operator": "person", "reason": "text?"}

BODIES: Mapping[str, Shape] = {
    Kind.SALE_COMPLETED: _SALE,
    Kind.RETURN_COMPLETED: _SALE,
    Kind.CART_ABANDONED: {"cart": "text", "operator": "any", "total": "amount", "lines": "any"},
    Kind.SHIFT_OPENED: {"operator": "any", "drawer": "text", "float": "amount", "currency": "text"},
    Kind.SHIFT_CLOSED: {
        "shift": "text", "operator": "any", "counted": "amount", "expected": "amount", "over_short": "amount",
        "currency": "text", "sales": "any", "first_receipt": "text?", "last_receipt": "text?",
    },
    Kind.SHIFT_COUNTED: {
        "shift": "text", "drawer": "text", "operator": "person", "purpose": "close|check|hand_over", "round": "whole",
        "blind": "flag", "currency": "text", "tenders": "[counted]",
    },
    Kind.SHIFT_SUSPENDED: _MOVED_SHIFT,
    Kind.SHIFT_RESUMED: _MOVED_SHIFT,
    Kind.DAY_CLOSED: {
        "business_date": "text", "z_number": "whole", "operator": "person", "shifts": "[closed_shift]",
        "figures": "any", "totals": "any", "deposit": "deposit",
    },
    Kind.CASH_PAID_IN: _MOVEMENT,
    Kind.CASH_PAID_OUT: _MOVEMENT,
    Kind.CASH_DROPPED: {**_MOVEMENT, "bag": "text?"},
    Kind.SALE_VOIDED: {
        "sale": "text", "receipt": "text", "shift": "text", "operator": "person", "approved_by": "person?",
        "reason": "text", "cancellation": "[cancellation]", "currency": "text", "total": "amount", "rounding": "amount",
        "net": "amount", "tax_total": "amount", "tax": "[tax]", "tenders": "[tender]", "change": "amount",
        "lines": "[line]",
    },
    Kind.TENDER_CORRECTED: {
        "sale": "text", "receipt": "text", "shift": "text", "operator": "person", "approved_by": "person?",
        "reason": "text", "cancellation": "text?", "from": "[tender]", "to": "[tender]", "currency": "text",
    },
    Kind.RECONCILIATION_RESOLVED: {
        "statement": "text?", "line": "any", "tender": "text?", "result": "matched|unmatched|different",
        "amount": "amount", "difference": "amount", "operator": "person", "reason": "text?",
    },
    Kind.ALARM_RAISED: {"rule": "text", "value": "any", "limit": "any", "operator": "any", "shift": "text?"},
    Kind.ALARM_SEEN: {"alarm": "text", "operator": "person"},
    Kind.OPERATOR_ADDED: {"operator": "person", "by": "person", "what": "any"},
    Kind.OPERATOR_CHANGED: {"operator": "person", "by": "person", "what": "any"},
    Kind.DRAWER_OPENED: {"shift": "text?", "operator": "any", "cause": "sale|no_sale|shift", "sale": "text?"},
    Kind.RECEIPT_REPRINTED: {"sale": "text", "receipt": "text", "copy": "whole", "operator": "any"},
    Kind.CLOCK_CONFIRMED: {"operator": "person", "approved_by": "person?", "at_least": "text?"},
    Kind.OPERATOR_SIGNED_IN: {"operator": "any"},
    Kind.OPERATOR_REFUSED: {"operator": "any"},
    Kind.OVERRIDE_GRANTED: {"action": "text", "operator": "any", "approver": "any", "sale": "text?"},
    Kind.OUTAGE_STARTED: {"operator": "any", "reason": "text"},
    Kind.OUTAGE_ENDED: {"outage": "text", "operator": "any", "reason": "text"},
}  # fmt: skip
"""Kinds with a published body. A kind that is missing here is carried all the same, unread."""

MONEY_KINDS = frozenset({Kind.SALE_COMPLETED, Kind.RETURN_COMPLETED, Kind.SALE_VOIDED, Kind.TENDER_CORRECTED})
"""Kinds that move sales money. A void's amounts are negative; a correction moves money between tenders."""
_LARGEST_PROBLEM_LIST = 20
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)


class BodyUnreadable(SyncError):
    sentence = "The body of a {kind} entry cannot be read: {detail}. It counts in no total; call IT."


def problems_in(kind: str, body: bytes) -> list[str]:
    """How a body departs from its published shape, as `path: what`; empty where it fits or has no published shape."""
    try:
        content = json.loads(body)
    except ValueError as error:
        return [f"not JSON: {error}"]
    problems: list[str] = []
    if kind in BODIES:
        _check_record(BODIES[kind], content, kind, problems)
    return problems[:_LARGEST_PROBLEM_LIST]


def _check_record(shape: Shape, value: object, path: str, problems: list[str]) -> None:
    if not isinstance(value, dict):
        problems.append(f"{path}: not an object")
        return
    for name, word in shape.items():
        if name in value:
            _check(word, value[name], f"{path}.{name}", problems)
        else:
            problems.append(f"{path}.{name}: missing")


def _check(word: str, value: object, path: str, problems: list[str]) -> None:
    if word.endswith("?"):
        if value is not None:
            _check(word[:-1], value, path, problems)
    elif word.startswith("["):
        if not isinstance(value, list):
            problems.append(f"{path}: not a list")
            return
        for number, item in enumerate(value):
            _check(word[1:-1], item, f"{path}[{number}]", problems)
    elif word in RECORDS:
        _check_record(RECORDS[word], value, path, problems)
    elif not _is(word, value):
        problems.append(f"{path}: {value!r} is not {word}"[:200])


def _is(word: str, value: object) -> bool:
    match word:
        case "any":
            return True
        case "text":
            return isinstance(value, str)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
        case "amount" | "decimal":
            return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None
        case _:
            return value in word.split("|")


@dataclass(frozen=True, slots=True)
class TaxSum:
    """Net, tax and gross of one tax class at one rate."""

    net: Decimal
    tax: Decimal
    gross: Decimal

    def __add__(self, other: TaxSum) -> TaxSum:
        return TaxSum(self.net + other.net, self.tax + other.tax, self.gross + other.gross)


@dataclass(frozen=True, slots=True)
class Totals:
    """What one entry adds to a day, in one currency.

    Tenders are keyed by type; change was given in cash, so it is taken off cash. Taxes are keyed by class and rate.
    """

    currency: str
    total: Decimal
    rounding: Decimal
    tenders: Mapping[str, Decimal]
    taxes: Mapping[tuple[str, str], TaxSum]


def totals_of(kind: str, body: bytes) -> Totals | None:
    """Totals of a sale, return, void or correction; None for kinds that move no sales money. Raises BodyUnreadable."""
    if kind not in MONEY_KINDS:
        return None
    try:
        content = json.loads(body)
        return _corrected(content) if kind == Kind.TENDER_CORRECTED else _totals(content)
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise BodyUnreadable(kind=kind, detail=f"{type(error).__name__} {error}"[:200]) from error


def _totals(content: dict[str, Any]) -> Totals:
    tenders: dict[str, Decimal] = {}
    for tender in content["tenders"]:
        type_ = _text(tender["type"])
        tenders[type_] = tenders.get(type_, Decimal(0)) + _decimal(tender["amount"])
    change = _decimal(content["change"])
    if change:
        tenders["cash"] = tenders.get("cash", Decimal(0)) - change
    taxes: dict[tuple[str, str], TaxSum] = {}
    for row in content["tax"]:
        key = (_text(row["class"]), _text(row["rate"]))
        amounts = TaxSum(_decimal(row["net"]), _decimal(row["tax"]), _decimal(row["gross"]))
        taxes[key] = taxes[key] + amounts if key in taxes else amounts
    return Totals(
        currency=_text(content["currency"]),
        total=_decimal(content["total"]),
        rounding=_decimal(content["rounding"]),
        tenders=tenders,
        taxes=taxes,
    )


def _corrected(content: dict[str, Any]) -> Totals:
    """What went from one tender to another; nothing was sold."""
    tenders: dict[str, Decimal] = {}
    for sign, side in ((-1, "from"), (1, "to")):
        for tender in content[side]:
            type_ = _text(tender["type"])
            tenders[type_] = tenders.get(type_, Decimal(0)) + sign * _decimal(tender["amount"])
    nothing = Decimal(0)
    return Totals(_text(content["currency"]), nothing, nothing, tenders, {})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or _DECIMAL.fullmatch(value) is None:
        raise TypeError(f"{value!r} is not a decimal string")
    return Decimal(value)


def bonds_of(kind: str, entry_id: str, body: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """(keys this entry blocks while it is held, keys that must not be blocked when it is sent).

    A return belongs to the sale that it takes back, a correction to what it corrects, a shift's close to everything
    sold in the shift. What cannot be read belongs to nothing.
    """
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return frozenset({entry_id}), frozenset()
    blocks = {entry_id}
    needs: set[str] = set()
    match kind:
        case Kind.SALE_COMPLETED | Kind.RETURN_COMPLETED:
            blocks |= _shift_key(content.get("shift"))
            needs |= _originals(content.get("lines"))
        case Kind.SALE_VOIDED | Kind.TENDER_CORRECTED:
            blocks |= _shift_key(content.get("shift"))
            needs |= {value for value in [content.get("sale")] if isinstance(value, str)}
        case Kind.SHIFT_OPENED:
            blocks |= _shift_key(entry_id)
        case Kind.SHIFT_CLOSED:
            needs |= _shift_key(content.get("shift"))
        case Kind.DAY_CLOSED:
            needs |= {key for shift in _records(content.get("shifts")) for key in _shift_key(shift.get("shift"))}
    return frozenset(blocks), frozenset(needs)


def _shift_key(shift: object) -> set[str]:
    return {f"shift:{shift}"} if isinstance(shift, str) else set()


def _originals(lines: object) -> set[str]:
    """Ids of the entries whose goods the lines take back."""
    found: set[str] = set()
    for line in _records(lines):
        return_of = line.get("return_of")
        entry = return_of.get("entry") if isinstance(return_of, dict) else None
        if isinstance(entry, str):
            found.add(entry)
    return found


def _records(value: object) -> list[dict[str, object]]:
    """The objects of a list, whatever else is in it."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]
