"""Which tills may send, each with a token of its own. Tokens are random, so a plain hash of them is enough to keep."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from sync.errors import SyncError
from sync.hub.clock import utc_now
from sync.hub.database import read_transaction, write_transaction
from sync.hub.tables import make_tables, till
from sync.ledger import Origin

TOKEN_BYTES = 32
LONGEST_NAME_CHARACTERS = 64


class BadTillName(SyncError):
    sentence = "“{name}” cannot be a shop or till number. Use up to {limit} visible characters, without a slash."


@dataclass(frozen=True, slots=True)
class Till:
    """A till that is known here; `number` is the hub's own key."""

    number: int
    origin: Origin


def enrol(engine: Engine, store: str, till_name: str) -> str:
    """Let a till send, or give a known one a new token (the old one ends). The token is shown once, here.

    Raises BadTillName.
    """
    for name in (store, till_name):
        if not 0 < len(name) <= LONGEST_NAME_CHARACTERS or not name.isprintable() or "/" in name:
            raise BadTillName(name=name, limit=LONGEST_NAME_CHARACTERS)
    make_tables(engine)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with write_transaction(engine) as connection:
        changed = connection.execute(
            update(till).where(till.c.store == store, till.c.till == till_name).values(token_hash=_hash(token))
        )
        if changed.rowcount == 0:
            connection.execute(
                insert(till).values(store=store, till=till_name, token_hash=_hash(token), enrolled_at=utc_now())
            )
    return token


def till_of_token(engine: Engine, token: str) -> Till | None:
    """The till that a token belongs to. Looked up by hash, so timing tells nothing about tokens."""
    with read_transaction(engine) as connection:
        row = connection.execute(
            select(till.c.number, till.c.store, till.c.till).where(till.c.token_hash == _hash(token))
        ).one_or_none()
    return None if row is None else Till(row.number, Origin(row.store, row.till))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
