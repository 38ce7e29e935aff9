"""Reading a request's body with limits: on the wire, unpacked, and in events."""

from __future__ import annotations

import zlib
from typing import Any, ClassVar

from starlette.requests import Request

from sync.envelope import BATCH_CONTENT_TYPE
from sync.errors import SyncError

MOST_BYTES_ON_THE_WIRE = 8_000_000
MOST_BYTES_UNPACKED = 32_000_000
MOST_EVENTS = 2_000
_GZIP_WINDOW = 31
_ENCODINGS = {"", "identity", "gzip"}


class RequestRefused(SyncError):
    """A request that is answered with `status` and never looked at further."""

    status: ClassVar[int] = 400


class TooLarge(RequestRefused):
    status = 413
    sentence = "A batch may have {limit} bytes. Send fewer entries at once."


class NotUnpackable(RequestRefused):
    sentence = "The request says that it is compressed with gzip, but it is not."


class UnknownCoding(RequestRefused):
    status = 415
    sentence = "The request is compressed in a way that is not known here. Use gzip, or none."


class NotABatchType(RequestRefused):
    status = 415
    sentence = "A batch has the content type {wanted}."


class NoToken(RequestRefused):
    status = 401
    sentence = "This till is not known here, or its token has been renewed. Ask IT for a new one."


class OtherTillsData(RequestRefused):
    status = 403
    sentence = "This token belongs to another till."


def bearer_token(request: Request) -> str:
    """The token that a request shows. Raises NoToken."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoToken
    return token.strip()


async def batch_text(request: Request) -> bytes:
    """The JSON text of a batch, unpacked. Raises RequestRefused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BATCH_CONTENT_TYPE:
        raise NotABatchType(wanted=BATCH_CONTENT_TYPE)
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in _ENCODINGS:
        raise UnknownCoding
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES_ON_THE_WIRE:
            raise TooLarge(limit=MOST_BYTES_ON_THE_WIRE)
    return _unpack(bytes(data)) if coding == "gzip" else bytes(data)


def _unpack(data: bytes) -> bytes:
    unpacker: Any = zlib.decompressobj(_GZIP_WINDOW)
    try:
        text: bytes = unpacker.decompress(data, MOST_BYTES_UNPACKED + 1)
    except zlib.error as error:
        raise NotUnpackable from error
    if len(text) > MOST_BYTES_UNPACKED:
        raise TooLarge(limit=MOST_BYTES_UNPACKED)
    if not unpacker.eof or unpacker.unused_data:
        raise NotUnpackable
    return text
