"""Where shifts lie in the journal, and the figures of a shift, a day or a longer period out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fallback_pos.domain.figures import CountFigures, Figures
from fallback_pos.domain.figures_body import read_figures
from fallback_pos.domain.figures_reading import SaleReader
from fallback_pos.domain.figures_shift import ShiftTally, parsed
from fallback_pos.domain.figures_tally import Body, Tally
from fallback_pos.domain.money import Currency, Money
from fallback_pos.storage.journal_milestones import JournalLookup, Milestone
from sync.ledger import Kind


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A shift in the journal: from the entry that opened it to the one that closed it, if any."""

    opened: Milestone
    closed: Milestone | None

    @property
    def id(self) -> str:
        return self.opened.shift

    @property
    def day(self) -> str:
        return self.opened.business_date


def spans_of(milestones: Iterable[Milestone]) -> list[ShiftSpan]:
    """Every shift, in the order of their openings."""
    opened: dict[str, Milestone] = {}
    closed: dict[str, Milestone] = {}
    for milestone in milestones:
        (opened if milestone.kind == Kind.SHIFT_OPENED else closed)[milestone.shift] = milestone
    return [ShiftSpan(first, closed.get(shift)) for shift, first in opened.items()]


def shift_figures(journal: JournalLookup, span: ShiftSpan, currency: Currency, until_seq: int | None = None) -> Figures:
    """A shift's figures from its entries: up to its close, or up to and with another entry."""
    if until_seq is None:
        until_seq = span.closed.seq if span.closed else journal.last_seq()
    tally = ShiftTally(span.id, currency, _sale_reader())
    for entry in journal.between(span.opened.seq - 1, until_seq):
        tally.take(entry)
    return tally.figures


def z_figures(closing: Body, currency: Currency) -> Figures | None:
    """The figures that a `shift.closed` carries; None where an older till wrote none, or another currency was used."""
    figures = closing.get("figures")
    if not isinstance(figures, dict) or figures.get("currency") != currency.code:
        return None
    return read_figures(figures)


def counts_of(closing: Body, currency: Currency) -> tuple[CountFigures, ...]:
    """What a `shift.closed` says was counted."""
    rows = closing.get("tenders") or [{"type": "cash", **closing}]

    def money(row: Body, name: str) -> Money:
        return Money.parse(row[name], currency)

    return tuple(
        CountFigures(row["type"], money(row, "expected"), money(row, "counted"), money(row, "over_short"))
        for row in rows
    )


def day_figures(journal: JournalLookup, spans: Sequence[ShiftSpan], day: str, currency: Currency) -> Figures:
    """Everything of one business date, entry by entry."""
    tally = Tally(currency, _sale_reader())
    after, until = _range_of(spans, day, journal.last_seq())
    for entry in journal.between(after, until):
        if entry.business_date == day:
            tally.take(entry)
    return tally.figures


def period_figures(
    journal: JournalLookup,
    spans: Sequence[ShiftSpan],
    first_day: str,
    last_day: str,
    currency: Currency,
    *,
    progress: Callable[[int], object] = lambda seq: None,
) -> Figures:
    """Everything from one business date to another: closed shifts as their Zs say, the rest entry by entry.

    `progress` is told the number of the entry that was reached.
    """
    tally = Tally(currency, _sale_reader())
    read_up_to = 0
    for span in spans:
        _add_between(tally, journal, read_up_to, span.opened.seq - 1, first_day, last_day)
        end = span.closed.seq if span.closed else journal.last_seq()
        read_up_to = max(read_up_to, end, span.opened.seq - 1)
        if first_day <= span.day <= last_day:
            tally.add(_closed_figures(journal, span, currency) or shift_figures(journal, span, currency))
        progress(read_up_to)
    _add_between(tally, journal, read_up_to, journal.last_seq(), first_day, last_day)
    return tally.figures


def period_from_entries(
    journal: JournalLookup, first_day: str, last_day: str, currency: Currency, spans: Sequence[ShiftSpan]
) -> Figures:
    """The same as period_figures, and slower: every entry is read, no Z is believed."""
    tally = Tally(currency, _sale_reader())
    last_seq = journal.last_seq()
    after = _range_of(spans, first_day, last_seq)[0]
    for entry in journal.between(after, last_seq):
        if first_day <= entry.business_date <= last_day:
            tally.take(entry)
    return tally.figures


def _sale_reader() -> SaleReader:
    """Imported when the first report is made: a till that only sells does not hold the decoder."""
    from fallback_pos.storage.sale_reading import read_sale_bytes

    return read_sale_bytes


def _closed_figures(journal: JournalLookup, span: ShiftSpan, currency: Currency) -> Figures | None:
    closing = journal.by_id(span.closed.id) if span.closed else None
    return z_figures(parsed(closing), currency) if closing is not None else None


def _add_between(tally: Tally, journal: JournalLookup, after: int, until: int, first_day: str, last_day: str) -> None:
    """Fold what lies outside of all shifts."""
    if until > after:
        for entry in journal.between(after, until):
            if first_day <= entry.business_date <= last_day:
                tally.take(entry)


def _range_of(spans: Sequence[ShiftSpan], day: str, last_seq: int) -> tuple[int, int]:
    """(after, until): numbers between which everything of a day lies, with little else.

    It begins after the last close before the day's first opening, and ends before the first opening of a later day,
    but not before the day's last close.
    """
    mine = [span for span in spans if span.day == day]
    if not mine:
        before = [span for span in spans if span.day < day]
        later = [span.opened.seq for span in spans if span.day > day]
        ends = [span.closed.seq if span.closed else span.opened.seq for span in before]
        return min(max(ends, default=0), min(later, default=last_seq + 1) - 1), min(later, default=last_seq + 1) - 1
    first = mine[0].opened.seq
    closes = [span.closed.seq for span in spans if span.closed and span.closed.seq < first]
    end = max(span.closed.seq if span.closed else last_seq for span in mine)
    later = [span.opened.seq for span in spans if span.day > day and span.opened.seq > first]
    return max(closes, default=0), max(end, min(later, default=last_seq + 1) - 1)
