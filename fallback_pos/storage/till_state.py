"""till.db: open and parked carts, screen state, print jobs. Written on a thread of its own; a scan never waits for it.

It may lose the last moments in a power cut (synchronous=NORMAL), except what is written with `durably`: money that has
moved outside the till is on the disk before it is shown.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import Durability, open_writer, reason_of
from fallback_pos.storage.migrate import bring_up_to_date

Work = Callable[[Connection], Any]
DURABLE_WAIT_SECONDS = 30
STAND_BACK_SECONDS = 0.02
"""Work that nobody waits for begins so much later: the scan that caused it is painted first."""


class TillStateNotWritten(TillError):
    sentence = "The till's own notes could not be saved: {reason}. Free disk space, then try again."


class TillStateNotReadable(TillError):
    sentence = (
        "The till's own notes {file} cannot be opened: {reason}. Every sale is safe in the journal. To sell without "
        "the open and parked carts in it, move that file elsewhere and keep it for IT."
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """A piece of work on its way; `awaited` when somebody waits for it and will tell what went wrong."""

    work: Work
    durable: bool = False
    awaited: bool = False
    future: Future[Any] = field(default_factory=Future)


class TillState:
    """Runs pieces of work on till.db, in order, each in a transaction, on one thread."""

    def __init__(self, path: Path, on_fault: Callable[[TillStateNotWritten], None] | None = None) -> None:
        """Open or create the file. `on_fault` hears, on the file's own thread, of work that failed and that nobody
        waits for.

        Raises TillStateNotReadable, FileIsNewer.
        """
        self.on_fault = on_fault
        self._engine = open_writer(path, Durability.NORMAL)
        try:
            bring_up_to_date(self._engine, "till", path.name)
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise TillStateNotReadable(file=str(path), reason=reason_of(error)) from error
        except TillError:
            self._engine.dispose()
            raise
        self._work: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._may_begin = threading.Event()
        self._may_begin.set()
        self._thread = threading.Thread(target=self._run, name="till-state", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[Any]:
        """Do it soon; returns at once. A failure reaches whoever asks the future, and `on_fault`."""
        return self._put(_Task(work))

    def durably(self, work: Work) -> Any:
        """Do it with everything before it and flush; returns when it is on the disk. Raises TillStateNotWritten."""
        return _result(self._put(_Task(work, durable=True, awaited=True)))

    def ask(self, work: Work) -> Any:
        """Do it after everything submitted before, and wait for the answer. Raises TillStateNotWritten."""
        return _result(self._put(_Task(work, awaited=True)))

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Begin nothing meanwhile that nobody waits for: the interpreter and the disk belong to a commit."""
        self._may_begin.clear()
        try:
            yield
        finally:
            self._may_begin.set()

    def close(self) -> None:
        """Finish what was submitted, then close the file."""
        self._hurry.set()
        self._work.put(None)
        self._thread.join()
        self._connection.close()
        self._engine.dispose()

    def _put(self, task: _Task) -> Future[Any]:
        if task.awaited:
            self._hurry.set()
            self._may_begin.set()
        self._work.put(task)
        return task.future

    def _run(self) -> None:
        while (task := self._work.get()) is not None:
            self._stand_back(task)
            try:
                task.future.set_result(self._do(self._connection, task.work, durable=task.durable))
            except SQLAlchemyError as error:
                fault = TillStateNotWritten(reason=reason_of(error))
                self._failed(task, fault, fault)
            except Exception as error:  # noqa: BLE001 - the worker's outermost edge: the one who asked gets it
                self._failed(task, error, TillStateNotWritten(reason=type(error).__name__))

    def _failed(self, task: _Task, error: Exception, fault: TillStateNotWritten) -> None:
        """Tell whoever asks the future; where nobody waits for it, `on_fault` too."""
        task.future.set_exception(error)
        if self.on_fault is not None and not task.awaited:
            self.on_fault(fault)

    def _stand_back(self, task: _Task) -> None:
        """Let go of the interpreter, unless somebody waits or more work is there already."""
        if task.awaited:
            self._hurry.clear()
        elif self._work.empty():
            self._hurry.wait(STAND_BACK_SECONDS)
        self._may_begin.wait()

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
