"""staff.db: the till's operators, the hashes of their PINs, and how often somebody typed a wrong one.

Every change is on the disk (synchronous=FULL) when a method returns: a count of wrong PINs that a power cut forgets is
no protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_reader, open_writer
from fallback_pos.storage.migrate import bring_up_to_date
from fallback_pos.storage.staff_rows import (
    ATTEMPTS,
    ONE_TIME_CODE,
    OPERATOR,
    Attempts,
    Source,
    StaffMember,
    member_of,
    row_of,
)

__all__ = ["Attempts", "BadgeTaken", "OperatorExists", "Source", "Staff", "StaffFileUnusable", "StaffMember"]


class OperatorExists(TillError):
    """Parameter: operator."""

    sentence = "There is an operator {operator} already. Choose another code."


class BadgeTaken(TillError):
    sentence = "This badge belongs to somebody else already. Take another one."


class StaffFileUnusable(TillError):
    """Parameters: file, reason."""

    sentence = "The list of operators {file} cannot be used: {reason}. Run fallback-pos doctor, or restore the backup."


class Staff:
    """The only writer of staff.db. May be used from any thread, one at a time."""

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """Open or create the file; with `reading` only look at it, while its writer may be running.

        Raises StaffFileUnusable, or FileIsNewer.
        """
        self._path = path
        self._engine: Engine = open_reader(path) if reading else open_writer(path, Durability.FULL)
        if reading:
            return
        try:
            bring_up_to_date(self._engine, "staff", path.name)
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise self._unusable(error) from error

    def close(self) -> None:
        self._engine.dispose()

    def members(self) -> list[StaffMember]:
        """Everybody, by code. Raises StaffFileUnusable."""
        with self.connected() as connection:
            rows = connection.execute(select(OPERATOR).order_by(OPERATOR.c.code)).mappings().all()
        return [member_of(row) for row in rows]

    def member(self, code: str) -> StaffMember | None:
        """Raises StaffFileUnusable."""
        return self._member_with(OPERATOR.c.code == code)

    def member_with_badge(self, badge_hash: str) -> StaffMember | None:
        """Raises StaffFileUnusable."""
        return self._member_with(OPERATOR.c.badge_hash == badge_hash)

    def add(self, member: StaffMember) -> None:
        """Raises OperatorExists, BadgeTaken or StaffFileUnusable."""
        with self.writing() as connection:
            try:
                connection.execute(insert(OPERATOR).values(row_of(member)))
            except IntegrityError as error:
                raise _taken(error, member.code) from None

    def replace(self, member: StaffMember) -> bool:
        """Everything about somebody anew; a new PIN lifts a lock. False when nobody has this code.

        Raises BadgeTaken or StaffFileUnusable.
        """
        with self.writing() as connection:
            return self.replace_in(connection, member)

    def replace_in(self, connection: Connection, member: StaffMember) -> bool:
        """As `replace`, within a transaction of `writing`."""
        mine = OPERATOR.c.code == member.code
        before = connection.execute(select(OPERATOR.c.pin_hash).where(mine)).first()
        try:
            changed = connection.execute(update(OPERATOR).where(mine).values(row_of(member))).rowcount
        except IntegrityError as error:
            raise _taken(error, member.code) from None
        if before is not None and before[0] != member.pin_hash:
            _forget_old_pin(connection, member.code)
        return bool(changed)

    def set_pin_hash(self, code: str, pin_hash: str) -> bool:
        """Replace the hash and forget the wrong PINs, together. False when nobody has this code."""
        with self.writing() as connection:
            mine = OPERATOR.c.code == code
            changed = connection.execute(update(OPERATOR).where(mine).values(pin_hash=pin_hash)).rowcount
            _forget_old_pin(connection, code)
        return bool(changed)

    def attempts(self, subject: str) -> Attempts | None:
        """What is known of wrong PINs of an operator, or of a group of unknown codes."""
        with self.connected() as connection:
            row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.subject == subject)).mappings().first()
        if row is None:
            return None
        return Attempts(row["wrong_in_a_row"], row["lock_seconds"], row["boot"], row["uptime_milliseconds"])

    def note_attempts(self, subject: str, attempts: Attempts) -> None:
        values: dict[str, Any] = {
            "subject": subject,
            "wrong_in_a_row": attempts.wrong_in_a_row,
            "lock_seconds": attempts.lock_seconds,
            "boot": attempts.boot,
            "uptime_milliseconds": attempts.uptime_milliseconds,
        }
        with self.writing() as connection:
            put(connection, ATTEMPTS, "subject", values)

    def forget_attempts(self, subject: str) -> None:
        with self.writing() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.subject == subject))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, on the disk when the block ends without an error. Raises StaffFileUnusable."""
        with self.connected() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            finally:
                connection.rollback()

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Raises StaffFileUnusable."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._unusable(error) from error

    def _member_with(self, condition: Any) -> StaffMember | None:
        with self.connected() as connection:
            row = connection.execute(select(OPERATOR).where(condition)).mappings().first()
        return member_of(row) if row else None

    def _unusable(self, error: SQLAlchemyError) -> StaffFileUnusable:
        return StaffFileUnusable(file=str(self._path), reason=str(error.__cause__ or error).splitlines()[0])


def put(connection: Connection, table: Table, key: str, values: dict[str, Any]) -> None:
    """Insert a row, or write over the one with the same key."""
    others = {name: value for name, value in values.items() if name != key}
    statement = insert_or_update(table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=others))


def _forget_old_pin(connection: Connection, code: str) -> None:
    """With the old PIN go its wrong tries, and a code that was given to set one."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.subject == code))
    connection.execute(delete(ONE_TIME_CODE).where(ONE_TIME_CODE.c.operator == code))


def _taken(error: IntegrityError, code: str) -> OperatorExists | BadgeTaken:
    return BadgeTaken() if "badge_hash" in str(error.orig) else OperatorExists(operator=code)
