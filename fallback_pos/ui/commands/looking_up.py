"""Looking sales up: what somebody remembers, a list, one sale with all that is known; a copy, a void, a return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.lookups.values import FoundSale
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.correcting import what_is_wrong
from fallback_pos.ui.commands.returning import return_from_receipt
from fallback_pos.ui.commands.sale_facts import sale_facts, state_words
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.browse import BrowseAction, Browsed, BrowseDialog, BrowseRow
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.words import TENDERS, tender_name

MOST_ROWS = 50
_ANY = ""


class NotADayOrTime(TillError):
    """Parameter: text."""

    sentence = "“{text}” is neither a day like 2026-11-22 nor a time like 14:30. Type it again."


async def look_up(desk: SaleDesk) -> None:
    """Ask what is known, show what fits, and go on from there until Esc."""
    found = await _ask(desk)
    if found is None:
        return
    criteria, rows = found
    at, said = 0, ""
    while rows:
        chosen = await desk.ask(_list_of(desk, rows, at, said))
        if chosen is None:
            return
        at = chosen.row
        if chosen.action == "older":
            older = desk.till.lookups.find(criteria, MOST_ROWS, rows[-1].seq)
            at, said = (0, "") if older else (at, desk.tr.text("These were the oldest that fit."))
            rows = older or rows
            continue
        if await _done_with(desk, chosen, rows[at]):
            return
        said = ""


async def _ask(desk: SaleDesk) -> tuple[SaleCriteria, list[FoundSale]] | None:
    tr, currency = desk.tr, desk.till.rules.currency

    def search(
        values: Values, approver: Operator | None, confirmed: tuple[str, ...]
    ) -> tuple[SaleCriteria, list[FoundSale]]:
        amount = Money.parse(values["amount"], currency) if values["amount"] else None
        first, last = _period(values["when"])
        criteria = SaleCriteria(
            number=values["number"],
            first=first,
            last=last,
            at_least=amount,
            at_most=amount,
            product=values["product"],
            operator=values["operator"],
            tender=TenderType(values["tender"]) if values["tender"] else None,
            state=SaleState(values["state"]) if values["state"] else None,
        )
        found = desk.till.lookups.find(criteria, MOST_ROWS)
        if not found:
            raise NothingFits()
        return criteria, found

    tenders = ((_ANY, tr.text("any")), *((kind.value, tender_name(kind, tr)) for kind in TENDERS))
    states = ((_ANY, tr.text("any")), *((state.value, state_words(state, tr)) for state in SaleState))
    fields = (
        Field("number", tr.text("Receipt number"), accepts_scan=True, limit=30),
        Field("when", tr.text("Day or time"), limit=16),
        Field("amount", tr.text("Amount"), FieldKind.AMOUNT, limit=12),
        Field("product", tr.text("Goods"), limit=40),
        Field("operator", tr.text("Operator code"), limit=12),
        Field("tender", tr.text("Paid by"), suggestions=tuple(label for _, label in tenders),
              answers=tuple(value for value, _ in tenders), limit=40),
        Field("state", tr.text("State"), suggestions=tuple(label for _, label in states),
              answers=tuple(value for value, _ in states), limit=40),
    )  # fmt: skip
    lead = tr.text("Whatever you know; all of it must fit. Nothing at all shows the newest.")
    done = await fill_in(desk, tr.text("Look up sales"), fields, search, lead=(lead,), accept=tr.text("Look up"))
    return done.value if done is not None else None


class NothingFits(TillError):
    sentence = "No sale fits all of that. Leave something out, or correct it."


def _period(text: str) -> tuple[datetime | None, datetime | None]:
    """A day, or a time of today with ten minutes around it. Raises NotADayOrTime."""
    if not text.strip():
        return None, None
    today = datetime.now().astimezone()
    try:
        if ":" in text and len(text.strip()) <= len("14:30"):
            hour, _, minute = text.strip().partition(":")
            at = today.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
            return at - timedelta(minutes=5), at + timedelta(minutes=5, seconds=59)
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise NotADayOrTime(text=text[:20]) from None
    begin = datetime(day.year, day.month, day.day).astimezone()
    return begin, begin + timedelta(days=1, seconds=-1)


def _list_of(desk: SaleDesk, rows: Sequence[FoundSale], at: int, said: str) -> BrowseDialog:
    tr = desk.tr

    def detail(place: int) -> Sequence[tuple[str, str]]:
        try:
            return sale_facts(desk.till.lookups.open(rows[place].receipt), tr)
        except TillError as error:
            return (("", tr.sentence(error)),)

    actions = (
        BrowseAction("return", "f6", "r", tr.text("Return")),
        BrowseAction("void", "f7", "v", tr.text("Void")),
        BrowseAction("copy", "f9", "c", tr.text("Copy")),
        BrowseAction("older", "f5", "o", tr.text("Older")),
    )
    title = tr.text("Sales that fit")
    return BrowseDialog(
        desk.session, title, [_row(desk, each) for each in rows], detail, actions, at=at, said=said, enter_acts=False
    )


def _row(desk: SaleDesk, found: FoundSale) -> BrowseRow:
    tr = desk.tr
    paid = ", ".join(tender_name(kind, tr) for kind in found.tenders)
    states = ", ".join(state_words(state, tr) for state in found.states)
    text = f"{tr.moment(found.local)}  {found.receipt}  {found.operator}  {paid}  {states}".rstrip()
    return BrowseRow(text, tr.money(found.total), "muted" if SaleState.VOIDED in found.states else "text")


async def _done_with(desk: SaleDesk, chosen: Browsed, found: FoundSale) -> bool:
    """True when the list has done its work: goods lie in the basket."""
    match chosen.action:
        case "copy":
            if await attempt(desk, lambda approver, confirmed: desk.till.reprint(found.receipt, approver)) is not None:
                desk.say(desk.tr.text("A copy of {receipt} goes to the printer.", receipt=found.receipt))
        case "void":
            known = await attempt(desk, lambda approver, confirmed: desk.till.corrections.look_up(found.receipt))
            if known is not None:
                await what_is_wrong(desk, known.value)
        case "return":
            await return_from_receipt(desk, found.receipt)
            return True
    return False
