"""journal.db in the hands of its one writer: one transaction a write, and the truth after an error.

A commit that errs is neither done nor undone: its pages may stand complete in the log file while nobody sees them, and
come back with the next start. So nothing is called lost or recorded here before the file itself has been asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import (
    Durability,
    open_alone,
    open_writer,
    reason_of,
    sqlite_module,
    straight_to_driver,
)
from fallback_pos.storage.journal_errors import (
    JournalMissing,
    JournalNotReadable,
    JournalNotWritten,
    JournalTakenAway,
    JournalTakenAwayUnsaved,
    OutcomeUnknown,
    RecordedAlready,
)
from fallback_pos.storage.journal_guard import assert_guarded
from fallback_pos.storage.journal_sql import COLUMNS
from fallback_pos.storage.migrate import bring_up_to_date, current_revision
from sync.ledger import Entry

_INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
WAL_BYTES = 4_400_000
"""Somewhat more than the log grows to before SQLite moves it into the main file."""


class JournalFile:
    """The open file. After an error `certain` is False: use `open_again` before anything else."""

    def __init__(self, path: Path, *, must_exist: bool) -> None:
        """Open the file, or make it; assert its triggers and pragmas.

        Raises JournalMissing, JournalNotReadable, FileIsNewer, JournalUnguarded.
        """
        self.path = path
        self._log = path.with_name(f"{path.name}-wal")
        self.certain = True
        self._engine = open_writer(path, Durability.FULL)
        self._connection: Connection | None = None
        try:
            if must_exist and not self._is_made():
                raise JournalMissing(file=str(path))
            bring_up_to_date(self._engine, "journal", path.name)
            self._connection = self._open(durably=False)
            self._hasten(self._connection)
        except SQLAlchemyError as error:
            self.close()
            raise self._not_readable(error) from error
        except BaseException:
            self.close()
            raise
        self._identity = self._files()

    def write(self, entries: Sequence[Entry]) -> None:
        """Record all of the entries, in one transaction with one flush.

        Raises JournalNotWritten when none of them is in the file nor can turn up in it later, OutcomeUnknown when
        that cannot be told, RecordedAlready, JournalTakenAway, JournalTakenAwayUnsaved, JournalNotReadable.
        """
        connection = self._opened()
        if self._files() != self._identity:
            raise self._rescued(connection)
        try:
            _commit(connection, entries)
        except (SQLAlchemyError, _CommitErred) as error:
            try:
                self._find_out(entries, error)
            except TillError:
                self.certain = False
                raise

    def entries(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Entry]:
        """The entries that a SELECT of COLUMNS gives. Raises JournalNotReadable."""
        connection = self._opened()
        try:
            with straight_to_driver(connection) as driver:
                rows = driver.execute(sql, parameters).fetchall()
        except SQLAlchemyError as error:
            self.certain = False
            raise self._not_readable(error) from error
        return [Entry(*row) for row in rows]

    def open_again(self) -> None:
        """After an error. What the file shows when this returns is on the disk.

        Raises JournalNotReadable, JournalMissing, JournalUnguarded.
        """
        self._let_go()
        self._refuse_another_file()
        try:
            self._connection = self._open(durably=True)
        except SQLAlchemyError as error:
            raise self._not_readable(error) from error
        self._identity = self._files()
        self.certain = True

    def close(self) -> None:
        self._let_go()
        self._engine.dispose()

    def _hasten(self, connection: Connection) -> None:
        """Grow the log where there is room for it. Where there is none, sales are still sold until one finds none."""
        try:
            _grow_log(connection)
        except SQLAlchemyError:
            self._let_go()
            self._connection = self._open(durably=False)

    def _find_out(self, entries: Sequence[Entry], error: Exception) -> None:
        """Look the entries up, write them once more if they are not there, and if that errs too ask the file alone."""
        try:
            self.open_again()
            if _all_in(self._opened(), entries):
                return
            _commit(self._opened(), entries)
        except (SQLAlchemyError, _CommitErred, JournalNotReadable) as again:
            self._let_go()
            in_doubt = isinstance(error, _CommitErred) or isinstance(again, _CommitErred)
            if not (in_doubt and self._holds_for_certain(entries, again)):
                raise JournalNotWritten(reason=_reason(again)) from error

    def _holds_for_certain(self, entries: Sequence[Entry], error: Exception) -> bool:
        """What a restart will find. Raises OutcomeUnknown, RecordedAlready, JournalMissing."""
        self._refuse_another_file()
        alone = open_alone(self.path)
        try:
            with alone.connect() as connection:
                if not _all_in(connection, entries):
                    return False
                _move_to_main_file(connection)
            self.open_again()
        except (SQLAlchemyError, JournalNotReadable) as again:
            raise OutcomeUnknown(id=entries[-1].id, reason=_reason(again)) from error
        finally:
            alone.dispose()
        return True

    def _opened(self) -> Connection:
        if self._connection is None:
            raise JournalNotReadable(file=str(self.path), reason="it is closed")
        return self._connection

    def _open(self, *, durably: bool) -> Connection:
        connection = self._engine.connect()
        try:
            assert_guarded(connection)
            if not _move_to_main_file(connection) and durably:
                raise JournalNotReadable(file=str(self.path), reason="another program reads it just now")
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        self._engine.dispose()

    def _is_made(self) -> bool:
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        with self._engine.connect() as connection:
            return current_revision(connection) is not None

    def _refuse_another_file(self) -> None:
        """Opened by its name again, it must be the file that was open before. Raises JournalMissing."""
        if _file_identity(self.path) != self._identity[0]:
            raise JournalMissing(file=str(self.path))

    def _files(self) -> tuple[tuple[int, int] | None, ...]:
        """Which files these are: somebody may put others in their place while they are open."""
        return _file_identity(self.path), _file_identity(self._log)

    def _rescued(self, connection: Connection) -> JournalTakenAway | JournalTakenAwayUnsaved:
        """Save what only this connection can still read. Whoever starts the till again would not find it."""
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        copy = self.path.with_name(f"{self.path.stem}-rescued-{now}.db")
        try:
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
        except SQLAlchemyError as error:
            return JournalTakenAwayUnsaved(reason=reason_of(error))
        finally:
            connection.rollback()
        return JournalTakenAway(copy=str(copy), file=str(self.path))

    def _not_readable(self, error: SQLAlchemyError) -> JournalNotReadable:
        return JournalNotReadable(file=str(self.path), reason=reason_of(error))


def make_journal(path: Path) -> None:
    """Make the journal of a new till. Raises JournalNotReadable."""
    JournalFile(path, must_exist=False).close()


class _CommitErred(Exception):
    """The commit itself ended in an error, its cause: only then may the entries be there all the same."""


def _commit(connection: Connection, entries: Sequence[Entry]) -> None:
    """Raises SQLAlchemyError when it did not come to the commit, _CommitErred when the commit erred: close it then."""
    with straight_to_driver(connection) as driver:
        driver.execute("BEGIN IMMEDIATE")
        try:
            driver.executemany(_INSERT, [_row(entry) for entry in entries])
        except BaseException:
            driver.rollback()
            raise
        try:
            driver.execute("COMMIT")
        except sqlite_module().Error as error:
            raise _CommitErred(str(error)) from error


def _all_in(connection: Connection, entries: Sequence[Entry]) -> bool:
    """Whether these very entries are there: one transaction, so all or none. Raises RecordedAlready."""
    found = False
    for entry in entries:
        row = connection.exec_driver_sql("SELECT seq, hash FROM entry WHERE id = ?", (entry.id,)).fetchone()
        if row is not None and row[1] != entry.hash:
            raise RecordedAlready(seq=row[0])
        found = row is not None
    connection.rollback()
    return found


def _move_to_main_file(connection: Connection) -> bool:
    """Flush what the log holds into the main file: after a failed flush the log may look written without being so.

    False where somebody who reads just now keeps the log from being emptied.
    """
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    connection.rollback()
    return not busy


def _grow_log(connection: Connection) -> None:
    """Let the log file reach its working size before the first sale: appends are slower while it grows.

    The pages are rolled back; nothing of them is ever visible.
    """
    connection.exec_driver_sql("PRAGMA cache_size=10")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.exec_driver_sql("CREATE TABLE wal_filler (content BLOB)")
    connection.exec_driver_sql(f"INSERT INTO wal_filler VALUES (zeroblob({WAL_BYTES}))")
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("PRAGMA cache_size=-2000")
    connection.rollback()


def _file_identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


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
    if isinstance(error, SQLAlchemyError):
        return reason_of(error)
    return str(error.params["reason"]) if isinstance(error, JournalNotReadable) else str(error)
