"""delivery.db: what the agent knows of each target. The agent is its only writer; everybody else looks.

Losing it costs a resend, so it is written with synchronous=NORMAL; a person's decision is flushed (FULL).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_reader, open_writer, reason_of
from fallback_pos.storage.migrate import bring_up_to_date, current_revision
from sync.errors import SyncError
from sync.faults import DeliveryLogFailed, from_json, to_json
from sync.ledger import EMPTY_HEAD, Head, Position
from sync.protocols import Attempt, HeldEntry, HeldState, Settlement

MOST_ATTEMPTS = 20_000
MOST_CONTACTS = 10_000
Row = TypeVar("Row")

_PUT_MARK = """
    INSERT INTO mark (target, generation, seq, hash) VALUES (?, ?, ?, ?)
    ON CONFLICT (target) DO UPDATE SET generation = excluded.generation, seq = excluded.seq, hash = excluded.hash
"""
_PUT_HELD = """
    INSERT OR REPLACE INTO held (target, generation, seq, entry, kind, state, fault, since, blocks, needs)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADD_ATTEMPT = """
    INSERT INTO attempt
        (target, at, first_generation, first_seq, last_generation, last_seq, entries, confirmed, fault)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ATTEMPTS = """
    SELECT at, first_generation, first_seq, last_generation, last_seq, entries, confirmed, fault
    FROM attempt WHERE target = ? ORDER BY number DESC LIMIT ?
"""
_HELD = """
    SELECT generation, seq, entry, kind, state, fault, since, blocks, needs FROM held
    WHERE target = ? ORDER BY generation, seq
"""


class DeliveryLogUnreadable(TillError):
    sentence = (
        "The delivery log {file} cannot be read: {reason}. Move that file elsewhere and keep it for IT: what was sent "
        "is then sent once more, and the central recognises it."
    )


class DeliveryFile:
    """The agent's `sync.protocols.DeliveryLog` on SQLite. One thread uses it."""

    def __init__(self, path: Path) -> None:
        """Open or create. Raises DeliveryLogUnreadable, or FileIsNewer when a newer version has written it."""
        self._engine = open_writer(path, Durability.NORMAL)
        try:
            bring_up_to_date(self._engine, "delivery", path.name)
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise DeliveryLogUnreadable(file=str(path), reason=reason_of(error)) from error

    def mark(self, target: str) -> Head:
        with self._engine.connect() as connection:
            return _mark(connection, target)

    def held(self, target: str) -> Sequence[HeldEntry]:
        with self._engine.connect() as connection:
            return _held(connection, target)

    def settle(self, target: str, settlement: Settlement) -> None:
        decided = any(held.state is HeldState.SEND_AGAIN for held in settlement.hold)
        with self._writing() as connection:
            connection.exec_driver_sql(f"PRAGMA synchronous={Durability.FULL if decided else Durability.NORMAL}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            mark = settlement.mark
            connection.exec_driver_sql(_PUT_MARK, (target, mark.generation, mark.seq, mark.hash))
            for position in settlement.release:
                connection.exec_driver_sql(
                    "DELETE FROM held WHERE target = ? AND generation = ? AND seq = ?", (target, *position)
                )
            for held in settlement.hold:
                connection.exec_driver_sql(_PUT_HELD, _held_row(target, held))
            if settlement.attempt is not None:
                _add_attempt(connection, target, settlement.attempt)

    def note_contact(self, target: str, at: str, reachable: bool, fault: SyncError | None) -> None:
        with self._writing() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            row = (target, at, int(reachable), None if fault is None else to_json(fault))
            connection.exec_driver_sql("INSERT INTO contact (target, at, reachable, fault) VALUES (?, ?, ?, ?)", row)
            _keep_newest(connection, "contact", MOST_CONTACTS)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A connection whose work is committed at the end. Raises DeliveryLogFailed."""
        try:
            with self._engine.connect() as connection:
                yield connection
                connection.commit()
        except SQLAlchemyError as error:
            raise DeliveryLogFailed(detail=str(error.__cause__ or error)) from error


class DeliveryView:
    """A look at delivery.db from outside the agent: how far a target has confirmed, what is held, what was tried.

    Nothing was sent where there is no file, or none of its tables yet. Raises DeliveryLogUnreadable.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine: Engine = open_reader(path)

    def anchored_heads(self) -> dict[str, Head]:
        """Per target the last entry that it confirmed; the journal must still hold it. Empty where nothing was sent."""
        rows = self._look(_rows("SELECT target, generation, seq, hash FROM mark ORDER BY target"))
        return {target: Head(generation, seq, bytes(hash_)) for target, generation, seq, hash_ in rows if seq}

    def targets(self) -> list[str]:
        """Everybody that anything was sent to, or tried to be."""
        return [row[0] for row in self._look(_rows("SELECT target FROM mark UNION SELECT target FROM attempt"))]

    def held(self, target: str) -> Sequence[HeldEntry]:
        return self._look(lambda connection: _held(connection, target))

    def attempts(self, target: str, most: int = 100) -> list[Attempt]:
        """The newest attempts, newest first."""
        return [_attempt(row) for row in self._look(_rows(_ATTEMPTS, target, most))]

    def _look(self, look: Callable[[Connection], list[Row]]) -> list[Row]:
        if not self._path.exists():
            return []
        try:
            with self._engine.connect() as connection:
                return look(connection) if current_revision(connection) is not None else []
        except SQLAlchemyError as error:
            raise DeliveryLogUnreadable(file=str(self._path), reason=reason_of(error)) from error


def _rows(sql: str, *parameters: object) -> Callable[[Connection], list[tuple[Any, ...]]]:
    return lambda connection: [tuple(row) for row in connection.exec_driver_sql(sql, parameters).all()]


def _mark(connection: Connection, target: str) -> Head:
    row = connection.exec_driver_sql("SELECT generation, seq, hash FROM mark WHERE target = ?", (target,)).fetchone()
    return EMPTY_HEAD if row is None else Head(row[0], row[1], bytes(row[2]))


def _held(connection: Connection, target: str) -> list[HeldEntry]:
    return [
        HeldEntry(
            position=Position(generation, seq),
            entry_id=entry,
            kind=kind,
            state=HeldState(state),
            fault=from_json(fault),
            since=since,
            blocks=frozenset(json.loads(blocks)),
            needs=frozenset(json.loads(needs)),
        )
        for generation, seq, entry, kind, state, fault, since, blocks, needs in connection.exec_driver_sql(
            _HELD, (target,)
        ).all()
    ]


def _held_row(target: str, held: HeldEntry) -> tuple[Any, ...]:
    return (
        target,
        held.position.generation,
        held.position.seq,
        held.entry_id,
        held.kind,
        held.state.value,
        to_json(held.fault),
        held.since,
        json.dumps(sorted(held.blocks)),
        json.dumps(sorted(held.needs)),
    )


def _add_attempt(connection: Connection, target: str, attempt: Attempt) -> None:
    fault = None if attempt.fault is None else to_json(attempt.fault)
    row = (target, attempt.at, *attempt.first, *attempt.last, attempt.entries, attempt.confirmed, fault)
    connection.exec_driver_sql(_ADD_ATTEMPT, row)
    _keep_newest(connection, "attempt", MOST_ATTEMPTS)


def _attempt(row: tuple[Any, ...]) -> Attempt:
    at, first_generation, first_seq, last_generation, last_seq, entries, confirmed, fault = row
    return Attempt(
        at=at,
        first=Position(first_generation, first_seq),
        last=Position(last_generation, last_seq),
        entries=entries,
        confirmed=confirmed,
        fault=None if fault is None else from_json(fault),
    )


def _keep_newest(connection: Connection, table: str, most: int) -> None:
    connection.exec_driver_sql(f"DELETE FROM {table} WHERE number <= (SELECT max(number) FROM {table}) - {most}")
