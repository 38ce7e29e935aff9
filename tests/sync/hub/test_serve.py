"""The hub as a process: its port, TLS, and its end."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sync.hub.serve import PortTaken, serve
from tests.sync.support.certificates import Authority
from tests.sync.support.hubs import sqlite_url

_RUN_WITH_TLS = """
import sys
from pathlib import Path
from sync.hub.serve import serve
serve("127.0.0.1", 0, sys.argv[1], on_listening=lambda url: print(url, flush=True),
      certificate_file=Path(sys.argv[2]), key_file=Path(sys.argv[3]))
"""


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    with taken, pytest.raises(PortTaken, match="Choose another with --port"):
        serve("127.0.0.1", taken.getsockname()[1], sqlite_url(tmp_path))


def test_an_address_that_is_not_ours_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1"):
        serve("192.0.2.1", 0, sqlite_url(tmp_path))


def test_it_speaks_tls_and_ends_cleanly_when_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("hub")
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN_WITH_TLS, sqlite_url(tmp_path), str(certificate), str(key)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("https://127.0.0.1:")
        trusted = ssl.create_default_context(cafile=authority.file)
        assert httpx.get(f"{url}/healthz", verify=trusted, trust_env=False).json() == {"status": "ok"}
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
