"""What the hub holds of a till: its head, its gaps, what each day adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from sync.hub.database import read_transaction
from sync.hub.tables import conflict, entry, till
from sync.ledger import EMPTY_HEAD, Entry, Head
from sync.manifest import DayManifest, manifests_of

_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is here of one generation of a till's journal."""

    generation: int
    first_seq: int
    last_seq: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that must exist, because later ones are here, and that are not here. Both ends included."""

    generation: int
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What is here of a till."""

    store: str
    till: str
    head: Head
    stretches: list[Stretch]
    gaps: list[Gap]
    conflicts: int
    last_contact_at: str | None

    @property
    def count(self) -> int:
        return sum(stretch.count for stretch in self.stretches)

    def as_json(self) -> dict[str, object]:
        head = {"generation": self.head.generation, "seq": self.head.seq, "hash": self.head.hash.hex()}
        return {
            "store": self.store,
            "till": self.till,
            "head": head,
            "count": self.count,
            "generations": [
                {
                    "generation": item.generation,
                    "first_seq": item.first_seq,
                    "last_seq": item.last_seq,
                    "count": item.count,
                }
                for item in self.stretches
            ],
            "gaps": [
                {"generation": gap.generation, "first_seq": gap.first_seq, "last_seq": gap.last_seq}
                for gap in self.gaps
            ],
            "conflicts": self.conflicts,
            "last_contact_at": self.last_contact_at,
        }


def newest_head(connection: Connection, till_number: int) -> Head:
    """The newest entry held of a till; EMPTY_HEAD where there is none. Gaps may lie before it."""
    row = connection.execute(
        select(entry.c.generation, entry.c.seq, entry.c.hash)
        .where(entry.c.till_number == till_number)
        .order_by(entry.c.generation.desc(), entry.c.seq.desc())
        .limit(1)
    ).one_or_none()
    return EMPTY_HEAD if row is None else Head(row.generation, row.seq, bytes(row.hash))


def holdings(engine: Engine, store: str | None = None, till_name: str | None = None) -> list[Holding]:
    """What is here of every till, or of the one named."""
    with read_transaction(engine) as connection:
        wanted = select(till).order_by(till.c.store, till.c.till)
        if store is not None:
            wanted = wanted.where(till.c.store == store, till.c.till == till_name)
        return [
            _holding(connection, row.number, row.store, row.till, row.last_contact_at)
            for row in connection.execute(wanted).all()
        ]


def days_of(engine: Engine, till_number: int) -> list[tuple[str, int]]:
    """The business dates held of a till, with their numbers of entries."""
    with read_transaction(engine) as connection:
        rows = connection.execute(
            select(entry.c.business_date, func.count())
            .where(entry.c.till_number == till_number)
            .group_by(entry.c.business_date)
            .order_by(entry.c.business_date)
        ).all()
    return [(row[0], row[1]) for row in rows]


def manifests(engine: Engine, till_number: int, business_date: str) -> list[DayManifest]:
    """What a day of a till adds up to here, one manifest per generation."""
    with read_transaction(engine) as connection:
        return manifests_of(_entries_of_day(connection, till_number, business_date))


def _entries_of_day(connection: Connection, till_number: int, business_date: str) -> Iterator[Entry]:
    rows = connection.execution_options(yield_per=_READ_AT_ONCE).execute(
        select(entry)
        .where(entry.c.till_number == till_number, entry.c.business_date == business_date)
        .order_by(entry.c.generation, entry.c.seq)
    )
    for row in rows:
        yield Entry(
            seq=row.seq,
            generation=row.generation,
            id=row.id,
            kind=row.kind,
            occurred_at=row.occurred_at,
            business_date=row.business_date,
            body=bytes(row.body),
            prev_hash=bytes(row.prev_hash),
            hash=bytes(row.hash),
            sig=bytes(row.sig),
        )


def _holding(connection: Connection, number: int, store: str, till_name: str, last_contact_at: str | None) -> Holding:
    rows = connection.execute(
        select(entry.c.generation, func.min(entry.c.seq), func.max(entry.c.seq), func.count())
        .where(entry.c.till_number == number)
        .group_by(entry.c.generation)
        .order_by(entry.c.generation)
    ).all()
    stretches = [Stretch(*row) for row in rows]
    gaps: list[Gap] = []
    for place, stretch in enumerate(stretches):
        gaps += _gap_before(connection, number, stretches[:place], stretch)
        if stretch.last_seq - stretch.first_seq + 1 != stretch.count:
            gaps += _gaps_inside(connection, number, stretch.generation)
    conflicts = connection.execute(
        select(func.count()).select_from(conflict).where(conflict.c.till_number == number)
    ).scalar_one()
    return Holding(store, till_name, newest_head(connection, number), stretches, gaps, conflicts, last_contact_at)


def _gap_before(connection: Connection, number: int, lower: list[Stretch], stretch: Stretch) -> list[Gap]:
    """A generation begins with number 1, or where it names the head of a lower one that it continues from."""
    if stretch.first_seq == 1:
        return []
    first = connection.execute(
        select(entry.c.prev_hash).where(
            entry.c.till_number == number,
            entry.c.generation == stretch.generation,
            entry.c.seq == stretch.first_seq,
        )
    ).scalar_one()
    continued = connection.execute(
        select(func.count()).where(
            entry.c.till_number == number,
            entry.c.generation < stretch.generation,
            entry.c.seq == stretch.first_seq - 1,
            entry.c.hash == bytes(first),
        )
    ).scalar_one()
    if continued:
        return []
    held_up_to = max((item.last_seq for item in lower), default=0)
    return [Gap(stretch.generation, min(held_up_to + 1, stretch.first_seq - 1), stretch.first_seq - 1)]


def _gaps_inside(connection: Connection, number: int, generation: int) -> list[Gap]:
    before = func.lag(entry.c.seq).over(order_by=entry.c.seq).label("before")
    places = (
        select(entry.c.seq, before).where(entry.c.till_number == number, entry.c.generation == generation).subquery()
    )
    rows = connection.execute(
        select(places.c.before, places.c.seq).where(places.c.seq > places.c.before + 1).order_by(places.c.seq)
    ).all()
    return [Gap(generation, row.before + 1, row.seq - 1) for row in rows]
