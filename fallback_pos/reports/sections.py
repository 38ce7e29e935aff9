"""A report in the reader's words: sections of labels and amounts, which paper, screen and PDF set each in their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from fallback_pos.reports import money_sections as money
from fallback_pos.reports import other_sections as other
from fallback_pos.reports.report import Report
from fallback_pos.reports.words import Section, Words

_Builder = Callable[[Report, Words], Section]
_BUILDERS: tuple[_Builder, ...] = (
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


class ReportPart(StrEnum):
    """A report as a whole, or one of its tables alone."""

    ALL = "all"
    HOURS = "hours"
    OPERATORS = "operators"
    DEPARTMENTS = "departments"


_PARTS: Mapping[ReportPart, tuple[_Builder, ...]] = {
    ReportPart.ALL: _BUILDERS,
    ReportPart.HOURS: (other.hours_section,),
    ReportPart.OPERATORS: (other.operators_section,),
    ReportPart.DEPARTMENTS: (other.departments_section,),
}


def sections_of(report: Report, words: Words, part: ReportPart = ReportPart.ALL) -> list[Section]:
    """Everything that a report, or a part of it, shows below its head; empty sections are left out."""
    made = [build(report, words) for build in _PARTS[part]]
    return [section for section in made if not section.is_empty]
