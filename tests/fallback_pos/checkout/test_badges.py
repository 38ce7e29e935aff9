"""An operator's badge sells nothing, even where a product has been given the same code."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from fallback_pos.checkout.errors import BadgeScanned, UnknownBarcode
from tests.fallback_pos.checkout.shop import Shop


@pytest.mark.parametrize("text", ["TEA-1", " TEA-1 ", "3*TEA-1"])
def test_a_badge_scanned_into_the_sale_is_said_and_sells_nothing(shop: Shop, text: str) -> None:
    shop.checkout.rules = replace(shop.rules, badge_pattern=re.compile("TEA-[0-9]+"))
    with pytest.raises(BadgeScanned):
        shop.checkout.enter(text)
    with pytest.raises(BadgeScanned):
        shop.checkout.scan("TEA-1", "]C1")
    assert shop.checkout.cart.is_empty


def test_without_badges_every_code_is_a_products(shop: Shop) -> None:
    shop.checkout.scan("TEA-1")
    with pytest.raises(UnknownBarcode):
        shop.checkout.scan("OP-ANA01")
