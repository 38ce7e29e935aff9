"""One writer a file: a lock that the operating system lets go of when the process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO

from fallback_pos.errors import TillError

TILL_LOCK = "till.lock"


class TillAlreadyRunning(TillError):
    sentence = (
        "Another till is already open on {folder} (process {process}). Use that one, or close it first; two at once "
        "would number receipts twice."
    )


class WriterLock:
    """Held from `take` until `release` or the end of the process. Safe against kill -9 and stale files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """True when this process holds the lock afterwards; False when another one does."""
        file = self.path.open("a+", encoding="ascii")
        try:
            _lock(file.fileno())
        except OSError:
            file.close()
            return False
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return True

    def probe(self) -> bool:
        """True when nobody else holds the lock; it is free again afterwards, and names the holder of before."""
        with self.path.open("a+", encoding="ascii") as file:
            try:
                _lock(file.fileno())
            except OSError:
                return False
        return True

    def holder(self) -> str:
        """The process id that took the lock last, as text, for sentences; "unknown" when it is not readable."""
        with contextlib.suppress(OSError):
            return self.path.read_text(encoding="ascii").strip() or "unknown"
        return "unknown"

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock file at this moment."""
    if not path.exists():
        return False
    return not WriterLock(path).probe()


def take_till_lock(data_dir: Path) -> WriterLock:
    """The lock of whoever writes the journal of a data directory. Raises TillAlreadyRunning."""
    lock = WriterLock(data_dir / TILL_LOCK)
    if not lock.take():
        raise TillAlreadyRunning(folder=str(data_dir), process=lock.holder())
    return lock


if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int) -> None:
        # Far beyond the text, because a locked region cannot be read by others on Windows.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
