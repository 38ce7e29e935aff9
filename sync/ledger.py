"""The entry: one committed fact of a till, its header bytes, its place in the hash chain, its signature.

Journal, targets, hub and proof agree on nothing but this module, so it needs nothing but the standard library.

    header = JSON, sorted keys, no spaces, UTF-8: business_date, generation, id, kind, occurred_at, seq, store, till
    hash   = SHA-256(prev_hash || SHA-256(header) || SHA-256(body))        prev_hash of the first entry: 32 zero bytes
    sig    = Ed25519 over hash

`body` is the exact JSON text that will be sent, byte for byte, every time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sync.errors import SyncError

GENESIS = bytes(32)
"""prev_hash of the first entry of a till."""

Signer = Callable[[bytes], bytes]
"""Takes an entry's 32-byte hash, gives the Ed25519 signature of 64 bytes."""


class Kind:
    """Published kinds of entries. The list grows; a published kind never changes its meaning."""

    SALE_COMPLETED = "sale.completed"
    RETURN_COMPLETED = "return.completed"
    SALE_VOIDED = "sale.voided"
    TENDER_CORRECTED = "tender.corrected"
    CART_ABANDONED = "cart.abandoned"
    SHIFT_OPENED = "shift.opened"
    SHIFT_COUNTED = "shift.counted"
    SHIFT_CLOSED = "shift.closed"
    SHIFT_SUSPENDED = "shift.suspended"
    SHIFT_RESUMED = "shift.resumed"
    DAY_CLOSED = "day.closed"
    CASH_PAID_IN = "cash.paid_in"
    CASH_PAID_OUT = "cash.paid_out"
    CASH_DROPPED = "cash.dropped"
    DRAWER_OPENED = "drawer.opened"
    RECEIPT_REPRINTED = "receipt.reprinted"
    OPERATOR_SIGNED_IN = "operator.signed_in"
    OPERATOR_REFUSED = "operator.refused"
    OPERATOR_ADDED = "operator.added"
    OPERATOR_CHANGED = "operator.changed"
    OVERRIDE_GRANTED = "override.granted"
    OUTAGE_STARTED = "outage.started"
    OUTAGE_ENDED = "outage.ended"
    CLOCK_JUMPED = "clock.jumped"
    CLOCK_CONFIRMED = "clock.confirmed"
    REPLAY_DECIDED = "replay.decided"
    RECONCILIATION_RESOLVED = "reconciliation.resolved"
    ALARM_RAISED = "alarm.raised"
    ALARM_SEEN = "alarm.seen"


PUBLISHED_KINDS: frozenset[str] = frozenset(
    value for name, value in vars(Kind).items() if name.isupper() and isinstance(value, str)
)
OPEN_FAMILIES = ("incident.", "device.")
"""Families whose members are not listed one by one."""


def is_published(kind: str) -> bool:
    """Whether a kind is one that the till may journal."""
    return kind in PUBLISHED_KINDS or any(kind.startswith(family) and kind != family for family in OPEN_FAMILIES)


class BodyNotJson(SyncError):
    sentence = "The body of entry {id} is not a JSON object without surrounding spaces. It was not written; call IT."


class Position(NamedTuple):
    """A place in a till's journal. Ordered: a restored journal goes on in a higher generation."""

    generation: int
    seq: int


START = Position(0, 0)
"""Before the first entry of any journal."""


class Origin(NamedTuple):
    """Whose journal it is: shop and till number as they stand in every header."""

    store: str
    till: str

    @property
    def is_training(self) -> bool:
        """Whether nothing of this journal is real: it belongs to a training till, and nobody may take it in."""
        return self.till.startswith(TRAINING_SERIES)


TRAINING_SERIES = "TR-"
"""What a training till's number begins with, as no real till's does."""
TRAINING_FLAG = "training"
"""A member of the body of every entry of a training till, always true."""


class Head(NamedTuple):
    """The last entry somebody holds, with its chain hash: equal heads mean equal journals up to there."""

    generation: int
    seq: int
    hash: bytes

    @property
    def position(self) -> Position:
        return Position(self.generation, self.seq)


EMPTY_HEAD = Head(0, 0, GENESIS)

# Made once: a sale waits for its entries to be sealed.
_BODY_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_quoted = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Entry:
    """One committed fact. Never changed, never deleted.

    occurred_at is RFC 3339 in UTC, business_date is YYYY-MM-DD; prev_hash and hash have 32 bytes, sig has 64.
    """

    seq: int
    generation: int
    id: str
    kind: str
    occurred_at: str
    business_date: str
    body: bytes
    prev_hash: bytes
    hash: bytes
    sig: bytes

    @property
    def position(self) -> Position:
        return Position(self.generation, self.seq)

    @property
    def head(self) -> Head:
        """The head of a journal that ends with this entry."""
        return Head(self.generation, self.seq, self.hash)


def is_training_body(body: bytes) -> bool:
    """Whether a body says of itself that it is not real. Cheap: it is asked for every entry."""
    if b'"training":' not in body:
        return False
    content = json.loads(body)
    return isinstance(content, dict) and content.get(TRAINING_FLAG) is True


def encode_body(content: Mapping[str, object]) -> bytes:
    """A body as compact UTF-8 JSON, keys in the given order. NaN and infinity are refused with ValueError."""
    return _BODY_JSON.encode(content).encode()


def header_bytes(
    store: str, till: str, *, seq: int, generation: int, id: str, kind: str, occurred_at: str, business_date: str
) -> bytes:
    """The header of an entry as it is hashed."""
    return (
        f'{{"business_date":{_quoted(business_date)},"generation":{generation},"id":{_quoted(id)},'
        f'"kind":{_quoted(kind)},"occurred_at":{_quoted(occurred_at)},"seq":{seq},'
        f'"store":{_quoted(store)},"till":{_quoted(till)}}}'
    ).encode()


def entry_hash(prev_hash: bytes, header: bytes, body: bytes) -> bytes:
    """The chain hash, 32 bytes."""
    return hashlib.sha256(prev_hash + hashlib.sha256(header).digest() + hashlib.sha256(body).digest()).digest()


def hash_of(entry: Entry, store: str, till: str) -> bytes:
    """What the hash of an entry must be, given what it says. Differs from `entry.hash` where anything was changed."""
    header = header_bytes(
        store,
        till,
        seq=entry.seq,
        generation=entry.generation,
        id=entry.id,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        business_date=entry.business_date,
    )
    return entry_hash(entry.prev_hash, header, entry.body)


def seal(
    origin: Origin,
    after: Head,
    *,
    generation: int,
    id: str,
    kind: str,
    occurred_at: str,
    business_date: str,
    body: bytes,
    signer: Signer,
) -> Entry:
    """The next entry after a head: numbered, chained and signed, ready to be committed.

    Raises BodyNotJson when the body could not be sent byte for byte inside an envelope.
    """
    if not (body.startswith(b"{") and body.endswith(b"}")):
        raise BodyNotJson(id=id)
    seq = after.seq + 1
    header = header_bytes(
        origin.store,
        origin.till,
        seq=seq,
        generation=generation,
        id=id,
        kind=kind,
        occurred_at=occurred_at,
        business_date=business_date,
    )
    digest = entry_hash(after.hash, header, body)
    return Entry(
        seq=seq,
        generation=generation,
        id=id,
        kind=kind,
        occurred_at=occurred_at,
        business_date=business_date,
        body=body,
        prev_hash=after.hash,
        hash=digest,
        sig=signer(digest),
    )
