"""Taking money: cash at one key, every other way from a list, split at will; the last tender closes the sale."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from string import ascii_lowercase

from fallback_pos.domain.money import Money, NotAnAmount
from fallback_pos.domain.operator import Operator
from fallback_pos.domain.payment import Payment
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.commands.tender_forms import tender_details, tender_fields
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.confirm import ConfirmDialog
from fallback_pos.ui.dialogs.form import Quick, Values
from fallback_pos.ui.dialogs.wallet_code import WalletCodeDialog
from fallback_pos.ui.fields import Field, FieldKind
from fallback_pos.ui.words import tender_name

LONGEST_TYPED_AMOUNT = 9
"""What is longer stands in the scan field because it is a code, not because it is money."""
_CANCEL = "cancel:"
_WALLET = "wallet:"


async def cash(desk: SaleDesk) -> None:
    """Cash: the amount in the scan field, or asked for with quick keys. Money due to the customer is paid back."""
    typed = desk.take_typed()
    if not _something_to_pay(desk):
        return
    paid = desk.checkout.payment
    if paid.complete:
        await finish(desk)
    elif paid.remaining.minor < 0:
        await _cash_back(desk, paid)
    elif typed and len(typed) <= LONGEST_TYPED_AMOUNT:
        await _take(desk, TenderType.CASH, typed)
    else:
        await _ask_cash(desk, paid)


async def pay(desk: SaleDesk) -> None:
    """Choose a way to pay, or a tender to cancel. An amount in the scan field is what the tender proposes."""
    typed = desk.take_typed()
    if not _something_to_pay(desk):
        return
    if desk.checkout.payment.complete:
        await finish(desk)
        return
    tr, paid = desk.tr, desk.checkout.payment
    back = paid.remaining.minor < 0
    title = tr.text("Pay back {amount}" if back else "Pay {amount}", amount=abs(paid.remaining))
    chosen = await desk.ask(ChooseDialog(desk.session, title, _ways(desk), passes_scans_on=False))
    if chosen is None:
        return
    amount = _typed_amount(typed, abs(paid.remaining))
    if chosen.startswith(_CANCEL):
        await _cancel(desk, chosen.removeprefix(_CANCEL))
    elif chosen == TenderType.CASH.value:
        await cash(desk)
    elif chosen.startswith(_WALLET):
        await _ask_tender(desk, TenderType.WALLET, chosen.removeprefix(_WALLET), amount)
    else:
        await _ask_tender(desk, TenderType(chosen), "", amount)


async def finish(desk: SaleDesk) -> None:
    """Commit the sale; receipt and drawer follow on their own."""
    done = await attempt(desk, lambda approver, confirmed: desk.checkout.complete())
    if done is None:
        desk.show_cart()
        return
    desk.till.hand_over(done.value)
    desk.show_cart()
    desk.sale_done(done.value)
    asked = await attempt(desk, lambda approver, confirmed: desk.till.cash.drop_suggested)
    if asked is not None and asked.value:
        desk.say(desk.tr.text("Much cash is in the drawer. Drop some to the safe: F12, Cash in and out."), "warning")


def _something_to_pay(desk: SaleDesk) -> bool:
    if desk.checkout.cart.lines:
        return True
    desk.complain(desk.tr.text("There is nothing to pay yet. Scan a product first."))
    return False


def _typed_amount(typed: str, due: Money) -> Money:
    """What was typed as an amount, or what is due where it is none or more than that."""
    if not typed or len(typed) > LONGEST_TYPED_AMOUNT:
        return due
    try:
        amount = Money.parse(typed, due.currency)
    except NotAnAmount:
        return due
    return amount if due.currency.zero() < amount < due else due


async def _ask_cash(desk: SaleDesk, paid: Payment) -> None:
    tr = desk.tr

    def take(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Payment:
        amount = Money.parse(values["amount"], paid.total.currency)
        return desk.checkout.tender(TenderType.CASH, amount, approver=approver, confirmed=confirmed)

    field = Field("amount", tr.text("Cash given"), FieldKind.AMOUNT, paid.cash_due.text, limit=12)
    title = tr.text("Cash: {amount} to pay", amount=paid.cash_due)
    accept = tr.text("Take")
    quick = _quick_cash(desk, paid.cash_due)
    await _go_on(desk, await fill_in(desk, title, (field,), take, accept=accept, quick=quick) is not None)


async def _take(desk: SaleDesk, kind: TenderType, typed: str) -> None:
    def take(approver: Operator | None, confirmed: tuple[str, ...]) -> Payment:
        amount = Money.parse(typed, desk.checkout.cart.currency)
        return desk.checkout.tender(kind, amount, approver=approver, confirmed=confirmed)

    await _go_on(desk, await attempt(desk, take) is not None)


async def _cash_back(desk: SaleDesk, paid: Payment) -> None:
    tr = desk.tr
    question = tr.text("Give {amount} in cash to the customer?", amount=-paid.cash_due)
    if await desk.ask(ConfirmDialog(desk.session, tr.text("Pay back"), question)):
        step = await attempt(desk, lambda approver, confirmed: desk.checkout.exact_cash(approver=approver))
        await _go_on(desk, step is not None)


async def _ask_tender(desk: SaleDesk, kind: TenderType, wallet: str, amount: Money) -> None:
    """The form of one way to pay, `amount` (positive) proposed; a wallet shows its code before it."""
    tr, paid = desk.tr, desk.checkout.payment
    back = paid.remaining.minor < 0
    if wallet and not back and not await _show_code(desk, wallet, amount):
        return

    def take(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Payment:
        typed = Money.parse(values["amount"], paid.total.currency)
        return desk.checkout.tender(
            kind,
            -typed if back else typed,
            reference=values.get("reference") or None,
            details=tender_details(values, wallet),
            approver=approver,
            confirmed=confirmed,
        )

    fields, lead = tender_fields(desk, kind, amount), _exposure_lead(desk, kind)
    taken = await fill_in(desk, tender_name(kind, tr), fields, take, lead=lead, accept=tr.text("Take"))
    await _go_on(desk, taken is not None)


async def _show_code(desk: SaleDesk, wallet: str, amount: Money) -> bool:
    """Show the payment code, where the wallet has one, until the customer has paid. False when the cashier left it."""
    label = next(known.label for known in desk.till.rules.wallets if known.code == wallet)
    made = await attempt(desk, lambda approver, confirmed: desk.till.payment_code(wallet, amount))
    if made is None:
        return False
    if made.value is None:
        return True
    lines = (label, desk.tr.money_with_currency(amount))
    print_code = partial(desk.till.print_payment_code, wallet, amount, lines)
    paid = await desk.ask(WalletCodeDialog(desk.session, label, amount, made.value, print_code))
    return paid is True


async def _go_on(desk: SaleDesk, taken: bool) -> None:
    if not taken:
        return
    desk.show_cart()
    paid = desk.checkout.payment
    if paid.complete:
        await finish(desk)
    else:
        desk.say(desk.tr.text("{amount} still to pay: F9 cash, F10 other ways.", amount=abs(paid.remaining)), "warning")


async def _cancel(desk: SaleDesk, tender_id: str) -> None:
    tr = desk.tr
    made = next(known for known in desk.checkout.cart.tenders if known.id == tender_id)

    def cancel(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> Payment:
        return desk.checkout.cancel_tender(tender_id, values.get("reference"), approver=approver)

    if made.moved_money_outside:
        field = Field("reference", tr.text("Cancellation reference"), limit=60)
        lead = tr.text("Cancel {amount} there first, then type the reference of that cancellation.", amount=made.amount)
        title = tr.text("Cancel: {tender}", tender=tender_name(made.type, tr))
        done = await fill_in(desk, title, (field,), cancel, lead=(lead,)) is not None
    else:
        done = await attempt(desk, lambda approver, confirmed: cancel({}, approver, confirmed)) is not None
    if done:
        desk.show_cart()
        desk.say(tr.text("The payment was taken out again."))


def _ways(desk: SaleDesk) -> list[Choice[str]]:
    """Every tender the shop takes, its unconfirmed sum beside it; then the tenders that could be cancelled."""
    tr, rules = desk.tr, desk.checkout.rules.tenders
    choices: list[Choice[str]] = []
    for kind in TenderType:
        rule = rules.get(kind)
        if rule is not None and not rule.taken:
            continue
        name = (rule.label if rule else None) or tender_name(kind, tr)
        key = "f9" if kind is TenderType.CASH else ""
        wallets = desk.till.rules.wallets if kind is TenderType.WALLET else ()
        if wallets:
            note = _open_note(desk, kind)
            choices += [Choice(_WALLET + wallet.code, f"{name}: {wallet.label}", note) for wallet in wallets]
        else:
            choices.append(Choice(kind.value, name, _open_note(desk, kind), key))
    return [*choices, *(_cancel_choice(desk, made) for made in desk.checkout.cart.tenders)]


def _cancel_choice(desk: SaleDesk, made: Tender) -> Choice[str]:
    tr = desk.tr
    label = tr.text("Cancel: {tender}", tender=tender_name(made.type, tr))
    return Choice(_CANCEL + made.id, label, tr.money(made.amount))


def _open_note(desk: SaleDesk, kind: TenderType) -> str:
    exposed = desk.checkout.exposure().get(kind)
    if exposed is None or not exposed.count:
        return ""
    return desk.tr.text("{count} open, {total}", count=exposed.count, total=exposed.total)


def _exposure_lead(desk: SaleDesk, kind: TenderType) -> Sequence[str]:
    """How much of this tender nobody has confirmed yet, against its limit."""
    tr, exposed = desk.tr, desk.checkout.exposure().get(kind)
    rule = desk.checkout.rules.tenders.get(kind)
    if exposed is None or not exposed.count:
        return ()
    limit = rule.largest_open_total if rule else None
    if limit is None:
        return (tr.text("Unconfirmed so far: {count}, together {total}.", count=exposed.count, total=exposed.total),)
    return (
        tr.text(
            "Unconfirmed so far: {count}, together {total} of {limit} allowed.",
            count=exposed.count,
            total=exposed.total,
            limit=limit,
        ),
    )


def _quick_cash(desk: SaleDesk, due: Money) -> list[Quick]:
    """The exact amount and the notes above it, a letter each."""
    exact = Quick("f9", "F9", desk.tr.text("exact {amount}", amount=due), "amount", due.text)
    notes = [note for note in desk.till.rules.quick_cash if note > due]
    return [
        exact,
        *(
            Quick(letter, letter.upper(), desk.tr.money(note), "amount", note.text)
            for letter, note in zip(ascii_lowercase, notes, strict=False)
        ),
    ]
