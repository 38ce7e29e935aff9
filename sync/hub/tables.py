"""The hub's tables, and making them in an empty database while another hub may be doing the same."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
)

from sync.errors import SyncError
from sync.hub.database import write_transaction

FORM = 1
"""Raised with every change to the tables."""
_CREATION_LOCK_NUMBER = 7_205_759

metadata = MetaData()

form = Table("hub_form", metadata, Column("form", Integer, primary_key=True))

till = Table(
    "till",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("store", String, nullable=False),
    Column("till", String, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("enrolled_at", String, nullable=False),
    Column("last_contact_at", String),
    UniqueConstraint("store", "till"),
)

entry = Table(
    "entry",
    metadata,
    Column("till_number", ForeignKey("till.number"), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("occurred_at", String, nullable=False),
    Column("business_date", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sig", LargeBinary(64), nullable=False),
    Column("received_at", String, nullable=False),
    Index("entry_of_day", "till_number", "business_date", "generation", "seq"),
)
"""Every entry once: by its place in its till's journal, and by its id. Rows are only ever added."""

conflict = Table(
    "conflict",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("till_number", ForeignKey("till.number"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("occurred_at", String, nullable=False),
    Column("business_date", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sig", LargeBinary(64), nullable=False),
    Column("reason", String, nullable=False),
    Column("received_at", String, nullable=False),
    UniqueConstraint("till_number", "id", "hash"),
)
"""What contradicts an entry that is already here, kept for a person."""


class HubIsNewer(SyncError):
    sentence = "The hub's database has form {found}, this program knows forms up to {known}. Install the newer version."


def make_tables(engine: Engine) -> None:
    """Create what is missing. Raises HubIsNewer where a newer hub has been here."""
    with write_transaction(engine) as connection:
        _lock_creation(connection)
        metadata.create_all(connection)
        found = connection.execute(select(form.c.form)).scalar()
        if found is None:
            connection.execute(insert(form).values(form=FORM))
        elif found > FORM:
            raise HubIsNewer(found=found, known=FORM)


def _lock_creation(connection: Connection) -> None:
    """PostgreSQL lets two sessions create one table at once, and one of them fails; SQLite's writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CREATION_LOCK_NUMBER})")
