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


def make_key(folder: Path) -> None:
    """Make the key unless there is one. The file is complete or absent, also after a power cut."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if path.exists():
        return
    half_done = path.with_suffix(".new")
    half_done.unlink(missing_ok=True)
    descriptor = os.open(half_done, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    half_done.replace(path)


def load_key(folder: Path) -> Ed25519PrivateKey:
    """The private key. Raises KeyMissing."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = folder / KEY_FILE
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyMissing(file=str(path)) from error
