"""Open and parked carts, and small values that a screen wants to find again."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE cart (
            id TEXT PRIMARY KEY NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'parked')),
            name TEXT,
            saved_at TEXT NOT NULL,
            content TEXT NOT NULL
        ) STRICT
        """
    )
    op.execute("CREATE TABLE screen (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT")
