"""The envelope on the wire: CloudEvents 1.0 JSON around an entry whose body travels byte for byte.

The text is spliced together around the body's own bytes, and read back by slicing them out again. Parsing and
writing a body anew would change spaces, number forms or escapes, and with them its hash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote, unquote

from sync.errors import SyncError
from sync.ledger import Entry, Origin

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
LONGEST_ATTRIBUTE_CHARACTERS = 1_000
_SOURCE = re.compile(r"/store/([^/]+)/till/([^/]+)/gen/(\d{1,9})")
_SPACE = re.compile(r"[ \t\n\r]*")
_HEX_32_BYTES = re.compile(r"[0-9a-f]{64}")
_HEX_64_BYTES = re.compile(r"[0-9a-f]{128}")


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class NotABatch(SyncError):
    sentence = "The request is not a JSON array of CloudEvents: {detail}."


class BadEvent(SyncError):
    """One event of a batch cannot be read. `entry_id` where it at least has one."""

    sentence = "The event cannot be read: {detail}."

    def __init__(self, detail: str, entry_id: str | None = None) -> None:
        super().__init__(detail=detail)
        self.entry_id = entry_id


@dataclass(frozen=True, slots=True)
class Received:
    """An entry read from an event, and whose journal it says it comes from. Nothing is verified yet."""

    origin: Origin
    entry: Entry


def event_type(kind: str) -> str:
    return f"pos.{kind}.v1"


def source_of(origin: Origin, generation: int) -> str:
    """CloudEvents source, a URI reference: /store/S/till/T/gen/G."""
    return f"/store/{quote(origin.store, safe='')}/till/{quote(origin.till, safe='')}/gen/{generation}"


def event_json(entry: Entry, origin: Origin) -> bytes:
    """One event; the same bytes for the same entry, every time."""
    attributes = {
        "specversion": "1.0",
        "id": entry.id,
        "source": source_of(origin, entry.generation),
        "type": event_type(entry.kind),
        "time": entry.occurred_at,
        "datacontenttype": "application/json",
        "sequence": str(entry.seq),
        "generation": entry.generation,
        "businessdate": entry.business_date,
        "prevhash": entry.prev_hash.hex(),
        "entryhash": entry.hash.hex(),
        "signature": entry.sig.hex(),
    }
    opening = json.dumps(attributes, ensure_ascii=False, separators=(",", ":")).encode()
    return opening[:-1] + b',"data":' + entry.body + b"}"


def batch_json(entries: Sequence[Entry], origin: Origin) -> bytes:
    """A CloudEvents batch in the entries' order."""
    return b"[" + b",".join(event_json(entry, origin) for entry in entries) + b"]"


def read_batch(raw: bytes, max_events: int) -> list[Received | BadEvent]:
    """The events of a batch, in order; one that cannot be read does not spoil the others.

    Raises NotABatch where the text is no JSON array of objects, or has more than `max_events`.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotABatch(detail="it is not UTF-8") from error
    events: list[Received | BadEvent] = []
    try:
        for members, data in _objects(text):
            if len(events) == max_events:
                raise NotABatch(detail=f"it has more than {max_events} events")
            events.append(_read_event(members, data))
    except (ValueError, RecursionError) as error:
        raise NotABatch(detail=str(error)[:200]) from error
    return events


def _objects(text: str) -> Iterator[tuple[dict[str, object], str | None]]:
    """The objects of a JSON array: their members, and the exact text of their member "data"."""
    at = _skip(text, 0, "[")
    if text[at : at + 1] == "]":
        _end(text, at + 1)
        return
    while True:
        members, data, at = _object(text, at)
        yield members, data
        at = _space(text, at)
        if text[at : at + 1] == ",":
            at = _space(text, at + 1)
            continue
        _end(text, _skip(text, at, "]"))
        return


def _object(text: str, at: int) -> tuple[dict[str, object], str | None, int]:
    members: dict[str, object] = {}
    data: str | None = None
    at = _skip(text, at, "{")
    while text[at : at + 1] != "}":
        if members:
            at = _skip(text, at, ",")
        name, at = _DECODER.raw_decode(text, at)
        if not isinstance(name, str) or name in members:
            raise ValueError(f"a member's name is not text, or comes twice, before character {at}")
        at = _skip(text, at, ":")
        start = at
        members[name], at = _DECODER.raw_decode(text, at)
        if name == "data":
            data = text[start:at]
        at = _space(text, at)
    return members, data, at + 1


def _space(text: str, at: int) -> int:
    return cast("re.Match[str]", _SPACE.match(text, at)).end()


def _skip(text: str, at: int, token: str) -> int:
    at = _space(text, at)
    if text[at : at + 1] != token:
        raise ValueError(f"no {token} at character {at}")
    return _space(text, at + 1)


def _end(text: str, at: int) -> None:
    if _space(text, at) != len(text):
        raise ValueError(f"more text after the array, at character {at}")


def _read_event(members: dict[str, object], data: str | None) -> Received | BadEvent:
    entry_id = members.get("id")
    if not isinstance(entry_id, str) or not _is_plain(entry_id):
        return BadEvent("it has no id, or one that is not plain text")
    try:
        return _entry_from(entry_id, members, data)
    except ValueError as error:
        return BadEvent(str(error), entry_id)


def _entry_from(entry_id: str, members: dict[str, object], data: str | None) -> Received:
    if members.get("specversion") != "1.0":
        raise ValueError("specversion is not 1.0")
    source = _SOURCE.fullmatch(_text(members, "source"))
    if source is None:
        raise ValueError("source is not /store/S/till/T/gen/G")
    if members.get("generation") != int(source[3]):
        raise ValueError("generation differs from the source's")
    kind = _text(members, "type")
    if not (kind.startswith("pos.") and kind.endswith(".v1") and len(kind) > len("pos..v1")):
        raise ValueError("type is not pos.<kind>.v1")
    sequence = _text(members, "sequence")
    if not re.fullmatch(r"[1-9]\d{0,15}", sequence, re.ASCII):
        raise ValueError("sequence is not a whole number")
    if data is None or not data.startswith("{"):
        raise ValueError("data is not a JSON object")
    entry = Entry(
        seq=int(sequence),
        generation=int(source[3]),
        id=entry_id,
        kind=kind[len("pos.") : -len(".v1")],
        occurred_at=_text(members, "time"),
        business_date=_text(members, "businessdate"),
        body=data.encode(),
        prev_hash=_hex(members, "prevhash", _HEX_32_BYTES),
        hash=_hex(members, "entryhash", _HEX_32_BYTES),
        sig=_hex(members, "signature", _HEX_64_BYTES),
    )
    return Received(Origin(unquote(source[1]), unquote(source[2])), entry)


def _text(members: dict[str, object], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not _is_plain(value):
        raise ValueError(
            f"{name} is missing, or is not plain text of at most {LONGEST_ATTRIBUTE_CHARACTERS} characters"
        )
    return value


def _is_plain(value: str) -> bool:
    """Neither empty nor endless, without control characters or halves of surrogate pairs: storable everywhere."""
    return 0 < len(value) <= LONGEST_ATTRIBUTE_CHARACTERS and value.isprintable()


def _hex(members: dict[str, object], name: str, form: re.Pattern[str]) -> bytes:
    value = _text(members, name)
    if form.fullmatch(value) is None:
        raise ValueError(f"{name} is not lower-case hexadecimal of the right length")
    return bytes.fromhex(value)
