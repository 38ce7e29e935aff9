"""People of the central's list, put beside those of the till's own. Neither erases the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import insert, select

from fallback_pos.domain.operator import Role
from fallback_pos.storage.staff import Staff
from fallback_pos.storage.staff_rows import OPERATOR, Source, StaffMember, member_of, row_of, stamp


@dataclass(frozen=True, slots=True)
class ProvisionedOperator:
    """Somebody as the central knows them: never a PIN. Days are included on both ends."""

    code: str
    name: str
    role: Role
    language: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    badge_hash: str | None = None
    """As `access.badges` makes it; None leaves a badge that was given here."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What taking a list has done, as operator codes. `conflicts`: a person of this till's own has the code."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def planned(staff: Staff, rows: Sequence[ProvisionedOperator]) -> Provisioned:
    """What `take_provisioned` would do; nothing is written. Raises StaffFileUnusable."""
    return _sorted_out({member.code: member for member in staff.members()}, rows)[0]


def take_provisioned(staff: Staff, rows: Sequence[ProvisionedOperator]) -> Provisioned:
    """Take the central's whole list, all of it or nothing.

    PINs, badges and the decision to keep somebody out stay as they are here. Who is missing from the list is out until
    a later list has them again; nobody is deleted. Somebody added here under the same code and name becomes the
    central's person and needs no review; under another name they stay, and the code is a conflict for a manager.

    Raises BadgeTaken or StaffFileUnusable.
    """
    with staff.writing() as connection:
        known = {row["code"]: member_of(row) for row in connection.execute(select(OPERATOR)).mappings()}
        done, added, updated = _sorted_out(known, rows)
        for member in added:
            connection.execute(insert(OPERATOR).values(row_of(member)))
        for member in updated:
            staff.replace_in(connection, member)
    return done


def _sorted_out(
    known: Mapping[str, StaffMember], rows: Sequence[ProvisionedOperator]
) -> tuple[Provisioned, list[StaffMember], list[StaffMember]]:
    """What is done, whom to add, and whom to write anew."""
    added, changed, conflicts = [], [], []
    for row in rows:
        here = known.get(row.code)
        if here is None:
            added.append(_new(row))
        elif here.source is Source.LOCAL and here.name.casefold() != row.name.casefold():
            conflicts.append(row.code)
        elif (updated := _updated(here, row)) != here:
            changed.append(updated)
    listed = {row.code for row in rows}
    gone = [replace(each, offered=False) for each in known.values() if _of_central(each) and each.code not in listed]
    done = Provisioned(_codes(added), _codes(changed), _codes(gone), tuple(conflicts))
    return done, added, [*changed, *gone]


def _codes(members: Sequence[StaffMember]) -> tuple[str, ...]:
    return tuple(member.code for member in members)


def _of_central(member: StaffMember) -> bool:
    return member.source is Source.CENTRAL and member.offered


def _new(row: ProvisionedOperator) -> StaffMember:
    return StaffMember(
        code=row.code,
        name=row.name,
        role=row.role,
        added_at=stamp(datetime.now(UTC).replace(microsecond=0)),
        language=row.language,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        badge_hash=row.badge_hash,
        source=Source.CENTRAL,
    )


def _updated(here: StaffMember, row: ProvisionedOperator) -> StaffMember:
    """The central's word on name, role and days; what only this till knows stays."""
    return replace(
        here,
        name=row.name,
        role=row.role,
        language=row.language or here.language,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        badge_hash=row.badge_hash or here.badge_hash,
        source=Source.CENTRAL,
        offered=True,
        to_review=False,
    )
