"""Where each file of a till lies in its data directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fallback_pos.storage.locks import TILL_LOCK


@dataclass(frozen=True, slots=True)
class DataDir:
    """A till's data directory."""

    root: Path

    @property
    def journal(self) -> Path:
        return self.root / "journal.db"

    @property
    def till(self) -> Path:
        return self.root / "till.db"

    @property
    def index(self) -> Path:
        return self.root / "index.db"

    @property
    def statements(self) -> Path:
        return self.root / "statements.db"

    @property
    def staff(self) -> Path:
        return self.root / "staff.db"

    @property
    def delivery(self) -> Path:
        return self.root / "delivery.db"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def till_lock(self) -> Path:
        return self.root / TILL_LOCK

    @property
    def agent_lock(self) -> Path:
        return self.root / "agent.lock"

    @property
    def agent_status(self) -> Path:
        return self.root / "agent-status.json"

    @property
    def is_empty(self) -> bool:
        """Whether nothing has ever been set up here; a folder that is not there yet is empty."""
        return not self.root.exists() or not any(self.root.iterdir())
