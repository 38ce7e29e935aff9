"""What was to pay and how it was paid: total, rounding, tenders with what finds the money again, change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drivers.printers.document import Element, Size, text_line
from fallback_pos.domain.sale import Sale
from fallback_pos.domain.tax import TaxMode
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.receipt_layout.columns import indented, left_and_right
from fallback_pos.receipt_layout.shop_header import ShopHeader

INDENT_COLUMNS = 2


def total_lines(sale: Sale, translator: Translator, columns: int) -> Iterator[Element]:
    """The total, tall and bold; net and tax before it where prices are without tax; cash rounding after it."""
    if sale.tax_mode == TaxMode.EXCLUSIVE:
        for label, amount in ((translator.text("Net"), sale.net), (translator.text("Tax"), sale.tax_total)):
            for line in left_and_right(label, translator.money(amount), columns):
                yield text_line(line)
    label = translator.text("TOTAL {currency}", currency=sale.currency.code)
    for line in left_and_right(label, translator.money(sale.total), columns):
        yield text_line(line, bold=True, size=Size.TALL)
    if sale.rounding:
        for label, amount in (
            (translator.text("Rounding"), sale.rounding),
            (translator.text("To pay"), sale.payable),
        ):
            for line in left_and_right(label, translator.money(amount), columns):
                yield text_line(line)


def tender_lines(sale: Sale, shop: ShopHeader, translator: Translator, columns: int) -> Iterator[str]:
    """Each tender with its references, and the change."""
    names = dict(shop.tender_names)
    for tender in sale.tenders:
        name = tender_name(tender, names, translator)
        label = translator.text("Paid back: {tender}", tender=name) if tender.amount.minor < 0 else name
        yield from left_and_right(label, translator.money(tender.amount), columns)
        for text in _traces(tender, translator):
            yield from indented(text, columns, INDENT_COLUMNS)
    if sale.change:
        yield from left_and_right(translator.text("Change"), translator.money(sale.change), columns)


def tender_name(tender: Tender, names: dict[str, str], translator: Translator) -> str:
    """What the shop calls it: the wallet's own name, the name in the settings, or the usual one."""
    scheme = dict(tender.details).get("scheme", "")
    return names.get(scheme) or tender_type_name(tender.type.value, names, translator)


def tender_type_name(type: str, names: Mapping[str, str], translator: Translator) -> str:
    """What the shop calls all tenders of a type; a type of a later version is called what it is."""
    usual = _USUAL_NAMES.get(type)
    return names.get(type) or (translator.text(usual) if usual else type)


def _traces(tender: Tender, translator: Translator) -> Iterator[str]:
    if tender.reference:
        yield translator.text("Reference {reference}", reference=tender.reference)
    details = dict(tender.details)
    for field, label in _DETAILS:
        if details.get(field):
            yield translator.text(label, text=details[field])
    if details.get("offline_approved") == "yes":
        yield translator.text("approved offline, unconfirmed")
    elif tender.unconfirmed:
        yield translator.text("claimed, unconfirmed")


_USUAL_NAMES: Mapping[str, str] = {
    TenderType.CASH: N_("Cash"),
    TenderType.CARD: N_("Card"),
    TenderType.WALLET: N_("Mobile wallet"),
    TenderType.VOUCHER: N_("Voucher"),
    TenderType.STORE_CREDIT: N_("Store credit"),
    TenderType.PAID_ELSEWHERE: N_("Paid on the main POS"),
}
_DETAILS = (
    ("last_four", N_("Card ending in {text}")),
    ("approval_code", N_("Approval code {text}")),
    ("slip", N_("Slip {text}")),
)
