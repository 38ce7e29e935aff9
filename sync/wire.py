"""One HTTP request at a time, with a limit on everything, whose outcome is a value: an answer or what failed.

httpx's own time-outs are per read, so a server that sends a byte a second would never run into one. A watchdog shuts
the socket down when the whole exchange has taken too long, or when the agent is told to end.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from sync.errors import SyncError
from sync.faults import (
    AnswerTooLong,
    ConnectionLost,
    NameNotFound,
    NoAnswerInTime,
    NoConnection,
    TlsClock,
    TlsFailed,
    WireFault,
)

_CERTIFICATE_NOT_YET_VALID = 9
_CERTIFICATE_EXPIRED = 10
_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadAddress(SyncError):
    sentence = "“{url}” is not an address of a central system. It begins with http:// or https:// and names a host."


class BadTlsFile(SyncError):
    sentence = "The certificate or key file {path} cannot be used: {detail}. Check the replay settings."


def read_address(url: str) -> httpx.URL:
    """The address of a service. Raises BadAddress."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise BadAddress(url=url) from error
    if address.scheme not in _DEFAULT_PORTS or not address.host or not 0 < (address.port or 1) < 65_536:
        raise BadAddress(url=url)
    return address


@dataclass(frozen=True, slots=True)
class WireSettings:
    """Limits, and who is trusted. With a `ca_file` only that authority is trusted, otherwise the system's."""

    connect_timeout_seconds: float = 5.0
    read_timeout_seconds: float = 15.0
    total_timeout_seconds: float = 30.0
    max_answer_bytes: int = 1_000_000
    ca_file: Path | None = None
    client_certificate_file: Path | None = None
    client_key_file: Path | None = None
    proxy_url: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime

    @property
    def server_time(self) -> datetime:
        """The server's Date, or the till's clock where it sent none that can be read."""
        try:
            at = parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError):
            return self.received_at
        return at if at.tzinfo else at.replace(tzinfo=UTC)


class Wire:
    """A connection to one host, kept open between requests. Used by one thread; `abort` may come from any."""

    def __init__(self, url: str, settings: WireSettings) -> None:
        """Raises BadAddress, or BadTlsFile where a named file cannot be loaded."""
        self.url = read_address(url)
        self.host = self.url.host
        self._settings = settings
        self._watch = _SocketWatch()
        self._client = httpx.Client(
            verify=_tls(settings),
            follow_redirects=False,
            trust_env=False,
            proxy=settings.proxy_url,
            timeout=httpx.Timeout(settings.read_timeout_seconds, connect=settings.connect_timeout_seconds),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )

    def request(
        self, method: str, headers: Mapping[str, str], content: bytes | None = None, url: httpx.URL | None = None
    ) -> Answer | WireFault:
        """Send and read the whole answer. Redirects are answers like any other; they are not followed."""
        try:
            with self._watch.limited_to(self._settings.total_timeout_seconds):
                return self._exchange(method, url or self.url, headers, content)
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            return self._fault_of(error)

    def abort(self) -> None:
        """End a running request, which then reports a fault; without one, do nothing."""
        self._watch.shut_down()

    def close(self) -> None:
        self._client.close()

    def _exchange(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None
    ) -> Answer | WireFault:
        headers = {"Accept-Encoding": "identity", "User-Agent": "fallback-pos", **headers}
        extensions = {"trace": self._watch.trace}
        limit_bytes = self._settings.max_answer_bytes
        with self._client.stream(method, url, headers=headers, content=content, extensions=extensions) as response:
            body = bytearray()
            for part in response.iter_raw():
                body += part
                if len(body) > limit_bytes:
                    return AnswerTooLong(host=self.host, limit_bytes=limit_bytes)
            return Answer(response.status_code, _lower(response.headers), bytes(body), datetime.now(UTC))

    def _fault_of(self, error: Exception) -> WireFault:
        """What failed, found in the chain of causes that httpx wraps."""
        for cause in _causes(error):
            if isinstance(cause, socket.gaierror):
                return NameNotFound(host=self.host)
            if isinstance(cause, ssl.SSLError):
                return self._tls_fault(cause)
        port = self.url.port or _DEFAULT_PORTS[self.url.scheme]
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
            return NoConnection(host=self.host, port=port)
        if self._watch.timed_out:
            return NoAnswerInTime(host=self.host, seconds=f"{self._settings.total_timeout_seconds:g}")
        if isinstance(error, httpx.TimeoutException):
            return NoAnswerInTime(host=self.host, seconds=f"{self._settings.read_timeout_seconds:g}")
        return ConnectionLost(host=self.host)

    def _tls_fault(self, error: ssl.SSLError) -> WireFault:
        code = getattr(error, "verify_code", None)
        if code in {_CERTIFICATE_NOT_YET_VALID, _CERTIFICATE_EXPIRED}:
            return TlsClock(host=self.host, clock=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))
        detail = getattr(error, "verify_message", None) or error.reason or "the connection is not encrypted as expected"
        return TlsFailed(host=self.host, detail=str(detail))


class _SocketWatch:
    """Knows the socket in use and shuts it down after a time, or at once."""

    def __init__(self) -> None:
        self.timed_out = False
        self._lock = threading.RLock()  # a signal handler may shut down while this very thread holds it
        self._socket: socket.socket | None = None
        self._running = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's trace hook: remember the socket, and again when TLS has wrapped it."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            found = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._socket = found

    @contextmanager
    def limited_to(self, seconds: float) -> Iterator[None]:
        self.timed_out = False
        self._running = True
        timer = threading.Timer(seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._running = False

    def shut_down(self) -> None:
        with self._lock:
            if self._running and self._socket is not None:
                try:
                    # Of the plain class: an SSLSocket's own would tear its state from under the reading thread.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    self._socket = None  # closed by the other side already

    def _time_out(self) -> None:
        self.timed_out = True
        self.shut_down()


def _tls(settings: WireSettings) -> ssl.SSLContext:
    path = settings.ca_file
    try:
        context = ssl.create_default_context(cafile=path)
        if settings.client_certificate_file is not None:
            path = settings.client_certificate_file
            context.load_cert_chain(path, settings.client_key_file)
    except OSError as error:
        raise BadTlsFile(path=path, detail=error.strerror or str(error)) from error
    return context


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
