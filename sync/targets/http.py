"""Any service that takes CloudEvents batches by POST, such as the hub.

    POST <url>   Content-Type: application/cloudevents-batch+json   Authorization: Bearer <token>
    200 {"accepted":[id...],"duplicate":[id...],"refused":[{"id","reason"}...],"head":{"generation","seq","hash"}}

Everything but `accepted` is optional, and ignored where it has another type.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Sequence

from sync.backoff import retry_after_seconds
from sync.envelope import BATCH_CONTENT_TYPE, batch_json
from sync.faults import (
    AccessRefused,
    BatchRefused,
    Busy,
    ForeignAnswer,
    Redirected,
    TokenUnusable,
    UnexpectedStatus,
    WireFault,
)
from sync.ledger import Entry, Head, Origin
from sync.outcomes import Denied, InDoubt, Outcome, Rejected, Settled
from sync.wire import Answer, Wire, WireSettings

_WORTH_COMPRESSING_BYTES = 1_400
_LONGEST_DETAIL_CHARACTERS = 200
_FASTEST_COMPRESSION = 1
_TOKEN = re.compile(r"[!-~]*")


class HttpTarget:
    """A `sync.protocols.Target` that speaks the generic protocol over HTTP."""

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str | None],
        settings: WireSettings | None = None,
        name: str = "http",
        carries: Callable[[str], bool] = lambda kind: True,
    ) -> None:
        """`token` is asked before each request, so that a renewed one is taken up; None sends none.

        Raises BadAddress or BadTlsFile.
        """
        self.name = name
        self._wire = Wire(url, settings or WireSettings())
        self._token = token
        self._carries = carries
        self._may_compress = False

    def carries(self, kind: str) -> bool:
        return self._carries(kind)

    def deliver(self, origin: Origin, entries: Sequence[Entry]) -> Outcome:
        content = batch_json(entries, origin)
        headers = {"Content-Type": BATCH_CONTENT_TYPE, "Accept": "application/json"}
        token = (self._token() or "").strip()
        if not _TOKEN.fullmatch(token):
            return Denied(TokenUnusable(host=self._wire.host))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if self._may_compress and len(content) > _WORTH_COMPRESSING_BYTES:
            content = gzip.compress(content, _FASTEST_COMPRESSION, mtime=0)
            headers["Content-Encoding"] = "gzip"
        answer = self._wire.request("POST", headers, content)
        if isinstance(answer, WireFault):
            return InDoubt(answer)
        return self._read(answer)

    def abort(self) -> None:
        self._wire.abort()

    def close(self) -> None:
        self._wire.close()

    def _read(self, answer: Answer) -> Outcome:
        host = self._wire.host
        self._may_compress = _takes_gzip(answer)
        match answer.status:
            case 200:
                return read_reply(answer.body) or InDoubt(ForeignAnswer(host=host))
            case 400 | 413 | 422:
                return Rejected(BatchRefused(host=host, status=answer.status, detail=_detail(answer.body)))
            case 401 | 403:
                return Denied(AccessRefused(host=host, status=answer.status))
            case 429 | 503:
                wait_seconds = retry_after_seconds(answer.headers.get("retry-after"), answer.server_time)
                return InDoubt(Busy(host=host, status=answer.status), wait_seconds)
            case status if 300 <= status < 400:
                return InDoubt(Redirected(host=host, location=_plain(answer.headers.get("location", "?"))))
            case status:
                return InDoubt(UnexpectedStatus(host=host, status=status))


def read_reply(body: bytes) -> Settled | None:
    """The reply to a batch; None for anything that is not one, such as a log-in page or half an answer."""
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(reply, dict) or not isinstance(reply.get("accepted"), list):
        return None
    return Settled(
        accepted=_ids(reply["accepted"]),
        duplicate=_ids(reply.get("duplicate")),
        refused=_refusals(reply.get("refused")),
        head=_head(reply.get("head")),
    )


def _ids(value: object) -> frozenset[str]:
    return frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()


def _refusals(value: object) -> dict[str, str]:
    refused: dict[str, str] = {}
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            refused[item["id"]] = _plain(str(item.get("reason", "no reason given")))
    return refused


def _head(value: object) -> Head | None:
    if not isinstance(value, dict):
        return None
    generation, seq, hash_ = value.get("generation"), value.get("seq"), value.get("hash")
    if type(generation) is not int or type(seq) is not int or not isinstance(hash_, str):
        return None
    try:
        digest = bytes.fromhex(hash_)
    except ValueError:
        return None
    return Head(generation, seq, digest) if len(digest) == 32 else None


def _takes_gzip(answer: Answer) -> bool:
    """Whether the server says that request bodies may be compressed (RFC 7694)."""
    codings = [part.partition(";") for part in answer.headers.get("accept-encoding", "").lower().split(",")]
    return any(
        name.strip() == "gzip" and weight.replace(" ", "") not in {"q=0", "q=0.0"} for name, _, weight in codings
    )


def _detail(body: bytes) -> str:
    return _plain(body.decode("utf-8", "replace")) or "no reason given"


def _plain(text: str) -> str:
    """What strangers send, fit for a log and a screen: one line, no control characters, not endless."""
    text = " ".join(text[: 4 * _LONGEST_DETAIL_CHARACTERS].split())
    return "".join(sign for sign in text if sign.isprintable())[:_LONGEST_DETAIL_CHARACTERS]
