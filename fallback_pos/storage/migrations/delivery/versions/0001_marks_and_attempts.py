"""Per target: how far it has confirmed, what is held, every attempt, when it was reachable."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE mark (
            target TEXT PRIMARY KEY NOT NULL,
            generation INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE held (
            target TEXT NOT NULL,
            generation INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            entry TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('set aside', 'waiting', 'doubtful', 'send again')),
            fault TEXT NOT NULL,
            since TEXT NOT NULL,
            blocks TEXT NOT NULL,
            needs TEXT NOT NULL,
            PRIMARY KEY (target, generation, seq)
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE attempt (
            number INTEGER PRIMARY KEY NOT NULL,
            target TEXT NOT NULL,
            at TEXT NOT NULL,
            first_generation INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            last_generation INTEGER NOT NULL,
            last_seq INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            confirmed INTEGER NOT NULL,
            fault TEXT
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE contact (
            number INTEGER PRIMARY KEY NOT NULL,
            target TEXT NOT NULL,
            at TEXT NOT NULL,
            reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)),
            fault TEXT
        ) STRICT
        """
    )
