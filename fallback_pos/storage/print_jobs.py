"""Print jobs in till.db: which receipt is on its way to paper, and how far it got.

The table may lose its last moments in a power cut. Two things make up for it: a mark says up to which journal entry
every sale has a job, so that missing ones are noticed; and the file says whether it was closed in order, so that a
job's state is believed only when it can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from fallback_pos.storage.till_state import TillState

_COLUMNS = "id, sale, receipt, copy, state, settled, made_at, changed_at"


class JobState(StrEnum):
    QUEUED = "queued"
    """Waiting for its turn, or for a printer that works; nothing has left the till."""
    SENDING = "sending"
    """Some of it may be on paper."""
    SENT = "sent"
    """The printer took all of it; it cannot prove, or has not proved yet, that it printed."""
    CONFIRMED = "confirmed"
    """The printer, or the operator, says that it is on paper."""
    UNKNOWN = "unknown"
    """It may be on paper or not: somebody has to look."""
    FAILED = "failed"
    """Nothing of it was printed, and it is not tried again."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One receipt to print. `copy` 0 is the original; times are RFC 3339 in UTC.

    `settled`: nothing more will be heard or asked about it. An unknown job is settled by whoever looks at the paper.
    """

    id: str
    sale: str
    receipt: str
    copy: int
    state: JobState
    settled: bool
    made_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class PrintMark:
    """Every sale up to journal entry `seq` has a job; `clean` when the till was closed in order."""

    seq: int
    clean: bool


class PrintJobs:
    """The table of jobs. Writing returns at once; reading waits for what was written before."""

    def __init__(self, state: TillState) -> None:
        self._state = state

    def begin(self) -> PrintMark:
        """How the last session left it; from now on the file counts as not closed in order, on the disk."""

        def work(connection: Connection) -> PrintMark:
            seq, clean = connection.exec_driver_sql("SELECT seq, clean FROM print_mark").one()
            connection.exec_driver_sql("UPDATE print_mark SET clean = 0")
            return PrintMark(seq, bool(clean))

        mark: PrintMark = self._state.durably(work)
        return mark

    def end(self) -> None:
        """Closed in order: the states of all jobs can be believed."""
        self._state.submit(lambda connection: connection.exec_driver_sql("UPDATE print_mark SET clean = 1"))

    def add(self, job: PrintJob) -> None:
        self._state.submit(lambda connection: _insert(connection, job))

    def add_at(self, job: PrintJob, seq: int, after_seq: int) -> None:
        """Add the job of the newest sale, and move the mark to entry `seq` when it had reached `after_seq`.

        A job that could not be written leaves the mark behind, so the next start notices.
        """

        def work(connection: Connection) -> None:
            _insert(connection, job)
            _move_mark(connection, seq, after_seq)

        self._state.submit(work)

    def move_mark(self, seq: int, after_seq: int) -> None:
        """Say that sales up to `seq` need no further job."""
        self._state.submit(lambda connection: _move_mark(connection, seq, after_seq))

    def set_mark(self, seq: int) -> None:
        """Say so whatever came before: the start has looked at every sale."""
        self._state.submit(lambda connection: connection.exec_driver_sql("UPDATE print_mark SET seq = ?", (seq,)))

    def change(self, job: PrintJob) -> None:
        """Write the state that `job` has reached."""
        values = (job.state.value, job.settled, job.changed_at, job.id)
        self._state.submit(
            lambda connection: connection.exec_driver_sql(
                "UPDATE print_job SET state = ?, settled = ?, changed_at = ? WHERE id = ?", values
            )
        )

    def open(self) -> list[PrintJob]:
        """Jobs that are not settled, oldest first."""
        return self._list("settled = 0")

    def of_receipt(self, receipt: str) -> list[PrintJob]:
        """All jobs of a receipt that are still remembered, oldest first."""
        return self._list("receipt = ?", receipt)

    def forget(self, made_before: str, keep_newest: int) -> None:
        """Delete settled jobs from before a moment, and any beyond the newest `keep_newest`."""

        def work(connection: Connection) -> None:
            connection.exec_driver_sql("DELETE FROM print_job WHERE made_at < ? AND settled = 1", (made_before,))
            connection.exec_driver_sql(
                "DELETE FROM print_job WHERE id IN "
                "(SELECT id FROM print_job ORDER BY made_at DESC, id DESC LIMIT -1 OFFSET ?)",
                (keep_newest,),
            )

        self._state.submit(work)

    def _list(self, where: str, *values: str) -> list[PrintJob]:
        rows = self._state.ask(
            lambda connection: connection.exec_driver_sql(
                f"SELECT {_COLUMNS} FROM print_job WHERE {where} ORDER BY made_at, id", values
            ).fetchall()
        )
        return [
            PrintJob(job, sale, receipt, copy, JobState(state), bool(settled), made_at, changed_at)
            for job, sale, receipt, copy, state, settled, made_at, changed_at in rows
        ]


def _insert(connection: Connection, job: PrintJob) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO print_job ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (job.id, job.sale, job.receipt, job.copy, job.state.value, job.settled, job.made_at, job.changed_at),
    )


def _move_mark(connection: Connection, seq: int, after_seq: int) -> None:
    connection.exec_driver_sql("UPDATE print_mark SET seq = ? WHERE seq BETWEEN ? AND ?", (seq, after_seq, seq))
