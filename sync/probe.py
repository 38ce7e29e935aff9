"""Is the central there? One cheap request that says what failed."""

from __future__ import annotations

import json

from sync.faults import ForeignAnswer, Redirected, UnexpectedStatus, WireFault
from sync.wire import Answer, Wire, WireSettings


class Probe:
    """Looks at a central with a fresh connection, so that name, network, TLS and answer are all tried each time."""

    def __init__(self, url: str, *, settings: WireSettings | None = None, expects_json: bool = True) -> None:
        """`url` is asked by GET. With `expects_json` (a health page) only 2xx with a JSON object counts.

        Without, for services that have no health page, any answer counts that is neither a redirect, nor a server
        error, nor a web page with status 200 (a log-in page). Raises BadAddress or BadTlsFile.
        """
        self._url = url
        self._settings = settings or WireSettings(total_timeout_seconds=10.0)
        self._expects_json = expects_json
        self._wire: Wire | None = None
        Wire(url, self._settings).close()

    def look(self) -> WireFault | None:
        """None when the central answers as itself, otherwise what failed."""
        wire = self._wire = Wire(self._url, self._settings)
        try:
            answer = wire.request("GET", {"Accept": "application/json"})
        finally:
            wire.close()
        if isinstance(answer, WireFault):
            return answer
        return self._fault_in(answer, wire.host)

    def abort(self) -> None:
        """End a running look."""
        if self._wire is not None:
            self._wire.abort()

    def _fault_in(self, answer: Answer, host: str) -> WireFault | None:
        if 300 <= answer.status < 400:
            return Redirected(host=host, location=answer.headers.get("location", "?")[:200])
        if answer.status >= 500 or (self._expects_json and answer.status >= 400):
            return UnexpectedStatus(host=host, status=answer.status)
        if answer.status < 300 and not _is_json_object(answer.body):
            return ForeignAnswer(host=host)
        return None


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
