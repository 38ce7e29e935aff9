"""Asks a printer how it is, and believes only well-formed answers.

Sources: Epson's ESC/POS reference for DLE EOT, GS r, GS ( H and the automatic status that may come in between. Each
kind of answer has fixed bits that tell it from the others; what fits none is ignored, never taken for "fine".
"""

import time
from dataclasses import dataclass
from typing import Literal

from drivers.faults import DriverError
from drivers.printers.transports.base import Connection

PaperState = Literal["ok", "near_end", "out", "unknown"]

_PROCESS_ID_HEADER = b"\x37\x22"
_PROCESS_ID_ANSWER_BYTES = 7
_AUTOMATIC_STATUS_BYTES = 4
_LONGEST_HEARD_BYTES = 4096


class PaperOut(DriverError):
    """No paper; the printer holds what it gets."""

    sentence = "{name} is out of paper. Put in a new roll; printing goes on by itself."


class PaperNearEnd(DriverError):
    """The roll's end is near; printing still works."""

    sentence = "{name} is almost out of paper. Have a new roll ready."


class CoverOpen(DriverError):
    """The lid is up."""

    sentence = "The cover of {name} is open. Close it; printing goes on by itself."


class CutterJammed(DriverError):
    """The knife is stuck."""

    sentence = "The cutter of {name} is stuck. Open the cover, free the paper and close it."


class PrinterBroken(DriverError):
    """An error that the printer cannot recover from."""

    sentence = "{name} reports an error that it cannot repair. Switch it off and on; if it stays, call IT."


class PrinterOffline(DriverError):
    """Offline without saying why."""

    sentence = "{name} is offline. Check its buttons and its cover."


class PrinterSilent(DriverError):
    """Connected, but it answers no question."""

    sentence = "{name} takes data but does not answer, so receipts cannot be confirmed. Look at the paper."


class PrinterFellSilent(DriverError):
    """It has answered before, and does not now: what is sent to it might be printed, or kick the drawer, much later."""

    sentence = (
        "{name} has stopped answering. Receipts wait. Switch it off and on; if it stays silent, restart the till."
    )


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """What a printer says about itself. `answered` False: it said nothing, and the rest means nothing.

    drawer_signal: the raw level of the drawer's sensor; which level means open differs by drawer."""

    answered: bool
    online: bool = True
    paper: PaperState = "unknown"
    cover_open: bool = False
    cutter_error: bool = False
    fatal_error: bool = False
    drawer_signal: bool | None = None

    def obstacle(self, name: str) -> DriverError | None:
        """Why this printer would not print now, or None. A printer that does not answer is given the benefit."""
        if not self.answered:
            return None
        if self.paper == "out":
            return PaperOut(name=name)
        if self.cover_open:
            return CoverOpen(name=name)
        if self.cutter_error:
            return CutterJammed(name=name)
        if self.fatal_error:
            return PrinterBroken(name=name)
        return None if self.online else PrinterOffline(name=name)

    def warning(self, name: str) -> DriverError | None:
        """What somebody should see to soon, or None."""
        return PaperNearEnd(name=name) if self.answered and self.paper == "near_end" else None


SILENT = PrinterHealth(answered=False)


class LateAnswers:
    """Remembers, for one printer across its connections, that an answer may still be on its way.

    The answers to DLE EOT 1 to 4 look alike. One that comes late would be taken for the answer to the next question,
    that one's for the one after, and "paper" would be read from the byte that says "no error". So after an unanswered
    question nothing is asked for `wait_seconds`, and whatever came meanwhile is thrown away.
    """

    def __init__(self, wait_seconds: float = 2.0) -> None:
        self._wait_seconds = wait_seconds
        self._unanswered_at: float | None = None

    @property
    def expected(self) -> bool:
        """True while a question now could get an older one's answer."""
        return self._unanswered_at is not None and time.monotonic() - self._unanswered_at < self._wait_seconds

    def note_unanswered(self) -> None:
        """A question has just been given up."""
        self._unanswered_at = time.monotonic()


class StatusDialogue:
    """Questions and answers over one connection. Answers to older questions are kept apart or thrown away."""

    def __init__(self, connection: Connection, late_answers: LateAnswers) -> None:
        self._connection = connection
        self._late_answers = late_answers
        self._heard = bytearray()
        self._real_time: list[int] = []
        self._ordered: list[int] = []
        self._process_ids: set[bytes] = set()

    def health(self, timeout_seconds: float) -> PrinterHealth:
        """DLE EOT 1 to 4, each answered within `timeout_seconds`, else SILENT; SILENT also, without asking, while late
        answers may be on their way. Raises ConnectionLost."""
        if not self._connection.answers or self._late_answers.expected:
            return SILENT
        answers = []
        for number in (1, 2, 3, 4):
            answer = self._ask_real_time(number, timeout_seconds)
            if answer is None:
                self._late_answers.note_unanswered()
                return SILENT
            answers.append(answer)
        printer, offline_cause, error_cause, paper = answers
        return PrinterHealth(
            answered=True,
            online=not printer & 0x08,
            paper="out" if paper & 0x60 else ("near_end" if paper & 0x0C else "ok"),
            cover_open=bool(offline_cause & 0x04),
            cutter_error=bool(error_cause & 0x08),
            fatal_error=bool(error_cause & 0x20),
            drawer_signal=bool(printer & 0x04),
        )

    def ask_process_id(self, process_id: bytes, timeout_seconds: float) -> bool:
        """Send GS ( H: the printer answers when everything before it has been worked off. True when it was sent."""
        question = b"\x1d(H\x06\x000" + b"0" + process_id
        return self._connection.write(question, timeout_seconds, timeout_seconds).complete

    def process_id_answered(self, process_id: bytes, timeout_seconds: float) -> bool:
        """Listen for the answer to `ask_process_id`. Raises ConnectionLost."""
        end = time.monotonic() + timeout_seconds
        while process_id not in self._process_ids:
            remaining = end - time.monotonic()
            if remaining <= 0:
                return False
            self._listen(remaining)
        return True

    def ask_paper_in_order(self, timeout_seconds: float) -> bool:
        """Send GS r 1, which is answered in order with the data. True when it was sent."""
        self._listen(0)
        self._ordered.clear()
        return self._connection.write(b"\x1dr\x01", timeout_seconds, timeout_seconds).complete

    def paper_in_order(self, timeout_seconds: float) -> PaperState | None:
        """Listen for the answer to `ask_paper_in_order`; None when it does not come. Raises ConnectionLost."""
        end = time.monotonic() + timeout_seconds
        while not self._ordered:
            remaining = end - time.monotonic()
            if remaining <= 0:
                return None
            self._listen(remaining)
        answer = self._ordered.pop(0)
        return "out" if answer & 0x0C else ("near_end" if answer & 0x03 else "ok")

    def _ask_real_time(self, number: int, timeout_seconds: float) -> int | None:
        self._listen(0)
        self._real_time.clear()
        question = bytes([0x10, 0x04, number])
        if not self._connection.write(question, timeout_seconds, timeout_seconds).complete:
            return None
        end = time.monotonic() + timeout_seconds
        while not self._real_time:
            remaining = end - time.monotonic()
            if remaining <= 0:
                return None
            self._listen(remaining)
        return self._real_time.pop(0)

    def _listen(self, timeout_seconds: float) -> None:
        self._heard += self._connection.read(timeout_seconds)
        self._sort_heard()
        del self._heard[:-_LONGEST_HEARD_BYTES]

    def _sort_heard(self) -> None:
        """Tell the answers apart by their fixed bits; an answer that is not complete yet stays for the next time."""
        while self._heard:
            first = self._heard[0]
            if first == _PROCESS_ID_HEADER[0]:
                length = _PROCESS_ID_ANSWER_BYTES
                if len(self._heard) < length:
                    return
                if self._heard[:2] == _PROCESS_ID_HEADER:
                    self._process_ids.add(bytes(self._heard[2:6]))
            elif first & 0x93 == 0x10:
                length = _AUTOMATIC_STATUS_BYTES
                if len(self._heard) < length:
                    return
            else:
                length = 1
                if first & 0x93 == 0x12:
                    self._real_time.append(first)
                elif first & 0x90 == 0:
                    self._ordered.append(first)
            del self._heard[:length]
