"""A printer without metal, which behaves like one: it prints onto virtual paper, answers questions, and fails on order.

A product, not a test double: the demo shop prints on it and drills break it. Answers follow Epson's ESC/POS reference.
"""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from drivers.printers.interpreter import Interpreter, Question
from drivers.printers.paper import DrawerKick, Paper, PaperCut, PaperElement, PaperLine
from drivers.printers.profiles import PrinterProfile, profile_named
from drivers.printers.virtual_knobs import Knobs, automatic_status, identity, ordered_status, real_time_status

_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])|\x10\x14\x01([\x00\x01])([\x01-\x08])")
_LONGEST_REAL_TIME_BYTES = 5


class ConnectionCut(Exception):
    """The knob `cut_after_bytes` has struck: the front end breaks its connection. `taken_bytes` came in before."""

    def __init__(self, taken_bytes: int) -> None:
        super().__init__(taken_bytes)
        self.taken_bytes = taken_bytes


class VirtualPrinter:
    """The printer itself, without a plug: front ends open `Session`s on it. Thread-safe.

    on_paper(Paper): called when a receipt is cut off, with everything since the last cut; where the model has no knife,
    when the connection that brought it ends.
    on_kick(DrawerKick): called for each drawer pulse.
    Both run on the thread whose bytes caused them and must not wait for another thread.
    """

    def __init__(
        self,
        profile: PrinterProfile | None = None,
        on_paper: Callable[[Paper], None] | None = None,
        on_kick: Callable[[DrawerKick], None] | None = None,
        knobs: Knobs | None = None,
        name: str = "virtual printer",
    ) -> None:
        self.name = name
        self.profile = profile or profile_named("epson-tm-t88")
        self._on_paper = on_paper
        self._on_kick = on_kick
        self._knobs = knobs or Knobs()
        self._interpreter = Interpreter(self.profile.columns, self.profile.starts_in_chinese)
        self._changed = threading.Condition()
        self._working_off = threading.RLock()
        self._elements: list[PaperElement] = []
        self._receipts: list[Paper] = []
        self._sessions: list[Session] = []
        self._asking: Session | None = None
        self._automatic_status = False

    @property
    def knobs(self) -> Knobs:
        """How the knobs stand."""
        return self._knobs

    def turn(self, **changes: object) -> None:
        """Turn knobs by name. Repairing what stopped it makes it go on with what it holds."""
        with self._changed:
            self._knobs = replace(self._knobs, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
        self._push_automatic_status()
        self._work_off()

    @property
    def receipts(self) -> tuple[Paper, ...]:
        """Everything cut off so far."""
        with self._changed:
            return tuple(self._receipts)

    @property
    def paper(self) -> Paper:
        """What hangs out of the printer, not cut off yet."""
        with self._changed:
            return self._as_paper(self._elements)

    def connect(self, on_reply: Callable[[bytes], None]) -> "Session":
        """Open a session; answers go to `on_reply`, on whatever thread they arise."""
        session = Session(self, on_reply)
        with self._changed:
            self._sessions.append(session)
            self._changed.notify_all()
        return session

    def wait_for_change(self, timeout_seconds: float) -> None:
        """Return when a knob was turned or a session came or went, or after the time-out."""
        with self._changed:
            self._changed.wait(timeout_seconds)

    def serves(self, session: "Session") -> bool:
        """False for all but the first session while `one_client` is set."""
        with self._changed:
            return not self._knobs.one_client or self._sessions[:1] == [session]

    @property
    def session_count(self) -> int:
        """Sessions open now."""
        with self._changed:
            return len(self._sessions)

    def room(self) -> int:
        """Bytes that it takes now without a wait."""
        if self._knobs.busy:
            return 0
        return max(0, self._knobs.buffer_bytes - self._interpreter.waiting_bytes)

    def _receive(self, session: "Session", data: bytes) -> None:
        with self._changed:
            self._asking = session
            left = self._knobs.cut_after_bytes
            taken = data if left is None else data[:left]
            if left is not None:
                self._knobs = replace(self._knobs, cut_after_bytes=left - len(taken))
            self._interpreter.feed(taken)
        self._work_off()
        if left is not None and left <= len(data):
            self.turn(cut_after_bytes=None)
            raise ConnectionCut(len(taken))

    def _work_off(self) -> None:
        """Print what lies in the buffer, one event at a time, until it is empty or something stops it."""
        with self._working_off:
            while True:
                with self._changed:
                    event = self._interpreter.next_event() if self._knobs.can_print else None
                    self._changed.notify_all()
                if event is None:
                    return
                if isinstance(event, Question):
                    self._answer(event)
                else:
                    self._put_on_paper(event)

    def _put_on_paper(self, element: PaperElement) -> None:
        receipt: Paper | None = None
        with self._changed:
            self._elements.append(element)
            if isinstance(element, PaperCut):
                receipt = self._as_paper(self._elements)
                self._receipts.append(receipt)
                self._elements = []
            if isinstance(element, PaperLine):
                self._use_up_a_line()
        if receipt and self._on_paper:
            self._on_paper(receipt)
        if isinstance(element, DrawerKick) and self._on_kick:
            self._on_kick(element)

    def _use_up_a_line(self) -> None:
        left = self._knobs.lines_until_paper_out
        if left is None:
            return
        paper = "out" if left <= 1 else self._knobs.paper
        self._knobs = replace(self._knobs, lines_until_paper_out=left - 1 if left > 1 else None, paper=paper)

    def _as_paper(self, elements: list[PaperElement]) -> Paper:
        return Paper(tuple(elements), self.profile.columns, self.profile.dots_width)

    def _forget(self, session: "Session") -> None:
        with self._changed:
            if session in self._sessions:
                self._sessions.remove(session)
            self._changed.notify_all()
            torn_off = self._as_paper(self._elements) if self.profile.cut == "none" and self._elements else None
            if torn_off:
                self._receipts.append(torn_off)
                self._elements = []
        if torn_off and self._on_paper:
            self._on_paper(torn_off)

    def _answer(self, question: Question) -> None:
        argument = question.argument[:1]
        if question.command == "H" and self.profile.process_id:
            self._reply(b"\x37\x22" + question.argument + b"\x00")
        elif question.command == "r":
            self._reply(ordered_status(self._knobs, argument))
        elif question.command == "I":
            self._reply(identity(self.profile.name, argument))
        elif question.command == "a":
            self._automatic_status = argument != b"\x00"
            self._push_automatic_status()

    def _answer_real_time(self, number: int) -> None:
        self._reply(real_time_status(self._knobs, number))

    def _push_automatic_status(self) -> None:
        if self._automatic_status:
            self._reply(automatic_status(self._knobs))

    def _reply(self, data: bytes) -> None:
        session, knobs = self._asking, self._knobs
        if knobs.mute or session is None:
            return
        if knobs.reply_delay_seconds > 0:
            timer = threading.Timer(knobs.reply_delay_seconds, session.reply, (data,))
            timer.daemon = True
            timer.start()
        else:
            session.reply(data)

    def _real_time_command(self, match: "re.Match[bytes]") -> None:
        """DLE EOT is answered and DLE DC4 acted on at once, even from within other data, as printers do."""
        if match[1]:
            self._answer_real_time(match[1][0])
        else:
            kick = DrawerKick(5 if match[2] == b"\x01" else 2, match[3][0] * 100, match[3][0] * 100)
            self._put_on_paper(kick)


class Session:
    """One connection to the virtual printer. One thread offers bytes; answers come on any thread."""

    def __init__(self, printer: VirtualPrinter, on_reply: Callable[[bytes], None]) -> None:
        self._printer = printer
        self._on_reply = on_reply
        self._open = True
        self._tail = b""
        self._earned_at = time.monotonic()

    def offer(self, data: bytes) -> int:
        """Hand over bytes; how many were taken (0: not now). Raises ConnectionCut."""
        if not self._open or not self._printer.serves(self):
            return 0
        taken = data[: min(self._printer.room(), self._allowance(len(data)))]
        if taken:
            self._watch_for_real_time(taken)
            self._printer._receive(self, taken)
        return len(taken)

    def reply(self, data: bytes) -> None:
        """Give an answer to the other side, unless it has gone."""
        if self._open:
            self._on_reply(data)

    def close(self) -> None:
        """The other side has gone."""
        self._open = False
        self._printer._forget(self)

    def _allowance(self, wanted: int) -> int:
        """Bytes that the knob `bytes_per_second` allows by now."""
        speed = self._printer.knobs.bytes_per_second
        now = time.monotonic()
        if speed is None:
            self._earned_at = now
            return wanted
        allowed = int((now - self._earned_at) * speed)
        if allowed > 0:
            self._earned_at = now
        return min(wanted, allowed)

    def _watch_for_real_time(self, data: bytes) -> None:
        """Commands may be cut between two pieces: the tail of the last one is looked at again."""
        self._printer._asking = self
        seen = self._tail + data
        end = 0
        for match in _REAL_TIME.finditer(seen):
            self._printer._real_time_command(match)
            end = match.end()
        self._tail = seen[max(end, len(seen) - _LONGEST_REAL_TIME_BYTES + 1) :]
