"""Opening the hub's database: SQLite with nothing installed, PostgreSQL by its URL, several hubs over either."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from sync.errors import SyncError

BUSY_TIMEOUT_MILLISECONDS = 15_000
CONNECTIONS = 8
_ONE_MOMENT = {"postgresql": {"isolation_level": "REPEATABLE READ"}}


class BadDatabaseUrl(SyncError):
    sentence = (
        "“{url}” is not a database that the hub can use. "
        "Write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
    )


def open_database(url: str) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database. Raises BadDatabaseUrl for anything else."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise BadDatabaseUrl(url=_without_password(url)) from error
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return _open_sqlite(url)
    if backend == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True
        )
    raise BadDatabaseUrl(url=_without_password(url))


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at its end. On SQLite it takes the writer's place at once, so it never deadlocks."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.commit()


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Several reads of one moment."""
    with engine.connect().execution_options(**_ONE_MOMENT.get(engine.dialect.name, {})) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection
        connection.rollback()


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        module=_sqlite_module(),
        pool_size=CONNECTIONS,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _sqlite_module() -> ModuleType:
    """pysqlite3 carries a SQLite without the WAL-reset bug, which several writers at once can run into."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}…@{rest.rpartition('@')[2]}" if "@" in rest else url
