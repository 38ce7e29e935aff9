"""Prices, discounts and voids: who may give how much away."""

from dataclasses import replace
from decimal import Decimal

import pytest

from fallback_pos.checkout.errors import DiscountOutOfRange, EmptyCart, PriceOutOfRange, ReasonMissing, TooLong
from fallback_pos.domain.cart import NoSuchLine
from fallback_pos.domain.operator import Action, ApprovalNeeded, NotAllowedToApprove, Permissions, Role, SamePerson
from fallback_pos.domain.tender import TenderType
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import ANA, IVA, JUICE, MAJA, MARKO, MILK, PERMISSIONS, TEA, Shop


@pytest.fixture
def ten_euros(shop: Shop) -> Shop:
    """A cart with one line of 10.00 and one of 30.00."""
    shop.checkout.add_open_item("Lamp", shop.money("10.00"), "A")
    shop.checkout.add_open_item("Chair", shop.money("30.00"), "A")
    return shop


def amounts(shop: Shop) -> list[str]:
    return [line.amount.text for line in shop.checkout.priced.lines]


def test_a_discount_within_the_role_needs_nobody(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(10))
    ten_euros.checkout.discount_line(2, "damaged", amount=ten_euros.money("3.00"))
    ten_euros.checkout.discount_basket("goodwill", percent=Decimal(5))
    assert amounts(ten_euros) == ["8.55", "25.65"]
    assert ten_euros.checkout.cart.approvals == ()


@pytest.mark.parametrize(("percent", "role"), [("10.01", Role.SUPERVISOR), ("50.01", Role.MANAGER)])
def test_a_discount_beyond_the_role_names_who_may(ten_euros: Shop, percent: str, role: Role) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(percent))
    assert (needed.value.action, needed.value.role) == (Action.LINE_DISCOUNT, role)
    with pytest.raises(ApprovalNeeded):
        ten_euros.checkout.discount_line(1, "damaged", amount=ten_euros.money("1.01"))
    assert amounts(ten_euros) == ["10.00", "30.00"]


def test_asked_then_the_same_person_refused_then_a_colleague_then_the_supervisor_and_it_is_in_the_same_transaction(
    ten_euros: Shop,
) -> None:
    checkout = ten_euros.checkout
    half = Decimal(50)
    with pytest.raises(ApprovalNeeded):
        checkout.discount_line(1, "damaged", percent=half)
    with pytest.raises(SamePerson):
        checkout.discount_line(1, "damaged", percent=half, approver=ANA)
    with pytest.raises(NotAllowedToApprove):
        checkout.discount_line(1, "damaged", percent=half, approver=IVA)
    checkout.discount_line(1, "damaged", percent=half, approver=MAJA)
    checkout.exact_cash()
    before = ten_euros.journal.head.seq
    completed = checkout.complete()
    written = ten_euros.journal.read(before)
    assert [entry.kind for entry in written] == ["override.granted", "drawer.opened", "sale.completed"]
    [granted] = ten_euros.bodies(Kind.OVERRIDE_GRANTED)
    assert granted["operator"]["code"] == "101" and granted["approver"]["code"] == "201"
    assert (granted["action"], granted["reason"], granted["sale"]) == ("line_discount", "damaged", completed.entry_id)
    assert len({entry.occurred_at for entry in written}) == 1
    [discount] = completed.sale.lines[0].discounts
    assert discount.approved_by == "201"


def test_ten_times_ten_percent_is_not_ten_percent(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(10))
    with pytest.raises(ApprovalNeeded) as needed:
        ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(10))
    assert needed.value.role is Role.SUPERVISOR
    ten_euros.checkout.discount_basket("goodwill", amount=ten_euros.money("1.90"))
    with pytest.raises(ApprovalNeeded):
        ten_euros.checkout.discount_basket("goodwill", amount=ten_euros.money("1.90"))


def test_an_amount_off_many_cannot_become_an_amount_off_one(shop: Shop) -> None:
    shop.checkout.enter(f"10*{TEA}")
    shop.checkout.discount_line(1, "damaged", amount=shop.money("3.99"))
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.change_quantity(1, Decimal(1))
    assert needed.value.action is Action.LINE_DISCOUNT
    shop.checkout.change_quantity(1, Decimal(1), approver=MARKO)
    assert amounts(shop) == ["0.00"]


def test_a_basket_discount_cannot_outlive_the_goods_it_was_given_for(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_basket("goodwill", amount=ten_euros.money("2.00"))
    with pytest.raises(ApprovalNeeded) as needed:
        ten_euros.checkout.void_line(2)
    assert needed.value.action is Action.BASKET_DISCOUNT
    ten_euros.checkout.void_line(2, approver=MAJA)
    assert amounts(ten_euros) == ["8.00"]
    assert [given.operator for given in ten_euros.checkout.cart.approvals] == ["201"]


def test_a_percentage_needs_no_second_look_when_goods_are_voided(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_basket("goodwill", percent=Decimal(5))
    ten_euros.checkout.void_line(2)
    assert amounts(ten_euros) == ["9.50"]


@pytest.mark.parametrize("percent", ["0", "-5", "100.01", "NaN", "3.333"])
def test_an_odd_percentage_is_refused(ten_euros: Shop, percent: str) -> None:
    with pytest.raises(DiscountOutOfRange):
        ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(percent), approver=MARKO)
    with pytest.raises(DiscountOutOfRange):
        ten_euros.checkout.discount_basket("damaged", percent=Decimal(percent), approver=MARKO)


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "10.01"])
def test_an_amount_beyond_the_line_is_refused(ten_euros: Shop, amount: str) -> None:
    with pytest.raises(DiscountOutOfRange, match=r"10\.00"):
        ten_euros.checkout.discount_line(1, "damaged", amount=ten_euros.money(amount), approver=MARKO)


def test_a_discount_is_either_percent_or_amount_and_has_a_reason(ten_euros: Shop) -> None:
    with pytest.raises(DiscountOutOfRange):
        ten_euros.checkout.discount_line(1, "damaged")
    with pytest.raises(DiscountOutOfRange):
        ten_euros.checkout.discount_line(1, "x", percent=Decimal(1), amount=ten_euros.money("1.00"))
    with pytest.raises(ReasonMissing):
        ten_euros.checkout.discount_line(1, "  ", percent=Decimal(1))
    with pytest.raises(TooLong):
        ten_euros.checkout.discount_line(1, "x" * 201, percent=Decimal(1))


def test_a_basket_of_deposits_and_returns_has_nothing_to_discount(shop: Shop) -> None:
    with pytest.raises(EmptyCart):
        shop.checkout.discount_basket("goodwill", percent=Decimal(1))
    shop.checkout.enter(JUICE)
    shop.checkout.discount_basket("goodwill", percent=Decimal(5))
    assert [line.discounts == () for line in shop.checkout.priced.lines] == [False, True]


def test_an_overridden_price_is_approved_by_how_much_it_takes_off(ten_euros: Shop) -> None:
    with pytest.raises(ApprovalNeeded) as needed:
        ten_euros.checkout.override_price(1, ten_euros.money("9.00"), "shelf price")
    assert needed.value.role is Role.SUPERVISOR
    with pytest.raises(ApprovalNeeded) as needed:
        ten_euros.checkout.override_price(1, ten_euros.money("4.99"), "shelf price")
    assert needed.value.role is Role.MANAGER
    ten_euros.checkout.override_price(1, ten_euros.money("6.00"), "shelf price", approver=MAJA)
    with pytest.raises(NotAllowedToApprove):
        ten_euros.checkout.override_price(1, ten_euros.money("4.00"), "shelf price", approver=MAJA)
    with pytest.raises(PriceOutOfRange):
        ten_euros.checkout.override_price(1, ten_euros.money("-0.01"), "shelf price", approver=MARKO)
    assert amounts(ten_euros) == ["6.00", "30.00"]
    ten_euros.checkout.override_price(2, ten_euros.money("31.00"), "shelf price", approver=MAJA)


def test_a_free_product_that_is_sold_after_all_shows_what_it_would_have_cost(shop: Shop) -> None:
    from tests.fallback_pos.checkout.shop import GRATIS

    shop.checkout.enter(GRATIS)
    shop.checkout.override_price(1, shop.money("2.00"), "not free", approver=MAJA)
    shop.checkout.exact_cash()
    [line] = shop.checkout.complete().sale.lines
    assert (line.list_price.text, line.price.text) == ("0.00", "2.00")


def test_a_voided_line_takes_its_deposit_and_leaves_the_numbers_of_others_alone(shop: Shop) -> None:
    shop.checkout.enter(JUICE)
    shop.checkout.enter(MILK)
    shop.checkout.void_line(1)
    assert [line.number for line in shop.checkout.cart.lines] == [3]
    with pytest.raises(NoSuchLine):
        shop.checkout.void_line(1)


def test_where_a_cashier_may_not_void_undo_is_no_way_around_it(shop: Shop) -> None:
    grants = {**PERMISSIONS.grants, Role.CASHIER: {Action.SELL: None, Action.LINE_DISCOUNT: None}}
    shop.checkout.rules = replace(shop.rules, permissions=Permissions(grants))
    shop.checkout.enter(TEA)
    shop.checkout.enter(TEA)
    shop.checkout.discount_line(1, "damaged", percent=Decimal(5))
    shop.checkout.undo()
    with pytest.raises(ApprovalNeeded) as needed:
        shop.checkout.undo()
    assert needed.value.action is Action.VOID_LINE
    assert shop.checkout.cart.lines[0].quantity == 2
    shop.checkout.undo(approver=MAJA)
    assert shop.checkout.cart.lines[0].quantity == 1
    assert [given.operator for given in shop.checkout.cart.approvals] == ["201"]


def test_a_large_cart_is_not_given_up_alone_and_it_is_journalled(ten_euros: Shop) -> None:
    ten_euros.checkout.add_open_item("Table", ten_euros.money("40.00"), "A")
    cart = ten_euros.checkout.cart
    with pytest.raises(ApprovalNeeded):
        ten_euros.checkout.void_cart("customer left")
    ten_euros.checkout.void_cart("customer left", approver=MAJA)
    [body] = ten_euros.bodies(Kind.CART_ABANDONED)
    assert (body["cart"], body["total"], body["lines"], body["approved_by"]) == (cart.id, "80.00", 3, "201")
    [granted] = ten_euros.bodies(Kind.OVERRIDE_GRANTED)
    assert granted["sale"] == cart.id
    assert ten_euros.checkout.cart.is_empty and ten_euros.checkout.cart.id != cart.id


def test_a_small_cart_is_given_up_with_a_reason(shop: Shop) -> None:
    with pytest.raises(EmptyCart):
        shop.checkout.void_cart("customer left")
    shop.checkout.enter(MILK)
    with pytest.raises(ReasonMissing):
        shop.checkout.void_cart("")
    shop.checkout.void_cart("customer left")
    assert shop.bodies(Kind.CART_ABANDONED)[0]["approved_by"] is None


def test_what_somebody_allowed_stays_on_record_when_the_cart_is_given_up(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(40), approver=MAJA)
    ten_euros.checkout.void_cart("customer left")
    assert [body["action"] for body in ten_euros.bodies(Kind.OVERRIDE_GRANTED)] == ["line_discount"]
    assert ten_euros.bodies(Kind.CART_ABANDONED)[0]["approvals"][0]["operator"] == "201"


def test_who_allowed_it_is_journalled_also_when_they_complete_the_cart_themselves(ten_euros: Shop) -> None:
    ten_euros.checkout.discount_line(1, "damaged", percent=Decimal(40), approver=MAJA)
    ten_euros.checkout.park("lamp")
    ten_euros.operator = MAJA
    ten_euros.checkout.recall(ten_euros.checkout.parked()[0].id)
    ten_euros.checkout.tender(TenderType.CASH, ten_euros.money("50.00"))
    ten_euros.checkout.complete()
    [granted] = ten_euros.bodies(Kind.OVERRIDE_GRANTED)
    assert (granted["operator"]["code"], granted["approver"]["code"]) == ("101", "201")


def test_an_age_check_is_noted_and_is_nobodys_override(shop: Shop) -> None:
    from tests.fallback_pos.checkout.shop import BEER

    shop.checkout.enter(BEER, confirmed=["age"])
    shop.checkout.park("beer")
    shop.operator = IVA
    shop.checkout.recall(shop.checkout.parked()[0].id)
    shop.checkout.exact_cash()
    shop.checkout.complete()
    assert shop.entries(Kind.OVERRIDE_GRANTED) == []
    assert shop.bodies(Kind.SALE_COMPLETED)[0]["approvals"] == [
        {"action": "age_checked", "operator": "101", "name": "Ana", "reason": "16"}
    ]
