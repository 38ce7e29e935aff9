"""The pepper: a secret outside the database, without which its PIN hashes cannot be tried out.

Six digits are a million guesses; whoever copies staff.db alone has nothing to guess against.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fallback_pos.access.errors import PepperMissing

PEPPER_FILE = "pin.pepper"
PEPPER_BYTES = 32


def make_pepper(keys: Path) -> None:
    """Make the file in the keys folder unless there is one; complete or absent, also after a power cut."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = keys / PEPPER_FILE
    if path.exists():
        return
    half_done = path.with_suffix(".new")
    half_done.unlink(missing_ok=True)
    descriptor = os.open(half_done, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(PEPPER_BYTES))
        file.flush()
        os.fsync(file.fileno())
    half_done.replace(path)
    _flush_folder(keys)


def load_pepper(keys: Path) -> bytes:
    """Raises PepperMissing."""
    path = keys / PEPPER_FILE
    try:
        pepper = path.read_bytes()
    except OSError as error:
        raise PepperMissing(file=str(path)) from error
    if len(pepper) != PEPPER_BYTES:
        raise PepperMissing(file=str(path))
    return pepper


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
