"""What keeps the journal append-only and durable, asserted at every start: triggers, pragmas, form of the table."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection

from fallback_pos.errors import TillError
from fallback_pos.storage.journal_sql import FORMS

SYNCHRONOUS_FULL = 2


class JournalUnguarded(TillError):
    sentence = (
        "The journal's safeguard “{what}” is missing or altered. Do not sell on this PC: keep the data directory as it "
        "is and call IT."
    )


def assert_guarded(connection: Connection) -> None:
    """Raises JournalUnguarded when a trigger or the table differs from what the migrations made, where there is a
    trigger too many (one may drop what is written without a word), or when a pragma is off.
    """
    for name, sql in _wanted_objects().items():
        row = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        if row is None or _flat(row[0]) != _flat(sql):
            raise JournalUnguarded(what=name)
    triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    for name in triggers.all():
        if name not in _wanted_objects():
            raise JournalUnguarded(what=name)
    pragmas = {"journal_mode": "wal", "synchronous": SYNCHRONOUS_FULL, "recursive_triggers": 1}
    for pragma, wanted in pragmas.items():
        value = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
        if value != wanted:
            raise JournalUnguarded(what=f"{pragma} = {wanted}")
    connection.rollback()


@cache
def _wanted_objects() -> dict[str, str]:
    """Name to SQL of the table, index and triggers."""
    return {statement.split()[2]: statement for form in FORMS for statement in form}


def _flat(sql: str) -> str:
    return " ".join(sql.split())
