"""The entries, and the triggers that keep them append-only."""

from alembic import op

from fallback_pos.storage.journal_sql import FORM_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in FORM_0001:
        op.execute(statement)
