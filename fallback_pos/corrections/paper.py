"""The slips that go with counter-entries, for the books and for the customer who gets money back."""

from __future__ import annotations

from datetime import datetime

from fallback_pos.corrections.values import CorrectedTender, VoidedSale
from fallback_pos.domain.tender import Tender
from fallback_pos.i18n.marker import N_
from fallback_pos.receipt_layout.paper_slip import Fact, PaperSlip

_RECEIPT, _ENTRY, _AT, _REASON = N_("Receipt"), N_("Entry"), N_("Time"), N_("Reason")
_OPERATOR, _APPROVED, _CUSTOMER = N_("Operator"), N_("Approved by"), N_("Customer")
_CANCELLATION = N_("Cancellation")
_NAMES = {
    "cash": N_("Cash"),
    "card": N_("Card"),
    "wallet": N_("Mobile wallet"),
    "voucher": N_("Voucher"),
    "store_credit": N_("Store credit"),
    "paid_elsewhere": N_("Paid on the main POS"),
}


def void_slip(voided: VoidedSale) -> PaperSlip:
    """What was paid back, and how; signed by the customer."""
    numbers = tuple((_CANCELLATION, number) for _, number in voided.cancellations)
    return PaperSlip(
        title=N_("SALE VOIDED"),
        rows=(
            (_RECEIPT, voided.sale.receipt),
            (_ENTRY, voided.number),
            (_AT, datetime.fromisoformat(voided.at)),
            (_OPERATOR, voided.operator.name),
            (_APPROVED, voided.approved_by.name),
            (_REASON, voided.reason),
            *_tenders(voided.back),
            *numbers,
        ),
        sums=((N_("Total voided"), -voided.sale.payable),),
        signatures=(_CUSTOMER, _APPROVED),
    )


def correction_slip(corrected: CorrectedTender) -> PaperSlip:
    """How it was rung, and how it was paid."""
    return PaperSlip(
        title=N_("PAYMENT CORRECTED"),
        rows=(
            (_RECEIPT, corrected.sale.receipt),
            (_ENTRY, corrected.number),
            (_AT, datetime.fromisoformat(corrected.at)),
            (_OPERATOR, corrected.operator.name),
            (_APPROVED, corrected.approved_by.name),
            (_REASON, corrected.reason),
            (N_("Rung as"), ""),
            *_tenders(corrected.before),
            (N_("Paid by"), ""),
            *_tenders(corrected.after),
            (_CANCELLATION, corrected.cancellation),
        ),
        signatures=(_OPERATOR, _APPROVED),
    )


def _tenders(tenders: tuple[Tender, ...]) -> tuple[tuple[str, Fact], ...]:
    return tuple((_NAMES[tender.type.value], tender.amount) for tender in tenders)
