"""Running the hub as a process: one listening socket, a clean end on SIGTERM and SIGINT."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from sync.errors import SyncError
from sync.hub.app import create_app

GRACE_SECONDS = 10
_BACKLOG = 128
_MOST_REQUESTS_AT_ONCE = 256


class PortTaken(SyncError):
    sentence = "The hub cannot listen on {host} port {port}: {detail}. Choose another with --port."


def serve(
    host: str,
    port: int,
    database_url: str,
    *,
    on_listening: Callable[[str], None] = lambda url: None,
    certificate_file: Path | None = None,
    key_file: Path | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish running requests and return.

    `on_listening` hears the address, with the real port where 0 was asked for, as soon as connections are taken.
    Raises PortTaken, BadDatabaseUrl, HubIsNewer, or SQLAlchemyError where the database does not answer.
    """
    listener = _listen(host, port)
    try:
        app = create_app(database_url)
    except BaseException:
        listener.close()
        raise
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=_MOST_REQUESTS_AT_ONCE,
        ssl_certfile=None if certificate_file is None else str(certificate_file),
        ssl_keyfile=None if key_file is None else str(key_file),
    )
    # uvicorn raises the signal that ended it again, for the handlers that were there before: these make it an exit 0.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: None)
    scheme = "https" if certificate_file else "http"
    shown_host = f"[{host}]" if ":" in host else host
    on_listening(f"{scheme}://{shown_host}:{listener.getsockname()[1]}")
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP: asyncio turns Nagle's delay off only for those."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere it would let a second hub take the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise PortTaken(host=host, port=port, detail=error.strerror or str(error)) from error
    return listener
