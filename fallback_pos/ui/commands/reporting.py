"""Reports on the screen: X, the last Z, a day, and its hours, people and departments; printed or kept on request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fallback_pos.domain.operator import Action, Operator
from fallback_pos.errors import TillError
from fallback_pos.reports.report import Report, ReportKind
from fallback_pos.reports.sections import ReportPart
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.report_view import MARGIN_CELLS, WIDEST_CELLS, ReportDialog

Made = TypeVar("Made")
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class _Wanted:
    make: Callable[[], Report]
    part: ReportPart = ReportPart.ALL


async def reports(desk: Desk) -> None:
    """Choose a report and read it, as often as wanted. It tells what the drawer should hold, so not everybody may."""
    if await attempt(desk, lambda approver, confirmed: _permitted(desk, approver)) is None:
        return
    while (wanted := await _choose(desk)) is not None:
        made = await in_background(desk, wanted.make)
        if made is not None:
            if _tells_what_is_expected(made, wanted.part) and desk.till.shifts.current is not None:
                desk.till.counting.expected_was_shown()
            await show_report(desk, made, wanted.part)


async def show_report(desk: Desk, report: Report, part: ReportPart = ReportPart.ALL, *, said: str = "") -> None:
    """Until it is closed. What is printed or kept is the report as it is on the screen."""
    columns = min(WIDEST_CELLS, desk.app.size.width - MARGIN_CELLS)
    ink = "good"
    while True:
        lines = await in_background(desk, lambda: desk.till.reports.lines(report, part, columns, desk.tr))
        if lines is None:
            return
        wish = await desk.ask(ReportDialog(desk.session, lines, said=said, ink=ink))
        if wish is None:
            return
        said, ink = await _fulfilled(desk, report, part, wish)


async def show_z(desk: Desk, shift: str) -> None:
    """The Z of a shift that was closed just now: printed, and shown."""
    report = await in_background(desk, lambda: desk.till.reports.z(shift))
    if report is not None:
        await _print_and_show(desk, report)


async def show_day(desk: Desk, day: str) -> None:
    """The Z of a day that was closed just now: printed, and shown."""
    report = await in_background(desk, lambda: desk.till.reports.day(day))
    if report is not None:
        await _print_and_show(desk, report)


async def in_background(desk: Desk, work: Callable[[], Made]) -> Made | None:
    """Off the screen's thread, because a long shift takes a moment to add up. None when it was refused."""
    try:
        return await asyncio.to_thread(work)
    except TillError as refusal:
        desk.refuse(refusal)
        return None


async def _print_and_show(desk: Desk, report: Report) -> None:
    said, ink = await _fulfilled(desk, report, ReportPart.ALL, "print")
    await show_report(desk, report, said=said if ink == "good" else f"! {said}")


def _permitted(desk: Desk, approver: Operator | None) -> None:
    """Raises the refusals of permissions. A second person who allows it is journalled."""
    granted = desk.checkout.rules.permissions.check(desk.operator, Action.REPORTS, approver=approver)
    if granted is not None:
        desk.till.access.note_approval(Action.REPORTS, desk.operator, granted)


def _tells_what_is_expected(report: Report, part: ReportPart) -> bool:
    return part is ReportPart.ALL and report.kind in (ReportKind.X, ReportKind.DAY) and report.number is None


async def _choose(desk: Desk) -> _Wanted | None:
    tr, made = desk.tr, desk.till.reports
    choices = (
        Choice("x", tr.text("X: the shift so far"), tr.text("changes nothing")),
        Choice("z", tr.text("The last Z")),
        Choice("day", tr.text("The day")),
        Choice(ReportPart.HOURS.value, tr.text("The day by hour")),
        Choice(ReportPart.OPERATORS.value, tr.text("The day by operator")),
        Choice(ReportPart.DEPARTMENTS.value, tr.text("The day by department")),
        Choice("other", tr.text("Another day")),
    )
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Reports"), choices))
    match chosen:
        case None:
            return None
        case "x":
            return await _which_x(desk)
        case "z":
            return _Wanted(made.z)
        case "day":
            return _Wanted(made.day)
        case "other":
            return await _which_day(desk)
        case _:
            return _Wanted(made.day, ReportPart(chosen))


async def _which_x(desk: Desk) -> _Wanted | None:
    looks = await in_background(desk, desk.till.reports.x)
    if looks is None:
        return None
    if len(looks) == 1:
        return _Wanted(lambda: looks[0])
    choices = [
        Choice(each, desk.tr.text("Drawer {drawer}", drawer=each.drawer or "?"), each.opened_by or "") for each in looks
    ]
    chosen = await desk.ask(ChooseDialog(desk.session, desk.tr.text("Which shift"), choices))
    return _Wanted(lambda: chosen) if chosen is not None else None


async def _which_day(desk: Desk) -> _Wanted | None:
    days = await in_background(desk, desk.till.reports.days)
    if not days:
        return None
    choices = [Choice(day, day) for day in days[:MOST_DAYS]]
    chosen = await desk.ask(ChooseDialog(desk.session, desk.tr.text("Which day"), choices))
    return _Wanted(lambda: desk.till.reports.day(chosen)) if chosen is not None else None


async def _fulfilled(desk: Desk, report: Report, part: ReportPart, wish: str) -> tuple[str, str]:
    """What became of it, and in which ink to say so."""
    tr, made = desk.tr, desk.till.reports
    try:
        if wish == "print":
            made.print(report, part)
            return tr.text("It goes to the receipt printer."), "good"
        save = made.save_pdf if wish == "pdf" else made.save_csv
        path = await asyncio.to_thread(save, report)
        return tr.text("Saved as {file} in the till's folder.", file=path), "good"
    except TillError as refusal:
        return tr.sentence(refusal), "error"
