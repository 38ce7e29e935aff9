"""The till's own log: failures that nobody thought of, with where they happened. No digits of a PIN or card get in."""

from __future__ import annotations

import logging
import re
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FILE = "till.log"
LARGEST_LOG_BYTES = 2_000_000
"""Then it is turned over; one old log is kept."""
_DIGITS = re.compile(r"(?<!line )\d(?:[ \-‐–—−]?\d){3,}")
"""Four digits or more, grouped or not: PINs have six, cards twelve and more. Line numbers of a traceback stay."""
_DOTTED = re.compile(r"\d(?:[\s.·_/\-]{0,2}\d){11,}")
_logger = logging.getLogger("fallback_pos")


def without_numbers(text: str) -> str:
    """The text with a mark in place of each number that could be a PIN or a card."""
    return _DIGITS.sub("####", _DOTTED.sub("####", text))


class TillLog:
    """Takes the warnings and errors of the whole process until it is closed. Raises nothing: a till sells without."""

    def __init__(self, folder: Path) -> None:
        self._handler = _Handler(folder / LOG_FILE)
        self._hook_before = threading.excepthook
        self._hook = self._thread_failed
        threading.excepthook = self._hook
        logging.getLogger().addHandler(self._handler)

    def record(self, doing: str, error: BaseException) -> str:
        """Write down what failed, with its traceback. The log's name, or nothing where it could not be written."""
        self._handler.failed = False
        _logger.error(doing, exc_info=error)
        return "" if self._handler.failed else self._handler.shown

    def close(self) -> None:
        logging.getLogger().removeHandler(self._handler)
        if threading.excepthook == self._hook:
            threading.excepthook = self._hook_before
        self._handler.close()

    def _thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        name = failed.thread.name if failed.thread else "?"
        if failed.exc_value is not None:
            self.record(f"the thread {name} failed", failed.exc_value)


class _Handler(RotatingFileHandler):
    """Opens its file, and its folder, at the first line. What it cannot write it says nowhere: the screen is not it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self.failed = False
        self.shown = f"{path.parent.name}/{path.name}"
        self._folder = path.parent
        self.setLevel(logging.WARNING)
        self.setFormatter(_Masked())

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            self.failed = True
        else:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        self.failed = True


class _Masked(logging.Formatter):
    """The moment as it is, everything else without numbers."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{record.levelname} {record.name} {record.getMessage()}"
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return f"{self.formatTime(record)} {without_numbers(text)}"
