"""Importing statements, showing what is matched, different or unmatched, and resolving it with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.facts import override_body
from fallback_pos.domain.money import Currency
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.domain.reconciling import Matching, MatchRules, MatchState, PaidTender, match
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.typed_text import typed_reason
from fallback_pos.reconciliation.bodies import read_resolved, resolved_body
from fallback_pos.reconciliation.csv_format import CsvOptions
from fallback_pos.reconciliation.errors import (
    FindingNotUnique,
    NoFinding,
    NothingToPayWith,
    PaidOrNot,
    ResolvedAlready,
)
from fallback_pos.reconciliation.read_line import identified, statement_id
from fallback_pos.reconciliation.reading import StatementFile, StatementFormat, read_statement
from fallback_pos.reconciliation.values import Finding, Imported, Resolved
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.outside_tenders import OutsideTenders
from fallback_pos.storage.statements import Statement, Statements
from sync.ledger import Entry, Kind

BY_STATEMENT = (TenderType.CARD, TenderType.WALLET)
"""Tenders that a bank or a provider pays out."""
ON_TRUST = (TenderType.VOUCHER, TenderType.STORE_CREDIT, TenderType.PAID_ELSEWHERE)
"""Nobody sends a statement of these; a person asks, and resolves them with a reason."""
APPENDED_AT_ONCE = 200
LOOK_BACK = timedelta(days=62)
"""Payments that a terminal approved longer ago are looked for only where a line is as old."""
Chosen = TypeVar("Chosen", Finding, PaidTender)


@dataclass(frozen=True, slots=True)
class ReconciliationRules:
    """What a shop has decided. `csv`: how its bank writes tables."""

    currency: Currency
    permissions: Permissions
    match: MatchRules = field(default_factory=MatchRules)
    csv: CsvOptions = field(default_factory=CsvOptions)


class Reconciliation:
    """Statements against the journal. Not for two threads at once.

    Besides the errors named, methods raise those of the journal, the index and statements.db.
    """

    def __init__(
        self,
        journal: Journal,
        tenders: OutsideTenders,
        statements: Statements,
        rules: ReconciliationRules,
        business_date: Callable[[], date],
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        self._journal = journal
        self._tenders = tenders
        self._statements = statements
        self.rules = rules
        self._business_date = business_date
        self._clock = clock

    def import_statement(
        self,
        operator: Operator,
        file: StatementFile,
        format: StatementFormat | None = None,
        options: CsvOptions | None = None,
        *,
        approver: Operator | None = None,
    ) -> Imported:
        """Keep a statement and journal what fits in reference, amount and time; the rest waits for a person.

        The same file a second time, or lines that an earlier one had, change nothing. Raises the errors of reading,
        and the refusals of permissions.
        """
        given = self.rules.permissions.check(operator, Action.RECONCILE, approver=approver)
        found, read = read_statement(file, format, self.rules.currency, options or self.rules.csv)
        id = statement_id(file.content)
        lines = list(identified(id, read.source, read.lines))
        statement = Statement(id, file.name, found.value, read.source, self._clock().text, operator.code)
        new = self._statements.add(statement, lines)
        matching = self._matching()
        matched = self._journal_matches(operator, given, matching)
        left = _findings(matching)
        return Imported(
            file=file.name,
            format=found.value,
            lines=len(lines),
            new=new,
            skipped=read.skipped,
            bad_rows=read.bad_rows,
            matched=tuple(matched),
            different=sum(each.state is MatchState.DIFFERENT for each in left),
            unmatched_lines=sum(each.tender is None for each in left),
            unmatched_tenders=sum(each.line is None for each in left),
        )

    def findings(self, state: MatchState | None = None, *, all_tenders: bool = False) -> list[Finding]:
        """What waits for a person: different and unmatched. What fits waits for nobody but the next import.

        Unmatched tenders are those that customers claimed; with `all_tenders` also those that a terminal approved.
        """
        found = _findings(self._matching(), all_tenders=all_tenders)
        return [each for each in found if state in (None, each.state)]

    def resolved(self, limit: int = 100) -> list[Resolved]:
        """What was resolved, newest first."""
        entries = (self._journal.by_id(each.entry) for each in self._tenders.resolutions(limit))
        return [read_resolved(entry, self.rules.currency) for entry in entries if entry is not None]

    def resolve(
        self,
        operator: Operator,
        id: str,
        reason: str,
        *,
        tender: str | None = None,
        paid: bool | None = None,
        approver: Operator | None = None,
    ) -> Resolved:
        """Settle a finding for good. `id` is its line's id or its tender's, the beginning or end of it, or
        the number of its receipt.

        A line with a tender (`tender` names one by hand): that is the payment, with the difference there is. A line
        alone: no payment of this till. A tender alone: `paid` all the same, or not; a tender that the list shows with
        a line is torn from it by saying so.
        Raises NoFinding, FindingNotUnique, ResolvedAlready, PaidOrNot, NothingToPayWith, ReasonMissing,
        CardNumberRefused and the refusals of permissions.
        """
        why = typed_reason(reason)
        finding = self._chosen(id, tender, paid)
        magnitude = abs(finding.tender.amount.amount if finding.tender else finding.difference.amount)
        given = self.rules.permissions.check(operator, Action.RECONCILE, magnitude, approver)
        result = _result(finding, paid)
        drafts = [_approval(operator, given)] if given else []
        drafts.append(_draft(operator, finding, result, why))
        entry = self._append(drafts)[-1]
        return read_resolved(entry, self.rules.currency)

    def _matching(self) -> Matching:
        currency = self.rules.currency
        lines = self._statements.lines(currency, without=self._tenders.resolved_lines())
        today = self._clock().wall
        days = [datetime.combine(line.day, time(), UTC) - self.rules.match.farthest for line in lines]
        since = min(today - LOOK_BACK, *days, today)
        return match(lines, self._tenders.open(currency, BY_STATEMENT, since), self.rules.match)

    def _journal_matches(self, operator: Operator, given: Operator | None, matching: Matching) -> list[Resolved]:
        """Exact pairs, a few hundred in one flush. A kill in between leaves the rest to the next import."""
        exact = [Finding.of(pair) for pair in matching.pairs if pair.state is MatchState.MATCHED]
        drafts = [_draft(operator, each, MatchState.MATCHED, None) for each in exact]
        done: list[Entry] = []
        for start in range(0, len(drafts), APPENDED_AT_ONCE):
            first = [_approval(operator, given)] if given and start == 0 else []
            part = drafts[start : start + APPENDED_AT_ONCE]
            done += self._append([*first, *part])[len(first) :]
        return [read_resolved(entry, self.rules.currency) for entry in done]

    def _append(self, drafts: Sequence[Draft]) -> list[Entry]:
        return self._journal.append(drafts, business_date=self._business_date().isoformat())

    def _chosen(self, id: str, tender: str | None, paid: bool | None) -> Finding:
        """Raises NoFinding, FindingNotUnique, ResolvedAlready, PaidOrNot, NothingToPayWith."""
        found = _findings(self._matching(), all_tenders=True)
        on_trust = [Finding(None, each) for each in self._tenders.open(self.rules.currency, ON_TRUST)]
        named = self._named(id, [(name, each) for each in (*found, *on_trust) for name in _names(each)])
        if tender is not None:
            tenders = [
                (name, each.tender) for each in found if each.tender for name in _names(Finding(None, each.tender))
            ]
            return _by_hand(named, self._named(tender, tenders))
        if paid is None:
            if named.line is None:
                raise PaidOrNot()
            return named
        if named.tender is None:
            raise NothingToPayWith()
        return Finding(None, named.tender)

    def _named(self, given: str, known: Sequence[tuple[str, Chosen]]) -> Chosen:
        """The one whose name this is, or whose name begins or ends so.

        Raises NoFinding, FindingNotUnique, ResolvedAlready.
        """
        wanted = given.strip().lower()
        exact = [each for name, each in known if name == wanted]
        part = [each for name, each in known if wanted and (name.startswith(wanted) or name.endswith(wanted))]
        found = {each.id: each for each in exact or part}
        if len(found) > 1:
            raise FindingNotUnique(id=wanted[:40])
        if not found:
            raise ResolvedAlready(id=wanted[:40]) if self._tenders.is_resolved(wanted) else NoFinding(id=wanted[:40])
        return next(iter(found.values()))


def _findings(matching: Matching, *, all_tenders: bool = False) -> list[Finding]:
    """What a person has to look at: claims first that differ, then what only one side knows."""
    different = [Finding.of(pair) for pair in matching.pairs if pair.differs]
    lines = [Finding(line, None) for line in matching.lines]
    tenders = [Finding(None, each) for each in matching.tenders if each.unconfirmed or all_tenders]
    return [*different, *lines, *tenders]


def _names(finding: Finding) -> list[str]:
    """A line's id; a tender's id and its receipt."""
    names = [finding.line.id] if finding.line is not None else []
    return names if finding.tender is None else [*names, finding.tender.id, finding.tender.receipt.lower()]


def _by_hand(finding: Finding, tender: PaidTender) -> Finding:
    if finding.line is None:
        raise NoFinding(id=finding.id)
    return Finding(finding.line, tender)


def _result(finding: Finding, paid: bool | None) -> MatchState:
    if finding.line is not None and finding.tender is not None:
        return MatchState.DIFFERENT if finding.difference or finding.differs else MatchState.MATCHED
    return MatchState.MATCHED if paid else MatchState.UNMATCHED


def _draft(operator: Operator, finding: Finding, result: MatchState, reason: str | None) -> Draft:
    return Draft(Kind.RECONCILIATION_RESOLVED, resolved_body(operator, finding, result, reason))


def _approval(operator: Operator, approver: Operator) -> Draft:
    return Draft(Kind.OVERRIDE_GRANTED, override_body(Action.RECONCILE, operator, approver, None))
