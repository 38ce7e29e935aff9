"""Everything that is known of a sale, as names and texts in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fallback_pos.domain.sale_criteria import SaleState
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.words import WORDS
from fallback_pos.lookups.values import CounterEntry, Delivery, DeliveryState, SaleView, SettledTender
from fallback_pos.ui.words import tender_name

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

_STATES = {
    SaleState.SALE: N_("sale"),
    SaleState.RETURN: N_("return"),
    SaleState.VOIDED: N_("voided"),
    SaleState.CORRECTED: N_("corrected"),
    SaleState.UNCONFIRMED: N_("unconfirmed"),
    SaleState.PAPER: N_("paper voucher"),
    SaleState.DISCOUNTED: N_("discounted"),
    SaleState.APPROVED: N_("approved by a second person"),
}
_PRINTED = {
    "queued": N_("waits for the printer"),
    "sending": N_("is being printed"),
    "sent": N_("sent to the printer"),
    "confirmed": N_("printed"),
    "unknown": N_("nobody knows: look at the paper"),
    "failed": N_("not printed"),
}
_DELIVERED = {
    DeliveryState.WAITING: N_("not sent yet"),
    DeliveryState.IN_DOUBT: N_("sent, not confirmed yet"),
    DeliveryState.SET_ASIDE: N_("set aside"),
    DeliveryState.ACKNOWLEDGED: N_("acknowledged"),
}
_RESULTS = {
    "matched": N_("confirmed"),
    "different": N_("settled, with a difference"),
    "unmatched": N_("settled: not paid"),
}
_DONE = {"sale.voided": N_("Voided"), "tender.corrected": N_("Corrected")}


def state_words(state: SaleState, tr: Translator) -> str:
    return tr.text(_STATES[state])


def sale_facts(view: SaleView, tr: Translator) -> list[tuple[str, str]]:
    """(name, text), what matters most first."""
    sale = view.sale
    facts = [(tr.text("Receipt"), f"{sale.receipt}   {tr.moment(view.local)}   {sale.operator_name}")]
    if view.states:
        facts.append((tr.text("State"), ", ".join(state_words(state, tr) for state in view.states)))
    if sale.paper is not None:
        facts.append((tr.text("Paper voucher"), f"{sale.paper.number}, {sale.paper.operator}"))
    facts += [(tr.quantity(line.quantity), f"{line.name}   {tr.money(line.taxed.gross)}") for line in sale.lines]
    facts.append((tr.text("Total"), f"{tr.money(sale.payable)}   {tr.text('tax')} {tr.money(sale.tax_total)}"))
    facts += [(tr.text("Paid by"), _paid(each, tr)) for each in view.paid]
    facts += [
        (tr.text("Approved"), f"{each.name}: {tr.text(WORDS.get(each.action, each.action))}, {each.reason}")
        for each in view.approvals
    ]
    facts += [(tr.text(_DONE.get(each.kind, each.kind)), _afterwards(each, tr)) for each in view.afterwards]
    copies = f", {tr.text('copies: {count}', count=view.copies)}" if view.copies else ""
    facts.append((tr.text("On paper"), tr.text(_PRINTED.get(view.printed or "", N_("not known"))) + copies))
    sent = [_delivered(each, tr) for each in view.deliveries] or [tr.text("none is set up: sales are kept here")]
    return [*facts, *((tr.text("Central"), text) for text in sent)]


def _paid(each: SettledTender, tr: Translator) -> str:
    tender = each.tender
    parts = [tender_name(tender.type, tr), tr.money(tender.amount), tender.reference or ""]
    if each.result is not None:
        parts.append(tr.text(_RESULTS.get(each.result, each.result)))
    elif tender.unconfirmed:
        parts.append(tr.text("unconfirmed"))
    return "   ".join(filter(None, parts))


def _afterwards(done: CounterEntry, tr: Translator) -> str:
    second = f" + {done.approved_by}" if done.approved_by else ""
    return f"{tr.moment(done.at.astimezone().replace(tzinfo=None))}, {done.operator}{second}: {done.reason}"


def _delivered(each: Delivery, tr: Translator) -> str:
    return f"{each.target}: {tr.text(_DELIVERED[each.state])} {each.why}".rstrip()
