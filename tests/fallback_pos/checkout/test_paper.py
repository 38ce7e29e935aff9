"""Vouchers written by hand are sold like any cart: flagged, once each, in the open day, with their own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fallback_pos.checkout.errors import (
    EmptyCart,
    PaperFromTheFuture,
    PaperNumberUsed,
    PaperNumberWrong,
    PaperTooOld,
    PaperWriterMissing,
)
from fallback_pos.domain.card_numbers import CardNumberRefused
from fallback_pos.domain.figures_tally import Tally
from fallback_pos.domain.operator import ApprovalNeeded
from tests.fallback_pos.checkout.shop import ANA, MAJA, MILK, TODAY, Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "shop") as shop:
        shop.operator = MAJA
        yield shop


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def enter(shop: Shop, number: str, at: datetime | None = None) -> str:
    shop.checkout.enter(MILK)
    shop.checkout.mark_paper(number, at or an_hour_ago(), "Ana")
    shop.checkout.exact_cash()
    return shop.checkout.complete().receipt


def test_the_sale_carries_the_pads_number_and_the_time_it_was_written(shop: Shop) -> None:
    at = an_hour_ago()
    receipt = enter(shop, " p-17 ", at)
    (body,) = shop.bodies("sale.completed")
    assert body["paper"] == {"number": "P-17", "written_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "operator": "Ana"}
    assert body["receipt"] == receipt
    entry = shop.entries("sale.completed")[0]
    assert entry.business_date == TODAY.isoformat()
    sale = shop.index.sale(receipt)
    assert sale is not None
    assert sale.paper is not None
    assert sale.paper.number == "P-17"


def test_the_drawer_stays_shut_because_the_cash_was_taken_then(shop: Shop) -> None:
    enter(shop, "P-17")
    assert shop.entries("drawer.opened") == []


def test_the_same_number_is_refused_twice_and_nothing_is_sold(shop: Shop) -> None:
    first = enter(shop, "P-17")
    with pytest.raises(PaperNumberUsed, match=first):
        enter(shop, "p-17")
    assert len(shop.entries("sale.completed")) == 1


def test_two_carts_with_one_number_become_one_sale(shop: Shop) -> None:
    """The first is parked with the number in it; the second is sold; the first is refused at the end."""
    shop.checkout.enter(MILK)
    shop.checkout.mark_paper("P-17", an_hour_ago(), "Ana")
    shop.checkout.park("waits")
    enter(shop, "P-17")
    shop.checkout.recall(shop.checkout.parked()[0].id)
    shop.checkout.exact_cash()
    with pytest.raises(PaperNumberUsed):
        shop.checkout.complete()


def test_a_cart_knows_after_a_power_cut_that_it_is_a_voucher(shop: Shop) -> None:
    shop.checkout.enter(MILK)
    shop.checkout.mark_paper("P-17", an_hour_ago(), "Ana")
    checkout = shop.die_and_restart(shop.remember_carts())
    assert checkout.cart.paper is not None
    assert checkout.cart.paper.number == "P-17"


def test_numbers_that_are_not_of_the_pad_are_refused(shop: Shop) -> None:
    for number in ("", "17", "03-1-000057", "P-123456789", "P 17", "Ж-1"):
        shop.checkout.enter(MILK)
        with pytest.raises(PaperNumberWrong):
            shop.checkout.mark_paper(number, an_hour_ago(), "Ana")
        shop.checkout.discard()


def test_a_time_that_cannot_be_is_refused(shop: Shop) -> None:
    now = datetime.now(UTC)
    with pytest.raises(PaperFromTheFuture):
        enter(shop, "P-17", now + timedelta(hours=1))
    with pytest.raises(PaperTooOld, match="14 days"):
        shop.checkout.mark_paper("P-17", now - timedelta(days=15), "Ana")


def test_who_wrote_it_is_asked_and_a_card_number_is_nobody(shop: Shop) -> None:
    with pytest.raises(EmptyCart):
        shop.checkout.mark_paper("P-17", an_hour_ago(), "Ana")
    shop.checkout.enter(MILK)
    with pytest.raises(PaperWriterMissing):
        shop.checkout.mark_paper("P-17", an_hour_ago(), "  ")
    with pytest.raises(CardNumberRefused):
        shop.checkout.mark_paper("P-17", an_hour_ago(), "4111 1111 1111 1111")


def test_a_cashier_needs_somebody_who_may(shop: Shop) -> None:
    shop.operator = ANA
    shop.checkout.enter(MILK)
    with pytest.raises(ApprovalNeeded):
        shop.checkout.mark_paper("P-17", an_hour_ago(), "Ana")
    shop.checkout.mark_paper("P-17", an_hour_ago(), "Ana", approver=MAJA)
    shop.checkout.exact_cash()
    shop.checkout.complete()
    assert [body["action"] for body in shop.bodies("override.granted")] == ["enter_paper"]


def test_the_reports_count_vouchers_apart(shop: Shop) -> None:
    shop.sell(MILK)
    enter(shop, "P-17")
    tally = Tally(shop.rules.currency)
    for entry in shop.entries():
        tally.take(entry)
    assert (tally.figures.paper_vouchers, tally.figures.receipts) == (1, 2)
