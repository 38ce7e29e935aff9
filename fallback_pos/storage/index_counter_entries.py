"""What voids and corrections change in index.db: they take back what the sale has left there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale_criteria import SaleState
from fallback_pos.storage.index_outside import less_outside, put_outside, void_outside
from fallback_pos.storage.index_sales import mark_sold, mark_tenders
from sync.ledger import Entry, Kind


def put_void(connection: Connection, entry: Entry, body: dict[str, Any]) -> None:
    """A voided sale waits for no confirmation; goods that a voided return had brought back are sold again."""
    _note(connection, entry, body["sale"])
    void_outside(connection, body["sale"])
    mark_sold(connection, body["receipt"], SaleState.VOIDED)
    connection.exec_driver_sql("DELETE FROM unconfirmed WHERE receipt = ?", (body["receipt"],))
    connection.exec_driver_sql("DELETE FROM returned WHERE entry = ?", (body["sale"],))
    connection.exec_driver_sql("DELETE FROM refund WHERE entry = ?", (body["sale"],))


def put_correction(connection: Connection, entry: Entry, body: dict[str, Any]) -> None:
    """What is unconfirmed, and how refunds were paid, follow the tenders that are right."""
    _note(connection, entry, body["sale"])
    mark_sold(connection, body["receipt"], SaleState.CORRECTED)
    mark_tenders(connection, body["receipt"], body["to"])
    currency = Currency.of(body["currency"])
    for tender in body["from"]:
        minor = Money.parse(tender["amount"], currency).minor
        less_outside(connection, tender["id"], minor)
        connection.exec_driver_sql("UPDATE unconfirmed SET minor = minor - ? WHERE tender = ?", (minor, tender["id"]))
        connection.exec_driver_sql("DELETE FROM unconfirmed WHERE tender = ? AND minor <= 0", (tender["id"],))
    for tender in body["to"]:
        minor = Money.parse(tender["amount"], currency).minor
        put_outside(connection, entry, body["sale"], body, tender)
        if tender["unconfirmed"]:
            connection.exec_driver_sql(
                "INSERT INTO unconfirmed VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (tender["id"], tender["type"], currency.code, minor, entry.occurred_at, body["receipt"]),
            )
        if minor < 0 and body["from"]:
            _move_refund(connection, body["sale"], body["from"][0]["type"], tender["type"], -minor)


def corrections_of(connection: Connection, sale: str) -> list[str]:
    """Ids of the corrections of a sale, in order."""
    return _of_kind(connection, sale, Kind.TENDER_CORRECTED)


def void_of(connection: Connection, sale: str) -> str | None:
    """Id of the entry that voided a sale, or None."""
    return next(iter(_of_kind(connection, sale, Kind.SALE_VOIDED)), None)


def _of_kind(connection: Connection, sale: str, kind: str) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT entry FROM counter_entry WHERE sale = ? AND kind = ? ORDER BY rowid", (sale, kind)
    )
    return [str(row[0]) for row in rows.fetchall()]


def _note(connection: Connection, entry: Entry, sale: str) -> None:
    connection.exec_driver_sql("INSERT INTO counter_entry VALUES (?, ?, ?)", (sale, entry.id, entry.kind))


def _move_refund(connection: Connection, return_id: str, before: str, after: str, minor: int) -> None:
    """What a return paid back by one tender was paid back by another, for the same goods."""
    rows = connection.exec_driver_sql(
        "SELECT sale, sum(minor) FROM refund WHERE entry = ? AND tender = ? GROUP BY sale", (return_id, before)
    ).fetchall()
    for sale, paid_back in rows:
        moved = min(minor, int(paid_back))
        minor -= moved
        for tender, change in ((before, -moved), (after, moved)):
            connection.exec_driver_sql("INSERT INTO refund VALUES (?, ?, ?, ?)", (sale, tender, change, return_id))
