"""What a till's day adds up to: the figures that till and central lay side by side.

Both sides compute them by this one function from the entries that they hold, so equal entries give equal figures and
any difference is a difference in what is held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from sync.body_schemas import BodyUnreadable, TaxSum, Totals, totals_of
from sync.ledger import Entry


@dataclass(slots=True)
class CurrencyTotals:
    """Running sums in one currency; keys as in `Totals`."""

    total: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    tenders: dict[str, Decimal] = field(default_factory=dict)
    taxes: dict[tuple[str, str], TaxSum] = field(default_factory=dict)

    def add(self, totals: Totals) -> None:
        self.total += totals.total
        self.rounding += totals.rounding
        for type_, amount in totals.tenders.items():
            self.tenders[type_] = self.tenders.get(type_, Decimal(0)) + amount
        for key, amounts in totals.taxes.items():
            self.taxes[key] = self.taxes[key] + amounts if key in self.taxes else amounts

    def as_json(self) -> dict[str, object]:
        return {
            "total": f"{self.total:f}",
            "rounding": f"{self.rounding:f}",
            "tenders": {type_: f"{amount:f}" for type_, amount in sorted(self.tenders.items())},
            "taxes": [
                {
                    "class": class_,
                    "rate": rate,
                    "net": f"{sums.net:f}",
                    "tax": f"{sums.tax:f}",
                    "gross": f"{sums.gross:f}",
                }
                for (class_, rate), sums in sorted(self.taxes.items())
            ],
        }


@dataclass(frozen=True, slots=True)
class DayManifest:
    """One generation's entries of one business date.

    `head` is the last entry's chain hash, `digest` SHA-256 over all their chain hashes in order: equal digests mean
    equal entries, also where one in the middle is missing. `unreadable` sales count in no total.
    """

    generation: int
    business_date: str
    first_seq: int
    last_seq: int
    count: int
    head: bytes
    digest: bytes
    kinds: dict[str, int]
    unreadable: int
    currencies: dict[str, CurrencyTotals]

    def as_json(self) -> dict[str, object]:
        return {
            "generation": self.generation,
            "business_date": self.business_date,
            "first_seq": self.first_seq,
            "last_seq": self.last_seq,
            "count": self.count,
            "head": self.head.hex(),
            "digest": self.digest.hex(),
            "kinds": dict(sorted(self.kinds.items())),
            "unreadable": self.unreadable,
            "currencies": {code: totals.as_json() for code, totals in sorted(self.currencies.items())},
        }


def manifests_of(entries: Iterable[Entry]) -> list[DayManifest]:
    """One manifest per generation and business date among the entries, which come in journal order."""
    days: dict[tuple[int, str], _Day] = {}
    for entry in entries:
        days.setdefault((entry.generation, entry.business_date), _Day()).add(entry)
    return [day.manifest(*key) for key, day in sorted(days.items())]


class _Day:
    def __init__(self) -> None:
        self.first_seq = self.last_seq = self.count = self.unreadable = 0
        self.head = b""
        self.digest = hashlib.sha256()
        self.kinds: dict[str, int] = {}
        self.currencies: dict[str, CurrencyTotals] = {}

    def add(self, entry: Entry) -> None:
        if not self.count:
            self.first_seq = entry.seq
        self.last_seq = entry.seq
        self.count += 1
        self.head = entry.hash
        self.digest.update(entry.hash)
        self.kinds[entry.kind] = self.kinds.get(entry.kind, 0) + 1
        try:
            totals = totals_of(entry.kind, entry.body)
        except BodyUnreadable:
            self.unreadable += 1
            return
        if totals is not None:
            self.currencies.setdefault(totals.currency, CurrencyTotals()).add(totals)

    def manifest(self, generation: int, business_date: str) -> DayManifest:
        return DayManifest(
            generation=generation,
            business_date=business_date,
            first_seq=self.first_seq,
            last_seq=self.last_seq,
            count=self.count,
            head=self.head,
            digest=self.digest.digest(),
            kinds=self.kinds,
            unreadable=self.unreadable,
            currencies=self.currencies,
        )
