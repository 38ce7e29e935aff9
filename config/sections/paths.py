"""[paths]: files outside the data directory, and folders in it."""

from __future__ import annotations

from pathlib import Path

from config.values import Section


class PathsSettings(Section):
    """Paths; relative ones are inside the data directory."""

    log_folder: Path
    """Logs of the till and the agent."""
    backup_folder: Path
    """Where `backup` puts its copies; best a folder on another medium."""

    def inside(self, data_dir: Path, folder: Path) -> Path:
        """An absolute path for one of these folders."""
        return data_dir / folder
