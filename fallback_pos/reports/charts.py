"""Which bars a report has: sales per hour, and how customers paid."""

from __future__ import annotations

from dataclasses import dataclass

from fallback_pos.reports.bars import Bar
from fallback_pos.reports.other_sections import in_order_of_the_day
from fallback_pos.reports.report import Report
from fallback_pos.reports.words import Words


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    bars: tuple[Bar, ...]


def charts_of(report: Report, words: Words) -> list[Chart]:
    """The charts that have something to show. Quiet hours between busy ones have an empty bar."""
    hours = in_order_of_the_day(report.figures.hours)
    by_hour = {each.hour: each for each in hours}
    zero = report.figures.currency.zero()
    shown = [(hours[0].hour + step) % 24 for step in range((hours[-1].hour - hours[0].hour) % 24 + 1)] if hours else []
    totals = [(hour, by_hour[hour].total if hour in by_hour else zero) for hour in shown]
    per_hour = tuple(Bar(f"{hour:02d}", amount.minor, words.money(amount)) for hour, amount in totals)
    net = {each.type: each.amount for each in report.figures.tenders}
    if "cash" in net:
        net["cash"] = net["cash"] - report.figures.change
    tenders = tuple(Bar(words.tender(type), amount.minor, words.money(amount)) for type, amount in net.items())
    charts = [
        Chart(words.translator.text("Sales per hour"), per_hour),
        Chart(words.translator.text("Tenders less change"), tenders),
    ]
    return [chart for chart in charts if any(bar.size > 0 for bar in chart.bars)]
