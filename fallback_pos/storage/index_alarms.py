"""Alarms in index.db: which were raised, and by which entry somebody has seen them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from sync.ledger import Entry

ALARM_TABLES = (
    "CREATE TABLE alarm (entry TEXT PRIMARY KEY, seq INTEGER NOT NULL, seen TEXT) STRICT, WITHOUT ROWID",
    "CREATE INDEX alarm_unseen ON alarm (seq) WHERE seen IS NULL",
    "CREATE INDEX alarm_seq ON alarm (seq)",
)


def put_alarm(connection: Connection, entry: Entry, body: Mapping[str, Any]) -> None:
    connection.exec_driver_sql("INSERT INTO alarm VALUES (?, ?, NULL) ON CONFLICT DO NOTHING", (entry.id, entry.seq))


def put_seen(connection: Connection, entry: Entry, body: Mapping[str, Any]) -> None:
    """The first who has seen it counts."""
    connection.exec_driver_sql("UPDATE alarm SET seen = ? WHERE entry = ? AND seen IS NULL", (entry.id, body["alarm"]))
