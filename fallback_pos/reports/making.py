"""Making reports out of a journal: X of an open shift, Z of a closed one, a day, a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fallback_pos.domain.figures import Figures, GrandTotals
from fallback_pos.domain.figures_body import read_totals
from fallback_pos.domain.figures_shift import parsed
from fallback_pos.domain.figures_tally import Body
from fallback_pos.domain.figures_z import ZFinding, chain_findings, figures_findings, read_finding
from fallback_pos.domain.money import Currency, Money
from fallback_pos.reports.errors import NoOpenShift, NoSuchShift, NoSuchZ, NothingOnThatDay, NoZYet
from fallback_pos.reports.report import Deposit, DepositPart, Parked, Report, ReportKind, name_of
from fallback_pos.reports.spans import (
    ShiftSpan,
    counts_of,
    day_figures,
    period_figures,
    period_from_entries,
    shift_figures,
    spans_of,
    z_figures,
)
from fallback_pos.reports.z_chain import totals_of
from fallback_pos.storage.journal_milestones import JournalLookup
from sync.ledger import Entry, Kind


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose reports these are: store and till as they stand in every entry."""

    store: str
    till: str
    is_demo: bool = False


class ReportMaker:
    """Reads a journal; writes nothing. Every method raises JournalNotReadable where the file cannot be read."""

    def __init__(self, journal: JournalLookup, whose: Whose, currency: Currency, made_at: datetime) -> None:
        self._journal = journal
        self._whose = whose
        self._currency = currency
        self._made_at = made_at
        self._spans = spans_of(journal.shift_milestones())

    @property
    def spans(self) -> Sequence[ShiftSpan]:
        """Every shift of the journal."""
        return self._spans

    def x(self, shift: str | None = None, day: str | None = None) -> list[Report]:
        """A look at a shift; without one, at each open shift (of a business date). Raises NoOpenShift, NoSuchShift."""
        if shift is not None:
            return [self._x_of(self._span(shift))]
        open_now = [span for span in self._spans if span.closed is None and day in (None, span.day)]
        if not open_now:
            raise NoOpenShift()
        return [self._x_of(span) for span in open_now]

    def z(self, number: int | None = None, shift: str | None = None, day: str | None = None) -> list[Report]:
        """The Z of a number, a shift or a business date; without any, the last one.

        The figures are those in the journal. They are checked against the shift's entries, and the running totals
        against the Z before. Raises NoZYet, NoSuchZ, NoSuchShift.
        """
        closed = [span for span in self._spans if span.closed is not None]
        if not closed:
            raise NoZYet()
        in_order = sorted(closed, key=lambda span: span.closed.seq if span.closed else 0)
        if number is not None:
            if not 1 <= number <= len(in_order):
                raise NoSuchZ(wanted=number, last=len(in_order))
            return [self._z_of(in_order[number - 1], number)]
        numbered = list(enumerate(in_order, start=1))
        if shift is not None:
            wanted = self._span(shift).id
            numbered = [(place, span) for place, span in numbered if span.id == wanted]
        elif day is not None:
            numbered = [(place, span) for place, span in numbered if span.day == day]
        else:
            numbered = numbered[-1:]
        if not numbered:
            raise NoZYet()
        return [self._z_of(span, place) for place, span in numbered]

    def day(self, day: str) -> Report:
        """A business date of this till, entry by entry; with the day's Z where it has been closed.

        Raises NothingOnThatDay.
        """
        figures = day_figures(self._journal, self._spans, day, self._currency)
        if not figures.entries:
            raise NothingOnThatDay(day=day)
        report = self._report(ReportKind.DAY, figures, first_day=day, last_day=day)
        closing = self.day_closing(day)
        if closing is None:
            return report
        body = parsed(closing)
        return replace(
            report,
            number=int(body["z_number"]),
            closed_at=_time(closing),
            closed_by=name_of(body.get("operator")),
            approved_by=name_of(body.get("approved_by")),
            totals=_totals(body),
            deposit=_deposit(body, self._currency),
        )

    def period(self, first_day: str, last_day: str, *, from_entries: bool = False) -> Report:
        """Several business dates, out of the Zs and what lies between them; `from_entries` reads every entry instead.

        Raises NothingOnThatDay.
        """
        if from_entries:
            figures = period_from_entries(self._journal, first_day, last_day, self._currency, self._spans)
        else:
            figures = period_figures(self._journal, self._spans, first_day, last_day, self._currency)
        if not figures.entries:
            raise NothingOnThatDay(day=first_day)
        return self._report(ReportKind.PERIOD, figures, first_day=first_day, last_day=last_day)

    def day_closing(self, day: str) -> Entry | None:
        """The `day.closed` of a business date: from the newest backwards, each names the one before."""
        after = self._spans[-1].opened.seq if self._spans else 0
        closings = [entry for entry in self._journal.of_kind(Kind.DAY_CLOSED, after)]
        entry = closings[-1] if closings else self._pointed(self._spans[-1].opened.id if self._spans else None)
        while entry is not None:
            body = parsed(entry)
            if body.get("business_date") == day:
                return entry
            if str(body.get("business_date")) < day:
                return None
            entry = self._pointed(entry.id)
        return None

    def _pointed(self, entry_id: str | None) -> Entry | None:
        entry = self._journal.by_id(entry_id) if entry_id else None
        pointer = parsed(entry).get("previous_day") if entry is not None else None
        return self._journal.by_id(pointer["entry"]) if pointer else None

    def _x_of(self, span: ShiftSpan) -> Report:
        figures = shift_figures(self._journal, span, self._currency)
        report = self._of_shift(ReportKind.X, span, figures)
        before = self._totals_before()
        return replace(report, totals=before.plus(figures) if before else None)

    def _totals_before(self) -> GrandTotals | None:
        """The running totals of the newest Z; None where an older till wrote it: a look reads no whole journal."""
        closed = [span.closed for span in self._spans if span.closed is not None]
        if not closed:
            return GrandTotals.zero(self._currency)
        entry = self._journal.by_id(max(closed, key=lambda milestone: milestone.seq).id)
        totals = _totals(parsed(entry)) if entry is not None else None
        return totals if totals is not None and totals.total.currency == self._currency else None

    def _z_of(self, span: ShiftSpan, place: int) -> Report:
        closing = self._journal.by_id(span.closed.id) if span.closed else None
        body = parsed(closing) if closing is not None else {}
        computed = shift_figures(self._journal, span, self._currency)
        stated = z_figures(body, self._currency)
        number = int(body.get("z_number") or place)
        findings = [finding for each in body.get("findings", ()) if (finding := read_finding(each)) is not None]
        if stated is None:
            figures = replace(computed, counts=counts_of(body, self._currency), z_numbers=(number,))
        else:
            figures = stated
            findings += [
                each for each in self._check(body, number, stated, computed) if str(each) not in map(str, findings)
            ]
        return replace(
            self._of_shift(ReportKind.Z, span, figures),
            number=number,
            closed_at=_time(closing),
            closed_by=name_of(body.get("operator")),
            reason=body.get("reason"),
            approved_by=name_of(body.get("approved_by")),
            totals=_totals(body) or totals_of(self._journal, self._currency, closing.seq if closing else None),
            findings=tuple(findings),
            parked=_parked(body),
        )

    def _check(self, body: Body, number: int, stated: Figures, computed: Figures) -> list[ZFinding]:
        pointer = body.get("previous_z")
        before = self._journal.by_id(pointer["entry"]) if pointer else None
        found: list[ZFinding] = []
        found += figures_findings(number, stated, computed)
        found += chain_findings(body, parsed(before) if before is not None else None)
        return found

    def _of_shift(self, kind: ReportKind, span: ShiftSpan, figures: Figures) -> Report:
        opening = self._journal.by_id(span.id)
        body = parsed(opening) if opening is not None else {}
        report = self._report(kind, figures, first_day=span.day, last_day=span.day)
        return replace(
            report,
            shift=span.id,
            drawer=body.get("drawer"),
            opened_at=_time(opening),
            opened_by=name_of(body.get("operator")),
        )

    def _report(self, kind: ReportKind, figures: Figures, *, first_day: str, last_day: str) -> Report:
        whose = self._whose
        return Report(
            kind,
            whose.store,
            whose.till,
            self._made_at,
            figures,
            first_day=first_day,
            last_day=last_day,
            is_demo=whose.is_demo,
        )

    def _span(self, shift: str) -> ShiftSpan:
        """A shift by its id or the end of it, as reports print it. Raises NoSuchShift."""
        found = [span for span in self._spans if span.id == shift or (len(shift) >= 6 and span.id.endswith(shift))]
        if len(found) != 1:
            raise NoSuchShift(shift=shift[:40])
        return found[0]


def _time(entry: Entry | None) -> datetime | None:
    return datetime.fromisoformat(entry.occurred_at) if entry is not None else None


def _totals(body: Body) -> GrandTotals | None:
    return read_totals(body["totals"]) if "totals" in body else None


def _parked(body: Body) -> Parked | None:
    """Which carts waited when a shift was closed; None where an older till did not write it down."""
    names = body.get("parked")
    return None if names is None else Parked(len(names), tuple(map(str, names)))


def _deposit(body: Body, currency: Currency) -> Deposit | None:
    """What a `day.closed` says about the bank deposit."""
    deposit = body.get("deposit")
    if not deposit:
        return None
    cash = Money.parse(deposit["cash"], currency)
    parts = [DepositPart(bag["bag"], Money.parse(bag["amount"], currency)) for bag in deposit.get("bags", ())]
    parts.append(DepositPart(deposit.get("bag") or "", cash))
    total = sum((part.amount for part in parts), currency.zero())
    pieces = tuple(
        (Money.parse(each["value"], currency), int(each["count"])) for each in deposit["denominations"] or ()
    )
    return Deposit(total, tuple(parts), pieces)
