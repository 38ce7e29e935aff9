"""The waist: before the commit nothing is true, after it nothing is taken back."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fallback_pos.checkout.context import SellingContext
from fallback_pos.checkout.errors import EmptyCart, NotPaid
from fallback_pos.domain.tax import TaxMode, TaxRounding
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.journal_errors import JournalNotWritten, OutcomeUnknown
from sync.body_schemas import problems_in
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import (
    BEER,
    JUICE,
    MAJA,
    MARKO,
    MILK,
    TEA,
    TODAY,
    Shop,
    build_catalogue,
    open_shop,
)


def test_nothing_is_sold_from_an_empty_desk_or_before_it_is_paid(shop: Shop) -> None:
    with pytest.raises(EmptyCart):
        shop.checkout.complete()
    shop.checkout.enter(MILK)
    with pytest.raises(NotPaid, match=r"1\.09"):
        shop.checkout.complete()
    assert shop.entries(Kind.SALE_COMPLETED) == []


def test_receipt_numbers_have_no_gaps_over_sales_returns_and_restarts(shop: Shop) -> None:
    numbers = [shop.sell(MILK).receipt]
    shop.checkout.return_line(numbers[0], 1, shop.checkout.returnable(numbers[0]).lines[0].left, "faulty")
    shop.checkout.exact_cash()
    numbers.append(shop.checkout.complete().receipt)
    shop.checkout.enter(TEA)
    shop.checkout.void_cart("customer left")
    shop.restart()
    numbers.append(shop.sell(TEA).receipt)
    assert numbers == ["03-1-000001", "03-1-000002", "03-1-000003"]


def test_a_sale_its_drawer_and_its_overrides_are_one_transaction_with_the_sale_last(shop: Shop) -> None:
    shop.checkout.enter(BEER, confirmed=["age"])
    shop.checkout.override_price(1, shop.money("1.00"), "shelf", approver=MAJA)
    shop.checkout.exact_cash()
    before = shop.journal.head.seq
    completed = shop.checkout.complete()
    kinds = [entry.kind for entry in shop.journal.read(before)]
    assert kinds == ["override.granted", "drawer.opened", "sale.completed"]
    assert completed.seq == shop.journal.head.seq
    drawer = shop.bodies(Kind.DRAWER_OPENED)[0]
    assert (drawer["cause"], drawer["sale"], drawer["shift"]) == ("sale", completed.entry_id, "shift-1")


def test_a_card_sale_opens_no_drawer(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    shop.pay_by_card("3.99")
    assert not shop.checkout.complete().drawer
    assert shop.entries(Kind.DRAWER_OPENED) == []


def test_every_body_that_the_checkout_journals_fits_its_published_shape(shop: Shop) -> None:
    receipt = shop.sell(JUICE, BEER, TEA).receipt
    shop.checkout.return_line(receipt, 1, shop.checkout.returnable(receipt).lines[0].left, "faulty")
    shop.checkout.attach_customer("Somebody")
    shop.checkout.exact_cash()
    shop.checkout.complete()
    shop.checkout.enter(TEA)
    shop.checkout.override_price(1, shop.money("2.50"), "shelf", approver=MAJA)
    shop.checkout.void_cart("customer left")
    problems = {entry.kind: problems_in(entry.kind, entry.body) for entry in shop.entries()}
    assert set(problems) == {
        "shift.opened", "sale.completed", "return.completed", "drawer.opened", "override.granted", "cart.abandoned"
    }  # fmt: skip
    assert all(found == [] for found in problems.values()), problems


@pytest.mark.skipif(sys.platform == "win32", reason="fills the disk by a limit of the process")
def test_a_full_disk_leaves_the_cart_as_it_is_and_the_sale_can_be_finished_later(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.exact_cash()
    shop.state.ask(lambda connection: None)
    cart = shop.checkout.cart
    with _no_room_on_the_disk(), pytest.raises((JournalNotWritten, OutcomeUnknown)):
        shop.checkout.complete()
    assert shop.checkout.cart == cart
    shop.checkout.complete()
    assert [entry.id for entry in shop.entries(Kind.SALE_COMPLETED)] == [cart.id]


@contextmanager
def _no_room_on_the_disk() -> Iterator[None]:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_catalogue_changes_over_between_sales_and_never_within_one(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    dearer = shop.money("9.99")
    build_catalogue(shop.folder, shop.rules.currency, lambda product: replace(product, price=dearer))
    shop.checkout.enter(TEA)
    assert shop.sell().sale.total.text == "7.98"
    assert shop.sell(TEA).sale.total.text == "9.99"


def test_a_sale_says_how_old_its_prices_are(shop: Shop) -> None:
    assert shop.sell(MILK).sale.prices_as_of == "2026-11-22T06:00:00Z"


def test_tax_on_top_of_the_price(tmp_path: Path) -> None:
    with open_shop(tmp_path, tax_mode=TaxMode.EXCLUSIVE, tax_rounding=TaxRounding.RECEIPT) as shop:
        sale = shop.sell(TEA, "3*" + MILK).sale
        assert (sale.net.text, sale.tax_total.text, sale.total.text) == ("7.26", "1.18", "8.44")
        assert sale.tendered == sale.total
        shop.checkout.return_line(sale.receipt, 1, sale.lines[0].quantity, "faulty")
        shop.checkout.exact_cash()
        back = shop.checkout.complete().sale
        assert (back.net.text, back.tax_total.text, back.total.text) == ("-3.99", "-1.00", "-4.99")


@pytest.mark.parametrize(
    ("currency", "step", "price", "paid", "change"),
    [("JPY", 1, "399", "500", "101"), ("KWD", 5, "3.990", "5.000", "1.010")],
)
def test_currencies_without_and_with_three_digits(
    tmp_path: Path, currency: str, step: int, price: str, paid: str, change: str
) -> None:
    with open_shop(tmp_path, currency, cash_step_minor=step) as shop:
        shop.checkout.enter(TEA)
        assert shop.checkout.payment.total.text == price
        shop.checkout.tender(TenderType.CASH, shop.money(paid))
        completed = shop.checkout.complete()
        assert completed.change.text == change
        body = json.loads(shop.entries(Kind.SALE_COMPLETED)[0].body)
        assert (body["currency"], body["total"], body["tendered"]) == (currency, price, paid)
        shop.operator = MARKO
        shop.checkout.return_line(completed.receipt, 1, completed.sale.lines[0].quantity, "faulty")
        shop.checkout.exact_cash()
        assert shop.checkout.complete().sale.total.text == f"-{price}"


def test_a_free_basket_needs_no_tender(shop: Shop) -> None:
    from tests.fallback_pos.checkout.shop import GRATIS

    shop.checkout.enter(GRATIS)
    completed = shop.checkout.complete()
    assert (completed.sale.total.text, completed.drawer, completed.sale.tenders) == ("0.00", False, ())


def test_the_drawer_opens_for_the_tenders_that_go_into_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def opening_for(*tenders: TenderType) -> SellingContext:
        return SellingContext(shop.operator, shop.shift, TODAY, drawer_opens_for=tenders)

    monkeypatch.setattr(shop, "_context", lambda: opening_for(TenderType.VOUCHER))
    shop.restart()
    assert not shop.sell(TEA).drawer
    shop.checkout.enter(TEA)
    shop.checkout.tender(TenderType.VOUCHER, shop.money("3.99"), reference="V-1234")
    assert shop.checkout.complete().drawer
    monkeypatch.setattr(shop, "_context", opening_for)
    shop.restart()
    assert not shop.sell(TEA).drawer
