"""What reconciliation is told and hands out."""

from __future__ import annotations

from dataclasses import dataclass

from fallback_pos.domain.money import Money
from fallback_pos.domain.reconciling import Differs, MatchState, PaidTender, Pair, StatementLine
from fallback_pos.reconciliation.read_line import BadRow

ID_SHOWN_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """A line, a tender, or both, that still wait for a person. `difference`: what the statement has more."""

    line: StatementLine | None
    tender: PaidTender | None
    differs: tuple[Differs, ...] = ()

    @property
    def state(self) -> MatchState:
        return MatchState.DIFFERENT if self.line and self.tender else MatchState.UNMATCHED

    @property
    def id(self) -> str:
        """The line's id, or the tender's where there is no line."""
        return (self.line or self.tender_there).id

    @property
    def short_id(self) -> str:
        """As much of the id as a person has to type: ids of tenders begin with the time, and differ at the end."""
        return self.line.id[:ID_SHOWN_CHARACTERS] if self.line else self.id[-ID_SHOWN_CHARACTERS:]

    @property
    def tender_there(self) -> PaidTender:
        assert self.tender is not None, "a finding has a line or a tender"
        return self.tender

    @property
    def difference(self) -> Money:
        if self.line is not None and self.tender is not None:
            return self.line.amount - self.tender.amount
        return self.line.amount if self.line is not None else -self.tender_there.amount

    @classmethod
    def of(cls, pair: Pair) -> Finding:
        return cls(pair.line, pair.tender, pair.differs)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A journalled resolution, as `reconciliation.resolved` says it."""

    entry_id: str
    number: int
    at: str
    result: MatchState
    line: StatementLine | None
    tender: str | None
    receipt: str | None
    amount: Money
    difference: Money
    operator: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `lines` are in the file, `new` of them were not known from an earlier one.

    `matched` were journalled by this import; `different` and `unmatched` wait for a person, of this file or another.
    """

    file: str
    format: str
    lines: int
    new: int
    skipped: int
    bad_rows: tuple[BadRow, ...]
    matched: tuple[Resolved, ...]
    different: int
    unmatched_lines: int
    unmatched_tenders: int
