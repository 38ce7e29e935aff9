"""The heads that backups hold: witnesses of the journal's end, which a till whose tail was cut off cannot change."""

from __future__ import annotations

import json
from pathlib import Path

from config.settings import Settings
from fallback_pos.journal_check.verify import Anchor
from sync.ledger import Head

HEAD_FILE = "head.json"


def backup_folder(folder: Path, settings: Settings) -> Path:
    return settings.paths.inside(folder, settings.paths.backup_folder)


def backup_anchors(folder: Path, settings: Settings) -> list[Anchor]:
    """The heads of the journals in this till's backups; a damaged note of one counts for nothing."""
    shop = settings.shop
    found = sorted(backup_folder(folder, settings).glob(f"{shop.store}-{shop.till}-*Z/{HEAD_FILE}"))
    return [Anchor(f"the backup {note.parent.name}", head) for note in found if (head := _read_head(note)) is not None]


def _read_head(note: Path) -> Head | None:
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        return Head(int(said["generation"]), int(said["seq"]), bytes.fromhex(said["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
