"""Sales of this shift that were rung wrongly: the way they were paid corrected, or the whole sale voided."""

from __future__ import annotations

from datetime import datetime

from fallback_pos.corrections.paper import correction_slip, void_slip
from fallback_pos.corrections.values import CorrectedTender, KnownSale, RightTender, VoidedSale
from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.errors import TillError
from fallback_pos.i18n.marker import N_
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.papers import print_slip
from fallback_pos.ui.commands.tender_forms import tender_details, tender_fields
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.fields import Field
from fallback_pos.ui.reasons import reason_field
from fallback_pos.ui.words import tender_name

MOST_SALES = 12
_ANOTHER, _VOID, _TENDER, _WALLET = "another", "void", "tender:", "wallet:"
_CANCELLATION = "cancellation:"
_NOT_DETAILS = ("reason", "cancellation")
WRONG_TENDER_REASONS = (N_("Wrong key pressed"), N_("Customer paid in another way"))


async def correct(desk: SaleDesk) -> None:
    """Choose one of the last sales, then what is wrong with it."""
    tr = desk.tr
    listed = await attempt(desk, lambda approver, confirmed: desk.till.corrections.last_sales(MOST_SALES))
    if listed is None:
        return
    known = {each.sale.id: each for each in listed.value}
    choices = [_sale_choice(desk, each) for each in listed.value]
    choices.append(Choice(_ANOTHER, tr.text("Another receipt"), tr.text("by its number")))
    title = tr.text("Correct or void a sale")
    chosen = await desk.ask(ChooseDialog(desk.session, title, choices, passes_scans_on=False))
    if chosen is None:
        return
    sale = known.get(chosen) or await _look_up(desk)
    if sale is not None:
        await what_is_wrong(desk, sale)


async def _look_up(desk: SaleDesk) -> KnownSale | None:
    tr = desk.tr

    def find(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> KnownSale:
        return desk.till.corrections.look_up(values["receipt"])

    field = Field("receipt", tr.text("Receipt number"), accepts_scan=True, limit=30)
    done = await fill_in(desk, tr.text("Correct or void a sale"), (field,), find)
    return done.value if done is not None else None


async def what_is_wrong(desk: SaleDesk, known: KnownSale) -> None:
    """Choose what is wrong with a sale, and put it right."""
    tr = desk.tr
    why_not = known.why_not
    note = tr.sentence(why_not) if isinstance(why_not, TillError) else ""
    choices = [
        Choice(
            _TENDER + made.id,
            tr.text("Not paid by: {tender}", tender=tender_name(made.type, tr)),
            f"{made.reference or ''} {tr.money(made.amount)}".strip(),
        )
        for made in known.paid
        if not known.voided
    ]
    if why_not is None:
        choices.append(Choice(_VOID, tr.text("Void the whole sale"), tr.money(known.sale.payable)))
    title = tr.text("Receipt {receipt}", receipt=known.sale.receipt)
    lead = (tr.text("Two people do this: you, and one who approves."), *((note,) if note else ()))
    chosen = await desk.ask(ChooseDialog(desk.session, title, choices, lead=lead, passes_scans_on=False))
    if chosen == _VOID:
        await _void(desk, known)
    elif chosen is not None:
        made = next(each for each in known.paid if _TENDER + each.id == chosen)
        await _correct_tender(desk, known, made)


async def _void(desk: SaleDesk, known: KnownSale) -> None:
    """Money goes back the way it came; what left the till by a card or a wallet is cancelled there first."""
    tr, till = desk.tr, desk.till
    outside = [made for made in known.paid if made.moved_money_outside]

    def void(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> VoidedSale:
        numbers = {made.id: values[_CANCELLATION + made.id] for made in outside}
        return till.corrections.void_sale(
            desk.operator, known.sale.receipt, values["reason"], cancellations=numbers, approver=approver
        )

    fields = (
        reason_field(tr, till.rules.void_reasons),
        *(
            Field(
                _CANCELLATION + made.id, tr.text("Cancellation: {tender}", tender=tender_name(made.type, tr)), limit=60
            )
            for made in outside
        ),
    )
    lead = [tr.text("The whole of {total} is taken back; the receipt keeps its number.", total=known.sale.payable)]
    if outside:
        lead.append(tr.text("Cancel it at the terminal or in the app first, then type the number of that slip."))
    title = tr.text("Void receipt {receipt}", receipt=known.sale.receipt)
    done = await fill_in(desk, title, fields, void, lead=lead, accept=tr.text("Void"))
    if done is not None:
        desk.say(tr.text("Voided. The receipt keeps its number, and a slip goes to the printer."), "good")
        print_slip(desk, void_slip(done.value))
        await _say_what_goes_back(desk, done.value)


async def _say_what_goes_back(desk: SaleDesk, voided: VoidedSale) -> None:
    tr = desk.tr
    facts = [(tender_name(made.type, tr), tr.money(made.amount)) for made in voided.back]
    said = tr.text("Receipt {receipt} is voided. This goes back to the customer:", receipt=voided.sale.receipt)
    await desk.ask(NoticeDialog(desk.session, tr.text("Sale voided"), (said,), facts))


async def _correct_tender(desk: SaleDesk, known: KnownSale, made: Tender) -> None:
    tr = desk.tr
    choices = _right_ways(desk, made)
    lead = tr.text(
        "Rung as {tender}, {amount}. How was it really paid?", tender=tender_name(made.type, tr), amount=made.amount
    )
    title = tr.text("Receipt {receipt}", receipt=known.sale.receipt)
    chosen = await desk.ask(ChooseDialog(desk.session, title, choices, lead=(lead,), passes_scans_on=False))
    if chosen is None:
        return
    wallet = chosen.removeprefix(_WALLET) if chosen.startswith(_WALLET) else ""
    kind = TenderType.WALLET if wallet else TenderType(chosen)
    await _ask_correction(desk, known, made, kind, wallet)


async def _ask_correction(desk: SaleDesk, known: KnownSale, made: Tender, kind: TenderType, wallet: str) -> None:
    tr, till = desk.tr, desk.till
    back = made.amount.minor < 0

    def step(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> CorrectedTender:
        typed = Money.parse(values["amount"], made.amount.currency)
        amount = -typed if back else typed
        details = tender_details({key: value for key, value in values.items() if key not in _NOT_DETAILS}, wallet)
        right = RightTender(kind, amount, values.get("reference") or None, details)
        return till.corrections.correct_tender(
            desk.operator,
            known.sale.receipt,
            made.id,
            (right,),
            values["reason"],
            amount=amount,
            cancellation=values.get("cancellation"),
            approver=approver,
        )

    cancelled = Field("cancellation", tr.text("Cancellation: {tender}", tender=tender_name(made.type, tr)), limit=60)
    fields = (
        *tender_fields(desk, kind, abs(made.amount)),
        *((cancelled,) if made.moved_money_outside else ()),
        reason_field(tr, WRONG_TENDER_REASONS),
    )
    lead = tr.text(
        "{before} was rung, {after} is right.", before=tender_name(made.type, tr), after=tender_name(kind, tr)
    )
    title = tr.text("Correct receipt {receipt}", receipt=known.sale.receipt)
    done = await fill_in(desk, title, fields, step, lead=(lead,), accept=tr.text("Correct"))
    if done is not None and print_slip(desk, correction_slip(done.value)):
        desk.say(tr.text("Corrected. The sale keeps its number, and a slip goes to the printer."), "good")


def _right_ways(desk: SaleDesk, made: Tender) -> list[Choice[str]]:
    """Every way to pay that the shop takes."""
    tr, rules = desk.tr, desk.checkout.rules.tenders
    choices: list[Choice[str]] = []
    for kind in TenderType:
        rule = rules.get(kind)
        if (rule is not None and not rule.taken) or (kind is made.type and kind is TenderType.CASH):
            continue
        wallets = desk.till.rules.wallets if kind is TenderType.WALLET else ()
        name = tender_name(kind, tr)
        choices += [Choice(_WALLET + known.code, f"{name}: {known.label}") for known in wallets]
        if not wallets:
            choices.append(Choice(kind.value, name))
    return choices


def _sale_choice(desk: SaleDesk, known: KnownSale) -> Choice[str]:
    tr, sale = desk.tr, known.sale
    at = tr.time(datetime.fromisoformat(sale.occurred_at))
    ways = ", ".join(tender_name(made.type, tr) for made in known.paid)
    state = tr.text("voided") if known.voided else ways
    return Choice(sale.id, f"{at}  {sale.receipt}  {state}", tr.money(sale.payable))
