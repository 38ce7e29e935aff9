"""Statements that were imported, and their lines."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE statement (
            id TEXT PRIMARY KEY NOT NULL,
            file TEXT NOT NULL,
            format TEXT NOT NULL,
            source TEXT NOT NULL,
            imported_at TEXT NOT NULL,
            imported_by TEXT NOT NULL
        ) STRICT
        """
    )
    op.execute(
        """
        CREATE TABLE statement_line (
            id TEXT PRIMARY KEY NOT NULL,
            statement TEXT NOT NULL REFERENCES statement (id),
            number INTEGER NOT NULL,
            currency TEXT NOT NULL,
            minor INTEGER NOT NULL,
            day TEXT NOT NULL,
            at TEXT,
            refs TEXT NOT NULL,
            shown TEXT NOT NULL,
            type TEXT
        ) STRICT
        """
    )
    op.execute("CREATE INDEX statement_line_day ON statement_line (day)")
