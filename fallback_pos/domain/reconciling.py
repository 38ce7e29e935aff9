"""Matching what a bank or a provider says was paid with what customers claimed at the till. Pure: the order in which
lines and tenders come changes nothing, no line and no tender is used twice, and the totals add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from fallback_pos.domain.money import Currency, Money, total
from fallback_pos.domain.tender import TenderType

SHORTEST_REFERENCE = 3
"""Shorter texts say nothing about which payment is meant."""
SURE_REFERENCE = 8
"""From this length on, a common reference means the same payment even if both amount and time differ."""
_NOT_IN_REFERENCES = re.compile(r"[^0-9A-Z]")
_BETWEEN_WORDS = re.compile(r"[\s,;|]+")


class MatchState(StrEnum):
    MATCHED = "matched"
    DIFFERENT = "different"
    UNMATCHED = "unmatched"


class Differs(StrEnum):
    """In what a line and a tender that belong together differ. REFERENCE: they have none in common."""

    AMOUNT = "amount"
    TIME = "time"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A payment as the statement has it; negative where money went back. `id` stands for its content.

    `at` is None where the statement has only a day; without a zone it is the shop's wall time. `references` are keys
    (`reference_keys`), `shown` is what a person reads. `type` is set where the statement says what was paid with.
    """

    id: str
    statement: str
    amount: Money
    day: date
    at: datetime | None
    references: frozenset[str]
    shown: str
    type: TenderType | None = None


@dataclass(frozen=True, slots=True)
class PaidTender:
    """A tender that moved money outside the till. `at`: when it was sold, in UTC; `local`: the shop's wall time."""

    id: str
    type: TenderType
    amount: Money
    at: datetime
    local: datetime
    receipt: str
    sale: str
    references: frozenset[str]
    shown: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class MatchRules:
    """How far apart the same payment may lie on both sides.

    time_tolerance: where the statement has a time. booking_days: where it has only a day, so many days after the sale.
    farthest: beyond it, a common reference is a coincidence.
    """

    time_tolerance: timedelta = timedelta(minutes=30)
    booking_days: int = 5
    farthest: timedelta = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Pair:
    """A line and the tender it pays. `difference` is what the statement has more than the till."""

    line: StatementLine
    tender: PaidTender
    differs: tuple[Differs, ...]

    @property
    def state(self) -> MatchState:
        return MatchState.DIFFERENT if self.differs else MatchState.MATCHED

    @property
    def difference(self) -> Money:
        return self.line.amount - self.tender.amount


@dataclass(frozen=True, slots=True)
class Matching:
    """Everything on both sides, once each."""

    pairs: tuple[Pair, ...]
    lines: tuple[StatementLine, ...]
    """Lines that no tender explains."""
    tenders: tuple[PaidTender, ...]
    """Tenders that no line pays."""

    def difference(self, currency: Currency) -> Money:
        """What all lines have more than all tenders."""
        pairs = total((pair.difference for pair in self.pairs), currency)
        only_lines = total((line.amount for line in self.lines), currency)
        return pairs + only_lines - total((tender.amount for tender in self.tenders), currency)


def reference_keys(texts: Iterable[str | None]) -> frozenset[str]:
    """What references are compared by: each text and each of its words, without signs, in capitals."""
    keys: set[str] = set()
    for text in filter(None, texts):
        for word in (text, *_BETWEEN_WORDS.split(text)):
            key = _NOT_IN_REFERENCES.sub("", word.upper())
            if len(key) >= SHORTEST_REFERENCE:
                keys.add(key)
    return frozenset(keys)


def match(lines: Sequence[StatementLine], tenders: Sequence[PaidTender], rules: MatchRules) -> Matching:
    """Pair lines with tenders: by reference first, the likeliest pair first; then by amount and time alone, where
    exactly one line and one tender are left for each other. Such a pair is never more than probable.
    """
    by_reference = _chosen(sorted(_with_common_reference(lines, tenders, rules)))
    left_lines, left_tenders = _left(lines, tenders, by_reference)
    by_amount = _only_each_other(left_lines, left_tenders, rules)
    pairs = [*by_reference, *by_amount]
    left_lines, left_tenders = _left(left_lines, left_tenders, by_amount)
    return Matching(
        tuple(sorted(pairs, key=lambda pair: (pair.line.day, pair.line.id))),
        tuple(sorted(left_lines, key=lambda line: (line.day, line.id))),
        tuple(sorted(left_tenders, key=lambda tender: (tender.at, tender.id))),
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A pair that may be, with how likely it is: fewer differences, nearer in time, nearer in amount."""

    pair: Pair
    apart: timedelta

    def __lt__(self, other: _Candidate) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, bool, timedelta, int, str, str]:
        pair = self.pair
        amount_differs = Differs.AMOUNT in pair.differs
        return (
            len(pair.differs),
            amount_differs,
            self.apart,
            abs(pair.difference).minor,
            pair.tender.id,
            pair.line.id,
        )


def _with_common_reference(
    lines: Sequence[StatementLine], tenders: Sequence[PaidTender], rules: MatchRules
) -> list[_Candidate]:
    by_key: dict[str, list[PaidTender]] = {}
    for tender in tenders:
        for key in tender.references:
            by_key.setdefault(key, []).append(tender)
    found: list[_Candidate] = []
    for line in lines:
        known = {tender.id: tender for key in line.references for tender in by_key.get(key, ())}
        for tender in known.values():
            differs = _differences(line, tender, rules)
            if differs is not None:
                found.append(_Candidate(Pair(line, tender, differs), _apart(line, tender)))
    return found


def _differences(line: StatementLine, tender: PaidTender, rules: MatchRules) -> tuple[Differs, ...] | None:
    """How two with a common reference differ, or None where they are not the same payment."""
    if not _may_belong(line, tender) or _apart(line, tender) > rules.farthest:
        return None
    differs = []
    if line.amount != tender.amount:
        differs.append(Differs.AMOUNT)
    if not _at_the_same_time(line, tender, rules):
        differs.append(Differs.TIME)
    common = line.references & tender.references
    if len(differs) == 2 and max(map(len, common)) < SURE_REFERENCE:
        return None
    return tuple(differs)


def _may_belong(line: StatementLine, tender: PaidTender) -> bool:
    same_way = (line.amount.minor < 0) == (tender.amount.minor < 0)
    return same_way and line.amount.currency == tender.amount.currency and line.type in (None, tender.type)


def _apart(line: StatementLine, tender: PaidTender) -> timedelta:
    if line.at is None:
        return abs(timedelta(days=(line.day - tender.local.date()).days))
    return abs(line.at - (tender.at if line.at.tzinfo else tender.local))


def _at_the_same_time(line: StatementLine, tender: PaidTender, rules: MatchRules) -> bool:
    if line.at is not None:
        return _apart(line, tender) <= rules.time_tolerance
    return 0 <= (line.day - tender.local.date()).days <= rules.booking_days


def _chosen(candidates: Iterable[_Candidate]) -> list[Pair]:
    """The likeliest first, each line and each tender once."""
    lines: set[str] = set()
    tenders: set[str] = set()
    pairs: list[Pair] = []
    for candidate in candidates:
        pair = candidate.pair
        if pair.line.id not in lines and pair.tender.id not in tenders:
            lines.add(pair.line.id)
            tenders.add(pair.tender.id)
            pairs.append(pair)
    return pairs


def _left(
    lines: Sequence[StatementLine], tenders: Sequence[PaidTender], pairs: Sequence[Pair]
) -> tuple[list[StatementLine], list[PaidTender]]:
    used_lines, used_tenders = {pair.line.id for pair in pairs}, {pair.tender.id for pair in pairs}
    return (
        [line for line in lines if line.id not in used_lines],
        [tender for tender in tenders if tender.id not in used_tenders],
    )


def _only_each_other(lines: Sequence[StatementLine], tenders: Sequence[PaidTender], rules: MatchRules) -> list[Pair]:
    """Pairs of the same amount at the same time where neither side has a second choice."""
    by_amount: dict[int, list[PaidTender]] = {}
    for tender in tenders:
        by_amount.setdefault(tender.amount.minor, []).append(tender)
    possible = [
        (line, tender)
        for line in lines
        for tender in by_amount.get(line.amount.minor, ())
        if _may_belong(line, tender) and _at_the_same_time(line, tender, rules)
    ]
    of_line = Counter(line.id for line, _ in possible)
    of_tender = Counter(tender.id for _, tender in possible)
    return [
        Pair(line, tender, (Differs.REFERENCE,))
        for line, tender in possible
        if of_line[line.id] == 1 and of_tender[tender.id] == 1
    ]
