"""The central's list of people, brought as a file while no network brings it: read whole, journalled, then taken."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from fallback_pos.access.desk import CHANGED, OVERRIDE, AccessDesk, Fact
from fallback_pos.access.errors import AccessError
from fallback_pos.access.people import ADDED, CODE, LONGEST_NAME_CHARACTERS
from fallback_pos.domain.facts import override_body, person
from fallback_pos.domain.operator import Action, Operator, Role
from fallback_pos.storage.staff_provisioning import Provisioned, ProvisionedOperator, planned, take_provisioned

COLUMNS = ("code", "name", "role", "language", "valid_from", "valid_until")
_NEEDED = frozenset(COLUMNS[:3])
LARGEST_FILE_BYTES = 1_000_000


class ListNotTaken(AccessError):
    """Parameters: file, reason."""

    sentence = "{file} is not a list of operators: {reason}. Nobody's place on the list has changed."


def read_central_list(path: Path) -> list[ProvisionedOperator]:
    """A CSV file in UTF-8 with a heading: code, name, role, and if wanted language, valid_from, valid_until.

    Raises ListNotTaken, with the line, for the first thing that is wrong: a list is taken whole or not at all.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ListNotTaken(file=path.name, reason=f"it has more than {LARGEST_FILE_BYTES} bytes")
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            missing = _NEEDED - set(lines.fieldnames or ())
            if missing:
                raise ListNotTaken(file=path.name, reason=f"its heading lacks {', '.join(sorted(missing))}")
            rows = [_row(path, lines.line_num, line) for line in lines]
    except OSError as error:
        raise ListNotTaken(file=path.name, reason=error.strerror or str(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ListNotTaken(file=path.name, reason=str(error)) from error
    return _once_each(path, rows)


def take_central_list(
    desk: AccessDesk, by: Operator, rows: Sequence[ProvisionedOperator], approver: Operator | None = None
) -> Provisioned:
    """Take a list that `read_central_list` gave; `take_provisioned` says what becomes of whom.

    Raises RoleAboveYours, BadgeTaken, StaffFileUnusable, the journal's errors and the refusals of Permissions.check.
    """
    answers = desk.answering(by, approver, *{row.role for row in rows})
    plan = planned(desk.staff, rows)
    facts = _facts(desk, plan, {row.code: row for row in rows}, answers)
    if facts and answers.code != by.code:
        facts.insert(0, (OVERRIDE, override_body(Action.MANAGE_OPERATORS, by, answers, None)))
    if facts:
        desk.record(facts)
    return take_provisioned(desk.staff, rows)


def _facts(
    desk: AccessDesk, plan: Provisioned, rows: Mapping[str, ProvisionedOperator], answers: Operator
) -> list[Fact]:
    facts: list[Fact] = []
    for code in (*plan.added, *plan.changed):
        row = rows[code]
        of = person(Operator(row.code, row.name, row.role))
        what = {
            "source": "central",
            "role": row.role.value,
            "valid_from": row.valid_from and row.valid_from.isoformat(),
            "valid_until": row.valid_until and row.valid_until.isoformat(),
        }
        facts.append((ADDED if code in plan.added else CHANGED, {"operator": of, "by": person(answers), "what": what}))
    for code in plan.withdrawn:
        of = person(desk.member(code).operator)
        withdrawn = {"source": "central", "on_the_list": False}
        facts.append((CHANGED, {"operator": of, "by": person(answers), "what": withdrawn}))
    return facts


def _row(path: Path, number: int, line: Mapping[str | None, str | None]) -> ProvisionedOperator:
    values = {name: (line.get(name) or "").strip() for name in COLUMNS}
    try:
        if not CODE.fullmatch(values["code"]):
            raise ValueError("a code has 1 to 12 letters and digits")
        if not 1 <= len(values["name"]) <= LONGEST_NAME_CHARACTERS or not values["name"].isprintable():
            raise ValueError(f"a name has 1 to {LONGEST_NAME_CHARACTERS} characters")
        if values["role"] not in list(Role):
            raise ValueError(f"a role is one of {', '.join(Role)}")
        first, last = _day(values["valid_from"]), _day(values["valid_until"])
        if first and last and last < first:
            raise ValueError("the last day is before the first")
    except ValueError as error:
        raise ListNotTaken(file=path.name, reason=f"line {number}: {error}") from error
    return ProvisionedOperator(
        values["code"], values["name"], Role(values["role"]), values["language"] or None, first, last
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{text[:20]} is not a day such as 2026-12-31") from None


def _once_each(path: Path, rows: list[ProvisionedOperator]) -> list[ProvisionedOperator]:
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            raise ListNotTaken(file=path.name, reason=f"the code {row.code} is in it twice")
        seen.add(row.code)
    if not rows:
        raise ListNotTaken(file=path.name, reason="it names nobody")
    return rows
