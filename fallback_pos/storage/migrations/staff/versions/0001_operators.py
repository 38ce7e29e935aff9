"""Local operators, and their wrong PINs in a row."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE operator (
            code TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            language TEXT,
            pin_hash TEXT,
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            valid_from TEXT,
            valid_until TEXT,
            added_at TEXT NOT NULL,
            added_by TEXT
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE attempts (
            subject TEXT PRIMARY KEY NOT NULL,
            wrong_in_a_row INTEGER NOT NULL,
            lock_seconds INTEGER NOT NULL,
            boot TEXT NOT NULL,
            uptime_milliseconds INTEGER NOT NULL
        ) STRICT
        """
    )
