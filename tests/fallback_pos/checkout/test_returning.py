"""Goods that come back: never more than was sold, to the cent, the way the money came."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fallback_pos.checkout.checkout import Checkout
from fallback_pos.checkout.context import SellingContext
from fallback_pos.checkout.errors import (
    DescriptionMissing,
    NotForReturnedLines,
    NothingLeftToReturn,
    PriceOutOfRange,
    ReceiptNotFound,
    RefundChanged,
    RefundNotPaid,
    SoldLater,
)
from fallback_pos.domain.operator import Action, ApprovalNeeded
from fallback_pos.domain.payment import RefundExceedsDue
from fallback_pos.domain.quantity import WholePiecesOnly
from fallback_pos.domain.returns import MoreThanSold, NotOnReceipt
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.carts import CartKeeper
from tests.fallback_pos.checkout.shop import ANA, APPLE, JUICE, MAJA, MARKO, MILK, TEA, TODAY, Shop, open_shop


def sold_by_card(shop: Shop, *codes: str) -> str:
    for code in codes:
        shop.checkout.enter(code)
    shop.pay_by_card(shop.checkout.payment.remaining.text)
    return shop.checkout.complete().receipt


def test_a_return_gives_back_what_was_paid(shop: Shop) -> None:
    shop.checkout.enter(f"3*{TEA}")
    shop.checkout.discount_line(1, "damaged", percent=Decimal(10))
    receipt = shop.sell().receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.exact_cash()
    completed = shop.checkout.complete()
    assert (completed.kind, completed.sale.total.text, completed.drawer) == ("return.completed", "-3.59", True)
    [line] = completed.sale.lines
    assert (line.value.text, line.discounts[0].amount.text) == ("-3.99", "-0.40")
    assert line.returns is not None and (line.returns.receipt, line.returns.line) == (receipt, 1)


def test_piece_by_piece_gives_back_exactly_the_sale(shop: Shop) -> None:
    shop.checkout.enter(f"3*{TEA}")
    shop.checkout.discount_basket("goodwill", amount=shop.money("0.50"))
    sale = shop.sell().sale
    for _ in range(3):
        shop.checkout.return_line(sale.receipt, 1, Decimal(1), "faulty")
        shop.checkout.exact_cash()
        shop.checkout.complete()
        shop.restart()
    back = [body["total"] for body in shop.bodies("return.completed")]
    assert sum(Decimal(amount) for amount in back) == -sale.total.amount
    with pytest.raises(NothingLeftToReturn):
        shop.checkout.returnable(sale.receipt)


def test_never_more_than_was_sold_also_across_restarts(shop: Shop) -> None:
    receipt = shop.sell(f"3*{TEA}").receipt
    shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")
    assert shop.checkout.returnable(receipt).lines[0].left == 1
    with pytest.raises(MoreThanSold, match="1 of 3"):
        shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")
    shop.restart()
    with pytest.raises(MoreThanSold):
        shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    shop.restart()
    with pytest.raises(MoreThanSold):
        shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")


def test_two_parked_carts_cannot_bring_back_the_same_goods(shop: Shop) -> None:
    receipt = shop.sell(TEA).receipt
    for name in ("first", "second"):
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
        shop.checkout.park(name)
    first, second = shop.checkout.parked()
    shop.checkout.recall(first.id)
    shop.checkout.exact_cash()
    shop.checkout.complete()
    shop.checkout.recall(second.id)
    with pytest.raises(ApprovalNeeded):
        shop.checkout.exact_cash()
    shop.checkout.exact_cash(approver=MAJA)
    with pytest.raises(MoreThanSold):
        shop.checkout.complete()
    shop.checkout.void_line(1)
    assert len(shop.bodies("return.completed")) == 1


def test_two_parked_carts_cannot_bring_back_the_same_cent(shop: Shop) -> None:
    """0.05 for two: the first piece gives 0.03 back, the second 0.02."""
    shop.checkout.add_open_item("Screw", shop.money("0.05"), "A", quantity=Decimal(2))
    shop.checkout.discount_line(1, "old", percent=Decimal(50), approver=MAJA)
    sale = shop.sell().sale
    assert sale.total.text == "0.05"
    for name in ("first", "second"):
        shop.checkout.return_line(sale.receipt, 1, Decimal(1), "faulty")
        shop.checkout.park(name)
    for parked in shop.checkout.parked():
        shop.checkout.recall(parked.id)
        shop.checkout.exact_cash()
        shop.checkout.complete()
    assert [body["total"] for body in shop.bodies("return.completed")] == ["-0.03", "-0.02"]


def test_a_refund_that_changed_while_the_cart_lay_on_the_desk_is_shown_before_it_is_paid(shop: Shop) -> None:
    shop.checkout.add_open_item("Screw", shop.money("0.05"), "A", quantity=Decimal(2))
    shop.checkout.discount_line(1, "old", percent=Decimal(50), approver=MAJA)
    receipt = shop.sell().receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.park("first")
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.exact_cash()
    saved = shop.remember_carts()
    shop.checkout.complete()
    shop.die_and_restart(saved)
    shop.checkout.recall(shop.checkout.parked()[0].id)
    assert shop.checkout.payment.total.text == "-0.02"
    shop.checkout.exact_cash()
    assert shop.checkout.complete().sale.total.text == "-0.02"


def test_a_share_that_no_longer_holds_is_refused_at_the_end(shop: Shop) -> None:
    shop.checkout.add_open_item("Screw", shop.money("0.05"), "A", quantity=Decimal(3))
    shop.checkout.discount_line(1, "old", percent=Decimal(50), approver=MAJA)
    receipt = shop.sell().receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.exact_cash()
    other = _another_checkout(shop)
    other.return_line(receipt, 1, Decimal(1), "faulty")
    other.exact_cash()
    other.complete()
    with pytest.raises(RefundChanged):
        shop.checkout.complete()
    shop.checkout.cancel_tender(shop.checkout.cart.tenders[0].id)
    shop.checkout.exact_cash()
    shop.checkout.complete()
    assert [body["total"] for body in shop.bodies("return.completed")] == ["-0.02", "-0.03"]


def _another_checkout(shop: Shop) -> Checkout:
    context = SellingContext(ANA, "shift-1", TODAY)
    return Checkout(
        shop.rules, shop.catalogue, shop.journal, shop.index, CartKeeper(shop.state), context=lambda: context
    )


def test_a_returned_line_that_is_voided_gives_its_cent_to_the_next(shop: Shop) -> None:
    shop.checkout.add_open_item("Screw", shop.money("0.05"), "A", quantity=Decimal(2))
    shop.checkout.discount_line(1, "old", percent=Decimal(50), approver=MAJA)
    receipt = shop.sell().receipt
    first = shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    assert shop.checkout.priced.total.text == "-0.05"
    shop.checkout.void_line(first)
    assert shop.checkout.priced.total.text == "-0.03"


def test_an_exchange_mixes_sale_and_return_in_one_receipt(shop: Shop) -> None:
    receipt = shop.sell(f"2*{TEA}").receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.enter(f"2*{MILK}")
    assert shop.checkout.payment.remaining.text == "-1.81"
    shop.checkout.exact_cash()
    completed = shop.checkout.complete()
    assert completed.kind == "sale.completed"
    classes = [(row.tax_class, row.gross.text) for row in completed.sale.tax]
    assert classes == [("A", "-3.99"), ("B", "2.18")]


def test_the_tax_table_of_an_exchange_has_one_row_a_class(shop: Shop) -> None:
    receipt = shop.sell(TEA).receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.enter(f"2*{TEA}")
    shop.checkout.exact_cash()
    [row] = shop.checkout.complete().sale.tax
    assert (row.tax_class, row.gross.text) == ("A", "3.99")


def test_a_deposit_comes_back_by_its_own_line(shop: Shop) -> None:
    receipt = shop.sell(f"2*{JUICE}").receipt
    with pytest.raises(WholePiecesOnly):
        shop.checkout.return_line(receipt, 2, Decimal("0.5"), "empty")
    shop.checkout.return_line(receipt, 2, Decimal(2), "empty")
    assert shop.checkout.priced.total.text == "-0.20"


def test_pieces_come_back_whole_and_weighed_goods_by_weight(shop: Shop) -> None:
    receipt = shop.sell(f"2*{TEA}", f"0.734*{APPLE}").receipt
    with pytest.raises(WholePiecesOnly):
        shop.checkout.return_line(receipt, 1, Decimal("0.5"), "faulty")
    shop.checkout.return_line(receipt, 2, Decimal("0.734"), "faulty")
    assert shop.checkout.priced.total.text == "-1.46"


def test_a_receipt_that_is_not_of_this_till_says_what_to_do(shop: Shop) -> None:
    for text in ("03-1-000999", "", "nonsense"):
        with pytest.raises(ReceiptNotFound):
            shop.checkout.returnable(text)
    receipt = shop.sell(TEA).receipt
    with pytest.raises(NotOnReceipt):
        shop.checkout.return_line(f" {receipt} ", 5, Decimal(1), "faulty")


def test_a_returned_line_follows_its_receipt(shop: Shop) -> None:
    receipt = shop.sell(TEA).receipt
    number = shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    with pytest.raises(NotForReturnedLines):
        shop.checkout.change_quantity(number, Decimal(5))
    with pytest.raises(NotForReturnedLines):
        shop.checkout.override_price(number, shop.money("9.00"), "x", approver=MARKO)
    with pytest.raises(NotForReturnedLines):
        shop.checkout.discount_line(number, "x", percent=Decimal(5))


# Who may


def test_many_small_returns_are_one_large_return(shop: Shop) -> None:
    shop.checkout.add_open_item("Lamp", shop.money("20.00"), "A", quantity=Decimal(3), approver=MAJA)
    receipt = shop.sell().receipt
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    assert needed.value.action is Action.RETURN_WITH_RECEIPT
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty", approver=MAJA)


def test_the_main_poss_receipt_needs_a_supervisor_and_stays_unverified(shop: Shop) -> None:
    product = shop.checkout.product_of(TEA)
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.return_product(product, Decimal(1), "faulty", receipt="M-17", day=date(2026, 11, 21))
    assert needed.value.action is Action.RETURN_MAIN_POS
    shop.checkout.return_product(
        product, Decimal(1), "faulty", receipt="M-17", day=date(2026, 11, 21), price=shop.money("3.50"), approver=MAJA
    )
    shop.checkout.exact_cash()
    sale = shop.checkout.complete().sale
    body = shop.bodies("return.completed")[0]["lines"][0]["return_of"]
    assert (sale.total.text, body["receipt"], body["date"], body["verified"]) == ("-3.50", "M-17", "2026-11-21", False)


def test_without_any_receipt_it_is_another_permission(shop: Shop) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.return_open_item("Lamp", shop.money("5.00"), "A", "faulty")
    assert needed.value.action is Action.RETURN_WITHOUT_RECEIPT
    with pytest.raises(DescriptionMissing):
        shop.checkout.return_open_item("  ", shop.money("5.00"), "A", "faulty", approver=MARKO)
    with pytest.raises(PriceOutOfRange):
        shop.checkout.return_open_item("Lamp", shop.money("100000.01"), "A", "faulty", approver=MARKO)
    shop.checkout.return_open_item("Lamp", shop.money("5.00"), "A", "faulty", approver=MARKO)
    assert shop.checkout.priced.total.text == "-5.00"


# How the money goes back


def test_a_refund_follows_the_original_tender(shop: Shop) -> None:
    receipt = sold_by_card(shop, f"2*{TEA}")
    shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.exact_cash()
    assert needed.value.action is Action.REFUND_OTHER_TENDER
    with pytest.raises(RefundExceedsDue):
        shop.pay_by_card("-4.00")
    with pytest.raises(RefundNotPaid):
        shop.checkout.complete()
    shop.pay_by_card("-3.99")
    shop.checkout.complete()


def test_a_split_sale_is_paid_back_up_to_each_part(shop: Shop) -> None:
    shop.checkout.enter(f"2*{TEA}")
    shop.pay_by_card("5.00")
    shop.checkout.tender(TenderType.CASH, shop.money("10.00"))
    receipt = shop.checkout.complete().receipt
    shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")
    with pytest.raises(ApprovalNeeded):
        shop.checkout.tender(TenderType.CASH, shop.money("-7.98"))
    shop.checkout.tender(TenderType.CASH, shop.money("-2.98"))
    with pytest.raises(ApprovalNeeded):
        shop.checkout.tender(TenderType.CASH, shop.money("-0.01"))
    shop.pay_by_card("-5.00")
    shop.checkout.complete()


def test_refunds_of_two_receipts_are_kept_apart(shop: Shop) -> None:
    """What was paid back on one receipt does not eat up what the other can still get."""
    by_card = sold_by_card(shop, f"2*{TEA}")
    cash = shop.sell(f"2*{TEA}").receipt
    for receipt in (cash, by_card):
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.pay_by_card("-3.99")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    shop.checkout.return_line(by_card, 1, Decimal(1), "faulty")
    with pytest.raises(ApprovalNeeded):
        shop.checkout.exact_cash()
    shop.pay_by_card("-3.99")
    shop.checkout.complete()
    shop.checkout.return_line(cash, 1, Decimal(1), "faulty")
    shop.checkout.exact_cash()
    shop.checkout.complete()


def test_two_receipts_paid_alike_can_each_come_back_in_parts(shop: Shop) -> None:
    receipts = [sold_by_card(shop, f"2*{TEA}") for _ in range(2)]
    for receipt in receipts:
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.pay_by_card("-7.98")
    shop.checkout.complete()
    for receipt in receipts:
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
        shop.pay_by_card("-3.99")
        shop.checkout.complete()


def test_a_refund_belongs_to_the_receipt_that_was_paid_that_way(shop: Shop) -> None:
    cash, by_card = shop.sell(f"2*{TEA}").receipt, sold_by_card(shop, f"2*{TEA}")
    for receipt in (cash, by_card):
        shop.checkout.return_line(receipt, 1, Decimal(1), "faulty")
    shop.pay_by_card("-3.99")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    for receipt in (cash, by_card):
        sale = shop.index.sale(receipt)
        assert sale is not None
        refunded = shop.index.refunded(sale.id, shop.rules.currency)
        assert {kind: money.text for kind, money in refunded.items()} == {sale.tenders[0].type.value: "3.99"}


def test_a_small_unproved_return_does_not_turn_a_card_into_cash(shop: Shop) -> None:
    receipt = sold_by_card(shop, f"2*{TEA}")
    shop.checkout.return_line(receipt, 1, Decimal(2), "faulty")
    shop.checkout.return_open_item("Bag", shop.money("0.20"), "A", "faulty", approver=MAJA)
    with pytest.raises(ApprovalNeeded):
        shop.checkout.exact_cash()
    shop.checkout.tender(TenderType.CASH, shop.money("-0.20"))
    shop.pay_by_card("-7.98")
    shop.checkout.complete()


def test_cash_that_was_rounded_is_paid_back_rounded(tmp_path: Path) -> None:
    with open_shop(tmp_path, cash_step_minor=5) as shop:
        receipt = shop.sell(TEA, MILK).receipt
        for line in (1, 2):
            shop.checkout.return_line(receipt, line, Decimal(1), "faulty")
            shop.checkout.exact_cash()
            shop.checkout.complete()
        totals = [(body["total"], body["tendered"]) for body in shop.bodies("return.completed")]
        assert totals == [("-3.99", "-4.00"), ("-1.09", "-1.10")]


def test_a_receipt_of_the_main_pos_is_not_from_the_future(shop: Shop) -> None:
    later = TODAY + timedelta(days=2)
    with pytest.raises(SoldLater):
        shop.checkout.return_product(
            shop.checkout.product_of(MILK), Decimal(1), "faulty", receipt="K-1", day=later, approver=MAJA
        )
    assert shop.checkout.cart.is_empty
