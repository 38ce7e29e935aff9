"""What the customer reads on the pole while the cashier sells: through the real checkout, and through a real line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from config.loader import load_settings
from config.settings import Settings
from drivers.displays.virtual import VirtualPoleDisplay
from fallback_pos.bootstrap.customer_display import CustomerDisplay, make_pole
from fallback_pos.domain.tender import TenderType
from tests.drivers.waiting import Collected
from tests.fallback_pos.checkout.shop import JUICE, MILK, TEA, Shop, open_shop


class Pole:
    """Remembers what it was told to show."""

    def __init__(self) -> None:
        self.lines = ("", "")

    def show(self, first: str, second: str = "") -> None:
        self.lines = (first, second)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "shop") as opened:
        yield opened


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FALLBACK_POS_SHOP__NAME", "Corner shop")
    return load_settings()


def test_the_customer_follows_a_whole_sale(shop: Shop, settings: Settings) -> None:
    pole = Pole()
    display = CustomerDisplay(pole, shop.checkout, settings)
    assert pole.lines == ("    Corner shop     ", "")
    shop.checkout.enter(MILK)
    assert pole.lines == ("Mlijeko         1.09", "Total           1.09")
    shop.checkout.enter(TEA)
    assert pole.lines == ("Čaj             3.99", "Total           5.08")
    shop.checkout.change_quantity(1, Decimal(2))
    assert pole.lines == ("Mlijeko         2.18", "Total           6.17")
    shop.checkout.tender(TenderType.CASH, shop.money("5.00"))
    assert pole.lines == ("Total           6.17", "Due             1.17")
    shop.checkout.tender(TenderType.CASH, shop.money("5.00"))
    completed = shop.checkout.complete()
    display.sold(completed)
    assert pole.lines == ("Total           6.17", "Change          3.83")
    shop.checkout.enter(MILK)
    assert pole.lines[1] == "Total           1.09"


def test_an_amount_is_never_cut_for_a_long_name(shop: Shop, settings: Settings) -> None:
    pole = Pole()
    CustomerDisplay(pole, shop.checkout, settings)
    shop.checkout.add_open_item("A description that goes on and on", shop.money("12.50"), "A")
    assert pole.lines[0] == "A description  12.50"


def test_a_return_shows_what_is_paid_back(shop: Shop, settings: Settings) -> None:
    sold = shop.sell(TEA)
    pole = Pole()
    display = CustomerDisplay(pole, shop.checkout, settings)
    shop.checkout.return_line(sold.receipt, 1, Decimal(1), "faulty")
    shop.checkout.exact_cash()
    display.sold(shop.checkout.complete())
    assert pole.lines == ("Total          -3.99", "Paid back       3.99")


def test_a_deposit_does_not_hide_the_product_it_belongs_to(shop: Shop, settings: Settings) -> None:
    pole = Pole()
    CustomerDisplay(pole, shop.checkout, settings)
    shop.checkout.enter(JUICE)
    assert pole.lines[0].startswith("Nektar")


def test_the_settings_drive_a_real_line(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("termios", reason="pseudo-terminals need a POSIX system")
    lines: Collected[tuple[str, str]] = Collected()
    virtual = VirtualPoleDisplay(lines, tmp_path / "pole")
    virtual.plug_in()
    port = tmp_path / "pole"
    monkeypatch.setenv("FALLBACK_POS_DEVICES__DISPLAY", f'{{"kind":"serial","line":{{"port":"{port}"}}}}')
    settings = load_settings()
    pole = make_pole(settings, lambda status: None)
    assert pole is not None
    pole.start()
    try:
        CustomerDisplay(pole, shop.checkout, settings)
        shop.checkout.enter(MILK)
        lines.wait_until(lambda seen: seen[0].startswith("Mlijeko") and "1.09" in seen[1])
    finally:
        pole.stop()
        virtual.close()


def test_a_till_without_a_display_has_none() -> None:
    assert make_pole(load_settings(), lambda status: None) is None
