"""The fiscal hook runs before the commit: what it gives is in the body and on paper, what it refuses is not sold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_settings
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from fallback_pos.bootstrap.printing import shown_receipt
from fallback_pos.bootstrap.rules import FiscalHookMissing, checkout_rules
from fallback_pos.errors import TillError

BREAD = "3850104047015"
HOOK = "FALLBACK_POS_CHECKOUT__FISCAL_HOOK"


class SignatureUnitMissing(TillError):
    sentence = "The signature unit does not answer. Sell on paper receipts."


def sign(kind: str, body: Mapping[str, Any]) -> Mapping[str, str]:
    return {"Signature": f"{kind}/{body['receipt']}/{body['total']}"}


def refuse(kind: str, body: Mapping[str, Any]) -> Mapping[str, str]:
    raise SignatureUnitMissing()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    set_up_demo(tmp_path)
    return tmp_path


def ring_bread(shop: Path) -> str:
    core = open_core(shop, load_settings(None, shop))
    try:
        core.sign_in(CASHIER.code, CASHIER.pin)
        core.open_shift_if_none()
        core.checkout.scan(BREAD)
        core.checkout.exact_cash()
        return core.checkout.complete().receipt
    finally:
        core.close()


def test_what_the_hook_gives_is_journalled_and_printed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOOK, f"{__name__}:sign")
    receipt = ring_bread(shop)
    wanted = f"sale.completed/{receipt}/1.29"
    core = open_core(shop, load_settings(None, shop))
    bodies = [json.loads(entry.body) for entry in core.journal.of_kinds(("sale.completed",))]
    core.close()
    assert bodies[0]["fiscal"] == {"Signature": wanted}
    assert f"Signature: {wanted}" in str(shown_receipt(shop, load_settings(None, shop), receipt, "text"))


def test_what_the_hook_refuses_is_not_sold_and_stays_on_the_desk(shop: Path) -> None:
    core = open_core(shop, load_settings(None, shop))
    core.sign_in(CASHIER.code, CASHIER.pin)
    core.open_shift_if_none()
    core.checkout.rules = replace(core.checkout.rules, fiscal_hook=refuse)
    core.checkout.scan(BREAD)
    core.checkout.exact_cash()
    head = core.journal.head
    with pytest.raises(SignatureUnitMissing):
        core.checkout.complete()
    assert core.journal.head == head
    assert core.checkout.payment.complete
    core.close()


def test_a_hook_that_is_not_installed_stops_selling_with_a_sentence(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOOK, "no_such_package.fiscal:hook")
    with pytest.raises(FiscalHookMissing, match="no_such_package"):
        checkout_rules(load_settings(None, shop))
