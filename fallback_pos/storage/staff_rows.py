"""The tables of staff.db, and what their rows mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Integer, MetaData, RowMapping, String, Table

from fallback_pos.domain.operator import Operator, Role

_METADATA = MetaData()
OPERATOR = Table(
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
    Column("badge_hash", String),
    Column("source", String),
    Column("offered", Integer),
    Column("to_review", Integer),
)
ATTEMPTS = Table(
    "attempts",
    _METADATA,
    Column("subject", String, primary_key=True),
    Column("wrong_in_a_row", Integer),
    Column("lock_seconds", Integer),
    Column("boot", String),
    Column("uptime_milliseconds", Integer),
)
ONE_TIME_CODE = Table(
    "one_time_code",
    _METADATA,
    Column("operator", String, primary_key=True),
    Column("code_hash", String),
    Column("given_by", String),
    Column("given_at", String),
    Column("boot", String),
    Column("uptime_milliseconds", Integer),
)
RECOVERY = Table(
    "recovery",
    _METADATA,
    Column("only", Integer, primary_key=True),
    Column("code_hash", String),
    Column("made_at", String),
)
BELIEVED_MOMENT = Table(
    "believed_moment",
    _METADATA,
    Column("only", Integer, primary_key=True),
    Column("wall", String),
    Column("boot", String),
    Column("uptime_milliseconds", Integer),
)


class Source(StrEnum):
    """Who put somebody on the list."""

    LOCAL = "local"
    CENTRAL = "central"


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
    """What this till decided; somebody whom the central took off its list is out all the same."""
    valid_from: date | None = None
    valid_until: date | None = None
    added_by: str | None = None
    """Code of the operator who added them; None for set-up."""
    badge_hash: str | None = None
    source: Source = Source.LOCAL
    offered: bool = True
    """The central still lists them; always true of people of this till's own."""
    to_review: bool = False
    """Put on the list or changed here, and nobody has looked at it since."""

    @property
    def operator(self) -> Operator:
        return Operator(self.code, self.name, self.role, self.language)

    @property
    def let_in(self) -> bool:
        """Whether anybody wants them in, whatever the day."""
        return self.active and self.offered


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong PINs in a row, and a lock that began when the computer, started as `boot`, had been up that long."""

    wrong_in_a_row: int
    lock_seconds: int
    boot: str
    uptime_milliseconds: int


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code with which one operator sets a PIN once. `given_at` by the wall clock (UTC), and by the uptime."""

    operator: str
    code_hash: str
    given_by: str
    given_at: datetime
    boot: str
    uptime_milliseconds: int


@dataclass(frozen=True, slots=True)
class BelievedMoment:
    """The last time the wall clock (UTC) was believed, and how long the computer, started as `boot`, had been up."""

    wall: datetime
    boot: str
    uptime_milliseconds: int


def row_of(member: StaffMember) -> dict[str, Any]:
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
        "badge_hash": member.badge_hash,
        "source": member.source.value,
        "offered": int(member.offered),
        "to_review": int(member.to_review),
    }


def member_of(row: RowMapping) -> StaffMember:
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
        badge_hash=row["badge_hash"],
        source=Source(row["source"]),
        offered=bool(row["offered"]),
        to_review=bool(row["to_review"]),
    )


def stamp(moment: datetime) -> str:
    """An aware moment as RFC 3339 in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
