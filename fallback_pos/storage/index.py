"""index.db: what look-ups need, derived from the journal and caught up before each use. Lose it, and it is made again.

Receipts by number, what was returned of which line, what was refunded by which tender, tenders nobody has confirmed.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.refunds import refunds_by_sale
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale
from fallback_pos.domain.tender_rules import Exposure
from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_reader, open_writer
from sync.ledger import Entry, Kind

FORM = 2
CATCH_UP_ENTRIES = 2_000
_COLUMNS = "seq, generation, id, kind, occurred_at, business_date, body, prev_hash, hash, sig"
_TABLES = (
    "CREATE TABLE mark (seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE TABLE receipt (number TEXT PRIMARY KEY, seq INTEGER NOT NULL, entry TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE returned (sale TEXT NOT NULL, line INTEGER NOT NULL, quantity TEXT NOT NULL, entry TEXT NOT NULL) "
    "STRICT",
    "CREATE INDEX returned_sale ON returned (sale)",
    "CREATE TABLE refund (sale TEXT NOT NULL, tender TEXT NOT NULL, minor INTEGER NOT NULL) STRICT",
    "CREATE INDEX refund_sale ON refund (sale)",
    "CREATE TABLE unconfirmed (tender TEXT PRIMARY KEY, type TEXT NOT NULL, currency TEXT NOT NULL, "
    "minor INTEGER NOT NULL, occurred_at TEXT NOT NULL, receipt TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE copy (sale TEXT PRIMARY KEY, copies INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


class IndexNotReadable(TillError):
    sentence = "Earlier receipts cannot be looked up: {reason}. Free disk space or call IT, then try again."


@dataclass(frozen=True, slots=True)
class UnconfirmedTender:
    tender: str
    type: str
    amount: Money
    occurred_at: str
    receipt: str


class Index:
    """Look-ups over the journal. One lock: the screen and a search worker may both ask."""

    def __init__(self, path: Path, journal_path: Path) -> None:
        self._path = path
        self._journal = open_reader(journal_path)
        self._lock = threading.Lock()
        self._connection = self._open()

    def sale(self, receipt: str) -> Sale | None:
        """The sale or return with this receipt number."""
        entry = self.entry_of_receipt(receipt)
        if entry is None:
            return None
        return Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))

    def entry_of_receipt(self, receipt: str) -> Entry | None:
        with self._caught_up() as connection:
            row = connection.exec_driver_sql("SELECT seq FROM receipt WHERE number = ?", (receipt,)).fetchone()
        return self._entry(row[0]) if row else None

    def returned(self, sale_id: str) -> dict[int, Decimal]:
        """How much of each line of a sale has come back (positive quantities)."""
        with self._caught_up() as connection:
            rows = connection.exec_driver_sql("SELECT line, quantity FROM returned WHERE sale = ?", (sale_id,))
            result: dict[int, Decimal] = {}
            for line, quantity in rows.fetchall():
                result[line] = result.get(line, Decimal(0)) + Decimal(quantity)
            return result

    def refunded(self, sale_id: str, currency: Currency) -> dict[str, Money]:
        """What was paid back on returns of a sale, by tender type (positive amounts)."""
        with self._caught_up() as connection:
            rows = connection.exec_driver_sql(
                "SELECT tender, sum(minor) FROM refund WHERE sale = ? GROUP BY tender", (sale_id,)
            )
            return {tender: Money(int(minor), currency) for tender, minor in rows.fetchall()}

    def exposure(self, currency: Currency) -> dict[str, Exposure]:
        """Unconfirmed tenders by type."""
        with self._caught_up() as connection:
            rows = connection.exec_driver_sql(
                "SELECT type, count(*), sum(minor), min(occurred_at) FROM unconfirmed WHERE currency = ? GROUP BY type",
                (currency.code,),
            )
            return {
                kind: Exposure(count, Money(int(minor), currency), datetime.fromisoformat(oldest))
                for kind, count, minor, oldest in rows.fetchall()
            }

    def unconfirmed(self) -> list[UnconfirmedTender]:
        """Every tender that nobody has confirmed, oldest first."""
        with self._caught_up() as connection:
            rows = connection.exec_driver_sql(
                "SELECT tender, type, currency, minor, occurred_at, receipt FROM unconfirmed ORDER BY occurred_at"
            )
            return [
                UnconfirmedTender(tender, kind, Money(minor, Currency.of(currency)), occurred_at, receipt)
                for tender, kind, currency, minor, occurred_at, receipt in rows.fetchall()
            ]

    def copies(self, sale_id: str) -> int:
        """How many marked copies of a receipt were made."""
        with self._caught_up() as connection:
            row = connection.exec_driver_sql("SELECT copies FROM copy WHERE sale = ?", (sale_id,)).fetchone()
            return int(row[0]) if row else 0

    def catch_up(self) -> None:
        """Read what the journal has and the index has not. Worth calling on a quiet thread after start-up."""
        with self._caught_up():
            pass

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            self._connection.engine.dispose()
            self._journal.dispose()

    @contextmanager
    def _caught_up(self) -> Iterator[Connection]:
        with self._lock:
            try:
                self._catch_up()
                yield self._connection
            except SQLAlchemyError as error:
                raise IndexNotReadable(reason=str(error.__cause__ or error)) from error
            finally:
                self._connection.rollback()

    def _open(self) -> Connection:
        """Open the file; one that is damaged, of another form or of another journal is made again."""
        try:
            connection = open_writer(self._path, Durability.NORMAL).connect()
            if connection.exec_driver_sql("PRAGMA user_version").scalar() == FORM and self._fits(connection):
                connection.rollback()
                return connection
        except SQLAlchemyError:
            connection = None
        if connection is not None:
            connection.close()
            connection.engine.dispose()
        return self._make()

    def _make(self) -> Connection:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        connection = open_writer(self._path, Durability.NORMAL).connect()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for statement in _TABLES:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO mark VALUES (0, zeroblob(32))")
        connection.exec_driver_sql(f"PRAGMA user_version={FORM}")
        connection.exec_driver_sql("COMMIT")
        connection.rollback()
        return connection

    def _fits(self, connection: Connection) -> bool:
        """Whether the index was made from this very journal: the marked entry has the marked hash."""
        row = connection.exec_driver_sql("SELECT seq, hash FROM mark").fetchone()
        if row is None or row[0] == 0:
            return row is not None
        entry = self._entry(row[0])
        return entry is not None and entry.hash == row[1]

    def _entry(self, seq: int) -> Entry | None:
        with self._journal.connect() as journal:
            row = journal.exec_driver_sql(f"SELECT {_COLUMNS} FROM entry WHERE seq = ?", (seq,)).fetchone()
        return Entry(*row) if row else None

    def _catch_up(self) -> None:
        connection = self._connection
        mark = int(connection.exec_driver_sql("SELECT seq FROM mark").scalar() or 0)
        while entries := self._entries_after(mark):
            connection.rollback()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for entry in entries:
                self._index(connection, entry)
            mark = entries[-1].seq
            connection.exec_driver_sql("UPDATE mark SET seq = ?, hash = ?", (mark, entries[-1].hash))
            connection.exec_driver_sql("COMMIT")
        connection.rollback()

    def _entries_after(self, seq: int) -> list[Entry]:
        with self._journal.connect() as journal:
            rows = journal.exec_driver_sql(
                f"SELECT {_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (seq, CATCH_UP_ENTRIES)
            ).fetchall()
        return [Entry(*row) for row in rows]

    def _index(self, connection: Connection, entry: Entry) -> None:
        if entry.kind in (SALE_KIND, RETURN_KIND):
            body = json.loads(entry.body)
            _index_sale(connection, entry, body)
            self._index_refunds(connection, body)
        elif entry.kind == Kind.RECEIPT_REPRINTED:
            connection.exec_driver_sql(
                "INSERT INTO copy VALUES (?, 1) ON CONFLICT (sale) DO UPDATE SET copies = copies + 1",
                (json.loads(entry.body)["sale"],),
            )

    def _index_refunds(self, connection: Connection, body: dict[str, Any]) -> None:
        """Note what was paid back for the goods of which sale."""
        currency = Currency.of(body["currency"])
        back = _gross_of_returns(body, currency)
        amounts = [(tender["type"], Money.parse(tender["amount"], currency)) for tender in body["tenders"]]
        refunds = [(kind, -amount) for kind, amount in amounts if amount.minor < 0]
        if not back or not refunds:
            return
        paid = {sale: self._still_paid(connection, sale, currency) for sale in back} if len(back) > 1 else {}
        for refund in refunds_by_sale(back, paid, refunds):
            connection.exec_driver_sql(
                "INSERT INTO refund VALUES (?, ?, ?)", (refund.sale, refund.tender, refund.amount.minor)
            )

    def _still_paid(self, connection: Connection, sale: str, currency: Currency) -> dict[str, Money]:
        """What each tender brought in for a sale, less what was paid back already."""
        with self._journal.connect() as journal:
            row = journal.exec_driver_sql("SELECT body FROM entry WHERE id = ?", (sale,)).fetchone()
        body: dict[str, Any] = json.loads(row[0]) if row else {"tenders": [], "change": "0"}
        paid = {"cash": -Money.parse(body["change"], currency)}
        for tender in body["tenders"]:
            before = paid.get(tender["type"], currency.zero())
            paid[tender["type"]] = before + Money.parse(tender["amount"], currency)
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


def _index_sale(connection: Connection, entry: Entry, body: dict[str, Any]) -> None:
    currency = Currency.of(body["currency"])
    connection.exec_driver_sql("INSERT INTO receipt VALUES (?, ?, ?)", (body["receipt"], entry.seq, entry.id))
    for line in body["lines"]:
        origin = line["return_of"]
        if origin is not None and origin["entry"] is not None:
            returned = (origin["entry"], origin["line"], str(-Decimal(line["quantity"])), entry.id)
            connection.exec_driver_sql("INSERT INTO returned VALUES (?, ?, ?, ?)", returned)
    for tender in body["tenders"]:
        amount = Money.parse(tender["amount"], currency)
        if tender["unconfirmed"]:
            connection.exec_driver_sql(
                "INSERT INTO unconfirmed VALUES (?, ?, ?, ?, ?, ?)",
                (tender["id"], tender["type"], currency.code, amount.minor, entry.occurred_at, body["receipt"]),
            )
