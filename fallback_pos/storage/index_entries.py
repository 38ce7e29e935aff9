"""The tables of index.db, and what each journal entry leaves in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.refunds import refunds_by_sale
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND
from fallback_pos.storage.index_alarms import ALARM_TABLES, put_alarm, put_seen
from fallback_pos.storage.index_counter_entries import corrections_of, put_correction, put_void
from fallback_pos.storage.index_outside import OUTSIDE_TABLES, put_outside, put_paper, put_resolved
from fallback_pos.storage.index_sales import SALES_TABLES, put_sold
from sync.ledger import Entry, Kind

FORM = 6
"""Raised whenever the tables or what is put into them change: a file of another form is made again."""
TABLES = (
    "CREATE TABLE mark (generation INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT",
    "INSERT INTO mark VALUES (0, 0, zeroblob(32))",
    "CREATE TABLE receipt (number TEXT PRIMARY KEY, seq INTEGER NOT NULL, entry TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE returned (sale TEXT NOT NULL, line INTEGER NOT NULL, quantity TEXT NOT NULL, entry TEXT NOT NULL) "
    "STRICT",
    "CREATE INDEX returned_sale ON returned (sale)",
    "CREATE TABLE refund (sale TEXT NOT NULL, tender TEXT NOT NULL, minor INTEGER NOT NULL, entry TEXT NOT NULL) "
    "STRICT",
    "CREATE INDEX refund_sale ON refund (sale)",
    "CREATE TABLE counter_entry (sale TEXT NOT NULL, entry TEXT NOT NULL, kind TEXT NOT NULL) STRICT",
    "CREATE INDEX counter_entry_sale ON counter_entry (sale)",
    "CREATE TABLE unconfirmed (tender TEXT PRIMARY KEY, type TEXT NOT NULL, currency TEXT NOT NULL, "
    "minor INTEGER NOT NULL, occurred_at TEXT NOT NULL, receipt TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE copy (sale TEXT PRIMARY KEY, copies INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    *OUTSIDE_TABLES,
    *SALES_TABLES,
    *ALARM_TABLES,
)

FindEntry = Callable[[str], Entry | None]
"""Takes an entry's id."""


def put_entry(connection: Connection, entry: Entry, find_entry: FindEntry) -> None:
    """Note what look-ups need of an entry. What is there already stays: the first of a number or id counts."""
    if entry.kind in (SALE_KIND, RETURN_KIND):
        body = json.loads(entry.body)
        _put_sale(connection, entry, body)
        _put_refunds(connection, entry, body, find_entry)
    elif entry.kind == Kind.SALE_VOIDED:
        put_void(connection, entry, json.loads(entry.body))
    elif entry.kind == Kind.TENDER_CORRECTED:
        put_correction(connection, entry, json.loads(entry.body))
    elif entry.kind == Kind.RECONCILIATION_RESOLVED:
        put_resolved(connection, entry, json.loads(entry.body))
    elif entry.kind == Kind.ALARM_RAISED:
        put_alarm(connection, entry, json.loads(entry.body))
    elif entry.kind == Kind.ALARM_SEEN:
        put_seen(connection, entry, json.loads(entry.body))
    elif entry.kind == Kind.RECEIPT_REPRINTED:
        connection.exec_driver_sql(
            "INSERT INTO copy VALUES (?, 1) ON CONFLICT (sale) DO UPDATE SET copies = copies + 1",
            (json.loads(entry.body)["sale"],),
        )


def _put_sale(connection: Connection, entry: Entry, body: dict[str, Any]) -> None:
    currency = Currency.of(body["currency"])
    receipt = (body["receipt"], entry.seq, entry.id)
    connection.exec_driver_sql("INSERT INTO receipt VALUES (?, ?, ?) ON CONFLICT DO NOTHING", receipt)
    for line in body["lines"]:
        origin = line["return_of"]
        if origin is not None and origin["entry"] is not None:
            returned = (origin["entry"], origin["line"], str(-Decimal(line["quantity"])), entry.id)
            connection.exec_driver_sql("INSERT INTO returned VALUES (?, ?, ?, ?)", returned)
    put_paper(connection, entry, body)
    put_sold(connection, entry, body)
    for tender in body["tenders"]:
        put_outside(connection, entry, entry.id, body, tender)
        amount = Money.parse(tender["amount"], currency)
        if tender["unconfirmed"]:
            connection.exec_driver_sql(
                "INSERT INTO unconfirmed VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (tender["id"], tender["type"], currency.code, amount.minor, entry.occurred_at, body["receipt"]),
            )


def _put_refunds(connection: Connection, entry: Entry, body: dict[str, Any], find_entry: FindEntry) -> None:
    """Note what was paid back for the goods of which sale."""
    currency = Currency.of(body["currency"])
    back = _gross_of_returns(body, currency)
    amounts = [(tender["type"], Money.parse(tender["amount"], currency)) for tender in body["tenders"]]
    refunds = [(kind, -amount) for kind, amount in amounts if amount.minor < 0]
    if not back or not refunds:
        return
    paid = {sale: _still_paid(connection, find_entry, sale, currency) for sale in back} if len(back) > 1 else {}
    for refund in refunds_by_sale(back, paid, refunds):
        connection.exec_driver_sql(
            "INSERT INTO refund VALUES (?, ?, ?, ?)", (refund.sale, refund.tender, refund.amount.minor, entry.id)
        )


def _still_paid(connection: Connection, find_entry: FindEntry, sale: str, currency: Currency) -> dict[str, Money]:
    """What each tender brought in for a sale, less what was paid back already."""
    entry = find_entry(sale)
    body: dict[str, Any] = json.loads(entry.body) if entry else {"tenders": [], "change": "0"}
    paid = {"cash": -Money.parse(body["change"], currency)}
    moves = [(1, tender) for tender in body["tenders"]]
    for found in filter(None, map(find_entry, corrections_of(connection, sale))):
        correction = json.loads(found.body)
        moves += [(-1, tender) for tender in correction["from"]] + [(1, tender) for tender in correction["to"]]
    for sign, tender in moves:
        before = paid.get(tender["type"], currency.zero())
        paid[tender["type"]] = before + Money.parse(tender["amount"], currency).times(sign)
    rows = connection.exec_driver_sql("SELECT tender, minor FROM refund WHERE sale = ?", (sale,)).fetchall()
    for tender, minor in rows:
        paid[tender] = paid.get(tender, currency.zero()) - Money(int(minor), currency)
    return paid


def _gross_of_returns(body: dict[str, Any], currency: Currency) -> dict[str, Money]:
    """What came back of each sale, in the order of the lines."""
    back: dict[str, Money] = {}
    for line in body["lines"]:
        origin = line["return_of"]
        if origin is not None and origin["entry"] is not None:
            before = back.get(origin["entry"], currency.zero())
            back[origin["entry"]] = before - Money.parse(line["gross"], currency)
    return back
