"""PINs: which ones are taken, and their hashes.

argon2id with 19 MiB, two passes, one lane (OWASP's Password Storage Cheat Sheet), over an HMAC with the pepper.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from fallback_pos.access.errors import PinHasSixDigits, PinNotReadable, PinTooEasy

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PIN_DIGITS = 6
MEMORY_KIBIBYTES = 19 * 1024
PASSES = 2
LANES = 1
_NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$JBhouM0FVqDQbU9p4968VQ$fpKWpfJv5MvFlxLmvBja/8RN5D7zSyzMzzT6myHH1yM"
"""Of 32 random bytes that nobody kept: an unknown operator's PIN is compared with it, for the same time."""
_FAVOURITES = frozenset({"112233", "123321", "159753", "147258", "147852", "258456", "789456", "456789", "131313"})


class Pins:
    """Hashing and checking PINs of one till. May be used from any thread."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._hasher: PasswordHasher | None = None

    def hash(self, code: str, pin: str) -> str:
        """The hash to store for an operator's PIN."""
        return self._argon2().hash(self._peppered(code, pin))

    def is_right(self, code: str, pin: str, stored: str | None) -> bool:
        """Compare; takes as long when there is nothing stored. Raises PinNotReadable for a damaged hash."""
        from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

        try:
            self._argon2().verify(stored or _NOBODYS_HASH, self._peppered(code, pin))
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise PinNotReadable(operator=code) from error
        return stored is not None

    def group_of_unknown(self, code: str, groups: int) -> int:
        """Into which of so many groups an unknown code falls; only this till can tell."""
        digest = hmac.digest(self._pepper, b"unknown\0" + code.encode(), hashlib.sha256)
        return int.from_bytes(digest[:4]) % groups

    def badge_hash(self, badge: str) -> str:
        """What is kept of a badge: enough to find its holder, nothing to print one from."""
        return hmac.digest(self._pepper, b"badge\0" + badge.encode(), hashlib.sha256).hex()

    def _peppered(self, code: str, pin: str) -> bytes:
        return hmac.digest(self._pepper, f"{code}\0{pin}".encode(), hashlib.sha256)

    def _argon2(self) -> PasswordHasher:
        if self._hasher is None:
            from argon2 import PasswordHasher

            self._hasher = PasswordHasher(
                time_cost=PASSES, memory_cost=MEMORY_KIBIBYTES, parallelism=LANES, hash_len=32, salt_len=16
            )
        return self._hasher


def check_new_pin(pin: str, code: str, *, weak_allowed: bool = False) -> None:
    """Raises PinHasSixDigits, or PinTooEasy for repetitions, runs, keypad patterns and the operator's own code.

    weak_allowed: for the demo shop, whose PINs are printed anyway.
    """
    if not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", pin):
        raise PinHasSixDigits()
    if not weak_allowed and _is_easy(pin, code):
        raise PinTooEasy()


def _is_easy(pin: str, code: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:period] * (PIN_DIGITS // period) for period in (1, 2, 3))
    holds_code = len(code) >= 3 and code in pin
    return repeats or len(steps) == 1 or pin in _FAVOURITES or pin[:3] == pin[:2:-1] or holds_code
