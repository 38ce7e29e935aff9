"""Counting a drawer, to close its shift or only to check it."""

from __future__ import annotations

from fallback_pos.domain.operator import Operator
from fallback_pos.domain.tender import TenderType
from fallback_pos.shifts.counting import CountInProgress, CountResult
from fallback_pos.shifts.values import CountPurpose, TenderDifference
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.count_dialog import CountDialog
from fallback_pos.ui.desk import Desk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.words import tender_name


async def count_drawer(desk: Desk, purpose: CountPurpose, drawer: str | None = None) -> CountResult | None:
    """Begin or go on; None when it was left for later, which loses nothing."""

    def begin(approver: Operator | None, confirmed: tuple[str, ...]) -> CountInProgress:
        return desk.till.counting.begin(desk.operator, purpose, drawer=drawer, approver=approver)

    begun = await attempt(desk, begin)
    if begun is None:
        return None
    result = await desk.ask(CountDialog(desk.session, begun.value))
    if result is None:
        desk.say(desk.tr.text("What was counted is kept. Go on with it whenever you like."))
    return result


async def check_drawer(desk: Desk, drawer: str | None = None) -> None:
    """Count in the middle of a shift; whoever may see it learns what differs."""
    tr = desk.tr
    result = await count_drawer(desk, CountPurpose.CHECK, drawer)
    if result is None:
        return
    said = _judged(desk, result)
    choices = (
        Choice("done", tr.text("Done")),
        Choice("again", tr.text("Count again")),
        Choice("show", tr.text("Show what differs"), tr.text("a later count is not blind")),
    )
    chosen = await desk.ask(
        ChooseDialog(desk.session, tr.text("Counted"), choices, lead=(said,), passes_scans_on=False)
    )
    if chosen == "again":
        await check_drawer(desk, drawer)
    elif chosen == "show":
        await show_differences(desk, drawer)


async def show_differences(desk: Desk, drawer: str | None = None) -> None:
    """Expected and counted of the last count, for whoever may see it."""
    tr = desk.tr

    def look(approver: Operator | None, confirmed: tuple[str, ...]) -> tuple[TenderDifference, ...]:
        return desk.till.counting.differences(desk.operator, drawer=drawer, approver=approver)

    found = await attempt(desk, look)
    if found is not None:
        facts = [fact for each in found.value for fact in difference_facts(desk, each)]
        await desk.ask(NoticeDialog(desk.session, tr.text("What differs"), (), facts))


def difference_facts(desk: Desk, found: TenderDifference) -> list[tuple[str, str]]:
    tr = desk.tr
    name = tender_name(TenderType(found.type), tr)
    amounts = tr.text(
        "counted {counted}, expected {expected}, over or short {over_short}",
        counted=found.counted,
        expected=found.expected,
        over_short=found.over_short,
    )
    return [(name, amounts)]


def _judged(desk: Desk, result: CountResult) -> str:
    if result.beyond_limit:
        return desk.tr.text("It differs by more than is allowed. Counting again is better than explaining.")
    return desk.tr.text("It is in the journal. It differs by no more than is allowed.")
