"""Real journals in a test's own folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fallback_pos.domain.clock import Instant
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.keys import load_key, make_key
from sync.ledger import Origin

ORIGIN = Origin("0012", "03")
DAY = "2026-11-22"


def open_journal(
    folder: Path, clock: Callable[[], Instant] = Instant.now, generation: int = 1, must_exist: bool = False
) -> Journal:
    make_key(folder / "keys")
    key = load_key(folder / "keys")
    path = folder / "journal.db"
    return Journal(path, ORIGIN, key.sign, clock=clock, generation=generation, must_exist=must_exist)


def signature_check(folder: Path) -> Callable[[bytes, bytes], bool]:
    from cryptography.exceptions import InvalidSignature

    public = load_key(folder / "keys").public_key()

    def check(signature: bytes, digest: bytes) -> bool:
        try:
            public.verify(signature, digest)
        except InvalidSignature:
            return False
        return True

    return check


def note(number: int = 0, kind: str = "drawer.opened") -> Draft:
    return Draft(kind, {"note": f"naranča {number}"})


def sale(receipt: str) -> Draft:
    return Draft("sale.completed", {"receipt": receipt, "currency": "EUR", "lines": [], "tenders": []})
