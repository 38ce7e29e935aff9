"""Carts that wait, carts that were open when the power went, and carts that were sold already."""

from dataclasses import replace
from decimal import Decimal

import pytest

from fallback_pos.checkout.errors import (
    AlreadyGivenUp,
    AlreadySold,
    CartInTheWay,
    EmptyCart,
    NoSuchParkedCart,
    ParkedUnreadable,
    TooManyParked,
)
from fallback_pos.domain.ids import new_id
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.carts import CartKeeper
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import JUICE, MAJA, MILK, TEA, Shop


def content(shop: Shop) -> list[tuple[str, int]]:
    return [(line.name, int(line.quantity)) for line in shop.checkout.cart.lines]


def test_a_parked_cart_comes_back_as_it_was_also_after_a_restart(shop: Shop) -> None:
    shop.checkout.enter(f"2*{JUICE}")
    shop.checkout.discount_line(1, "damaged", percent=Decimal(40), approver=MAJA)
    shop.checkout.attach_customer("Knjižara d.o.o.", "HR123")
    shop.checkout.attach_loyalty("L-77")
    cart = shop.checkout.cart
    shop.checkout.park("man with hat")
    assert shop.checkout.cart.is_empty and shop.checkout.cart.id != cart.id
    shop.restart()
    [parked] = shop.checkout.parked()
    assert (parked.name, parked.lines, parked.tendered) == ("man with hat", 2, False)
    assert parked.total is not None and parked.total.text == "1.75"
    shop.checkout.recall(parked.id)
    assert shop.checkout.cart == cart
    assert shop.checkout.parked() == []


def test_several_carts_wait_and_one_without_a_name_has_its_time(shop: Shop) -> None:
    for name in ("one", "two", ""):
        shop.checkout.enter(MILK)
        shop.checkout.park(name)
    names = [parked.name for parked in shop.checkout.parked()]
    assert names[:2] == ["one", "two"] and names[2][2] == ":"


def test_nothing_is_parked_and_nothing_recalled_over_something(shop: Shop) -> None:
    with pytest.raises(EmptyCart):
        shop.checkout.park("empty")
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    shop.checkout.enter(TEA)
    [parked] = shop.checkout.parked()
    with pytest.raises(CartInTheWay):
        shop.checkout.recall(parked.id)
    assert content(shop) == [("Čaj", 1)]


def test_a_cart_is_recalled_once(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    [parked] = shop.checkout.parked()
    shop.checkout.recall(parked.id)
    shop.sell()
    with pytest.raises(NoSuchParkedCart):
        shop.checkout.recall(parked.id)


def test_there_are_only_so_many_parked_carts(shop: Shop) -> None:
    shop.checkout.rules = replace(shop.rules, most_parked=1)
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    shop.checkout.enter(MILK)
    with pytest.raises(TooManyParked, match="1 carts"):
        shop.checkout.park("two")
    assert content(shop) == [("Mlijeko", 1)]


def test_undo_does_not_reach_into_another_cart(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    shop.checkout.enter(TEA)
    shop.checkout.undo()
    assert shop.checkout.cart.is_empty
    shop.checkout.recall(shop.checkout.parked()[0].id)
    assert content(shop) == [("Mlijeko", 1)]


def test_a_customer_noted_on_an_empty_desk_does_not_stay_behind(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    shop.checkout.attach_customer("Somebody")
    shop.checkout.recall(shop.checkout.parked()[0].id)
    shop.restart()
    assert content(shop) == [("Mlijeko", 1)]
    assert shop.state.ask(lambda c: c.exec_driver_sql("SELECT count(*) FROM cart").scalar()) == 1


# Power cuts


def test_after_a_power_cut_the_cart_is_back_and_is_to_be_checked(shop: Shop) -> None:
    shop.checkout.enter(f"3*{MILK}")
    shop.checkout.tender(TenderType.CASH, shop.money("2.00"))
    shop.restart()
    assert shop.checkout.check_against_goods
    assert content(shop) == [("Mlijeko", 3)] and len(shop.checkout.cart.tenders) == 1
    shop.sell()
    assert not shop.checkout.check_against_goods


def test_an_orderly_start_with_nothing_open_asks_for_no_check(shop: Shop) -> None:
    shop.sell(MILK)
    shop.checkout.attach_customer("Somebody")
    shop.restart()
    assert not shop.checkout.check_against_goods and shop.checkout.cart.customer is None


def test_killed_between_the_commit_and_the_end_of_the_cart_it_is_not_sold_again(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.exact_cash()
    saved = shop.remember_carts()
    sold = shop.checkout.complete()
    shop.die_and_restart(saved)
    assert shop.checkout.cart.is_empty and not shop.checkout.check_against_goods
    assert [entry.id for entry in shop.entries(Kind.SALE_COMPLETED)] == [sold.entry_id]
    assert shop.state.ask(lambda c: c.exec_driver_sql("SELECT count(*) FROM cart").scalar()) == 0


def test_a_parked_cart_that_was_sold_before_the_kill_is_gone(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.park("one")
    saved = shop.remember_carts()
    shop.checkout.recall(shop.checkout.parked()[0].id)
    shop.sell()
    shop.die_and_restart(saved)
    assert shop.checkout.parked() == []


def test_a_cart_that_is_still_on_the_screen_of_a_till_that_knows_no_better_is_refused(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.exact_cash()
    cart = shop.checkout.cart
    receipt = shop.checkout.complete().receipt
    shop.checkout._change(cart)
    with pytest.raises(AlreadySold, match=receipt):
        shop.checkout.complete()
    assert shop.checkout.cart.is_empty
    assert len(shop.entries(Kind.SALE_COMPLETED)) == 1


def test_a_cart_whose_id_the_journal_holds_against_all_odds_is_refused_by_the_journal_itself(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.exact_cash()
    shop.journal.append(
        [Draft(Kind.CART_ABANDONED, {"cart": shop.checkout.cart.id}, id=shop.checkout.cart.id)],
        business_date="2026-11-22",
    )
    with pytest.raises(AlreadyGivenUp):
        shop.checkout.complete()
    assert shop.entries(Kind.SALE_COMPLETED) == []
    shop.checkout.enter(MILK)
    assert shop.sell().receipt.endswith("000001")


def test_a_cart_that_was_given_up_does_not_come_back_from_the_dead(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    cart = shop.checkout.cart
    saved = shop.remember_carts()
    shop.checkout.void_cart("customer left")
    shop.die_and_restart(saved)
    assert shop.checkout.cart.is_empty
    shop.checkout._change(cart)
    shop.checkout.exact_cash()
    with pytest.raises(AlreadyGivenUp):
        shop.checkout.complete()
    assert shop.entries(Kind.SALE_COMPLETED) == []


def test_of_several_open_carts_the_newest_comes_back_and_the_others_wait(shop: Shop) -> None:
    """Two at once are left by a kill between parking one and the first change of the next."""
    shop.checkout.enter(MILK)
    older = replace(shop.checkout.cart, id=new_id())
    shop.checkout.discard()
    CartKeeper(shop.state).save(older)
    shop.checkout.enter(TEA)
    shop.state.ask(
        lambda c: c.exec_driver_sql("UPDATE cart SET saved_at = '2026-01-02T08:00:00.000Z' WHERE id = ?", (older.id,))
    )
    shop.restart()
    assert content(shop) == [("Čaj", 1)]
    [parked] = shop.checkout.parked()
    assert (parked.id, parked.lines, parked.name[2]) == (older.id, 1, ":")


@pytest.mark.parametrize("text", ["{}", "not json", '{"id":"x","lines":[{"quantity":"abc"}]}', "[]"])
def test_an_open_cart_that_this_version_cannot_read_is_shown_and_not_dropped(shop: Shop, text: str) -> None:
    shop.checkout.enter(MILK)
    cart_id = shop.checkout.cart.id
    shop.state.ask(lambda c: c.exec_driver_sql("UPDATE cart SET content = ? WHERE id = ?", (text, cart_id)))
    shop.restart()
    assert shop.checkout.cart.is_empty
    [parked] = shop.checkout.parked()
    assert (parked.id, parked.lines, parked.total) == (cart_id, None, None)
    with pytest.raises(ParkedUnreadable):
        shop.checkout.recall(cart_id)


def test_money_in_a_cart_that_waits_is_known(shop: Shop) -> None:
    assert not shop.checkout.money_taken()
    shop.checkout.enter(MILK)
    assert not shop.checkout.money_taken()
    shop.checkout.tender(TenderType.CASH, shop.money("0.50"))
    assert shop.checkout.money_taken()
    shop.checkout.park("waits")
    assert shop.checkout.money_taken()
