"""Starting, killing and waiting for real processes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[3]


def wait_until(condition: Callable[[], bool], what: str, deadline_seconds: float = 90) -> None:
    """Look again and again until the condition holds; AssertionError when the time is up."""
    pause = threading.Event()
    end = time.monotonic() + deadline_seconds
    while not condition():
        assert time.monotonic() < end, f"waited {deadline_seconds} s in vain until {what}"
        pause.wait(0.05)


class AgentProcess:
    """An agent over a data directory, killed and started as often as a test likes."""

    def __init__(self, data_dir: Path, url: str, token: str) -> None:
        self._arguments = [str(data_dir), url, token]
        self._status_file = data_dir / "agent-status.json"
        self._output_file = data_dir.parent / "agent.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._output_file.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.sync.support.agent_main", *self._arguments],
                cwd=PROJECT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        status = self._process.wait(30)
        self._process = None
        return status

    def kill(self) -> None:
        if self._process is not None:
            self.end(signal.SIGKILL)

    def status(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._status_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    @property
    def output(self) -> str:
        return self._output_file.read_text(encoding="utf-8")
