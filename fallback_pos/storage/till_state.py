"""till.db: open and parked carts, screen state, print jobs. Written on a thread of its own; a scan never waits for it.

It may lose the last moments in a power cut (synchronous=NORMAL), except what is written with `durably`: money that has
moved outside the till is on the disk before it is shown.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_writer
from fallback_pos.storage.migrate import bring_up_to_date

Work = Callable[[Connection], Any]
DURABLE_WAIT_SECONDS = 30


class TillStateNotWritten(TillError):
    sentence = "The till's own notes could not be saved: {reason}. Free disk space, then try again."


class TillState:
    """Runs pieces of work on till.db, in order, each in a transaction, on one thread."""

    def __init__(self, path: Path, on_fault: Callable[[TillStateNotWritten], None] | None = None) -> None:
        """Open or create the file. `on_fault` hears of work that nobody waits for and that failed."""
        self._engine = open_writer(path, Durability.NORMAL)
        bring_up_to_date(self._engine, "till", path.name)
        self._on_fault = on_fault
        self._work: queue.SimpleQueue[tuple[Work, bool, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="till-state", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[Any]:
        """Do it soon; returns at once. A failure reaches whoever asks the future, and `on_fault`."""
        return self._put(work, durable=False)

    def durably(self, work: Work) -> Any:
        """Do it with everything before it and flush; returns when it is on the disk. Raises TillStateNotWritten."""
        return _result(self._put(work, durable=True))

    def ask(self, work: Work) -> Any:
        """Do it after everything submitted before, and wait for the answer. Raises TillStateNotWritten."""
        return _result(self.submit(work))

    def close(self) -> None:
        """Finish what was submitted, then close the file."""
        self._work.put(None)
        self._thread.join()
        self._engine.dispose()

    def _put(self, work: Work, *, durable: bool) -> Future[Any]:
        future: Future[Any] = Future()
        self._work.put((work, durable, future))
        return future

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (item := self._work.get()) is not None:
                work, durable, future = item
                try:
                    future.set_result(self._do(connection, work, durable=durable))
                except SQLAlchemyError as error:
                    fault = TillStateNotWritten(reason=str(error.__cause__ or error))
                    future.set_exception(fault)
                    if self._on_fault is not None:
                        self._on_fault(fault)
                except Exception as error:  # noqa: BLE001 - the worker's outermost edge: the one who asked gets it
                    future.set_exception(error)

    def _do(self, connection: Connection, work: Work, *, durable: bool) -> Any:
        if durable:
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            result = work(connection)
            connection.exec_driver_sql("COMMIT")
        finally:
            connection.rollback()
            if durable:
                connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
                connection.rollback()
        return result


def _result(future: Future[Any]) -> Any:
    """Raises TillStateNotWritten, also when the disk does not answer in time."""
    try:
        return future.result(DURABLE_WAIT_SECONDS)
    except TimeoutError as error:
        raise TillStateNotWritten(reason=f"no answer from the disk in {DURABLE_WAIT_SECONDS} seconds") from error
