"""Copying a database that somebody may be writing, by SQLite's own way: the copy is one moment of it, whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from fallback_pos.errors import TillError
from fallback_pos.storage.engine import open_reader, sqlite_module, straight_to_driver


class NotCopied(TillError):
    """Parameters: file, reason."""

    sentence = "{file} could not be copied: {reason}. Check both disks and try again; the till's own file is unchanged."


def copy_database(source: Path, target: Path) -> None:
    """A copy of `source` in the new file `target`, without a log beside it. Raises NotCopied."""
    module = sqlite_module()
    engine = open_reader(source)
    try:
        with (
            closing(module.connect(target)) as copy,
            engine.connect() as connection,
            straight_to_driver(connection) as original,
        ):
            _copy(original, copy)
    except (SQLAlchemyError, module.Error, OSError) as error:
        raise NotCopied(file=str(source), reason=str(getattr(error, "orig", None) or error)) from error
    finally:
        engine.dispose()


def _copy(original: Any, copy: Any) -> None:
    """All pages at once: in steps, every commit of the till would begin the copy anew. Its writer is not held up."""
    original.backup(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
