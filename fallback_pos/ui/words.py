"""The till's own names for the kinds of tenders, as headings and in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fallback_pos.domain.tender import TenderType
from fallback_pos.i18n.marker import N_

if TYPE_CHECKING:
    from fallback_pos.i18n.translator import Translator

TENDERS = {
    TenderType.CASH: N_("Cash"),
    TenderType.CARD: N_("Card slip"),
    TenderType.WALLET: N_("Mobile wallet"),
    TenderType.VOUCHER: N_("Voucher"),
    TenderType.STORE_CREDIT: N_("Store credit"),
    TenderType.PAID_ELSEWHERE: N_("Paid on the main POS"),
}


def tender_name(kind: TenderType, tr: Translator) -> str:
    return tr.text(TENDERS[kind])
