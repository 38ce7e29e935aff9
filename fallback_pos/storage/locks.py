"""One writer a file: a lock that the operating system lets go of when the process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import IO

from fallback_pos.errors import TillError

TILL_LOCK = "till.lock"
TRIES = 10
PAUSE_SECONDS = 0.02


class TillAlreadyRunning(TillError):
    sentence = (
        "Another till is already open on {folder} (process {process}). Use that one, or close it first; two at once "
        "would number receipts twice."
    )


class FolderNotWritable(TillError):
    sentence = (
        "Nothing can be written in {folder}: {reason}. Give this user the right to write there, or choose another "
        "folder with --data."
    )


class WriterLock:
    """Held from `take` until `release` or the end of the process. Safe against kill -9 and stale files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """True when this process holds the lock afterwards; False when another one does. Raises FolderNotWritable.

        Somebody who only asks whether it is held has it for a moment, so it is tried a few times.
        """
        file = self._open()
        for _ in range(TRIES):
            if _locked(file.fileno()):
                break
            time.sleep(PAUSE_SECONDS)
        else:
            file.close()
            return False
        if not self._is_the_file_at_its_path(file):
            file.close()
            return self.take()
        self._file = file
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same, only nameless
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        return True

    def probe(self) -> bool:
        """True when nobody else holds the lock; it is free again afterwards, and names the holder of before."""
        with self._open() as file:
            return _locked(file.fileno())

    def holder(self) -> str:
        """The process id that took the lock last, as text, for sentences; "unknown" when it is not readable."""
        with contextlib.suppress(OSError):
            return self.path.read_text(encoding="ascii").strip() or "unknown"
        return "unknown"

    def release(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # a name that did not fit on the disk is still in the buffer
                self._file.close()
            self._file = None

    def _open(self) -> IO[str]:
        try:
            return self.path.open("a+", encoding="ascii")
        except OSError as error:
            raise FolderNotWritable(folder=str(self.path.parent), reason=error.strerror or str(error)) from error

    def _is_the_file_at_its_path(self, file: IO[str]) -> bool:
        """Somebody may have deleted the file, and another one made it anew, between opening and locking it."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock file at this moment."""
    if not path.exists():
        return False
    return not WriterLock(path).probe()


def take_till_lock(data_dir: Path) -> WriterLock:
    """The lock of whoever writes the journal of a data directory. Raises TillAlreadyRunning, FolderNotWritable."""
    lock = WriterLock(data_dir / TILL_LOCK)
    if not lock.take():
        raise TillAlreadyRunning(folder=str(data_dir), process=lock.holder())
    return lock


def _locked(descriptor: int) -> bool:
    try:
        _lock(descriptor)
    except OSError:
        return False
    return True


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
