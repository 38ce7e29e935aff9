"""Which bars a report has: sales per hour, and how customers paid."""

from __future__ import annotations

from dataclasses import dataclass

from fallback_pos.reports.bars import Bar
from fallback_pos.reports.other_sections import in_order_of_the_day
from fallback_pos.reports.report import Report
from fallback_pos.reports.sections import ReportPart
from fallback_pos.reports.words import Words


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    bars: tuple[Bar, ...]


def charts_of(report: Report, words: Words, part: ReportPart = ReportPart.ALL) -> list[Chart]:
    """The charts of a report, or of a part of it, that have something to show.

    Quiet hours between busy ones have an empty bar.
    """
    hours = in_order_of_the_day(report.figures.hours)
    by_hour = {each.hour: each for each in hours}
    zero = report.figures.currency.zero()
    shown = [(hours[0].hour + step) % 24 for step in range((hours[-1].hour - hours[0].hour) % 24 + 1)] if hours else []
    totals = [(hour, by_hour[hour].total if hour in by_hour else zero) for hour in shown]
    per_hour = tuple(Bar(f"{hour:02d}", amount.minor, words.money(amount)) for hour, amount in totals)
    departments = report.figures.departments
    net = {each.type: each.amount for each in report.figures.tenders}
    if "cash" in net:
        net["cash"] = net["cash"] - report.figures.change
    tenders = tuple(Bar(words.tender(type), amount.minor, words.money(amount)) for type, amount in net.items())
    charts = []
    if part in (ReportPart.ALL, ReportPart.HOURS):
        charts.append(Chart(words.translator.text("Sales per hour"), per_hour))
    if part is ReportPart.ALL:
        charts.append(Chart(words.translator.text("Tenders less change"), tenders))
    if part is ReportPart.DEPARTMENTS:
        rows = [(row.department or words.translator.text("without department"), row.total) for row in departments]
        bars = tuple(Bar(name, amount.minor, words.money(amount)) for name, amount in rows)
        charts.append(Chart(words.translator.text("Sales per department"), bars))
    return [chart for chart in charts if any(bar.size > 0 for bar in chart.bars)]
