"""A simulation on a demo till of its own."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from config.loader import load_settings
from fallback_pos.bootstrap.demo import APPROVER, CASHIER, RealTillHere, set_up_demo
from fallback_pos.bootstrap.till import headless_till
from fallback_pos.checkout.checkout import Completed
from fallback_pos.errors import TillError
from fallback_pos.headless.simulate import SAMPLE_PRODUCTS, Customers, Mix, Simulated, is_sale_kind, simulate


def run_simulation(
    folder: Path,
    config: Path | None,
    *,
    sales: int,
    seed: int | None,
    rate_per_second: float | None,
    mix: str,
    on_sale: Callable[[str], None],
    on_refused: Callable[[TillError], None],
) -> Simulated:
    """Ring simulated customers until `sales` are committed, or SIGTERM asks to stop after the sale in hand.

    Raises RealTillHere, NothingToSell, and what opening a till raises.
    """
    _ready_demo_shop(folder, config)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with headless_till(folder, config) as till:
        till.sign_in(CASHIER.code, CASHIER.pin)
        till.open_shift_if_none()
        approver = till.access.verify(APPROVER.code, APPROVER.pin)
        products = till.catalogue.sample(SAMPLE_PRODUCTS, random.Random(seed))
        customers = Customers(products, seed, Mix(mix), APPROVER.code)

        def committed(completed: Completed) -> None:
            if is_sale_kind(completed):
                on_sale(completed.entry_id)
            till.after_sale(completed)

        return simulate(
            till.checkout,
            customers,
            lambda code: approver,
            sales=sales,
            rate_per_second=rate_per_second,
            on_committed=committed,
            on_refused=on_refused,
            stopped=stop.is_set,
        )


def _ready_demo_shop(folder: Path, config: Path | None) -> None:
    shop = load_settings(config, folder).shop
    if not shop.is_set_up:
        set_up_demo(folder)
    elif not shop.demo:
        raise RealTillHere(folder=str(folder))
