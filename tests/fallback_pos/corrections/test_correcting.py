"""A wrong tender is corrected by a counter-entry that adds up to the same, with the slips that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from fallback_pos.corrections.errors import (
    AlreadyVoided,
    CancellationMissing,
    CorrectionsDiffer,
    NothingCorrected,
    NotOfThisShift,
    NotOnSale,
    NotPayableInCash,
)
from fallback_pos.corrections.values import RightTender
from fallback_pos.domain.card_numbers import CardNumberRefused
from fallback_pos.domain.operator import ApprovalNeeded
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import TenderFieldMissing
from tests.fallback_pos.checkout.shop import ANA, CARD_SLIP, MAJA, MARKO, MILK, SOAP
from tests.fallback_pos.corrections.till import CorrectingShop, correcting_shop


def card(details: Mapping[str, str] = CARD_SLIP, **more: object) -> RightTender:
    return RightTender(TenderType.CARD, details=details, **more)  # type: ignore[arg-type]


def cash_sale(shop: CorrectingShop) -> tuple[str, str]:
    """Soap for 1.50, paid with 5.00 in cash: receipt and tender."""
    shop.checkout.enter(SOAP)
    shop.checkout.tender(TenderType.CASH, shop.money("5.00"))
    receipt = shop.checkout.complete().receipt
    return receipt, shop.corrections.look_up(receipt).paid[0].id


def test_cash_that_was_a_card_needs_the_fields_of_the_slip(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    correct = shop.corrections.correct_tender
    with pytest.raises(TenderFieldMissing):
        correct(ANA, receipt, cash, [card({})], "Rung as cash", approver=MAJA)
    with pytest.raises(CardNumberRefused):
        correct(ANA, receipt, cash, [card({**CARD_SLIP, "slip": "4111111111111111"})], "Rung as cash", approver=MAJA)
    with pytest.raises(ApprovalNeeded):
        correct(ANA, receipt, cash, [card()], "Rung as cash")
    assert shop.entries("tender.corrected") == []
    corrected = correct(ANA, receipt, cash, [card()], "Rung as cash", approver=MAJA)
    assert corrected.before[0].amount == shop.money("1.50"), "what was kept, not what was handed over"
    assert shop.expected() == shop.money("100.00")
    assert [each.type for each in shop.corrections.look_up(receipt).paid] == [TenderType.CARD]
    (slip,) = shop.desk.book.slips(shop.shift or "")
    assert (slip.type, slip.amount, slip.reference) == ("card", shop.money("1.50"), "S-17 734211")
    body = shop.bodies("tender.corrected")[0]
    assert (body["receipt"], body["from"][0]["amount"], body["to"][0]["amount"]) == (receipt, "1.50", "1.50")
    figures = shop.shifts.figures()
    assert figures.tendered - figures.change == figures.total + figures.rounding
    assert (figures.corrections, figures.cash.corrections) == (1, shop.money("-1.50"))
    assert shop.problems() == []


def test_a_card_that_was_cash_needs_the_slip_of_its_cancellation(shop: CorrectingShop) -> None:
    shop.checkout.enter(SOAP)
    shop.pay_by_card("1.50")
    receipt = shop.checkout.complete().receipt
    tender = shop.corrections.look_up(receipt).paid[0].id
    right = [RightTender(TenderType.CASH)]
    with pytest.raises(CancellationMissing):
        shop.corrections.correct_tender(ANA, receipt, tender, right, "Paid in cash", approver=MAJA)
    done = shop.corrections.correct_tender(
        ANA, receipt, tender, right, "Paid in cash", cancellation="CX-9", approver=MAJA
    )
    assert done.cancellation == "CX-9"
    assert shop.expected() == shop.money("101.50")
    assert shop.desk.book.slips(shop.shift or "") == ()
    assert shop.kicks == 0, "the cash was in the drawer all the time"


def test_both_sides_of_a_correction_add_up_to_the_same(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    correct = shop.corrections.correct_tender
    with pytest.raises(CorrectionsDiffer):
        correct(ANA, receipt, cash, [card(amount=shop.money("1.00"))], "Split", approver=MAJA)
    with pytest.raises(CorrectionsDiffer):
        correct(
            ANA, receipt, cash, [card(amount=shop.money("2.00")), RightTender(TenderType.CASH, shop.money("-0.50"))],
            "Split", approver=MAJA,
        )  # fmt: skip
    with pytest.raises(NothingCorrected):
        correct(ANA, receipt, cash, [RightTender(TenderType.CASH)], "Nothing", approver=MAJA)
    with pytest.raises(NotOnSale):
        correct(ANA, receipt, cash, [card()], "Too much", amount=shop.money("5.00"), approver=MAJA)
    with pytest.raises(NotOnSale):
        correct(ANA, receipt, "no such tender", [card()], "Mistake", approver=MAJA)
    part = shop.money("1.00")
    correct(ANA, receipt, cash, [card()], "A part by card", amount=part, approver=MAJA)
    paid = {each.type: each.amount for each in shop.corrections.look_up(receipt).paid}
    assert paid == {TenderType.CASH: shop.money("0.50"), TenderType.CARD: part}
    correct(ANA, receipt, cash, [card()], "The rest too", approver=MAJA)
    assert shop.expected() == shop.money("100.00")


def test_a_refund_after_a_correction_goes_back_the_way_it_was_really_paid(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    shop.corrections.correct_tender(ANA, receipt, cash, [card()], "Rung as cash", approver=MAJA)
    shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty")
    assert shop.checkout.refundable() == {TenderType.CARD: shop.money("1.50")}
    with pytest.raises(ApprovalNeeded):
        shop.checkout.exact_cash()
    shop.pay_by_card("-1.50")
    shop.checkout.complete()
    assert shop.index.refunded(shop.corrections.look_up(receipt).sale.id, shop.rules.currency) == {
        "card": shop.money("1.50")
    }


def test_a_void_after_a_correction_pays_back_what_was_really_paid(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    corrected = shop.corrections.correct_tender(ANA, receipt, cash, [card()], "Rung as cash", approver=MAJA)
    with pytest.raises(CancellationMissing):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    numbers = {corrected.after[0].id: "CX-1"}
    voided = shop.corrections.void_sale(ANA, receipt, "Mistake", cancellations=numbers, approver=MAJA)
    assert [(each.type, each.amount) for each in voided.back] == [(TenderType.CARD, shop.money("-1.50"))]
    with pytest.raises(AlreadyVoided):
        shop.corrections.correct_tender(ANA, receipt, corrected.after[0].id, [card()], "Again", approver=MAJA)
    assert shop.expected() == shop.money("100.00")


def test_what_waits_for_confirmation_follows_the_right_tender(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    wallet = RightTender(TenderType.WALLET, reference="PAY-12345")
    done = shop.corrections.correct_tender(ANA, receipt, cash, [wallet], "Paid by phone", approver=MAJA)
    assert shop.checkout.exposure()[TenderType.WALLET].total == shop.money("1.50")
    back = [RightTender(TenderType.CASH)]
    shop.corrections.correct_tender(
        ANA, receipt, done.after[0].id, back, "After all in cash", cancellation="X", approver=MAJA
    )
    assert shop.checkout.exposure() == {}


def test_a_correction_respects_what_the_shop_takes_on_trust(shop: CorrectingShop) -> None:
    shop.checkout.add_open_item("Table", shop.money("450.00"), "A", approver=MARKO)
    shop.checkout.exact_cash()
    receipt = shop.checkout.complete().receipt
    cash = shop.corrections.look_up(receipt).paid[0].id
    wallet = [RightTender(TenderType.WALLET, reference="PAY-12345")]
    with pytest.raises(ApprovalNeeded):
        shop.corrections.correct_tender(ANA, receipt, cash, wallet, "Paid by phone")
    shop.corrections.correct_tender(ANA, receipt, cash, wallet, "Paid by phone", approver=MARKO)
    actions = [body["action"] for body in shop.bodies("override.granted")]
    assert actions[-2:] == ["correct_tender", "tender_over_limit"]


def test_a_refund_rung_wrongly_is_corrected_too(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK).receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty")
    shop.checkout.exact_cash()
    returned = shop.checkout.complete()
    back = shop.corrections.look_up(returned.receipt).paid[0]
    assert back.amount == shop.money("-1.09")
    shop.corrections.correct_tender(ANA, returned.receipt, back.id, [card()], "Went to the card", approver=MAJA)
    assert shop.expected() == shop.money("101.09")
    sale = shop.corrections.look_up(receipt).sale
    refunded = shop.index.refunded(sale.id, shop.rules.currency)
    assert {kind: amount for kind, amount in refunded.items() if amount} == {"card": shop.money("1.09")}


def test_a_sale_of_another_shift_is_not_corrected(shop: CorrectingShop) -> None:
    receipt, cash = cash_sale(shop)
    shop.shifts.close(MARKO, shop.expected())
    shop.opens_shift()
    with pytest.raises(NotOfThisShift):
        shop.corrections.correct_tender(ANA, receipt, cash, [card()], "Rung as cash", approver=MAJA)


def test_what_cannot_be_paid_in_coins_was_not_paid_in_cash(tmp_path: Path) -> None:
    with correcting_shop(tmp_path / "shop", cash_step_minor=5) as shop:
        shop.checkout.enter(MILK)
        shop.pay_by_card("1.09")
        receipt = shop.checkout.complete().receipt
        tender = shop.corrections.look_up(receipt).paid[0].id
        with pytest.raises(NotPayableInCash):
            shop.corrections.correct_tender(
                ANA, receipt, tender, [RightTender(TenderType.CASH)], "Cash", cancellation="C", approver=MAJA
            )
