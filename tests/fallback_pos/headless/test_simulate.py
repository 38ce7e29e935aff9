"""Simulated customers: the same seed the same baskets, never the same ids, and nothing that would not add up."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from fallback_pos.checkout.checkout import Completed
from fallback_pos.checkout.errors import NoOpenShift
from fallback_pos.domain.operator import Action, Permissions, Role
from fallback_pos.errors import TillError
from fallback_pos.headless.simulate import (
    MOST_REFUSED_IN_A_ROW,
    Customers,
    Mix,
    NothingToSell,
    Simulated,
    simulate,
)
from fallback_pos.storage.journal_errors import OutcomeUnknown
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import MAJA, MARKO, TEA, Shop, open_shop


class Run:
    """One simulation, and what it was told."""

    def __init__(self, shop: Shop, sales: int, seed: int = 1, mix: Mix = Mix.DAY, stop_after: int = 10**9) -> None:
        self.committed: list[Completed] = []
        self.refused: list[TillError] = []
        products = shop.catalogue.sample(300, random.Random(seed))
        self.result: Simulated = simulate(
            shop.checkout,
            Customers(products, seed, mix, MARKO.code),
            lambda code: MARKO,
            sales=sales,
            rate_per_second=None,
            on_committed=self.committed.append,
            on_refused=self.refused.append,
            stopped=lambda: len(self.committed) >= stop_after,
        )


def test_as_many_sales_as_asked_and_every_commit_is_told_at_once(shop: Shop) -> None:
    run = Run(shop, 60)
    assert run.result.sales == 60 == len(shop.entries(Kind.SALE_COMPLETED))
    assert run.result.returns == len(shop.entries(Kind.RETURN_COMPLETED)) > 0
    assert len(run.committed) == run.result.sales + run.result.returns
    assert run.refused == []
    assert all(first.seq < second.seq for first, second in pairwise(run.committed))


def test_a_day_has_returns_discounts_overrides_and_split_tenders(shop: Shop) -> None:
    run = Run(shop, 150)
    bodies = shop.bodies(Kind.SALE_COMPLETED)
    assert any(line["discounts"] for body in bodies for line in body["lines"])
    assert any(len(body["tenders"]) > 1 for body in bodies)
    assert any(body["change"] != "0.00" for body in bodies)
    assert shop.entries(Kind.OVERRIDE_GRANTED)
    assert run.result.returns


def test_a_seed_repeats_the_baskets_and_never_an_id(tmp_path: Path) -> None:
    runs = []
    for name in ("one", "two"):
        with open_shop(tmp_path / name) as shop:
            runs.append(Run(shop, 30, seed=7))
    totals = [[completed.sale.total.text for completed in run.committed] for run in runs]
    assert totals[0] == totals[1]
    ids = [{completed.entry_id for completed in run.committed} for run in runs]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("currency", "step"), [("EUR", 5), ("EUR", 100), ("JPY", 1), ("JPY", 10), ("KWD", 5)])
def test_customers_pay_in_coins_that_exist(tmp_path: Path, currency: str, step: int) -> None:
    everything = Permissions({role: dict.fromkeys(Action) for role in Role})
    with open_shop(tmp_path, currency, cash_step_minor=step, permissions=everything) as shop:
        run = Run(shop, 80)
        assert run.refused == [] and run.result.sales == 80


def test_the_plain_mix_only_sells(shop: Shop) -> None:
    run = Run(shop, 40, mix=Mix.SALES)
    assert (run.result.returns, run.result.refused) == (0, 0)
    assert not shop.entries(Kind.OVERRIDE_GRANTED)


def test_asked_to_stop_it_stops_after_the_sale_in_hand(shop: Shop) -> None:
    assert len(Run(shop, 1_000, stop_after=3).committed) == 3


def test_an_empty_catalogue_has_nothing_to_sell() -> None:
    with pytest.raises(NothingToSell):
        Customers([], 1, Mix.SALES, "201")


def test_a_till_that_refuses_everybody_ends_the_simulation(shop: Shop) -> None:
    shop.shift = None
    refused: list[TillError] = []
    products = shop.catalogue.sample(300, random.Random(1))
    with pytest.raises(NoOpenShift):
        simulate(
            shop.checkout,
            Customers(products, 1, Mix.SALES, MAJA.code),
            lambda code: MAJA,
            sales=5,
            rate_per_second=None,
            on_committed=lambda completed: None,
            on_refused=refused.append,
            stopped=lambda: False,
        )
    assert len(refused) == MOST_REFUSED_IN_A_ROW


def test_a_cart_left_by_a_killed_simulation_is_not_sold_along(shop: Shop) -> None:
    shop.checkout.enter(TEA)
    shop.restart()
    left = shop.checkout.cart.id
    run = Run(shop, 3)
    assert left not in {completed.entry_id for completed in run.committed}
    assert shop.checkout.parked() == []


def test_a_disk_in_doubt_ends_the_simulation_and_keeps_the_cart(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_doubt(*_: object, **__: object) -> None:
        raise OutcomeUnknown(id="x", reason="disk I/O error")

    monkeypatch.setattr(shop.journal, "append", in_doubt)
    with pytest.raises(OutcomeUnknown):
        Run(shop, 5)
    assert not shop.checkout.cart.is_empty
