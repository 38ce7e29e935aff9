"""Opening SQLite files: the library without the WAL bug where there is one, and the pragmas that make a commit durable.

Two copies of SQLite must never open one file in one process, so every file of the till is opened here.
Transactions are explicit: connections are in autocommit, a writer says `BEGIN IMMEDIATE` itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

FIRST_SQLITE_WITHOUT_WAL_RESET_BUG = (3, 51, 3)
BUSY_TIMEOUT_MILLISECONDS = 5_000


class Durability(StrEnum):
    """How far a commit has got when it returns: FULL survives a power cut, NORMAL may lose the last commits."""

    FULL = "FULL"
    NORMAL = "NORMAL"


@cache
def sqlite_module() -> ModuleType:
    """The DB-API module: pysqlite3, which carries a fixed SQLite, or the standard library's where there is no wheel."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def sqlite_version() -> tuple[int, int, int]:
    major, minor, patch = sqlite_module().sqlite_version_info
    return major, minor, patch


def open_writer(path: Path, durability: Durability) -> Engine:
    """A WAL database with foreign keys and recursive triggers on; one connection, made by the first use.

    Recursive triggers make INSERT OR REPLACE fire the DELETE triggers that keep the journal append-only.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlite_module(),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _on_connect(engine, _writer_pragmas(durability))
    return engine


def open_reader(path: Path) -> Engine:
    """A read-only look at a WAL database whose writer may be running. Close each connection before any long wait."""
    return _read_only(path, "mode=ro")


def open_alone(path: Path) -> Engine:
    """A WAL database for whoever has it all alone; busy while anybody else has it open.

    SQLite then reads the log from the file itself, as it will after a crash, and not by what connections share in
    memory. So what is looked up here is what a restart will find.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlite_module(),
        poolclass=NullPool,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _on_connect(engine, ["PRAGMA locking_mode=EXCLUSIVE", *_writer_pragmas(Durability.FULL)])
    return engine


def reason_of(error: SQLAlchemyError) -> str:
    """What SQLite said, without SQLAlchemy's additions."""
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)


@contextmanager
def straight_to_driver(connection: Connection) -> Iterator[Any]:
    """The driver's own connection, for statements that a customer waits for; its errors come out as SQLAlchemy's.

    SQLAlchemy's way from a text to the driver takes ten times as long as SQLite itself.
    """
    module = sqlite_module()
    try:
        yield connection.connection.driver_connection
    except module.Error as error:
        raise DBAPIError.instance(None, None, error, module.Error) from error


def open_sealed(path: Path) -> Engine:
    """A sealed file that no one writes any more (a catalogue): no locks, no change checks."""
    return _read_only(path, "immutable=1")


def _read_only(path: Path, option: str) -> Engine:
    module = sqlite_module()

    def connect() -> Any:
        uri = f"file:{quote(str(path))}?{option}"
        return module.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", module=module, creator=connect, poolclass=NullPool)
    _on_connect(engine, [f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}", "PRAGMA query_only=ON"])
    return engine


def _writer_pragmas(durability: Durability) -> list[str]:
    return [
        f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={durability}",
        "PRAGMA recursive_triggers=ON",
        "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",
    ]


def _on_connect(engine: Engine, pragmas: list[str]) -> None:
    def set_pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    handler: Callable[[Any, object], None] = set_pragmas
    event.listen(engine, "connect", handler)
