"""Print jobs and what becomes of them, as values."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from drivers.faults import DriverError, Fault
from drivers.printers.document import Document


class JobState(StrEnum):
    """queued: nothing has been sent, it waits (the reason says for what). sending: bytes are on their way.
    sent: every byte was taken, and this printer cannot prove more, or has not yet. confirmed: the printer said so.
    unknown: some bytes were taken and then no more can be said; never sent again by itself.
    failed: nothing was printed and it will not be tried again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Evidence(StrEnum):
    """What a confirmation rests on, best first: the job's own number came back (GS ( H); a question behind the data
    was answered (GS r); the printer was well before and after (DLE EOT)."""

    PROCESS_ID = "process_id"
    STATUS_IN_ORDER = "status_in_order"
    STATUS_BEFORE_AND_AFTER = "status_before_and_after"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One receipt. `content` is a document, or bytes that are sent as they are. `id` is the caller's."""

    id: str
    content: Document | bytes
    kick_drawer: bool = False


@dataclass(frozen=True, slots=True)
class JobReport:
    """A job's state at an aware UTC time. `final`: no other report about this job will follow.
    `warnings`: what had to be given up on this printer, such as characters that it cannot show."""

    job_id: str
    state: JobState
    final: bool = False
    reason: Fault | None = None
    evidence: Evidence | None = None
    warnings: tuple[Fault, ...] = ()
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class JobCancelled(DriverError):
    """Taken out of the queue before anything was sent."""

    sentence = "This receipt was taken off the printer's queue. Print it again from the sale if it is needed."


class PrinterGaveUp(DriverError):
    """It waited too long with nothing sent."""

    sentence = "{name} could not print this receipt for {waited_minutes} minutes. Print it again from the sale."


class PrinterQueueFull(DriverError):
    """More jobs wait than a till produces in a day's outage."""

    sentence = "{limit} receipts are waiting for {name}, so this one was not added. Print it later from the sale."


class CutOffMidway(DriverError):
    """Some bytes were taken, then the way failed."""

    sentence = "{name} took only a part of this receipt. Look at the paper: print a copy if it is not whole."


class StoppedMidway(DriverError):
    """Paper ran out or the cover was opened after the printer had the receipt; `problem` names which."""

    sentence = "{name} stopped before the end of this receipt. It goes on by itself once repaired; do not reprint."


class NeverConfirmed(DriverError):
    """All was taken, the printer used to answer, and fell silent."""

    sentence = "{name} took this receipt, then stopped answering. Look at the paper: print a copy if it is not whole."


class RenderingFailed(DriverError):
    """A bug while making the bytes; nothing was sent."""

    sentence = "This receipt could not be prepared for {name} ({detail}). Tell IT; the sale itself is safe."
