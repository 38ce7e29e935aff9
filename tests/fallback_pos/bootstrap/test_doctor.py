"""The doctor finds what would otherwise be found by a customer who waits."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.bootstrap.doctor import examine
from fallback_pos.storage.staff import Staff


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "shop"
    set_up_demo(folder)
    return folder


def test_a_demo_shop_has_no_fault(shop: Path) -> None:
    found = {finding.check: finding.state for finding in examine(shop, None)}
    assert "fault" not in found.values()
    assert found["wallet SEPA QR"] == "ok"


def test_a_wallet_whose_account_is_wrong_is_found_before_a_customer_waits(shop: Path, tmp_path: Path) -> None:
    settings = tmp_path / "shop.toml"
    wallet = '[[tenders.wallet.schemes]]\ncode = "sepa"\nlabel = "SEPA QR"\nscheme = "epc"\nname = "Shop"\n'
    settings.write_text(wallet + 'account = "HR1210010051863000161"\n')
    finding = next(each for each in examine(shop, settings) if each.check == "wallet SEPA QR")
    assert finding.state == "fault"
    assert "IBAN" in finding.sentence


def test_a_shop_that_a_forgotten_pin_would_close_is_found_beforehand(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    set_up_demo(folder)

    def state() -> tuple[str, str]:
        finding = next(each for each in examine(folder, None) if each.check == "operators")
        return finding.state, finding.sentence

    assert state()[0] == "ok"
    with closing(Staff(folder / "staff.db")) as staff:
        ivan = staff.member("301")
        assert ivan is not None
        staff.replace(replace(ivan, to_review=True))
        assert "wait for a review" in state()[1]
        with staff.writing() as connection:
            connection.exec_driver_sql("DELETE FROM recovery")
        assert state()[0] == "warning" and "No recovery code" in state()[1]
        staff.replace(replace(ivan, pin_hash=None))
        assert state()[0] == "fault"


def test_an_empty_folder_is_no_till(tmp_path: Path) -> None:
    assert examine(tmp_path, None)[-1].check == "set-up"
