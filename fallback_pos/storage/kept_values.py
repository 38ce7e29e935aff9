"""Small values in till.db that must be found again after a power cut, such as a count that is being made."""

from __future__ import annotations

from sqlalchemy import Connection

from fallback_pos.storage.till_state import TillState


class KeptValues:
    """Texts by name. What `keep` returns from is on the disk."""

    def __init__(self, state: TillState) -> None:
        self._state = state

    def keep(self, name: str, text: str) -> None:
        """Raises TillStateNotWritten."""

        def work(connection: Connection) -> None:
            connection.exec_driver_sql(
                "INSERT INTO screen (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, text),
            )

        self._state.durably(work)

    def kept(self, name: str) -> str | None:
        def work(connection: Connection) -> str | None:
            row = connection.exec_driver_sql("SELECT value FROM screen WHERE name = ?", (name,)).fetchone()
            return str(row[0]) if row else None

        text: str | None = self._state.ask(work)
        return text

    def forget(self, name: str) -> None:
        """Raises TillStateNotWritten."""
        self._state.durably(lambda connection: connection.exec_driver_sql("DELETE FROM screen WHERE name = ?", (name,)))
