"""A report in the reader's words: sections of labels and amounts, which paper, screen and PDF set each in their way."""

from __future__ import annotations

from collections.abc import Callable

from fallback_pos.reports import money_sections as money
from fallback_pos.reports import other_sections as other
from fallback_pos.reports.report import Report
from fallback_pos.reports.words import Section, Words

_BUILDERS: tuple[Callable[[Report, Words], Section], ...] = (
    other.findings_section,
    other.tills_section,
    money.sales_section,
    money.tax_section,
    money.tenders_section,
    money.cash_section,
    money.counts_section,
    money.deposit_section,
    money.movements_section,
    other.departments_section,
    other.hours_section,
    other.operators_section,
    other.watched_section,
    other.outages_section,
    money.totals_section,
    other.chain_section,
)


def sections_of(report: Report, words: Words) -> list[Section]:
    """Everything that a report shows below its head; empty sections are left out."""
    made = [build(report, words) for build in _BUILDERS]
    return [section for section in made if not section.is_empty]
