"""Print jobs of receipts, and up to which journal entry every sale has one."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE print_job (
            id TEXT PRIMARY KEY NOT NULL,
            sale TEXT NOT NULL,
            receipt TEXT NOT NULL,
            copy INTEGER NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'sent', 'confirmed', 'unknown', 'failed')),
            settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
            made_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
        ) STRICT
        """
    )
    op.execute("CREATE INDEX print_job_receipt ON print_job (receipt)")
    op.execute("CREATE INDEX print_job_open ON print_job (made_at) WHERE settled = 0")
    op.execute("CREATE INDEX print_job_age ON print_job (made_at)")
    op.execute(
        """
        CREATE TABLE print_mark (
            only INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
            seq INTEGER NOT NULL,
            clean INTEGER NOT NULL CHECK (clean IN (0, 1))
        ) STRICT
        """
    )
    op.execute("INSERT INTO print_mark VALUES (1, 0, 1)")
