"""What has to be typed for each way to pay."""

from __future__ import annotations

from collections.abc import Mapping

from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.ui.desk import SaleDesk
from fallback_pos.ui.fields import Field, FieldKind


def tender_fields(desk: SaleDesk, kind: TenderType, amount: Money) -> tuple[Field, ...]:
    """The fields of one way to pay, the amount first."""
    tr = desk.tr
    fields = [Field("amount", tr.text("Amount"), FieldKind.AMOUNT, amount.text, limit=12)]
    if kind is TenderType.CARD:
        fields += [
            Field("approval_code", tr.text("Approval code"), limit=12),
            Field("last_four", tr.text("Last four digits"), FieldKind.DIGITS, limit=4),
            Field("slip", tr.text("Slip number"), limit=30),
            Field(
                "offline_approved",
                tr.text("Approved offline"),
                FieldKind.CHOICE,
                "no",
                options=(("no", tr.text("no")), ("yes", tr.text("yes, unconfirmed"))),
            ),
        ]
        return tuple(fields)
    labels = {
        TenderType.WALLET: tr.text("Reference in the app"),
        TenderType.VOUCHER: tr.text("Voucher number"),
        TenderType.STORE_CREDIT: tr.text("Credit number"),
        TenderType.PAID_ELSEWHERE: tr.text("Main POS reference"),
    }
    if kind in labels:
        fields.append(Field("reference", labels[kind], limit=60, accepts_scan=kind is not TenderType.WALLET))
    return tuple(fields)


def tender_details(values: Mapping[str, str], wallet: str) -> dict[str, str]:
    """Everything typed beside amount and reference, and which wallet it was."""
    details = {key: value for key, value in values.items() if key not in ("amount", "reference") and value}
    if details.get("offline_approved") == "no":
        del details["offline_approved"]
    if wallet:
        details["scheme"] = wallet
    return details
