"""staff.db: the till's operators, the hashes of their PINs, and how often somebody typed a wrong one.

Every change is on the disk (synchronous=FULL) when a method returns: a count of wrong PINs that a power cut forgets is
no protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, RowMapping, String, Table, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from fallback_pos.domain.operator import Operator, Role
from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_writer
from fallback_pos.storage.migrate import bring_up_to_date

_METADATA = MetaData()
_OPERATOR = Table(
    "operator",
    _METADATA,
    Column("code", String, primary_key=True),
    Column("name", String),
    Column("role", String),
    Column("language", String),
    Column("pin_hash", String),
    Column("active", Integer),
    Column("valid_from", String),
    Column("valid_until", String),
    Column("added_at", String),
    Column("added_by", String),
)
_ATTEMPTS = Table(
    "attempts",
    _METADATA,
    Column("subject", String, primary_key=True),
    Column("wrong_in_a_row", Integer),
    Column("lock_seconds", Integer),
    Column("boot", String),
    Column("uptime_milliseconds", Integer),
)


class OperatorExists(TillError):
    """Parameter: operator."""

    sentence = "There is an operator {operator} already. Choose another code."


class StaffFileUnusable(TillError):
    """Parameters: file, reason."""

    sentence = "The list of operators {file} cannot be used: {reason}. Run fallback-pos doctor, or restore the backup."


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An operator as this till knows them. Days are included on both ends; None leaves an end open."""

    code: str
    name: str
    role: Role
    added_at: str
    """RFC 3339 in UTC."""
    language: str | None = None
    pin_hash: str | None = None
    """None until a PIN is set: nobody can sign in with it before."""
    active: bool = True
    valid_from: date | None = None
    valid_until: date | None = None
    added_by: str | None = None
    """Code of the operator who added them; None for set-up."""

    @property
    def operator(self) -> Operator:
        return Operator(self.code, self.name, self.role, self.language)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong PINs in a row, and a lock that began when the computer, started as `boot`, had been up that long."""

    wrong_in_a_row: int
    lock_seconds: int
    boot: str
    uptime_milliseconds: int


class Staff:
    """The only writer of staff.db. May be used from any thread, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises StaffFileUnusable, or FileIsNewer."""
        self._path = path
        self._engine = open_writer(path, Durability.FULL)
        try:
            bring_up_to_date(self._engine, "staff", path.name)
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise self._unusable(error) from error

    def close(self) -> None:
        self._engine.dispose()

    def members(self) -> list[StaffMember]:
        """Everybody, by code. Raises StaffFileUnusable."""
        with self._connected() as connection:
            rows = connection.execute(select(_OPERATOR).order_by(_OPERATOR.c.code)).mappings().all()
        return [_member(row) for row in rows]

    def member(self, code: str) -> StaffMember | None:
        """Raises StaffFileUnusable."""
        with self._connected() as connection:
            row = connection.execute(select(_OPERATOR).where(_OPERATOR.c.code == code)).mappings().first()
        return _member(row) if row else None

    def add(self, member: StaffMember) -> None:
        """Raises OperatorExists or StaffFileUnusable."""
        with self._writing() as connection:
            try:
                connection.execute(insert(_OPERATOR).values(_row(member)))
            except IntegrityError:
                raise OperatorExists(operator=member.code) from None

    def set_pin_hash(self, code: str, pin_hash: str) -> bool:
        """Replace the hash and forget the wrong PINs, together. False when nobody has this code."""
        return self._change(code, {"pin_hash": pin_hash})

    def set_active(self, code: str, *, active: bool) -> bool:
        """Let somebody in or keep them out. False when nobody has this code."""
        return self._change(code, {"active": int(active)})

    def attempts(self, subject: str) -> Attempts | None:
        """What is known of wrong PINs of an operator, or of a group of unknown codes."""
        with self._connected() as connection:
            row = connection.execute(select(_ATTEMPTS).where(_ATTEMPTS.c.subject == subject)).mappings().first()
        if row is None:
            return None
        return Attempts(row["wrong_in_a_row"], row["lock_seconds"], row["boot"], row["uptime_milliseconds"])

    def note_attempts(self, subject: str, attempts: Attempts) -> None:
        values: dict[str, Any] = {
            "wrong_in_a_row": attempts.wrong_in_a_row,
            "lock_seconds": attempts.lock_seconds,
            "boot": attempts.boot,
            "uptime_milliseconds": attempts.uptime_milliseconds,
        }
        statement = insert_or_update(_ATTEMPTS).values(subject=subject, **values)
        with self._writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["subject"], set_=values))

    def forget_attempts(self, subject: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.subject == subject))

    def _change(self, code: str, values: dict[str, Any]) -> bool:
        with self._writing() as connection:
            changed = connection.execute(update(_OPERATOR).where(_OPERATOR.c.code == code).values(values)).rowcount
            connection.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.subject == code))
        return bool(changed)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._connected() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            finally:
                connection.rollback()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: SQLAlchemyError) -> StaffFileUnusable:
        return StaffFileUnusable(file=str(self._path), reason=str(error.__cause__ or error).splitlines()[0])


def _row(member: StaffMember) -> dict[str, Any]:
    return {
        "code": member.code,
        "name": member.name,
        "role": member.role.value,
        "language": member.language,
        "pin_hash": member.pin_hash,
        "active": int(member.active),
        "valid_from": member.valid_from.isoformat() if member.valid_from else None,
        "valid_until": member.valid_until.isoformat() if member.valid_until else None,
        "added_at": member.added_at,
        "added_by": member.added_by,
    }


def _member(row: RowMapping) -> StaffMember:
    return StaffMember(
        code=row["code"],
        name=row["name"],
        role=Role(row["role"]),
        added_at=row["added_at"],
        language=row["language"],
        pin_hash=row["pin_hash"],
        active=bool(row["active"]),
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
        added_by=row["added_by"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
