"""The till's signing key: made at set-up, kept in a file that only its user may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fallback_pos.errors import TillError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "till.key"


class KeyMissing(TillError):
    sentence = (
        "The till's signing key {file} is missing or unreadable. Restore the keys folder from the backup or run "
        "fallback-pos doctor; without it no sale can be signed."
    )


class KeyNotMade(TillError):
    sentence = "The till's signing key cannot be written in {folder}: {reason}. Make room or give the right to write."


def make_key(folder: Path) -> None:
    """Make the key unless there is one. It is on the disk, complete, before anything can be signed with it.

    Raises KeyNotMade.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / KEY_FILE).exists():
            _write_key(folder)
    except OSError as error:
        raise KeyNotMade(folder=str(folder), reason=error.strerror or str(error)) from error


def load_key(folder: Path) -> Ed25519PrivateKey:
    """The private key. Raises KeyMissing."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = folder / KEY_FILE
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyMissing(file=str(path)) from error


def _write_key(folder: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    half_done = folder / f"{KEY_FILE}.new"
    half_done.unlink(missing_ok=True)
    descriptor = os.open(half_done, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    half_done.replace(folder / KEY_FILE)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """A file's new name is on the disk only when its folder is."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
