"""What money that moved outside the till leaves in index.db: its tenders, and what was found out about each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from fallback_pos.domain.money import Currency, Money
from sync.ledger import Entry

OUTSIDE_TABLES = (
    "CREATE TABLE outside (tender TEXT PRIMARY KEY, sale TEXT NOT NULL, receipt TEXT NOT NULL, type TEXT NOT NULL, "
    "currency TEXT NOT NULL, minor INTEGER NOT NULL, occurred_at TEXT NOT NULL, utc_offset_minutes INTEGER NOT NULL, "
    "refs TEXT NOT NULL, unconfirmed INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX outside_sale ON outside (sale)",
    "CREATE TABLE resolved (entry TEXT PRIMARY KEY, at TEXT NOT NULL, statement TEXT, line TEXT UNIQUE, "
    "tender TEXT UNIQUE, result TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX resolved_at ON resolved (at)",
    "CREATE TABLE paper (number TEXT PRIMARY KEY, sale TEXT NOT NULL, receipt TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_CASH = "cash"


def put_outside(
    connection: Connection, entry: Entry, sale: str, body: Mapping[str, Any], tender: Mapping[str, Any]
) -> None:
    """Note a tender of a sale, or one that a correction says is right."""
    if tender["type"] == _CASH:
        return
    currency = Currency.of(body["currency"])
    references = [tender["reference"], *(tender["details"].get(name) for name in ("approval_code", "slip"))]
    clock = body.get("clock") or {}
    offset = clock.get("utc_offset_minutes")
    if offset is None:
        offset = _offset_of(connection, sale)
    connection.exec_driver_sql(
        "INSERT INTO outside VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            tender["id"],
            sale,
            body["receipt"],
            tender["type"],
            currency.code,
            Money.parse(tender["amount"], currency).minor,
            entry.occurred_at,
            offset,
            json.dumps([text for text in references if text], ensure_ascii=False),
            int(tender["unconfirmed"]),
        ),
    )


def less_outside(connection: Connection, tender: str, minor: int) -> None:
    """A correction says that so much of a tender was paid in another way."""
    connection.exec_driver_sql("UPDATE outside SET minor = minor - ? WHERE tender = ?", (minor, tender))
    connection.exec_driver_sql("DELETE FROM outside WHERE tender = ? AND minor = 0", (tender,))


def void_outside(connection: Connection, sale: str) -> None:
    """Payments of a voided sale were cancelled outside; its voucher of paper may be entered again."""
    connection.exec_driver_sql("DELETE FROM outside WHERE sale = ?", (sale,))
    connection.exec_driver_sql("DELETE FROM paper WHERE sale = ?", (sale,))


def put_resolved(connection: Connection, entry: Entry, body: Mapping[str, Any]) -> None:
    """What a person or a statement has settled counts in no limit any more."""
    line = body["line"]
    tender = body["tender"]
    connection.exec_driver_sql(
        "INSERT INTO resolved VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (entry.id, entry.occurred_at, body["statement"], line["id"] if line else None, tender, body["result"]),
    )
    if tender is not None:
        connection.exec_driver_sql("DELETE FROM unconfirmed WHERE tender = ?", (tender,))


def put_paper(connection: Connection, entry: Entry, body: Mapping[str, Any]) -> None:
    paper = body.get("paper")
    if paper is not None:
        connection.exec_driver_sql(
            "INSERT INTO paper VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (paper["number"], entry.id, body["receipt"])
        )


def _offset_of(connection: Connection, sale: str) -> int:
    """Corrections carry no clock; the sale's other tenders know the offset of its day."""
    row = connection.exec_driver_sql("SELECT utc_offset_minutes FROM outside WHERE sale = ?", (sale,)).fetchone()
    if row is not None:
        return int(row[0])
    return round((datetime.now().astimezone().utcoffset() or timedelta()).total_seconds() / 60)
