"""A voided sale makes nothing together with its counter-entry, is voided once, and nothing of it comes back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from fallback_pos.checkout.errors import ReceiptVoided
from fallback_pos.corrections.errors import (
    AlreadyVoided,
    CancellationMissing,
    GoodsCameBack,
    NoShiftForCorrection,
    NotOfThisShift,
    SaleNotFound,
)
from fallback_pos.domain.operator import ApprovalNeeded, NotAllowedToApprove, SamePerson, SecondPersonNeeded
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.typed_text import ReasonMissing
from fallback_pos.errors import TillError
from tests.fallback_pos.checkout.shop import ANA, IVA, JUICE, MAJA, MARKO, MILK, SOAP
from tests.fallback_pos.corrections.till import CorrectingShop, correcting_shop


def test_a_voided_sale_and_its_counter_entry_make_nothing(shop: CorrectingShop) -> None:
    shop.checkout.enter(JUICE)
    shop.checkout.enter(f"3*{SOAP}")
    shop.checkout.discount_basket("Goodwill", percent=Decimal(5))
    shop.checkout.tender(TenderType.CASH, shop.money("20.00"))
    sold = shop.checkout.complete()
    before = shop.shifts.figures()
    voided = shop.corrections.void_sale(ANA, sold.receipt, "Wrong goods", approver=MAJA)
    assert voided.cash == -before.total
    assert shop.expected() == shop.money("100.00")
    assert shop.kicks == 1
    figures = shop.shifts.figures()
    assert (figures.total, figures.net, figures.tax_total) == (shop.money("0"),) * 3
    assert (figures.voided_receipts, figures.receipts) == (1, 1)
    assert {row.gross for row in figures.tax} == {shop.money("0")}
    body = shop.bodies("sale.voided")[0]
    assert (body["receipt"], body["sale"], body["approved_by"]["code"]) == (sold.receipt, sold.entry_id, "201")
    assert body["lines"][0]["quantity"] == "-1"
    assert shop.bodies("override.granted")[-1]["action"] == "void_sale"
    assert shop.checkout.rules.currency.code == body["currency"]
    assert shop.problems() == []


def test_a_sale_is_voided_by_two_people_of_whom_one_may(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK).receipt
    void = shop.corrections.void_sale
    with pytest.raises(ApprovalNeeded):
        void(ANA, receipt, "Mistake")
    with pytest.raises(NotAllowedToApprove):
        void(ANA, receipt, "Mistake", approver=IVA)
    with pytest.raises(SecondPersonNeeded):
        void(MARKO, receipt, "Mistake")
    with pytest.raises(SamePerson):
        void(MARKO, receipt, "Mistake", approver=MARKO)
    with pytest.raises(ReasonMissing):
        void(MARKO, receipt, " ", approver=ANA)
    assert shop.entries("sale.voided") == []
    void(MARKO, receipt, "Mistake", approver=ANA)
    assert len(shop.entries("sale.voided")) == 1


def test_a_voided_sale_is_not_voided_again_and_nothing_of_it_returned(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK, SOAP).receipt
    shop.checkout.return_line(receipt, 2, Decimal(1), "Faulty")
    shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    with pytest.raises(AlreadyVoided):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    with pytest.raises(ReceiptVoided, match=receipt):
        shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty")
    with pytest.raises(ReceiptVoided):
        shop.checkout.returnable(receipt)
    shop.checkout.exact_cash(approver=MAJA)
    with pytest.raises(ReceiptVoided):
        shop.checkout.complete()
    shop.restart()
    with pytest.raises(AlreadyVoided):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    assert len(shop.entries("sale.voided")) == 1
    assert shop.entries("return.completed") == []


def test_what_came_back_in_part_is_returned_and_not_voided(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK, SOAP).receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    with pytest.raises(GoodsCameBack):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)


def test_a_voided_return_brings_the_goods_back_to_the_customer(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK).receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty")
    shop.checkout.exact_cash()
    returned = shop.checkout.complete()
    shop.corrections.void_sale(ANA, returned.receipt, "Was not faulty", approver=MAJA)
    assert shop.expected() == shop.money("101.09")
    assert shop.checkout.returnable(receipt).lines[0].left == 1
    shop.checkout.return_line(receipt, 1, Decimal(1), "Faulty after all")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    assert shop.expected() == shop.money("100.00")


def test_money_outside_the_till_needs_its_cancellation_first(shop: CorrectingShop) -> None:
    shop.checkout.enter(SOAP)
    shop.pay_by_card("1.00")
    shop.checkout.exact_cash()
    receipt = shop.checkout.complete().receipt
    card = next(each for each in shop.corrections.look_up(receipt).paid if each.type is TenderType.CARD)
    with pytest.raises(CancellationMissing):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    voided = shop.corrections.void_sale(ANA, receipt, "Mistake", cancellations={card.id: "CX-5"}, approver=MAJA)
    assert voided.cancellations == ((card.id, "CX-5"),)
    assert shop.bodies("sale.voided")[0]["cancellation"] == [{"tender": card.id, "reference": "CX-5"}]
    assert shop.desk.book.slips(shop.shift or "") == ()
    assert voided.cash == shop.money("-0.50")


def test_a_voided_claim_waits_for_no_confirmation(shop: CorrectingShop) -> None:
    shop.checkout.enter(SOAP)
    shop.checkout.tender(TenderType.WALLET, shop.money("1.50"), reference="PAY-12345")
    receipt = shop.checkout.complete().receipt
    assert shop.checkout.exposure()[TenderType.WALLET].count == 1
    wallet = shop.corrections.look_up(receipt).paid[0]
    shop.corrections.void_sale(ANA, receipt, "Mistake", cancellations={wallet.id: "R-1"}, approver=MAJA)
    assert shop.checkout.exposure() == {}
    assert shop.kicks == 0
    assert shop.shifts.figures().unconfirmed == shop.money("0")
    assert shop.shifts.figures().unconfirmed_count == 0


def test_sales_of_another_shift_stay_as_they_were_counted(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK).receipt
    shop.shifts.close(MARKO, shop.expected())
    with pytest.raises(NoShiftForCorrection):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    shop.opens_shift()
    with pytest.raises(NotOfThisShift):
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    with pytest.raises(SaleNotFound):
        shop.corrections.void_sale(ANA, "03-1-999999", "Mistake", approver=MAJA)
    assert shop.corrections.last_sales() == []


def test_the_last_sales_of_the_shift_are_offered_newest_first(shop: CorrectingShop) -> None:
    receipts = [shop.sell(MILK).receipt for _ in range(4)]
    shop.corrections.void_sale(ANA, receipts[2], "Mistake", approver=MAJA)
    offered = shop.corrections.last_sales(3)
    assert [each.sale.receipt for each in offered] == receipts[:0:-1]
    assert [each.voided for each in offered] == [False, True, False]
    assert isinstance(offered[1].why_not, AlreadyVoided)


def test_the_fiscal_hook_hears_of_a_void_and_may_refuse_it(tmp_path: Path) -> None:
    class SignerIsOut(TillError):
        sentence = "The signer does not answer."

    def refusing(kind: str, body: object) -> dict[str, str]:
        if kind == "sale.voided":
            raise SignerIsOut()
        return {}

    with correcting_shop(tmp_path / "shop") as shop:
        receipt = shop.sell(MILK).receipt
        object.__setattr__(shop.corrections._rules, "fiscal_hook", refusing)
        with pytest.raises(SignerIsOut):
            shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
        assert shop.entries("sale.voided") == []
        assert shop.expected() == shop.money("101.09")


def test_an_index_made_again_knows_of_voids_too(shop: CorrectingShop) -> None:
    receipt = shop.sell(MILK).receipt
    shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
    shop.close()
    for path in shop.folder.glob("index.db*"):
        path.unlink()
    shop.open()
    assert shop.corrections.look_up(receipt).voided


def test_the_cash_rounding_of_a_voided_sale_is_taken_back_too(tmp_path: Path) -> None:
    with correcting_shop(tmp_path / "shop", cash_step_minor=5) as shop:
        receipt = shop.sell(MILK).receipt
        assert shop.expected() == shop.money("101.10")
        shop.corrections.void_sale(ANA, receipt, "Mistake", approver=MAJA)
        assert shop.expected() == shop.money("100.00")
        body = json.loads(shop.entries("sale.voided")[0].body)
        assert (body["total"], body["rounding"], body["tenders"][0]["amount"]) == ("-1.09", "-0.01", "-1.10")
        assert shop.shifts.figures().rounding == shop.money("0")
