"""Chains of real entries, and a journal and delivery log kept in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SyncError
from sync.ledger import EMPTY_HEAD, Entry, Head, Kind, Origin, Position, encode_body, seal
from sync.protocols import HeldEntry, Settlement

ORIGIN = Origin("0012", "03")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SHIFT = "shift-entry"


def sale_body(receipt: str = "03-1-000001", *, shift: str = SHIFT, originals: Sequence[str] = ()) -> dict[str, object]:
    """A sale of one 10.00 article at 25 % inclusive, paid with 20.00 in cash; or a return of earlier entries."""
    sign = "-" if originals else ""
    return_ofs: list[object] = [
        {"source": "till", "receipt": "r", "date": None, "line": 1, "entry": original, "verified": True, "reason": None}
        for original in originals
    ] or [None]
    lines = [
        {
            "line": number, "kind": "product", "product": "p1", "code": "3850104047015", "name": "Naranča",
            "unit": "pc", "department": None, "quantity": f"{sign}1", "price": "10.00", "list_price": "10.00",
            "price_source": "catalogue", "value": f"{sign}10.00", "discounts": [], "amount": f"{sign}10.00",
            "tax_class": "A", "rate": "25", "net": f"{sign}8.00", "tax": f"{sign}2.00", "gross": f"{sign}10.00",
            "return_of": return_of,
        }
        for number, return_of in enumerate(return_ofs, 1)
    ]  # fmt: skip
    return {
        "receipt": receipt, "operator": {"code": "101", "name": "Ana", "role": "cashier"}, "shift": shift,
        "outage": None, "currency": "EUR", "tax_mode": "inclusive", "tax_rounding": "line", "prices_as_of": None,
        "clock": {"monotonic_ns": 1, "utc_offset_minutes": 60}, "lines": lines,
        "tax": [{"class": "A", "rate": "25", "net": f"{sign}8.00", "tax": f"{sign}2.00", "gross": f"{sign}10.00"}],
        "net": f"{sign}8.00", "tax_total": f"{sign}2.00", "discount_total": "0.00", "total": f"{sign}10.00",
        "rounding": "0.00",
        "tenders": [{
            "id": "t1", "type": "cash", "amount": "-10.00" if originals else "20.00", "reference": None, "details": {},
            "unconfirmed": False,
        }],
        "tendered": "-10.00" if originals else "20.00", "change": "0.00" if originals else "10.00", "customer": None,
        "loyalty": None, "approvals": [],
    }  # fmt: skip


class MemoryJournal:
    """An EntrySource that grows as it is told."""

    def __init__(self, origin: Origin = ORIGIN) -> None:
        self.origin = origin
        self.entries: list[Entry] = []
        self.generation = 1

    def append(
        self,
        kind: str = Kind.SALE_COMPLETED,
        content: dict[str, object] | None = None,
        *,
        entry_id: str | None = None,
        business_date: str = "2026-11-22",
    ) -> Entry:
        entry = seal(
            self.origin,
            self.head(),
            generation=self.generation,
            id=entry_id or str(uuid.uuid4()),
            kind=kind,
            occurred_at="2026-11-22T13:40:05.123Z",
            business_date=business_date,
            body=encode_body(sale_body(f"03-1-{len(self.entries) + 1:06}") if content is None else content),
            signer=KEY.sign,
        )
        self.entries.append(entry)
        return entry

    def fill(self, count: int) -> list[Entry]:
        return [self.append() for _ in range(count)]

    def head(self) -> Head:
        return self.entries[-1].head if self.entries else EMPTY_HEAD

    def entry_at(self, position: Position) -> Entry | None:
        return next((entry for entry in self.entries if entry.position == position), None)

    def read_after(self, mark: Position, max_entries: int, max_bytes: int) -> list[Entry]:
        found: list[Entry] = []
        size = 0
        for entry in self.entries:
            if entry.position <= mark:
                continue
            size += len(entry.body)
            if found and (len(found) == max_entries or size > max_bytes):
                break
            found.append(entry)
        return found


class MemoryLog:
    """A DeliveryLog without a disk. `settlements` keeps every write, for the tests to look at."""

    def __init__(self) -> None:
        self.marks: dict[str, Head] = {}
        self.held_entries: dict[str, dict[Position, HeldEntry]] = {}
        self.settlements: list[Settlement] = []
        self.contacts: list[tuple[str, bool]] = []

    def mark(self, target: str) -> Head:
        return self.marks.get(target, EMPTY_HEAD)

    def held(self, target: str) -> list[HeldEntry]:
        return [held for _, held in sorted(self.held_entries.get(target, {}).items())]

    def settle(self, target: str, settlement: Settlement) -> None:
        self.marks[target] = settlement.mark
        entries = self.held_entries.setdefault(target, {})
        for position in settlement.release:
            entries.pop(position, None)
        for held in settlement.hold:
            entries[held.position] = held
        self.settlements.append(settlement)

    def note_contact(self, target: str, at: str, reachable: bool, fault: SyncError | None) -> None:
        self.contacts.append((target, reachable))


def ids_of(entries: Iterable[Entry]) -> list[str]:
    return [entry.id for entry in entries]
