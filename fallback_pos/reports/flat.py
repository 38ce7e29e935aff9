"""A report for programs: JSON as it is, and CSV with one figure a row.

Amounts are decimal strings, and no word is translated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fallback_pos.domain.figures_body import figures_body, totals_body
from fallback_pos.domain.figures_z import finding_body
from fallback_pos.reports.report import Report

CSV_HEAD = ("section", "name", "value")
_KEYS = ("tax_class", "type", "code", "hour", "department", "till", "label", "finding")
"""Members that name an item of a list; items without one are numbered."""


def report_body(report: Report) -> dict[str, Any]:
    """The report as JSON. `adds_up` is false where a finding says so."""
    return {
        "report": report.kind.value,
        "number": report.number,
        "store": report.store,
        "till": report.till or None,
        "drawer": report.drawer,
        "shift": report.shift,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "opened_at": _text(report.opened_at),
        "opened_by": report.opened_by,
        "closed_at": _text(report.closed_at),
        "closed_by": report.closed_by,
        "made_at": _text(report.made_at),
        "reason": report.reason,
        "approved_by": report.approved_by,
        "demo": report.is_demo,
        "adds_up": report.adds_up,
        "findings": [finding_body(each) | {"message": str(each)} for each in report.findings],
        "expected_cash": report.figures.cash.expected.text,
        "unconfirmed_count": report.figures.unconfirmed_count,
        "unconfirmed": report.figures.unconfirmed.text,
        "figures": figures_body(report.figures),
        "totals": totals_body(report.totals) if report.totals else None,
        "parked": report.parked and {"count": report.parked.count, "names": list(report.parked.names)},
        "deposit": _deposit(report),
        "tills": _tills(report),
    }


def report_csv(report: Report) -> str:
    """`section,name,value`, one figure a row, lines ending CRLF as RFC 4180 has it.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_HEAD)
    body = report_body(report)
    figures = body.pop("figures")
    for section, members in (("report", body), ("figures", figures)):
        for path, value in _leaves(members):
            where, name = (path[0], path[1:]) if len(path) > 1 else (section, path)
            writer.writerow((where, ".".join(name), _cell(value)))
    return out.getvalue()


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every single value with the names that lead to it."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(value, start=1):
            yield from _leaves(each, (*path, _key(each, number)))
    elif value is not None:
        yield path, value


def _key(item: Any, number: int) -> str:
    if isinstance(item, Mapping):
        for key in _KEYS:
            if item.get(key) not in (None, ""):
                rate = f" {item['rate']}" if key == "tax_class" else ""
                return f"{item[key]}{rate}"
    return str(number)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text


def _deposit(report: Report) -> dict[str, Any] | None:
    deposit = report.deposit
    if deposit is None:
        return None
    return {
        "total": deposit.total.text,
        "parts": [{"label": part.label, "amount": part.amount.text} for part in deposit.parts],
        "pieces": [{"value": value.text, "count": count} for value, count in deposit.pieces],
    }


def _tills(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "till": till.till,
            "missing": till.fingerprint is None,
            "fingerprint": till.fingerprint,
            "day_z": till.day_z,
            "z_numbers": list(till.z_numbers),
            "total": till.total.text if till.total is not None else None,
            "over_short": till.over_short.text if till.over_short is not None else None,
            "head": till.head,
        }
        for till in report.tills
    ]


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None
