"""Codes that people copy from paper: one-time codes and the recovery code. Crockford's alphabet, in groups."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read as other signs."""
ONE_TIME_CHARACTERS = 8
RECOVERY_CHARACTERS = 20
LONGEST_TYPED_CHARACTERS = 64
_GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(characters: int) -> str:
    """Five bits a character, as it is printed: `7KQM-3XWD`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(characters))
    return "-".join(signs[at : at + _GROUP] for at in range(0, characters, _GROUP))


def plain(typed: str) -> str:
    """A code as it is hashed: without spaces and hyphens, whatever case it was typed in."""
    kept = "".join(sign for sign in typed[:LONGEST_TYPED_CHARACTERS].upper() if sign.isalnum())
    return kept.translate(_READ_AS)
