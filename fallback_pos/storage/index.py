"""index.db: what look-ups need, derived from the journal and caught up before each use. Lose it, and it is made again.

Receipts by number, what was returned of which line, what was refunded by which tender, tenders nobody has confirmed.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.paid_tenders import paid_tenders
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale
from fallback_pos.domain.tender import Tender
from fallback_pos.domain.tender_rules import Exposure
from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_reader, open_writer, reason_of
from fallback_pos.storage.index_counter_entries import corrections_of, void_of
from fallback_pos.storage.index_entries import FORM, TABLES, put_entry
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import EMPTY_HEAD, Entry, Head

CATCH_UP_ENTRIES = 2_000
_CURABLE = frozenset({1, 11, 19, 20, 26})
"""SQLite's codes of a file that is not what it should be: error (no such table), corrupt, constraint, mismatch, not a
database. Made again, it is. A full or failing disk would only lose it that way."""

Answer = TypeVar("Answer")
_LOG = logging.getLogger(__name__)


class IndexUnusable(TillError):
    sentence = (
        "Earlier receipts cannot be looked up: {reason}. Free disk space; if that does not help, close the till and "
        "delete {file}, which is made again from the journal."
    )


@dataclass(frozen=True, slots=True)
class UnconfirmedTender:
    tender: str
    type: str
    amount: Money
    occurred_at: str
    receipt: str


class Index:
    """Look-ups over the journal. One lock: the screen and a printer's thread may both ask.

    Every look-up raises IndexUnusable or JournalNotReadable where the disk does not answer.
    """

    def __init__(self, path: Path, journal_path: Path) -> None:
        self._path = path
        self._journal = JournalReader(journal_path)
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._closed = False

    def sale(self, receipt: str) -> Sale | None:
        """The sale or return with this receipt number."""
        entry = self.entry_of_receipt(receipt)
        return sale_of(entry) if entry else None

    def entry_of_receipt(self, receipt: str) -> Entry | None:
        seq: int | None = self._ask(
            lambda connection: connection.exec_driver_sql(
                "SELECT seq FROM receipt WHERE number = ?", (receipt,)
            ).scalar_one_or_none()
        )
        return self._journal.entry(seq) if seq is not None else None

    def entry_at(self, seq: int) -> Entry | None:
        return self._journal.entry(seq)

    def entry_with(self, entry_id: str) -> Entry | None:
        return self._journal.by_id(entry_id)

    def returned(self, sale_id: str) -> dict[int, Decimal]:
        """How much of each line of a sale has come back (positive quantities)."""

        def look(connection: Connection) -> dict[int, Decimal]:
            rows = connection.exec_driver_sql("SELECT line, quantity FROM returned WHERE sale = ?", (sale_id,))
            result: dict[int, Decimal] = {}
            for line, quantity in rows.fetchall():
                result[line] = result.get(line, Decimal(0)) + Decimal(quantity)
            return result

        return self._ask(look)

    def refunded(self, sale_id: str, currency: Currency) -> dict[str, Money]:
        """What was paid back on returns of a sale, by tender type (positive amounts)."""

        def look(connection: Connection) -> dict[str, Money]:
            rows = connection.exec_driver_sql(
                "SELECT tender, sum(minor) FROM refund WHERE sale = ? GROUP BY tender", (sale_id,)
            )
            return {tender: Money(int(minor), currency) for tender, minor in rows.fetchall()}

        return self._ask(look)

    def void_of(self, sale_id: str) -> Entry | None:
        """The entry that voided a sale, or None."""
        found = self._ask(lambda connection: void_of(connection, sale_id))
        return self._journal.by_id(found) if found else None

    def corrections(self, sale_id: str) -> list[Entry]:
        """The corrections of how a sale was paid, in order."""
        found = self._ask(lambda connection: corrections_of(connection, sale_id))
        return [entry for entry in map(self._journal.by_id, found) if entry is not None]

    def paid_tenders(self, sale: Sale) -> tuple[Tender, ...]:
        """What a sale was paid with, change taken off the cash and corrections applied."""
        return paid_tenders(sale, [json.loads(entry.body) for entry in self.corrections(sale.id)])

    def exposure(self, currency: Currency) -> dict[str, Exposure]:
        """Unconfirmed tenders by type."""

        def look(connection: Connection) -> dict[str, Exposure]:
            rows = connection.exec_driver_sql(
                "SELECT type, count(*), sum(minor), min(occurred_at) FROM unconfirmed WHERE currency = ? GROUP BY type",
                (currency.code,),
            )
            return {
                kind: Exposure(count, Money(int(minor), currency), datetime.fromisoformat(oldest))
                for kind, count, minor, oldest in rows.fetchall()
            }

        return self._ask(look)

    def unconfirmed(self) -> list[UnconfirmedTender]:
        """Every tender that nobody has confirmed, oldest first."""

        def look(connection: Connection) -> list[UnconfirmedTender]:
            rows = connection.exec_driver_sql(
                "SELECT tender, type, currency, minor, occurred_at, receipt FROM unconfirmed ORDER BY occurred_at"
            )
            return [
                UnconfirmedTender(tender, kind, Money(minor, Currency.of(currency)), occurred_at, receipt)
                for tender, kind, currency, minor, occurred_at, receipt in rows.fetchall()
            ]

        return self._ask(look)

    def sale_of_paper(self, number: str) -> str | None:
        """Receipt number of the sale that a paper voucher was entered as; None also where that was voided."""
        receipt: str | None = self._ask(
            lambda connection: connection.exec_driver_sql(
                "SELECT receipt FROM paper WHERE number = ?", (number,)
            ).scalar_one_or_none()
        )
        return receipt

    def copies(self, sale_id: str) -> int:
        """How many marked copies of a receipt were made."""
        count = self._ask(
            lambda connection: connection.exec_driver_sql(
                "SELECT copies FROM copy WHERE sale = ?", (sale_id,)
            ).scalar_one_or_none()
        )
        return int(count or 0)

    def look(self, look: Callable[[Connection], Answer]) -> Answer:
        """Catch up and answer a question of another module of storage."""
        return self._ask(look)

    def catch_up(self) -> None:
        """Read what the journal has and the index has not. Worth calling on a quiet thread after start-up; a look-up
        waits for it, closing does not. A fault is left for the first look-up to tell.
        """
        try:
            self._ask(lambda connection: None)
        except TillError as error:
            _LOG.warning("the index could not catch up: %s", error)

    def close(self) -> None:
        self._closed = True
        with self._lock:
            self._let_go()
            self._journal.close()

    def _ask(self, look: Callable[[Connection], Answer]) -> Answer:
        """Catch up and look. A damaged file is made again, once a question."""
        with self._lock:
            try:
                return self._answer(look)
            except SQLAlchemyError as error:
                self._let_go()
                if not _is_curable(error):
                    raise self._unusable(error) from error
            try:
                _remove(self._path)
                return self._answer(look)
            except (SQLAlchemyError, OSError) as error:
                self._let_go()
                raise self._unusable(error) from error

    def _answer(self, look: Callable[[Connection], Answer]) -> Answer:
        connection = self._connection = self._connection or self._open()
        try:
            self._catch_up(connection)
            if self._closed:
                raise IndexUnusable(reason="it is closed", file=str(self._path))
            return look(connection)
        finally:
            connection.rollback()

    def _open(self) -> Connection:
        """Open the file; one of another form or of another journal is made again."""
        connection = open_writer(self._path, Durability.NORMAL).connect()
        try:
            form = connection.exec_driver_sql("PRAGMA user_version").scalar()
            if form == FORM and self._fits(_mark(connection)):
                return connection
        except BaseException:
            _close(connection)
            raise
        if form == 0 and connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0:
            return _made(connection)
        _close(connection)
        _remove(self._path)
        return _made(open_writer(self._path, Durability.NORMAL).connect())

    def _fits(self, mark: Head) -> bool:
        """Whether the index was made from this very journal: the marked entry has the marked hash."""
        if mark == EMPTY_HEAD:
            return True
        entry = self._journal.entry(mark.seq)
        return entry is not None and entry.head == mark

    def _catch_up(self, connection: Connection) -> None:
        mark = _mark(connection).seq
        while not self._closed and (entries := self._journal.read(mark, CATCH_UP_ENTRIES)):
            connection.rollback()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for entry in entries:
                put_entry(connection, entry, self._journal.by_id)
            last = entries[-1].head
            connection.exec_driver_sql("UPDATE mark SET generation = ?, seq = ?, hash = ?", tuple(last))
            connection.exec_driver_sql("COMMIT")
            mark = last.seq
        connection.rollback()

    def _let_go(self) -> None:
        if self._connection is not None:
            _close(self._connection)
            self._connection = None

    def _unusable(self, error: Exception) -> IndexUnusable:
        reason = reason_of(error) if isinstance(error, SQLAlchemyError) else str(error)
        return IndexUnusable(reason=reason, file=str(self._path))


def seen_by_index(path: Path) -> Head:
    """The last journal entry that an index was made from; EMPTY_HEAD where the file does not tell.

    For noticing, at a start, that the journal was cut or replaced. The file is only read.
    """
    if not path.exists():
        return EMPTY_HEAD
    engine = open_reader(path)
    try:
        with engine.connect() as connection:
            form = connection.exec_driver_sql("PRAGMA user_version").scalar()
            return _mark(connection) if form == FORM else EMPTY_HEAD
    except SQLAlchemyError:
        return EMPTY_HEAD
    finally:
        engine.dispose()


def find_sale(index_path: Path, journal_path: Path, receipt: str) -> Sale | None:
    """The sale or return with this receipt number, for programs beside the till: the index is used but not written.

    Raises JournalNotReadable.
    """
    with closing(JournalReader(journal_path)) as journal:
        seq = _seq_in_index(index_path, receipt)
        entry = journal.entry(seq) if seq is not None else None
        if entry is not None and _is_receipt(entry, receipt):
            return sale_of(entry)
        return next((sale_of(entry) for entry in journal.entries() if _is_receipt(entry, receipt)), None)


def sale_of(entry: Entry) -> Sale:
    return Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))


def _seq_in_index(path: Path, receipt: str) -> int | None:
    if not path.exists():
        return None
    engine = open_reader(path)
    try:
        with engine.connect() as connection:
            sql = "SELECT seq FROM receipt WHERE number = ?"
            found: int | None = connection.exec_driver_sql(sql, (receipt,)).scalar_one_or_none()
            return found
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


def _is_receipt(entry: Entry, receipt: str) -> bool:
    return (
        entry.kind in (SALE_KIND, RETURN_KIND)
        and receipt.encode() in entry.body
        and json.loads(entry.body)["receipt"] == receipt
    )


def _made(connection: Connection) -> Connection:
    connection.rollback()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    for statement in TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version={FORM}")
    connection.exec_driver_sql("COMMIT")
    connection.rollback()
    return connection


def _mark(connection: Connection) -> Head:
    generation, seq, hash_ = connection.exec_driver_sql("SELECT generation, seq, hash FROM mark").one()
    return Head(generation, seq, bytes(hash_))


def _is_curable(error: SQLAlchemyError) -> bool:
    if not isinstance(error, DBAPIError):
        return True
    return getattr(error.orig, "sqlite_errorcode", 1) & 0xFF in _CURABLE


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _close(connection: Connection) -> None:
    connection.invalidate()
    connection.close()
    connection.engine.dispose()
