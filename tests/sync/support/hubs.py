"""A hub as a real process, and a till that talks to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from sync.hub.app import create_app
from sync.hub.database import open_database
from sync.hub.tills import enrol
from tests.sync.support.journals import ORIGIN

_RUN = """
import sys
from sync.hub.serve import serve
serve("127.0.0.1", int(sys.argv[2]), sys.argv[1], on_listening=lambda url: print(url, flush=True))
"""


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'hub.db'}"


def token_for(database_url: str, store: str = ORIGIN.store, till: str = ORIGIN.till) -> str:
    engine = open_database(database_url)
    try:
        return enrol(engine, store, till)
    finally:
        engine.dispose()


class HubProcess:
    """A hub on 127.0.0.1 that can be killed and started again on the same port."""

    def __init__(self, database_url: str, port: int = 0) -> None:
        self._database_url = database_url
        self._port = port
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, self._database_url, str(self._port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise AssertionError(self._process.stderr.read())
        self._port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """(exit status, what it wrote to stderr)."""
        assert self._process is not None
        self._process.send_signal(number)
        _, errors = self._process.communicate(timeout=30)
        status = self._process.returncode
        self._process = None
        return status, errors

    @property
    def runs(self) -> bool:
        return self._process is not None


@contextmanager
def served(database_url: str) -> Iterator[httpx.Client]:
    """A hub on a thread of this process, and a client for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(database_url), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            base = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)


@contextmanager
def hub_process(database_url: str) -> Iterator[HubProcess]:
    hub = HubProcess(database_url)
    hub.start()
    try:
        yield hub
    finally:
        if hub.runs:
            hub.kill()


def held_by(hub: HubProcess, token: str) -> dict[str, object]:
    """The hub's own word about what it holds of the test till."""
    path = f"{hub.url}/v1/tills/{ORIGIN.store}/{ORIGIN.till}/head"
    answer = httpx.get(path, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    answer.raise_for_status()
    found: dict[str, object] = answer.json()
    return found
