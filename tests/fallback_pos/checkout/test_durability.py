"""Killed without warning: money that moved outside the till is on the disk before anybody is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from fallback_pos.domain.tender import TenderType
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import Shop, new_shop, rules_for

_CASHIER = """
import os, signal, sys
from pathlib import Path
from tests.fallback_pos.checkout.shop import *

shop = Shop(Path(sys.argv[1]), rules_for())
checkout = shop.open()
checkout.enter(TEA)
shop.pay_by_card("1.99")
if sys.argv[2] == "cancelled":
    checkout.cancel_tender(checkout.cart.tenders[0].id, "X-99", approver=MAJA)
if sys.argv[2] == "sold":
    checkout.exact_cash()
    checkout.complete()
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_cashier(folder: Path, last_step: str) -> Shop:
    """The shop, opened again after a cashier's till was killed right after the last step had returned."""
    new_shop(folder).close()
    ended = subprocess.run(
        [sys.executable, "-c", _CASHIER, str(folder), last_step],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -9, ended.stderr
    shop = Shop(folder, rules_for())
    shop.open()
    return shop


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_card_slip_is_still_there(tmp_path: Path) -> None:
    shop = killed_cashier(tmp_path, "tendered")
    [tender] = shop.checkout.cart.tenders
    assert (tender.type, tender.amount.text, dict(tender.details)["slip"]) == (TenderType.CARD, "1.99", "S-17")
    assert shop.checkout.check_against_goods
    shop.checkout.exact_cash()
    shop.checkout.complete()
    shop.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_cancelled_slip_is_still_gone_and_its_cancellation_still_known(tmp_path: Path) -> None:
    shop = killed_cashier(tmp_path, "cancelled")
    assert shop.checkout.cart.tenders == ()
    assert shop.checkout.cart.approvals[0].reason == "card 1.99: X-99"
    shop.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_sale_is_in_the_journal_and_its_cart_is_not_sold_again(tmp_path: Path) -> None:
    shop = killed_cashier(tmp_path, "sold")
    assert len(shop.entries(Kind.SALE_COMPLETED)) == 1
    assert shop.checkout.cart.is_empty
    shop.close()
