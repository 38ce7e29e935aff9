"""A backup of a data directory, taken while the till sells: complete, checked, and known to `journal verify`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.layers import TILL_FILE
from config.settings import Settings
from fallback_pos.bootstrap.backup_heads import HEAD_FILE, backup_folder
from fallback_pos.bootstrap.core import NotSetUp
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.errors import TillError
from fallback_pos.storage.backup import copy_database
from fallback_pos.storage.catalogue_files import POINTER, read_pointer
from fallback_pos.storage.journal_reader import JournalReader
from sync.ledger import Head

UNFINISHED = ".part"


class BackupNotWritten(TillError):
    """Parameters: folder, reason."""

    sentence = "The backup could not be written to {folder}: {reason}. Check that medium, or name another with --to."


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: its folder and the head of the journal in it."""

    folder: Path
    head: Head


def write_backup(folder: Path, settings: Settings, target: Path | None = None) -> Backup:
    """Copy a till's files into a new folder in `target`, by default the settings' backup folder.

    The journal is copied last, so that no other file knows of an entry that it has not; index.db is left out, it is
    made anew. The folder gets its name when everything is on the disk. Raises NotSetUp, BackupNotWritten, NotCopied,
    JournalNotReadable.
    """
    files = DataDir(folder)
    if not settings.shop.is_set_up or not files.journal.exists():
        raise NotSetUp(folder=str(folder))
    place = target if target is not None else backup_folder(folder, settings)
    shop = settings.shop
    finished = place / f"{shop.store}-{shop.till}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    unfinished = finished.with_name(finished.name + UNFINISHED)
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        head = _copy(files, unfinished)
        _flush(unfinished)
        unfinished.rename(finished)
        _flush_folder(place)
    except OSError as error:
        raise BackupNotWritten(folder=str(place), reason=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Backup(finished, head)


def _copy(files: DataDir, target: Path) -> Head:
    copied = DataDir(target)
    for kept in (files.root / TILL_FILE, *_catalogue(files.root)):
        if kept.exists():
            shutil.copy2(kept, target / kept.name)
    shutil.copytree(files.keys, copied.keys)
    copied.keys.chmod(0o700)
    beside = [
        (files.delivery, copied.delivery),
        (files.staff, copied.staff),
        (files.statements, copied.statements),
        (files.till, copied.till),
    ]
    for source, copy in beside:
        if source.exists():
            copy_database(source, copy)
    copy_database(files.journal, copied.journal)
    head = JournalReader(copied.journal).head()
    note = {"generation": head.generation, "seq": head.seq, "hash": head.hash.hex()}
    (target / HEAD_FILE).write_text(json.dumps(note), encoding="utf-8")
    return head


def _catalogue(folder: Path) -> Iterator[Path]:
    pointer = read_pointer(folder)
    if pointer is not None:
        yield from (folder / name for _, name in pointer.current)
        yield folder / POINTER


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        _flush_folder(path)


def _flush_folder(folder: Path) -> None:
    """What a folder holds is on the disk as well; Windows has no such call and does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
