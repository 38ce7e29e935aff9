"""A wallet payment that only the customer claims: the receipt carries the code with which it can still be paid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.loader import load_settings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from fallback_pos.bootstrap.printing import receipt_style, shown_receipt
from fallback_pos.bootstrap.till import headless_till
from fallback_pos.domain.money import Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.index import find_sale

BREAD = "3850104047015"


def _paid_by_wallet(folder: Path, wallet: str) -> str:
    set_up_demo(folder)
    with headless_till(folder, None) as till:
        till.sign_in(CASHIER.code, CASHIER.pin)
        till.open_shift_if_none()
        till.checkout.enter(f"2*{BREAD}")
        due = till.checkout.payment.remaining
        till.checkout.tender(TenderType.WALLET, due, reference="ABC-12345", details={"scheme": wallet})
        completed = till.checkout.complete()
        till.after_sale(completed)
    return completed.receipt


def _shown(folder: Path, receipt: str, config: Path | None = None) -> str:
    text = shown_receipt(folder, load_settings(config, folder), receipt, "text")
    assert isinstance(text, str)
    return text


def test_a_claimed_wallet_payment_puts_its_code_on_the_receipt(tmp_path: Path) -> None:
    receipt = _paid_by_wallet(tmp_path, "sepa")
    text = _shown(tmp_path, receipt)
    assert "SEPA QR: if your payment of 2.58 did not" in text
    assert "BCD" in text and "EUR2.58" in text and receipt in text.split("BCD")[1]


def test_a_code_that_carries_no_amount_stays_off_the_receipt(tmp_path: Path) -> None:
    assert "if your payment" not in _shown(tmp_path, _paid_by_wallet(tmp_path, "alipay"))


def test_an_account_that_was_spoiled_since_costs_the_code_and_not_the_receipt(tmp_path: Path) -> None:
    receipt = _paid_by_wallet(tmp_path, "sepa")
    till = tmp_path / "till.toml"
    till.write_text(till.read_text().replace("HR1210010051863000160", "HR1210010051863000161"))
    text = _shown(tmp_path, receipt)
    assert "if your payment" not in text and "2.58" in text


@pytest.mark.parametrize("amount", ["-2.58", "2.58"])
def test_a_refund_and_a_confirmed_payment_have_no_code(tmp_path: Path, amount: str) -> None:
    receipt = _paid_by_wallet(tmp_path, "sepa")
    files = DataDir(tmp_path)
    sale = find_sale(files.index, files.journal, receipt)
    assert sale is not None
    tender = replace(sale.tenders[0], amount=Money.parse(amount, sale.currency), unconfirmed=amount.startswith("-"))
    style = receipt_style(load_settings(None, tmp_path))
    assert style.payment_codes(sale) != ()
    assert style.payment_codes(replace(sale, tenders=(tender,))) == ()
