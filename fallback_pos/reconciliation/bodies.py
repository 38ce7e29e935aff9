"""The body of `reconciliation.resolved`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fallback_pos.domain.facts import person
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.reconciling import MatchState, StatementLine
from fallback_pos.domain.tender import TenderType
from fallback_pos.reconciliation.values import Finding, Resolved
from sync.ledger import Entry


def resolved_body(operator: Operator, finding: Finding, result: MatchState, reason: str | None) -> dict[str, Any]:
    """`amount` is what the statement says, or the till where there is no line; `difference` what the statement has
    more: nothing where a claim was paid all the same, less by all of it where it was not.
    """
    line, tender = finding.line, finding.tender
    amount = line.amount if line is not None else finding.tender_there.amount
    paid_without_line = line is None and result is MatchState.MATCHED
    difference = amount.currency.zero() if paid_without_line else finding.difference
    return {
        "statement": line.statement if line else None,
        "line": _line_body(line) if line else None,
        "tender": tender.id if tender else None,
        "tender_type": tender.type.value if tender else None,
        "sale": tender.sale if tender else None,
        "receipt": tender.receipt if tender else None,
        "result": result.value,
        "differs": [each.value for each in finding.differs],
        "currency": amount.currency.code,
        "amount": amount.text,
        "difference": difference.text,
        "operator": person(operator),
        "reason": reason,
    }


def read_resolved(entry: Entry, currency: Currency) -> Resolved:
    """What `resolved_body` wrote."""
    body = json.loads(entry.body)
    own = Currency.of(body.get("currency", currency.code))
    return Resolved(
        entry_id=entry.id,
        number=entry.seq,
        at=entry.occurred_at,
        result=MatchState(body["result"]),
        line=_read_line(body["statement"], body["line"], own) if body["line"] else None,
        tender=body["tender"],
        receipt=body.get("receipt"),
        amount=Money.parse(body["amount"], own),
        difference=Money.parse(body["difference"], own),
        operator=body["operator"]["name"],
        reason=body["reason"],
    )


def _line_body(line: StatementLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "amount": line.amount.text,
        "day": line.day.isoformat(),
        "at": line.at.isoformat() if line.at else None,
        "text": line.shown,
        "type": line.type.value if line.type else None,
    }


def _read_line(statement: str, body: Mapping[str, Any], currency: Currency) -> StatementLine:
    return StatementLine(
        id=body["id"],
        statement=statement,
        amount=Money.parse(body["amount"], currency),
        day=date.fromisoformat(body["day"]),
        at=datetime.fromisoformat(body["at"]) if body["at"] else None,
        references=frozenset(),
        shown=body["text"],
        type=TenderType(body["type"]) if body["type"] else None,
    )
