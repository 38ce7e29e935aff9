"""Looking alarms up: which were raised, and who has seen them."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from fallback_pos.storage.index import Index
from sync.ledger import Entry


class AlarmIndex:
    """Every method raises IndexUnusable or JournalNotReadable."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def alarms(self, *, only_unseen: bool, limit: int) -> list[tuple[Entry, str | None]]:
        """(alarm, name of who has seen it), newest first."""
        where = "WHERE seen IS NULL" if only_unseen else ""

        def look(connection: Connection) -> list[tuple[int, str | None]]:
            rows = connection.exec_driver_sql(
                f"SELECT seq, seen FROM alarm {where} ORDER BY seq DESC LIMIT ?", (limit,)
            )
            return [(int(seq), seen) for seq, seen in rows.fetchall()]

        found = [(self._index.entry_at(seq), seen) for seq, seen in self._index.look(look)]
        return [(entry, self._name(seen)) for entry, seen in found if entry is not None]

    def count_unseen(self) -> int:
        def look(connection: Connection) -> int:
            return int(connection.exec_driver_sql("SELECT count(*) FROM alarm WHERE seen IS NULL").scalar_one())

        return self._index.look(look)

    def _name(self, seen: str | None) -> str | None:
        entry = self._index.entry_with(seen) if seen is not None else None
        return str(json.loads(entry.body)["operator"]["name"]) if entry is not None else None
