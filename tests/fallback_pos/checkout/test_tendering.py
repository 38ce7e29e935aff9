"""Money: what is taken, what is asked, what is refused, and what is never forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fallback_pos.checkout.errors import (
    AmountTooLarge,
    CancellationReferenceMissing,
    EmptyCart,
    ImplausibleCash,
    MayNotSell,
    NoOpenShift,
    NoSuchTender,
    NothingUndone,
    TendersTaken,
    TooManyDetails,
)
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.money import CurrencyMismatch, Money
from fallback_pos.domain.operator import Action, ApprovalNeeded, NotAllowedToApprove, Role
from fallback_pos.domain.payment import CashNotInSteps, NothingDue, TenderExceedsDue, WrongDirection
from fallback_pos.domain.tender import TenderType
from fallback_pos.domain.tender_rules import TenderFieldMissing, TenderNotTaken, TenderReferenceWrong
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import (
    ANA,
    CARD_SLIP,
    MAJA,
    MARKO,
    MILK,
    SPIRIT,
    TEA,
    TINA,
    WATER,
    Shop,
    open_shop,
    rules_for,
)
from tests.fallback_pos.domain.strategies import JPY


def lamp(shop: Shop, price: str, quantity: int = 1) -> None:
    shop.checkout.add_open_item(
        "Lamp", shop.money(price), "A", quantity=Decimal(quantity), approver=MARKO, confirmed=["quantity"]
    )


def voucher(shop: Shop, amount: str, reference: str = "V-1234") -> None:
    shop.checkout.tender(TenderType.VOUCHER, shop.money(amount), reference=reference)


def test_cash_gives_change(shop: Shop) -> None:
    shop.checkout.enter(f"2*{TEA}")
    state = shop.checkout.tender(TenderType.CASH, shop.money("10.00"))
    assert (state.change.text, state.complete) == ("2.02", True)
    completed = shop.checkout.complete()
    assert (completed.change.text, completed.drawer) == ("2.02", True)
    with pytest.raises(EmptyCart):
        shop.checkout.exact_cash()


def test_a_sale_is_split_over_tenders(shop: Shop) -> None:
    lamp(shop, "50.00")
    voucher(shop, "10.00")
    shop.pay_by_card("25.00")
    assert shop.checkout.payment.remaining.text == "15.00"
    shop.checkout.tender(TenderType.CASH, shop.money("20.00"))
    sale = shop.checkout.complete().sale
    assert (sale.tendered.text, sale.change.text) == ("55.00", "5.00")
    assert [tender.type.value for tender in sale.tenders] == ["voucher", "card", "cash"]
    with pytest.raises(EmptyCart):
        shop.pay_by_card("1.00")


def test_only_cash_may_be_more_than_is_due(shop: Shop) -> None:
    lamp(shop, "10.00")
    with pytest.raises(TenderExceedsDue):
        shop.pay_by_card("10.01")
    shop.checkout.discard()
    shop.checkout.return_open_item("Lamp", shop.money("5.00"), "A", "faulty", receipt="M-1", approver=MARKO)
    with pytest.raises(WrongDirection):
        shop.checkout.tender(TenderType.CASH, shop.money("1.00"))


def test_nothing_is_taken_twice(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.exact_cash()
    with pytest.raises(NothingDue):
        shop.checkout.exact_cash()
    with pytest.raises(NothingDue):
        shop.pay_by_card("1.09")


def test_money_in_another_currency_is_refused(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    with pytest.raises(CurrencyMismatch):
        shop.checkout.tender(TenderType.CASH, Money(500, JPY))


def test_an_implausible_amount_of_cash_is_asked_once(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    with pytest.raises(ImplausibleCash, match=r"500\.01"):
        shop.checkout.tender(TenderType.CASH, shop.money("500.01"))
    assert shop.checkout.tender(TenderType.CASH, shop.money("500.01"), confirmed=["cash"]).complete


def test_a_large_basket_paid_exactly_is_not_implausible(shop: Shop) -> None:
    lamp(shop, "900.00")
    assert shop.checkout.tender(TenderType.CASH, shop.money("900.00")).complete


def test_a_code_read_as_an_amount_cannot_be_sold(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    with pytest.raises(AmountTooLarge):
        shop.checkout.tender(TenderType.CASH, Money(3_850_104_047_015_00, shop.rules.currency), confirmed=["cash"])


def test_a_card_slip_needs_everything_that_finds_the_money_again(shop: Shop) -> None:
    lamp(shop, "10.00")
    for name in CARD_SLIP:
        with pytest.raises(TenderFieldMissing, match=name):
            shop.checkout.tender(
                TenderType.CARD, shop.money("10.00"), details={key: CARD_SLIP[key] for key in CARD_SLIP if key != name}
            )
    assert not shop.checkout.cart.tenders


def test_a_tender_the_shop_does_not_take_is_refused(shop: Shop) -> None:
    lamp(shop, "10.00")
    with pytest.raises(TenderNotTaken, match="Store credit"):
        shop.checkout.tender(TenderType.STORE_CREDIT, shop.money("1.00"), reference="C-1234")


def test_a_voucher_of_another_shop_is_refused_by_its_number(shop: Shop) -> None:
    lamp(shop, "10.00")
    with pytest.raises(TenderReferenceWrong):
        voucher(shop, "1.00", reference="V 1")


def test_a_tender_has_only_so_many_details(shop: Shop) -> None:
    lamp(shop, "10.00")
    with pytest.raises(TooManyDetails):
        shop.checkout.tender(
            TenderType.CARD, shop.money("1.00"), details={f"field {number}": "x" for number in range(21)}
        )


# Limits and exposure


def test_beyond_the_limit_of_one_sale_somebody_decides_within_their_own(shop: Shop) -> None:
    lamp(shop, "900.00")
    shop.pay_by_card("150.00")
    with pytest.raises(ApprovalNeeded) as needed:
        shop.pay_by_card("50.01")
    assert needed.value.action is Action.TENDER_OVER_LIMIT
    shop.pay_by_card("50.01", approver=MAJA)
    with pytest.raises(NotAllowedToApprove):
        shop.pay_by_card("600.00", approver=MAJA)
    shop.pay_by_card("600.00", approver=MARKO)


def test_what_nobody_has_confirmed_adds_up_over_sales_and_parked_carts(shop: Shop) -> None:
    def claim(amount: str, **more: object) -> None:
        shop.checkout.tender(TenderType.WALLET, shop.money(amount), reference="W-1", **more)  # type: ignore[arg-type]

    lamp(shop, "60.00")
    claim("60.00")
    shop.checkout.complete()
    lamp(shop, "60.00")
    claim("60.00")
    shop.checkout.park("waits")
    assert shop.checkout.exposure()[TenderType.WALLET].total.text == "120.00"
    lamp(shop, "31.00")
    with pytest.raises(ApprovalNeeded):
        claim("30.01")
    claim("30.00")
    exposure = shop.checkout.exposure()[TenderType.WALLET]
    assert (exposure.count, exposure.total.text) == (3, "150.00")


def test_a_card_approved_offline_is_unconfirmed_and_counted(shop: Shop) -> None:
    for _ in range(3):
        lamp(shop, "10.00")
        shop.checkout.tender(TenderType.CARD, shop.money("10.00"), details={**CARD_SLIP, "offline_approved": "yes"})
        shop.checkout.complete()
    lamp(shop, "10.00")
    with pytest.raises(ApprovalNeeded):
        shop.checkout.tender(TenderType.CARD, shop.money("10.00"), details={**CARD_SLIP, "offline_approved": "yes"})
    shop.pay_by_card("10.00")
    assert not shop.checkout.complete().sale.tenders[0].unconfirmed


def test_a_claim_that_waits_too_long_stops_further_ones(tmp_path: Path) -> None:
    passed = [0]

    def clock() -> Instant:
        hours = passed[0]
        return Instant(datetime(2026, 11, 22, 8, tzinfo=UTC) + timedelta(hours=hours), hours * 3_600 * 10**9, 60)

    with open_shop(tmp_path) as shop:
        shop.close()
        shop.clock = clock
        shop.open()
        offline = {**CARD_SLIP, "offline_approved": "yes"}
        for passed[0] in (0, 24):
            lamp(shop, "10.00")
            shop.checkout.tender(TenderType.CARD, shop.money("10.00"), details=offline)
            shop.checkout.complete()
        passed[0] = 25
        lamp(shop, "10.00")
        with pytest.raises(ApprovalNeeded):
            shop.checkout.tender(TenderType.CARD, shop.money("10.00"), details=offline)


def test_money_paid_back_makes_no_room_for_claims(shop: Shop) -> None:
    shop.checkout.return_open_item("Lamp", shop.money("90.00"), "A", "faulty", approver=MARKO)
    shop.checkout.tender(TenderType.VOUCHER, shop.money("-90.00"), reference="V-9999")
    assert not shop.checkout.cart.tenders[0].unconfirmed
    shop.checkout.complete()
    assert TenderType.VOUCHER not in shop.checkout.exposure()


# Taking a tender out again


def test_cash_is_taken_out_by_undo_or_by_hand(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.tender(TenderType.CASH, shop.money("2.00"))
    shop.checkout.undo()
    assert not shop.checkout.cart.tenders
    shop.checkout.tender(TenderType.CASH, shop.money("2.00"))
    shop.checkout.cancel_tender(shop.checkout.cart.tenders[0].id)
    assert not shop.checkout.cart.tenders
    with pytest.raises(NoSuchTender):
        shop.checkout.cancel_tender("gone")


def test_money_that_moved_outside_is_not_undone(shop: Shop) -> None:
    lamp(shop, "10.00")
    shop.pay_by_card("4.00")
    with pytest.raises(NothingUndone):
        shop.checkout.undo()
    shop.checkout.enter(MILK)
    shop.checkout.undo()
    with pytest.raises(NothingUndone):
        shop.checkout.undo()
    assert len(shop.checkout.cart.tenders) == 1
    with pytest.raises(TendersTaken):
        shop.checkout.void_cart("customer left", approver=MAJA)


def test_it_goes_only_with_a_cancellation_reference_and_somebody_who_may(shop: Shop) -> None:
    lamp(shop, "10.00")
    shop.pay_by_card("4.00")
    tender = shop.checkout.cart.tenders[0].id
    for nothing in (None, "", "   "):
        with pytest.raises(CancellationReferenceMissing):
            shop.checkout.cancel_tender(tender, nothing)
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.cancel_tender(tender, "X-99")
    assert needed.value.role is Role.SUPERVISOR
    shop.checkout.cancel_tender(tender, "X-99", approver=MAJA)
    assert not shop.checkout.cart.tenders
    with pytest.raises(NothingUndone):
        shop.checkout.undo()


@pytest.mark.parametrize(("who", "approver"), [(ANA, MAJA), (MAJA, None)])
def test_a_cancellation_stays_on_record_whoever_made_it(shop: Shop, who: object, approver: object) -> None:
    shop.operator = who  # type: ignore[assignment]
    lamp(shop, "10.00")
    shop.pay_by_card("4.00")
    tender = shop.checkout.cart.tenders[0].id
    shop.checkout.cancel_tender(tender, "X-99", approver=approver)  # type: ignore[arg-type]
    shop.checkout.void_cart("customer left")
    [body] = shop.bodies(Kind.CART_ABANDONED)
    assert {"action": "cancel_tender", "operator": "201", "name": "Maja", "reason": "card 4.00: X-99"} in body[
        "approvals"
    ]


# Goods that are voided after they were paid for


def test_a_card_overpaid_by_a_void_goes_back_to_the_card_and_not_into_a_pocket(shop: Shop) -> None:
    lamp(shop, "50.00")
    shop.checkout.add_open_item("Bulb", shop.money("20.00"), "A")
    shop.pay_by_card("70.00")
    shop.checkout.void_line(2)
    assert shop.checkout.payment.remaining.text == "-20.00"
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.exact_cash()
    assert needed.value.action is Action.REFUND_OTHER_TENDER
    shop.pay_by_card("-20.00")
    sale = shop.checkout.complete().sale
    assert (sale.total.text, sale.tendered.text, sale.change.text) == ("50.00", "50.00", "0.00")


def test_goods_voided_after_cash_was_taken_come_back_as_change(shop: Shop) -> None:
    lamp(shop, "50.00")
    shop.checkout.add_open_item("Bulb", shop.money("20.00"), "A")
    shop.checkout.tender(TenderType.CASH, shop.money("70.00"))
    shop.checkout.void_line(2)
    assert shop.checkout.payment.change.text == "20.00"
    assert shop.checkout.complete().sale.change.text == "20.00"


# Who may sell


def test_without_a_shift_nothing_is_taken_and_nothing_sold(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.shift = None
    with pytest.raises(NoOpenShift):
        shop.checkout.exact_cash()
    shop.shift = "shift-1"
    shop.checkout.exact_cash()
    shop.shift = None
    with pytest.raises(NoOpenShift):
        shop.checkout.complete()
    assert shop.entries(Kind.SALE_COMPLETED) == []


def test_a_role_that_may_not_sell_takes_no_money(shop: Shop) -> None:
    shop.operator = TINA
    shop.checkout.enter(MILK)
    with pytest.raises(MayNotSell, match="Tina"):
        shop.checkout.exact_cash()


# Cash rounding


def test_cash_is_rounded_to_five_cents_and_cards_are_not(tmp_path: Path) -> None:
    with open_shop(tmp_path, cash_step_minor=5) as shop:
        shop.checkout.enter(TEA)
        with pytest.raises(CashNotInSteps, match=r"0\.05"):
            shop.checkout.tender(TenderType.CASH, shop.money("3.99"))
        assert shop.sell().sale.rounding.text == "0.01"
        shop.checkout.enter(TEA)
        shop.pay_by_card("3.99")
        assert shop.checkout.complete().sale.rounding.text == "0.00"
        shop.checkout.enter(SPIRIT, confirmed=["age"])
        voucher(shop, "5.00")
        shop.checkout.exact_cash()
        sale = shop.checkout.complete().sale
        assert (sale.total.text, sale.tendered.text, sale.rounding.text) == ("12.99", "13.00", "0.01")


def test_where_only_whole_units_are_in_use_the_rest_is_rounded_away(tmp_path: Path) -> None:
    with open_shop(tmp_path, cash_step_minor=100) as shop:
        shop.checkout.enter(MILK)
        shop.checkout.tender(TenderType.CASH, shop.money("5.00"))
        sale = shop.checkout.complete().sale
        assert (sale.rounding.text, sale.change.text) == ("-0.09", "4.00")


def test_a_basket_smaller_than_the_smallest_coin_is_closed_with_no_cash(tmp_path: Path) -> None:
    with open_shop(tmp_path, cash_step_minor=100) as shop:
        sale = shop.sell(f"5*{WATER}").sale
        assert (sale.total.text, sale.rounding.text, sale.tendered.text) == ("0.25", "-0.25", "0.00")


def test_the_default_rule_of_a_tender_nobody_configured_is_to_take_it(shop: Shop) -> None:
    shop.checkout.rules = replace(rules_for(), tenders={})
    lamp(shop, "10.00")
    assert shop.checkout.tender(TenderType.STORE_CREDIT, shop.money("10.00")).complete
