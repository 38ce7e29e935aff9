"""Adding up the days of several tills, when there is no server to do it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from fallback_pos.domain.figures_tally import Tally
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.receipt_number import TRAINING_SERIES
from fallback_pos.reports.day_file import TillDay
from fallback_pos.reports.errors import DaysDoNotFit, NothingToAdd, TillTwice, TrainingDay
from fallback_pos.reports.report import Deposit, DepositPart, Report, ReportKind, TillOfStore


def store_report(
    days: Mapping[str, TillDay], expected_tills: Collection[str], made_at: datetime, *, is_demo: bool = False
) -> Report:
    """The shop's day out of files by name. A till that was expected and sent none is named.

    Raises NothingToAdd, DaysDoNotFit, TillTwice, TrainingDay.
    """
    if not days:
        raise NothingToAdd()
    _refuse_mixture(days)
    in_order = sorted(days.values(), key=lambda day: day.till)
    first = in_order[0]
    tally = Tally(first.figures.currency)
    for day in in_order:
        tally.add(day.figures)
    missing = sorted(set(expected_tills) - {day.till for day in in_order})
    tills = [_till(day) for day in in_order] + [TillOfStore(till, None, None, (), None, None, None) for till in missing]
    return Report(
        ReportKind.STORE,
        first.store,
        "",
        made_at,
        replace(tally.figures, head=None, z_numbers=(), first_receipt=None, last_receipt=None),
        first_day=first.business_date,
        last_day=first.business_date,
        deposit=_deposit(in_order),
        tills=tuple(sorted(tills, key=lambda till: till.till)),
        is_demo=is_demo,
    )


def missing_tills(report: Report) -> list[str]:
    """Tills that were expected and sent no file."""
    return [till.till for till in report.tills if till.fingerprint is None]


def _refuse_mixture(days: Mapping[str, TillDay]) -> None:
    first = next(iter(days.values()))
    seen: set[str] = set()
    for name, day in days.items():
        for what, wanted, found in (
            ("shop", first.store, day.store),
            ("day", first.business_date, day.business_date),
            ("currency", first.figures.currency.code, day.figures.currency.code),
        ):
            if wanted != found:
                raise DaysDoNotFit(file=name, what=what, wanted=wanted, found=found)
        if day.till.startswith(TRAINING_SERIES):
            raise TrainingDay(file=name, till=day.till)
        if day.till in seen:
            raise TillTwice(file=name, till=day.till)
        seen.add(day.till)


def _till(day: TillDay) -> TillOfStore:
    figures = day.figures
    over_short = figures.over_short if figures.counts else None
    return TillOfStore(day.till, day.fingerprint, day.day_z, figures.z_numbers, figures.total, over_short, day.head)


def _deposit(days: Sequence[TillDay]) -> Deposit | None:
    """All bags and loose cash of all tills; coins and notes of the same value together."""
    deposits = [(day.till, day.deposit) for day in days if day.deposit is not None]
    if not deposits:
        return None
    currency = days[0].figures.currency
    parts = [
        DepositPart(f"{till} {part.label}".strip(), part.amount)
        for till, deposit in deposits
        for part in deposit.parts
        if part.amount
    ]
    counts: dict[int, int] = {}
    for _, deposit in deposits:
        for value, count in deposit.pieces:
            counts[value.minor] = counts.get(value.minor, 0) + count
    pieces = [(Money(minor, currency), counts[minor]) for minor in sorted(counts, reverse=True)]
    return Deposit(total((deposit.total for _, deposit in deposits), currency), tuple(parts), tuple(pieces))
