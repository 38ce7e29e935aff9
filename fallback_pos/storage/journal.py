"""The journal: all facts of a till, appended and never changed. Its commit is the waist of the product.

Before `append` returns nothing is true; after it nothing is taken back. One transaction and one flush a call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fallback_pos.domain.clock import Instant, clock_jump
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.receipt_number import ReceiptNumber
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND
from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_writer
from fallback_pos.storage.journal_guard import assert_guarded
from fallback_pos.storage.migrate import bring_up_to_date
from sync.ledger import EMPTY_HEAD, Entry, Head, Kind, Origin, Signer, encode_body, seal

COLUMNS = "seq, generation, id, kind, occurred_at, business_date, body, prev_hash, hash, sig"
MILESTONES = ("shift.opened", "shift.closed", "outage.started", "outage.ended")
_IS_MILESTONE = "kind IN ('shift.opened', 'shift.closed', 'outage.started', 'outage.ended')"
_INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
READ_AT_ONCE_ENTRIES = 500


class JournalNotWritten(TillError):
    sentence = (
        "The sale was NOT recorded: {reason}. The cart is still open. Free disk space or call IT, then finish it again."
    )


class OutcomeUnknown(TillError):
    sentence = (
        "The disk did not say whether entry {id} is safe: {reason}. Stop selling on this PC, restart the program; "
        "it will look the sale up and tell you."
    )


class JournalNotReadable(TillError):
    sentence = "The journal {file} cannot be opened: {reason}. Run fallback-pos doctor on this PC before you sell."


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it is committed. Its id is made here, so that the same fact is never written twice."""

    kind: str
    body: Mapping[str, Any]
    id: str = field(default_factory=new_id)


class Journal:
    """The only writer of journal.db. Not for two threads at once: the till's use cases take turns."""

    def __init__(
        self,
        path: Path,
        origin: Origin,
        signer: Signer,
        *,
        generation: int = 1,
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        """Open or create the journal, and assert its triggers and pragmas.

        Raises JournalNotReadable, or the errors of journal_guard.
        """
        self.path = path
        self.origin = origin
        self._signer = signer
        self._clock = clock
        self._engine: Engine = open_writer(path, Durability.FULL)
        try:
            bring_up_to_date(self._engine, "journal", path.name)
            self._connection: Connection = self._engine.connect()
            assert_guarded(self._connection)
            self._grow_wal_once()
            self._head = self._read_head()
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise JournalNotReadable(file=str(path), reason=_reason(error)) from error
        self.generation = max(generation, self._head.generation)
        self._in_doubt = False
        """Whether the last append ended in an error: head and receipt number are read again before the next use."""
        self._last_receipt = self._read_last_receipt()
        self._last_instant: Instant | None = None

    @property
    def head(self) -> Head:
        return self._head

    def next_receipt(self) -> ReceiptNumber:
        """The number the next sale or return will carry. Raises JournalNotReadable."""
        self._certain()
        return self._last_receipt.next()

    def append(self, drafts: Sequence[Draft], *, business_date: str) -> list[Entry]:
        """Commit what belongs together: numbered, chained, signed, in one transaction with one flush.

        Raises JournalNotWritten when nothing was recorded, OutcomeUnknown when not even a look-up could tell; and
        JournalNotReadable when an append before had ended so and the disk still does not answer.
        """
        self._certain()
        instant = self._clock()
        entries = self._seal(self._with_clock_jump(drafts, instant), instant, business_date)
        try:
            self._commit(entries)
        except DBAPIError as error:
            self._settle(entries, error)
        self._last_instant = instant
        self._note(entries)
        return entries[-len(drafts) :] if drafts else []

    def by_id(self, entry_id: str) -> Entry | None:
        """Raises JournalNotReadable."""
        self._certain()
        rows = self._asked(f"SELECT {COLUMNS} FROM entry WHERE id = ?", (entry_id,))
        return rows[0] if rows else None

    def read(self, after_seq: int, limit: int = READ_AT_ONCE_ENTRIES) -> list[Entry]:
        """The next entries in order. Raises JournalNotReadable."""
        self._certain()
        return self._asked(f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (after_seq, limit))

    def entries(self, after_seq: int = 0) -> Iterator[Entry]:
        """All entries in order, a few at a time."""
        while batch := self.read(after_seq):
            yield from batch
            after_seq = batch[-1].seq

    def latest(self, kinds: Collection[str]) -> Entry | None:
        """The newest entry of any of these kinds. Quick for shifts and outages in a journal of any size.

        Raises JournalNotReadable.
        """
        marks = ", ".join("?" * len(kinds))
        where = f"kind IN ({marks})"
        if set(kinds) <= set(MILESTONES):
            where = f"{_IS_MILESTONE} AND {where}"
        self._certain()
        rows = self._asked(f"SELECT {COLUMNS} FROM entry WHERE {where} ORDER BY seq DESC LIMIT 1", tuple(kinds))
        return rows[0] if rows else None

    def of_kinds(self, kinds: Collection[str], after_seq: int = 0) -> Iterator[Entry]:
        """Entries of these kinds in order."""
        return (entry for entry in self.entries(after_seq) if entry.kind in kinds)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _with_clock_jump(self, drafts: Sequence[Draft], instant: Instant) -> list[Draft]:
        jump = clock_jump(self._last_instant, instant) if self._last_instant else None
        if jump is None or self._last_instant is None:
            return list(drafts)
        body = {
            "before": self._last_instant.text,
            "after": instant.text,
            "seconds": str(round(jump.total_seconds(), 3)),
        }
        return [Draft(Kind.CLOCK_JUMPED, body), *drafts]

    def _seal(self, drafts: Sequence[Draft], instant: Instant, business_date: str) -> list[Entry]:
        entries: list[Entry] = []
        head = self._head
        for draft in drafts:
            entry = seal(
                self.origin,
                head,
                generation=self.generation,
                id=draft.id,
                kind=draft.kind,
                occurred_at=instant.text,
                business_date=business_date,
                body=encode_body(draft.body),
                signer=self._signer,
            )
            entries.append(entry)
            head = entry.head
        return entries

    def _commit(self, entries: Sequence[Entry]) -> None:
        connection = self._connection
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                connection.exec_driver_sql(_INSERT, _row(entry))
            connection.exec_driver_sql("COMMIT")
        finally:
            connection.rollback()

    def _settle(self, entries: Sequence[Entry], error: DBAPIError) -> None:
        """A commit that erred may still be there after a restart: reopen, look the ids up, decide.

        Found: moved into the main file by a checkpoint, because after a failed flush the log's pages may look clean
        without being on the disk. Not found: written again under the same ids and numbers.
        """
        reason = _reason(error)
        self._in_doubt = True
        try:
            self._reopen()
            found = [self._holds(entry) for entry in entries]
            if not any(found):
                self._commit(entries)
            busy, _, _ = self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            self._connection.rollback()
            if any(found) and busy:
                raise OutcomeUnknown(id=entries[-1].id, reason=reason)
            self._in_doubt = False
        except SQLAlchemyError as again:
            if self._surely_absent(entries):
                raise JournalNotWritten(reason=_reason(again)) from again
            raise OutcomeUnknown(id=entries[-1].id, reason=_reason(again)) from again

    def _surely_absent(self, entries: Sequence[Entry]) -> bool:
        try:
            self._reopen()
            return not any(self._holds(entry) for entry in entries)
        except SQLAlchemyError:
            return False

    def _certain(self) -> None:
        """After an append that ended in an error: open again and see how far the journal got."""
        if not self._in_doubt:
            return
        try:
            self._reopen()
            self._in_doubt = False
            self._last_receipt = self._read_last_receipt()
        except (SQLAlchemyError, JournalNotReadable) as error:
            self._in_doubt = True
            raise JournalNotReadable(file=str(self.path), reason=_reason(error)) from error

    def _asked(self, statement: str, parameters: tuple[Any, ...]) -> list[Entry]:
        try:
            rows = self._connection.exec_driver_sql(statement, parameters).fetchall()
            self._connection.rollback()
        except SQLAlchemyError as error:
            raise JournalNotReadable(file=str(self.path), reason=_reason(error)) from error
        return [Entry(*row) for row in rows]

    def _holds(self, entry: Entry) -> bool:
        row = self._connection.exec_driver_sql("SELECT 1 FROM entry WHERE id = ?", (entry.id,)).fetchone()
        self._connection.rollback()
        return row is not None

    def _reopen(self) -> None:
        if not self._connection.closed:
            self._connection.invalidate()
            self._connection.close()
        self._engine.dispose()
        self._connection = self._engine.connect()
        self._head = self._read_head()

    def _note(self, entries: Sequence[Entry]) -> None:
        self._head = entries[-1].head
        for entry in entries:
            if entry.kind in (SALE_KIND, RETURN_KIND):
                self._last_receipt = self._last_receipt.next()

    def _read_head(self) -> Head:
        row = self._connection.exec_driver_sql(
            "SELECT generation, seq, hash FROM entry ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        self._connection.rollback()
        return Head(*row) if row else EMPTY_HEAD

    def _read_last_receipt(self) -> ReceiptNumber:
        first = ReceiptNumber(self.origin.till, self.generation, 0)
        entry = self.latest((SALE_KIND, RETURN_KIND))
        if entry is None or entry.generation != self.generation:
            return first
        return ReceiptNumber.read(json.loads(entry.body)["receipt"]) or first

    def _grow_wal_once(self) -> None:
        """Let the log file reach its working size before the first sale: appends are slower while it grows.

        The pages are rolled back; nothing of them is ever visible.
        """
        connection = self._connection
        connection.exec_driver_sql("PRAGMA cache_size=10")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("CREATE TABLE wal_filler (content BLOB)")
        connection.exec_driver_sql("INSERT INTO wal_filler VALUES (zeroblob(4400000))")
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA cache_size=-2000")
        connection.rollback()


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.seq,
        entry.generation,
        entry.id,
        entry.kind,
        entry.occurred_at,
        entry.business_date,
        entry.body,
        entry.prev_hash,
        entry.hash,
        entry.sig,
    )


def _reason(error: Exception) -> str:
    if isinstance(error, JournalNotReadable):
        return str(error.params["reason"])
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)
