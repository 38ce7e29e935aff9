"""The plugs of a virtual printer: in process, on the network, and on a serial line."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from drivers.printers.transports.base import ConnectionLost, Delivery, PrinterStalled, PrinterUnreachable
from drivers.printers.virtual import ConnectionCut, Session, VirtualPrinter
from drivers.virtual_line import VirtualLine

_LOOK_SECONDS = 0.02
_READ_SIZE_BYTES = 4096


class VirtualTransport:
    """The virtual printer inside the till's own process: no port, no cable, the demo's way."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self._printer = printer

    def open(self) -> "VirtualConnection":
        """Connect. Raises PrinterUnreachable while the knob `refuse` is set."""
        if self._printer.knobs.refuse:
            raise PrinterUnreachable(name=self._printer.name, address="this till")
        return VirtualConnection(self._printer)


class VirtualConnection:
    """One open connection; see `drivers.printers.transports.base.Connection`."""

    answers = True

    def __init__(self, printer: VirtualPrinter) -> None:
        self._printer = printer
        self._replies = bytearray()
        self._arrived = threading.Condition()
        self._cut = False
        self._session = printer.connect(self._keep_reply)

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        sent, now = 0, time.monotonic()
        end, stall = now + total_timeout_seconds, now + stall_timeout_seconds
        while sent < len(data):
            if self._cut:
                return Delivery(sent, False, ConnectionLost(name=self._printer.name))
            try:
                taken = self._session.offer(data[sent:])
            except ConnectionCut as cut:
                self._cut = True
                return Delivery(sent + cut.taken_bytes, False, ConnectionLost(name=self._printer.name))
            sent += taken
            now = time.monotonic()
            if taken:
                stall = now + stall_timeout_seconds
            elif now >= min(end, stall):
                return Delivery(sent, False, PrinterStalled(name=self._printer.name))
            else:
                self._printer.wait_for_change(_LOOK_SECONDS)
        return Delivery(sent, True)

    def settled(self, timeout_seconds: float) -> bool:
        """Nothing lies between the till and this printer."""
        del timeout_seconds
        return True

    def read(self, timeout_seconds: float) -> bytes:
        with self._arrived:
            self._arrived.wait_for(lambda: self._replies or self._cut, max(0.0, timeout_seconds))
            if self._cut:
                raise ConnectionLost(name=self._printer.name)
            data = bytes(self._replies)
            self._replies.clear()
            return data

    def close(self) -> None:
        self._session.close()

    def _keep_reply(self, data: bytes) -> None:
        with self._arrived:
            self._replies += data
            self._arrived.notify_all()


class VirtualPrinterServer:
    """The virtual printer on the network, as port 9100 of a real one. `start`, use `port`, `close`."""

    def __init__(self, printer: VirtualPrinter, host: str = "127.0.0.1", port: int = 0) -> None:
        self._printer = printer
        self._address = (host, port)
        self._listener: socket.socket | None = None
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        """The port it listens on, or will listen on again when the knob `refuse` is turned back."""
        return self._address[1]

    def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._listen()
        self._spawn(self._accept_clients)

    def close(self) -> None:
        """Hang up and stop listening."""
        self._closing.set()
        for thread in self._threads:
            thread.join(2.0)
        self._stop_listening()

    def _accept_clients(self) -> None:
        while not self._closing.is_set():
            knobs = self._printer.knobs
            if knobs.refuse:
                self._stop_listening()
                self._printer.wait_for_change(_LOOK_SECONDS)
                continue
            if self._listener is None:
                self._listen()
            if knobs.one_client and self._printer.session_count:
                self._printer.wait_for_change(_LOOK_SECONDS)  # the next one waits in the backlog, connected but mute
                continue
            self._accept_one()

    def _accept_one(self) -> None:
        assert self._listener is not None
        try:
            client, _ = self._listener.accept()
        except TimeoutError:
            return
        client.settimeout(_LOOK_SECONDS)
        session = self._printer.connect(lambda data: _send_reply(client, data))
        self._spawn(lambda: self._serve(client, session))

    def _serve(self, client: socket.socket, session: Session) -> None:
        with contextlib.closing(client), contextlib.closing(session):
            waiting = b""
            while not self._closing.is_set():
                if not waiting and self._printer.room():
                    try:
                        waiting = client.recv(_READ_SIZE_BYTES)
                    except TimeoutError:
                        continue
                    except OSError:
                        return
                    if not waiting:
                        return
                try:
                    waiting = waiting[session.offer(waiting) :]
                except ConnectionCut:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if waiting or not self._printer.room():
                    self._printer.wait_for_change(_LOOK_SECONDS)

    def _listen(self) -> None:
        self._listener = socket.create_server(self._address, backlog=8)
        self._listener.settimeout(_LOOK_SECONDS)
        self._address = self._listener.getsockname()[:2]

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="virtual printer", daemon=True)
        self._threads = [old for old in self._threads if old.is_alive()]
        self._threads.append(thread)
        thread.start()


class VirtualPrinterLine:
    """The virtual printer on a serial line. `plug_in`, point a serial transport at `port`, `close` at the end."""

    def __init__(self, printer: VirtualPrinter, link: Path | None = None) -> None:
        self._printer = printer
        self._line = VirtualLine(printer.name, self._take, link)
        self._session: Session | None = None

    @property
    def port(self) -> str:
        """The serial port to open."""
        return self._line.port

    def plug_in(self) -> None:
        """Appear at `port`."""
        self._session = self._printer.connect(self._reply)
        self._line.plug_in()

    def unplug(self) -> None:
        """Vanish from `port`."""
        session, self._session = self._session, None
        if session:
            session.close()
        self._line.unplug()

    def close(self) -> None:
        """Unplug for good."""
        self.unplug()
        self._line.close()

    def _take(self, data: bytes) -> None:
        """Take what arrived, as slowly as the printer does; meanwhile the line fills up and the till's write waits."""
        while data and (session := self._session) is not None:
            try:
                data = data[session.offer(data) :]
            except ConnectionCut:
                self.unplug()
                return
            if data:
                self._printer.wait_for_change(_LOOK_SECONDS)

    def _reply(self, data: bytes) -> None:
        if self._line.plugged_in:
            self._line.write(data)


def _send_reply(client: socket.socket, data: bytes) -> None:
    """The client may have gone; then nobody misses the answer."""
    with contextlib.suppress(OSError):
        client.sendall(data)
