"""Prices that are too old: somebody who may has to stand for them, once for each customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.operator import Action, ApprovalNeeded
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import MAJA, MILK, TEA, Shop, new_shop

PRICES_OF = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = new_shop(tmp_path, oldest_prices=timedelta(hours=48))
    yield opened
    opened.close()


def _at(shop: Shop, hours: float) -> None:
    """The same shop so many hours after its prices were made."""
    shop.close()
    shop.clock = lambda: replace(Instant.now(), wall=PRICES_OF + timedelta(hours=hours))
    shop.open()


def test_prices_of_yesterday_sell_as_ever(shop: Shop) -> None:
    _at(shop, 48)
    assert shop.sell(MILK).receipt
    assert shop.bodies(Kind.OVERRIDE_GRANTED) == []


def test_older_prices_ask_a_second_person_once_for_each_basket(shop: Shop) -> None:
    _at(shop, 49)
    with pytest.raises(ApprovalNeeded) as asked:
        shop.checkout.enter(MILK)
    assert asked.value.action is Action.SELL_AT_OLD_PRICES
    assert shop.checkout.cart.is_empty
    shop.checkout.enter(MILK, approver=MAJA)
    shop.checkout.enter(TEA)
    shop.checkout.exact_cash()
    shop.checkout.complete()
    [granted] = shop.bodies(Kind.OVERRIDE_GRANTED)
    assert (granted["action"], granted["approver"]["code"]) == ("sell_at_old_prices", "201")
    with pytest.raises(ApprovalNeeded):
        shop.checkout.enter(MILK)


def test_goods_that_come_back_and_goods_not_on_file_have_no_catalogue_price(shop: Shop) -> None:
    _at(shop, 1)
    sold = shop.sell(MILK)
    _at(shop, 49)
    shop.checkout.add_open_item("Bread", shop.money("1.20"), "B")
    shop.checkout.return_line(sold.receipt, 1, Decimal(1), "faulty")
    assert len(shop.checkout.cart.lines) == 2


def test_without_the_setting_prices_never_stop_a_sale(tmp_path: Path) -> None:
    shop = new_shop(tmp_path / "other")
    try:
        _at(shop, 24 * 365)
        assert shop.sell(MILK).receipt
    finally:
        shop.close()
