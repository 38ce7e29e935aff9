"""The head of a report: what it is, whose, and of when."""

from __future__ import annotations

from datetime import date

from fallback_pos.domain.receipt_number import TRAINING_SERIES
from fallback_pos.reports.report import Report, ReportKind
from fallback_pos.reports.words import Row, Words


def title_of(report: Report, words: Words) -> str:
    match report.kind:
        case ReportKind.X:
            return words.translator.text("X REPORT")
        case ReportKind.Z:
            return words.translator.text("Z REPORT {number}", number=report.number)
        case ReportKind.DAY if report.number is not None:
            return words.translator.text("DAY Z {number}", number=report.number)
        case ReportKind.DAY:
            return words.translator.text("DAY SO FAR")
        case ReportKind.PERIOD:
            return words.translator.text("REPORT")
        case ReportKind.STORE:
            return words.translator.text("SHOP REPORT")


def marks_of(report: Report, words: Words) -> list[str]:
    """What nobody may overlook."""
    marks = []
    if report.till and report.till.startswith(TRAINING_SERIES):
        marks.append(words.translator.text("TRAINING - nothing here is real"))
    if report.is_demo:
        marks.append(words.translator.text("DEMO - nothing here is real"))
    if report.is_copy:
        marks.append(words.translator.text("printed again"))
    if report.kind is ReportKind.X:
        marks.append(words.translator.text("A look only: the shift goes on"))
    return marks


def identity_of(report: Report, words: Words) -> list[Row]:
    """Shop, till, drawer, day, opening, closing, and when this was made."""
    tr = words.translator
    rows = [
        Row(
            tr.text("Shop {store}", store=report.store), tr.text("Till {till}", till=report.till) if report.till else ""
        )
    ]
    if report.drawer:
        rows.append(Row(tr.text("Drawer"), report.drawer))
    if report.first_day:
        rows.append(Row(tr.text("Business date"), _days(report, words)))
    if report.opened_at is not None:
        rows.append(Row(tr.text("Opened"), tr.moment(report.opened_at)))
        rows.append(Row(report.opened_by or "", indent=1))
    if report.closed_at is not None:
        rows.append(Row(tr.text("Closed"), tr.moment(report.closed_at)))
        rows.append(Row(report.closed_by or "", indent=1))
    rows.append(Row(tr.text("Made"), tr.moment(report.made_at)))
    if report.shift:
        rows.append(Row(tr.text("Shift"), report.shift[-12:]))
    return [row for row in rows if row.label or row.value]


def file_stem(report: Report) -> str:
    """A name for the file that a report is written to, without its ending."""
    days = report.first_day if report.first_day == report.last_day else f"{report.first_day}_{report.last_day}"
    number = f"-{report.number}" if report.number is not None else ""
    till = f"-{report.till}" if report.till else ""
    return f"{report.kind}{number}-{report.store}{till}-{days}"


def _days(report: Report, words: Words) -> str:
    days = [words.translator.date(date.fromisoformat(day)) for day in (report.first_day, report.last_day) if day]
    return days[0] if len(set(days)) == 1 else " - ".join(days)
