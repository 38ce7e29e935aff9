"""A serial line without metal: a pseudo-terminal whose one end any serial driver opens and whose other end a virtual
device holds. It can be unplugged and comes back under another name, as USB adapters do; a link keeps a stable name.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from pathlib import Path

from drivers.faults import DriverError

_READ_SIZE_BYTES = 4096


class VirtualLineUnavailable(DriverError):
    """This operating system has no pseudo-terminals."""

    sentence = "Virtual serial devices need Linux or macOS. Use the virtual printer on the network instead."


class VirtualLineUnplugged(DriverError):
    """The line is unplugged at the moment."""

    sentence = "{name} is unplugged. Plug it in first."


class VirtualLine:
    """One virtual serial line. Thread-safe; `plug_in` before use, `close` at the end.

    on_bytes is called on the line's own thread with what the till's driver wrote.
    link: a path that always points to the current end, like /dev/serial/by-id; None for no link.
    """

    def __init__(self, name: str, on_bytes: Callable[[bytes], None] | None = None, link: Path | None = None) -> None:
        self._name = name
        self._on_bytes = on_bytes
        self._link = link
        self._lock = threading.Lock()
        self._controller: int | None = None
        self._terminal: int | None = None
        self._path = ""
        self._reader: threading.Thread | None = None
        self._wake_read, self._wake_write = os.pipe()

    @property
    def port(self) -> str:
        """What a serial driver opens: the stable link if there is one, else the pseudo-terminal itself."""
        return str(self._link) if self._link else self._path

    @property
    def plugged_in(self) -> bool:
        """True between `plug_in` and `unplug`."""
        return self._controller is not None

    def plug_in(self) -> None:
        """Appear under a (new) name. Raises VirtualLineUnavailable on systems without pseudo-terminals."""
        if self.plugged_in:
            return
        try:
            import tty
        except ImportError as error:
            raise VirtualLineUnavailable from error
        self._controller, self._terminal = os.openpty()
        tty.setraw(self._terminal)
        os.set_blocking(self._controller, False)
        self._path = os.ttyname(self._terminal)
        if self._link:
            self._point_link_at(self._path)
        if self._on_bytes:
            self._reader = threading.Thread(target=self._read_loop, args=(self._controller,), daemon=True)
            self._reader.start()

    def unplug(self) -> None:
        """Vanish, as when somebody trips over the cable."""
        with self._lock:
            controller, terminal = self._controller, self._terminal
            self._controller = self._terminal = None
        if controller is None or terminal is None:
            return
        if self._reader and self._reader is not threading.current_thread():
            os.write(self._wake_write, b"!")
            self._reader.join(2.0)
            os.read(self._wake_read, 1)
        self._reader = None
        os.close(terminal)
        os.close(controller)
        if self._link:
            self._link.unlink(missing_ok=True)

    def close(self) -> None:
        """Unplug for good."""
        self.unplug()
        if self._wake_read >= 0:
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._wake_read = self._wake_write = -1

    def write(self, data: bytes, timeout_seconds: float = 2.0) -> int:
        """Send `data` to the till's driver; the number of bytes that fitted before the time-out.

        Raises VirtualLineUnplugged."""
        deadline = time.monotonic() + timeout_seconds
        sent = 0
        while sent < len(data):
            with self._lock:
                if self._controller is None:
                    raise VirtualLineUnplugged(name=self._name)
                try:
                    sent += os.write(self._controller, data[sent:])
                    continue
                except BlockingIOError:
                    controller = self._controller
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not select.select([], [controller], [], remaining)[1]:
                break
        return sent

    def _read_loop(self, controller: int) -> None:
        while self._controller == controller:
            readable, _, _ = select.select([controller, self._wake_read], [], [])
            if self._wake_read in readable:
                return
            try:
                data = os.read(controller, _READ_SIZE_BYTES)
            except OSError:
                return
            if data and self._on_bytes:
                self._on_bytes(data)

    def _point_link_at(self, path: str) -> None:
        assert self._link is not None
        fresh = self._link.with_name(self._link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(path)
        fresh.replace(self._link)
