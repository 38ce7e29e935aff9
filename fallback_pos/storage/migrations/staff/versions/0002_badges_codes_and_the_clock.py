"""Badges, people of the central, one-time and recovery codes, and the last moment the clock was believed."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE operator ADD COLUMN badge_hash TEXT")
    op.execute("ALTER TABLE operator ADD COLUMN source TEXT NOT NULL DEFAULT 'local'")
    op.execute("ALTER TABLE operator ADD COLUMN offered INTEGER NOT NULL DEFAULT 1 CHECK (offered IN (0, 1))")
    op.execute("ALTER TABLE operator ADD COLUMN to_review INTEGER NOT NULL DEFAULT 0 CHECK (to_review IN (0, 1))")
    op.execute("CREATE UNIQUE INDEX operator_badge ON operator (badge_hash) WHERE badge_hash IS NOT NULL")
    op.execute(
        """
        CREATE TABLE one_time_code (
            operator TEXT PRIMARY KEY NOT NULL,
            code_hash TEXT NOT NULL,
            given_by TEXT NOT NULL,
            given_at TEXT NOT NULL,
            boot TEXT NOT NULL,
            uptime_milliseconds INTEGER NOT NULL
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE recovery (
            only INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
            code_hash TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE believed_moment (
            only INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
            wall TEXT NOT NULL,
            boot TEXT NOT NULL,
            uptime_milliseconds INTEGER NOT NULL
        ) STRICT
        """
    )
