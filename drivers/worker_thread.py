"""The thread of one device: started once, stopped with a deadline, and never ended by somebody else's mistake."""

import threading
from collections.abc import Callable

from drivers.faults import UnexpectedFailure


class WorkerThread:
    """Runs `step` again and again until stopped. What `step` lets through is given to `on_unexpected`, and the loop
    goes on after `pause_seconds`: a bug in one device's path must not silence that device for the rest of the day.
    `wake` is called by `stop`, for steps that wait on something of their own."""

    def __init__(
        self,
        name: str,
        step: Callable[[], None],
        on_unexpected: Callable[[UnexpectedFailure], None],
        pause_seconds: float = 1.0,
        wake: Callable[[], None] | None = None,
    ) -> None:
        self._name = name
        self._step = step
        self._on_unexpected = on_unexpected
        self._pause_seconds = pause_seconds
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; a second call raises RuntimeError."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> bool:
        """Ask the thread to end; True when it has ended within `timeout_seconds`."""
        self._stopping.set()
        if self._wake:
            self._wake()
        if not self._thread.is_alive():
            return True
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """True once `stop` was called; steps look at it between their waits."""
        return self._stopping.is_set()

    def pause(self, seconds: float) -> None:
        """Wait inside a step, cut short by `stop`."""
        self._stopping.wait(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - the outermost boundary of a device's thread, reported as a fault
                self._on_unexpected(UnexpectedFailure(name=self._name, detail=f"{type(error).__name__}: {error}"))
                self._stopping.wait(self._pause_seconds)
