"""statements.db: what banks and providers say was paid, as it was imported. The till process is its only writer.

Nothing in it is decided: which line pays which tender is in the journal. Lost, it is imported again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.reconciling import StatementLine
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_writer, reason_of
from fallback_pos.storage.migrate import bring_up_to_date

_LINE = "id, statement, currency, minor, day, at, refs, shown, type"


class StatementsNotSaved(TillError):
    """Parameter: reason."""

    sentence = "The statements cannot be saved or read: {reason}. Free disk space, then import the file again."


@dataclass(frozen=True, slots=True)
class Statement:
    """An imported file; `id` stands for its bytes."""

    id: str
    file: str
    format: str
    source: str
    imported_at: str
    imported_by: str


class Statements:
    """The file is opened, and made, when it is first needed. Every method raises StatementsNotSaved."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine: Engine | None = None

    def known(self, statement: str) -> Statement | None:
        with self._connected() as connection:
            row = connection.exec_driver_sql(
                "SELECT id, file, format, source, imported_at, imported_by FROM statement WHERE id = ?", (statement,)
            ).fetchone()
        return Statement(*row) if row else None

    def add(self, statement: Statement, lines: Sequence[StatementLine]) -> int:
        """Keep a statement with those of its lines that no earlier one had; how many those are.

        All of it or nothing, on the disk when this returns. A statement that is known changes nothing.
        """
        with self._connected() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            row = (statement.id, statement.file, statement.format, statement.source)
            made = connection.exec_driver_sql(
                "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*row, statement.imported_at, statement.imported_by),
            ).rowcount
            new = 0
            for number, line in enumerate(lines if made else (), start=1):
                new += connection.exec_driver_sql(
                    "INSERT INTO statement_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    _row(line, number),
                ).rowcount
            connection.exec_driver_sql("COMMIT")
        return new

    def lines(self, currency: Currency, without: Collection[str] = ()) -> list[StatementLine]:
        """All lines in a currency except those named, by day."""
        with self._connected() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {_LINE} FROM statement_line WHERE currency = ? ORDER BY day, statement, number",
                (currency.code,),
            ).fetchall()
        left_out = frozenset(without)
        return [_line(*row) for row in rows if row[0] not in left_out]

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            if self._engine is None:
                self._engine = open_writer(self._path, Durability.FULL)
                bring_up_to_date(self._engine, "statements", self._path.name)
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StatementsNotSaved(reason=reason_of(error)) from error


def _row(line: StatementLine, number: int) -> tuple[object, ...]:
    return (
        line.id,
        line.statement,
        number,
        line.amount.currency.code,
        line.amount.minor,
        line.day.isoformat(),
        line.at.isoformat() if line.at else None,
        json.dumps(sorted(line.references), ensure_ascii=False),
        line.shown,
        line.type.value if line.type else None,
    )


def _line(
    id: str,
    statement: str,
    currency: str,
    minor: int,
    day: str,
    at: str | None,
    refs: str,
    shown: str,
    type: str | None,
) -> StatementLine:
    return StatementLine(
        id=id,
        statement=statement,
        amount=Money(minor, Currency.of(currency)),
        day=date.fromisoformat(day),
        at=datetime.fromisoformat(at) if at else None,
        references=frozenset(json.loads(refs)),
        shown=shown,
        type=TenderType(type) if type else None,
    )
