"""Fixtures that several rooms of sync share."""

from tests.sync.support.postgres import postgres_server

__all__ = ["postgres_server"]
