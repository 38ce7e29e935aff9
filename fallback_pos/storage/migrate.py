"""Bringing a file to the newest form. Alembic is imported only when there is something to do: start-up is not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from fallback_pos.errors import TillError

NEWEST = {"journal": "0001", "till": "0002", "staff": "0002", "delivery": "0001", "statements": "0001"}
"""The last revision of each chain under migrations/; a test compares."""


class FileIsNewer(TillError):
    sentence = (
        "{file} was written by a newer version of this program (form {found}, known up to {known}). "
        "Install the newer version; nothing was changed."
    )


def bring_up_to_date(engine: Engine, chain: str, file: str) -> None:
    """Upgrade a file to the newest form of its chain, all steps in one transaction.

    Raises FileIsNewer when the file is ahead of this program.
    """
    with engine.connect() as connection:
        found = current_revision(connection)
        if found == NEWEST[chain]:
            return
        if found is not None and found not in _forms(chain):
            raise FileIsNewer(file=file, found=found, known=NEWEST[chain])
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(connection, chain)
        connection.commit()


def _forms(chain: str) -> list[str]:
    """All revisions of a chain: they are numbered without gaps."""
    return [f"{number:04}" for number in range(1, int(NEWEST[chain]) + 1)]


def current_revision(connection: Connection) -> str | None:
    """The revision of a file, or None for one that is still empty."""
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def upgrade(connection: Connection, chain: str, revision: str = "head") -> None:
    """Run a chain's steps on a connection that is inside a transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations" / chain))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
