"""Finding shifts, days and outages in a journal of any size, for reports: through the journal's index of milestones."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.storage.engine import open_reader, reason_of, straight_to_driver
from fallback_pos.storage.journal_errors import JournalNotReadable
from fallback_pos.storage.journal_sql import COLUMNS
from sync.ledger import Entry, Kind

_MILESTONES = """
    SELECT seq, kind, id, occurred_at, business_date,
        CASE kind WHEN 'shift.closed' THEN json_extract(CAST(body AS TEXT), '$.shift') ELSE id END
    FROM entry
    WHERE kind IN ('shift.opened', 'shift.closed', 'outage.started', 'outage.ended') AND kind IN (?, ?)
    ORDER BY seq
"""
_RANGE = """
    SELECT seq, generation, id, kind, occurred_at, business_date, body, hash FROM entry
    WHERE seq > ? AND seq <= ? AND NOT (kind = 'drawer.opened' AND instr(body, CAST('"cause":"sale"' AS BLOB)))
    ORDER BY seq LIMIT ?
"""
_ENTRIES = "SELECT seq, generation, id, kind, occurred_at, business_date, body, hash FROM entry"
_LAST_SIGN_INS = """
    SELECT json_extract(CAST(body AS TEXT), '$.operator.code'), max(occurred_at)
    FROM entry WHERE kind = ? GROUP BY 1
"""
READ_AT_ONCE_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Milestone:
    """An entry that opens or closes a shift; `shift` names the shift either way."""

    seq: int
    kind: str
    id: str
    occurred_at: str
    business_date: str
    shift: str


class FiguresEntry(NamedTuple):
    """What figures are made of, without what only a check of the chain needs: a year has a million of them."""

    seq: int
    generation: int
    id: str
    kind: str
    occurred_at: str
    business_date: str
    body: bytes
    hash: bytes


class JournalLookup:
    """Short reads of journal.db while its writer may be running. Every method raises JournalNotReadable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_reader(path)

    def shift_milestones(self) -> list[Milestone]:
        """Every opening and closing of a shift, in order."""
        rows = self._rows(_MILESTONES, (Kind.SHIFT_OPENED, Kind.SHIFT_CLOSED))
        return [Milestone(*row) for row in rows]

    def between(self, after_seq: int, until_seq: int) -> Iterator[FiguresEntry]:
        """Entries after one number, up to and with another, without drawers that opened for a sale.

        A few at a time; the file is closed between them.
        """
        while rows := self._rows(_RANGE, (after_seq, until_seq, READ_AT_ONCE_ENTRIES)):
            yield from map(FiguresEntry._make, rows)
            after_seq = rows[-1][0]

    def of_kind(self, kind: str, after_seq: int) -> list[Entry]:
        """Entries of one kind after a number, in order. Reads the headers of everything after it."""
        rows = self._rows(f"SELECT {COLUMNS} FROM entry WHERE seq > ? AND kind = ? ORDER BY seq", (after_seq, kind))
        return [Entry(*row) for row in rows]

    def of_kinds_since(self, kinds: Collection[str], since: str) -> Iterator[FiguresEntry]:
        """Entries of these kinds from a moment (RFC 3339) on, in order, a few at a time."""
        marks = ", ".join("?" * len(kinds))
        sql = f"{_ENTRIES} WHERE seq > ? AND occurred_at >= ? AND kind IN ({marks}) ORDER BY seq LIMIT ?"
        after_seq = 0
        while rows := self._rows(sql, (after_seq, since, *kinds, READ_AT_ONCE_ENTRIES)):
            yield from map(FiguresEntry._make, rows)
            after_seq = rows[-1][0]

    def last_sign_ins(self) -> dict[str, str]:
        """Operator code to the moment of their last sign-in. Reads the headers of the whole journal."""
        rows = self._rows(_LAST_SIGN_INS, (Kind.OPERATOR_SIGNED_IN,))
        return {str(code): str(moment) for code, moment in rows if code is not None}

    def by_id(self, entry_id: str) -> Entry | None:
        rows = self._rows(f"SELECT {COLUMNS} FROM entry WHERE id = ?", (entry_id,))
        return Entry(*rows[0]) if rows else None

    def entries(self, after_seq: int = 0) -> Iterator[FiguresEntry]:
        """All entries after a number, as `between` gives them."""
        return self.between(after_seq, self.last_seq())

    def last_seq(self) -> int:
        rows = self._rows("SELECT max(seq) FROM entry", ())
        return int(rows[0][0] or 0) if rows else 0

    def close(self) -> None:
        self._engine.dispose()

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[Any]:
        try:
            # Without SQLAlchemy's row objects: a year has a million of them.
            with self._engine.connect() as connection, straight_to_driver(connection) as driver:
                if driver.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone() is None:
                    return []
                rows: list[Any] = driver.execute(sql, parameters).fetchall()
                return rows
        except SQLAlchemyError as error:
            raise JournalNotReadable(file=str(self._path), reason=reason_of(error)) from error
