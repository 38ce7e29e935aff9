"""Bank statements on the screen: import a file, look at what does not fit, settle it with a reason. And alarms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fallback_pos.alarms.alarms import RaisedAlarm
from fallback_pos.domain.alarms import AlarmRule
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.reconciling import Differs
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.reconciliation.reading import open_statement
from fallback_pos.reconciliation.values import Finding, Imported, Resolved
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.browse import BrowseAction, BrowseDialog, BrowseRow
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.words import tender_name

DIFFERS = {Differs.AMOUNT: N_("amount"), Differs.TIME: N_("time"), Differs.REFERENCE: N_("no common reference")}
RULES = {
    AlarmRule.VOIDS: N_("Sales voided and baskets given up"),
    AlarmRule.RETURNS: N_("Goods taken back"),
    AlarmRule.OVERRIDES: N_("Steps with a second person"),
    AlarmRule.NO_SALES: N_("Drawer opened without a sale"),
    AlarmRule.DISCOUNTS: N_("Discounts"),
    AlarmRule.UNCONFIRMED: N_("Payments that nobody has confirmed"),
    AlarmRule.OVER_SHORT: N_("Over or short in a count"),
    AlarmRule.CLOCK_JUMPS: N_("The clock jumped"),
}


async def statements(desk: SaleDesk) -> None:
    """Import one, or look at what earlier ones left."""
    tr = desk.tr
    choices = (
        Choice("list", tr.text("What does not fit"), tr.text("look and settle")),
        Choice("import", tr.text("Import a statement"), tr.text("file of the bank")),
    )
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Bank statements"), choices, passes_scans_on=False))
    if chosen == "list" or (chosen == "import" and await _import(desk)):
        await _settle_findings(desk)


async def alarms(desk: SaleDesk) -> None:
    """What was passed, and saying that one has looked."""
    at: int | None = 0
    while at is not None:
        listed = await attempt(
            desk, lambda approver, confirmed: desk.till.alarms.known(desk.operator, approver=approver)
        )
        if listed is None:
            return
        if not listed.value:
            desk.say(desk.tr.text("No limit was passed."))
            return
        at = await _look_at_alarms(desk, listed.value, at)


async def _look_at_alarms(desk: SaleDesk, found: Sequence[RaisedAlarm], at: int) -> int | None:
    """Where the mark stood; None when the list was left."""
    tr = desk.tr
    rows = [_alarm_row(each, tr) for each in found]
    actions = (BrowseAction("seen", "f9", "s", tr.text("I have looked")),)

    def detail(place: int) -> Sequence[tuple[str, str]]:
        return _alarm_facts(found[place], tr)

    chosen = await desk.ask(BrowseDialog(desk.session, tr.text("Alarms"), rows, detail, actions, at=at))
    if chosen is None:
        return None
    alarm = found[chosen.row]
    if alarm.seen_by is None:
        await attempt(
            desk,
            lambda approver, confirmed: desk.till.alarms.seen(desk.operator, alarm.number, approver=approver),
        )
    return chosen.row


async def _import(desk: SaleDesk) -> bool:
    tr = desk.tr

    def step(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Imported:
        file = open_statement(Path(values["file"]).expanduser())
        return desk.till.reconciliation.import_statement(desk.operator, file, approver=approver)

    field = Field("file", tr.text("File"), limit=200)
    lead = tr.text("Type where the file lies, such as /media/stick/bank.csv. Tables, camt.053 and acquirers' files.")
    done = await fill_in(desk, tr.text("Import a statement"), (field,), step, lead=(lead,), accept=tr.text("Import"))
    if done is None:
        return False
    made = done.value
    facts = [
        (tr.text("Lines"), f"{made.lines}"),
        (tr.text("New"), f"{made.new}"),
        (tr.text("Confirmed"), f"{len(made.matched)}"),
        (tr.text("Different"), f"{made.different}"),
        (tr.text("Lines without a payment"), f"{made.unmatched_lines}"),
        (tr.text("Payments without a line"), f"{made.unmatched_tenders}"),
    ]
    bad = [tr.text("Row {row}: {reason}", row=each.row, reason=tr.sentence(each.reason)) for each in made.bad_rows[:5]]
    await desk.ask(NoticeDialog(desk.session, made.file, bad, facts))
    return bool(made.different or made.unmatched_lines or made.unmatched_tenders)


async def _settle_findings(desk: SaleDesk) -> None:
    """The list, until it is left or empty."""
    tr = desk.tr
    at, said = 0, ""
    while True:
        listed = await attempt(desk, lambda approver, confirmed: desk.till.reconciliation.findings())
        if listed is None:
            return
        found = listed.value
        if not found:
            desk.say(said or tr.text("Everything fits or is settled."), "good")
            return
        actions = (BrowseAction("settle", "f9", "s", tr.text("Settle")),)
        rows = [_finding_row(each, tr) for each in found]

        def detail(place: int, found: Sequence[Finding] = found) -> Sequence[tuple[str, str]]:
            return _finding_facts(found[place], tr)

        title = tr.text("What does not fit")
        chosen = await desk.ask(BrowseDialog(desk.session, title, rows, detail, actions, at=at, said=said))
        if chosen is None:
            return
        at, said = chosen.row, await _settle(desk, found[chosen.row])


async def _settle(desk: SaleDesk, finding: Finding) -> str:
    """What became of it, for the list; empty where it was left."""
    tr = desk.tr

    def step(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Resolved:
        paid = values["paid"] == "paid" if "paid" in values else None
        return desk.till.reconciliation.resolve(
            desk.operator, finding.id, values["reason"], paid=paid, approver=approver
        )

    options = (("paid", tr.text("paid all the same")), ("unpaid", tr.text("not paid")))
    fields = [Field("paid", tr.text("This payment was"), FieldKind.CHOICE, "unpaid", options=options)]
    fields = [*(fields if finding.line is None else []), Field("reason", tr.text("Reason"), limit=80)]
    lead = " · ".join(text for _, text in _finding_facts(finding, tr)[:2])
    done = await fill_in(desk, tr.text("Settle for good"), fields, step, lead=(lead,), accept=tr.text("Settle"))
    return tr.text("Settled; it counts in no limit any more.") if done is not None else ""


def _finding_row(finding: Finding, tr: Translator) -> BrowseRow:
    line, tender = finding.line, finding.tender
    if line is not None and tender is not None:
        what = tr.text("different: {what}", what=", ".join(tr.text(DIFFERS[each]) for each in finding.differs))
        return BrowseRow(f"{what}  {tender.receipt}  {line.shown}", tr.money(finding.difference), "warning")
    if line is not None:
        return BrowseRow(f"{tr.date(line.day)}  {tr.text('no payment')}  {line.shown}", tr.money(line.amount))
    paid = finding.tender_there
    text = f"{tr.moment(paid.local)}  {tr.text('no line')}  {paid.receipt}  {tender_name(paid.type, tr)}"
    return BrowseRow(text, tr.money(paid.amount), "error")


def _finding_facts(finding: Finding, tr: Translator) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    line, tender = finding.line, finding.tender
    if line is not None:
        at = tr.moment(line.at.replace(tzinfo=None)) if line.at else tr.date(line.day)
        facts.append((tr.text("Statement"), f"{tr.money(line.amount)}   {at}   {line.shown}"))
    if tender is not None:
        said = f"{tender_name(tender.type, tr)}   {tr.money(tender.amount)}   {tr.moment(tender.local)}"
        facts.append((tr.text("At the till"), f"{said}   {tender.receipt}   {tender.shown}"))
    return [*facts, (tr.text("Difference"), tr.money(finding.difference))]


def _alarm_row(alarm: RaisedAlarm, tr: Translator) -> BrowseRow:
    text = (
        f"{tr.moment(alarm.at.astimezone().replace(tzinfo=None))}  {tr.text(RULES[alarm.rule])}  {alarm.operator or ''}"
    )
    note = f"{alarm.value} > {alarm.limit}"
    return BrowseRow(("  " if alarm.seen_by else "! ") + text, note, "muted" if alarm.seen_by else "warning")


def _alarm_facts(alarm: RaisedAlarm, tr: Translator) -> list[tuple[str, str]]:
    return [
        (tr.text("Alarm"), tr.text(RULES[alarm.rule])),
        (tr.text("Value"), alarm.value),
        (tr.text("Limit"), alarm.limit),
        (tr.text("Operator"), alarm.operator or "-"),
        (tr.text("Entry"), f"{alarm.number}"),
        (tr.text("Seen by"), alarm.seen_by or tr.text("nobody yet")),
    ]
