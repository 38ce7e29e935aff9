"""Taking a batch in: one transaction, answered only after its commit, the same however often it comes.

Several hubs may take in the same batch at the same moment over one PostgreSQL: batches of one till queue at the till's
row. Where two tills bring one id the unique key decides; who loses looks again and finds a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

from sync.envelope import BadEvent, Received
from sync.hub.clock import utc_now
from sync.hub.database import write_transaction
from sync.hub.judgement import Judgement, Known, judge, readable
from sync.hub.reads import newest_head
from sync.hub.tables import conflict, entry, till
from sync.hub.tills import Till
from sync.ledger import Entry, Head, Position

_MOST_RACES = 10
_RACE_STATES = {"40001", "40P01"}
"""PostgreSQL: serialization failure, deadlock."""


class _LostRace(Exception):
    """Another hub stored one of these entries between our look and our insert."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of each readable id, and the newest entry now held."""

    accepted: Sequence[str]
    duplicate: Sequence[str]
    refused: Mapping[str, str]
    head: Head

    def as_json(self) -> dict[str, object]:
        head = {"generation": self.head.generation, "seq": self.head.seq, "hash": self.head.hash.hex()}
        return {
            "accepted": list(self.accepted),
            "duplicate": list(self.duplicate),
            "refused": [{"id": entry_id, "reason": reason} for entry_id, reason in self.refused.items()],
            "head": head,
        }


def take_in(engine: Engine, sender: Till, items: Sequence[Received | BadEvent]) -> Reply:
    """Store what is new and report on everything. Raises SQLAlchemyError where the database fails."""
    entries, refused = readable(sender.origin, items)
    for attempt in range(_MOST_RACES):
        try:
            with write_transaction(engine) as connection:
                _take_turn(connection, sender)
                judgement = judge(entries, _known(connection, sender, entries))
                _store(connection, sender, judgement)
                head = newest_head(connection, sender.number)
            return Reply([item.id for item in judgement.new], judgement.duplicate, refused | judgement.refused, head)
        except _LostRace:
            continue
        except OperationalError as error:
            if attempt == _MOST_RACES - 1 or not _is_race(error):
                raise
    raise OperationalError("take in", None, RuntimeError("lost every race against other hubs"))


def _take_turn(connection: Connection, sender: Till) -> None:
    """Note the contact, and with it lock the till's row: batches of one till are judged one after the other."""
    connection.execute(update(till).where(till.c.number == sender.number).values(last_contact_at=utc_now()))


def _known(connection: Connection, sender: Till, entries: Sequence[Entry]) -> list[Known]:
    """What is here of these ids, of these places in the journal and of the places beside them."""
    if not entries:
        return []
    places: dict[int, set[int]] = {}
    for item in entries:
        places.setdefault(item.generation, set()).update((item.seq - 1, item.seq, item.seq + 1))
    near = [
        (entry.c.till_number == sender.number) & (entry.c.generation == generation) & entry.c.seq.in_(sorted(seqs))
        for generation, seqs in places.items()
    ]
    columns = (entry.c.till_number, entry.c.generation, entry.c.seq, entry.c.id, entry.c.hash, entry.c.prev_hash)
    by_place = connection.execute(select(*columns).where(or_(*near))).all()
    by_id = connection.execute(select(*columns).where(entry.c.id.in_([item.id for item in entries]))).all()
    return [
        Known(
            is_ours=row.till_number == sender.number,
            position=Position(row.generation, row.seq),
            id=row.id,
            hash=bytes(row.hash),
            prev_hash=bytes(row.prev_hash),
        )
        for row in {*by_place, *by_id}
    ]


def _store(connection: Connection, sender: Till, judgement: Judgement) -> None:
    now = utc_now()
    if judgement.new:
        # In journal order, so that two hubs with the same entries lock them in the same order.
        rows = [_row(sender, item, now) for item in sorted(judgement.new, key=lambda item: item.position)]
        _insert(connection, rows)
    if judgement.conflicts:
        rows = [{**_row(sender, item, now), "reason": reason} for item, reason in judgement.conflicts]
        connection.execute(_ignoring_known(connection, conflict), rows)


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":  # its writer is alone since BEGIN IMMEDIATE
        connection.execute(insert(entry), rows)
        return
    stored = connection.execute(_ignoring_known(connection, entry).returning(entry.c.id), rows).all()
    if len(stored) != len(rows):
        raise _LostRace


def _ignoring_known(connection: Connection, table: Any) -> Any:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _row(sender: Till, item: Entry, received_at: str) -> dict[str, Any]:
    return {
        "till_number": sender.number,
        "generation": item.generation,
        "seq": item.seq,
        "id": item.id,
        "kind": item.kind,
        "occurred_at": item.occurred_at,
        "business_date": item.business_date,
        "body": item.body,
        "prev_hash": item.prev_hash,
        "hash": item.hash,
        "sig": item.sig,
        "received_at": received_at,
    }


def _is_race(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _RACE_STATES
