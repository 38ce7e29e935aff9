"""[paths]: files outside the data directory, and folders in it."""

from __future__ import annotations

from pathlib import Path

from config.values import Section


class PathsSettings(Section):
    """Paths; relative ones are inside the data directory."""

    log_folder: Path
    """Logs of the till and the agent."""
    backup_folder: Path
    """Backups of the data directory."""
    export_folder: Path
    """Exported journals and reports."""
    second_copy_folder: Path | None = None
    """A folder on another medium that gets a copy of the journal."""

    def inside(self, data_dir: Path, folder: Path) -> Path:
        """An absolute path for one of these folders."""
        return data_dir / folder
