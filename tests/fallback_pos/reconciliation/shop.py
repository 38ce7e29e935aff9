"""The checkout's shop with statements beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.tender import TenderType
from fallback_pos.reconciliation.reading import StatementFile
from fallback_pos.reconciliation.reconciliation import Reconciliation, ReconciliationRules
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.outside_tenders import OutsideTenders
from fallback_pos.storage.statements import Statements
from sync.ledger import Kind
from tests.fallback_pos.checkout.shop import MARKO, TODAY, Shop, build_catalogue, rules_for


@dataclass
class ReconcilingShop(Shop):
    statements: Statements = field(init=False)
    reconciliation: Reconciliation = field(init=False)

    def open(self, *, restore: bool = True) -> Any:
        checkout = super().open(restore=restore)
        self.statements = Statements(self.folder / "statements.db")
        self.reconciliation = Reconciliation(
            self.journal,
            OutsideTenders(self.index),
            self.statements,
            ReconciliationRules(self.rules.currency, self.rules.permissions),
            lambda: TODAY,
            self.clock,
        )
        return checkout

    def close(self) -> None:
        self.statements.close()
        super().close()

    def paid_by_wallet(self, amount: str, reference: str) -> str:
        """A sale of so much, claimed; its receipt number."""
        return self.paid(TenderType.WALLET, amount, reference=reference)

    def paid(self, type: TenderType, amount: str, **how: Any) -> str:
        money = self.money(amount)
        self.checkout.add_open_item("Article", money, "A", approver=MARKO)
        self.checkout.tender(type, money, **how)
        return self.checkout.complete().receipt

    def statement(self, *rows: tuple[str, str], minutes: int = 0) -> StatementFile:
        """A table of (amount, reference), paid `minutes` from this moment."""
        at = (Instant.now().wall + timedelta(minutes=minutes)).isoformat()
        text = io.StringIO()
        csv.writer(text).writerows([("date", "amount", "reference"), *((at, *row) for row in rows)])
        return StatementFile("bank.csv", text.getvalue().encode())

    def open_claims(self) -> list[tuple[str, str]]:
        return sorted((each.receipt, each.amount.text) for each in self.index.unconfirmed())


@contextmanager
def reconciling_shop(folder: Path, **changes: Any) -> Iterator[ReconcilingShop]:
    folder.mkdir(exist_ok=True)
    rules = rules_for("EUR", **changes)
    build_catalogue(folder, rules.currency)
    shop = ReconcilingShop(folder, rules)
    shop.open()
    body = {"operator": {"code": "101", "name": "Ana"}, "drawer": "1", "float": "0.00", "currency": "EUR"}
    shop.journal.append([Draft(Kind.SHIFT_OPENED, body, id="shift-1")], business_date=TODAY.isoformat())
    try:
        yield shop
    finally:
        shop.close()
