"""A small shop whose shift, checkout and corrections work on the same journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fallback_pos.checkout.fiscal import no_fiscal_rules
from fallback_pos.corrections.corrections import Corrections
from fallback_pos.corrections.sold_sales import CorrectionRules
from fallback_pos.corrections.values import CorrectionContext
from fallback_pos.domain.money import Money
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.shifts.shifts import Shifts
from fallback_pos.storage.kept_values import KeptValues
from sync.body_schemas import problems_in
from tests.fallback_pos.checkout.shop import MARKO, Shop, build_catalogue, rules_for


@dataclass
class CorrectingShop(Shop):
    """The checkout's shop with a real shift; `kicks` counts how often the drawer was opened for a void."""

    kicks: int = 0
    shifts: Shifts = field(init=False)
    corrections: Corrections = field(init=False)

    def open(self, *, restore: bool = True) -> Any:
        checkout = super().open(restore=restore)
        self.desk = ShiftDesk(self.journal, self.rules.permissions, ShiftRules(self.rules.currency), clock=self.clock)
        counting = Counting(self.desk, KeptValues(self.state))
        self.counting = counting
        self.shifts = Shifts(self.desk, counting)
        self._know_shift()
        rules = CorrectionRules(self.rules.permissions, self.rules.tenders, self.rules.cash_step_minor, no_fiscal_rules)
        self.corrections = Corrections(
            self.journal, self.index, rules, self._shift_in_use, self.checkout.exposure, self.clock
        )
        self.corrections.kick_drawer = self._kick
        return checkout

    def opens_shift(self, amount: str = "100.00") -> None:
        self.shifts.open(MARKO, self.money(amount))
        self._know_shift()

    def expected(self) -> Money:
        return self.shifts.expected()

    def problems(self) -> list[str]:
        return [problem for entry in self.entries() for problem in problems_in(entry.kind, entry.body)]

    def _shift_in_use(self) -> CorrectionContext | None:
        current = self.shifts.current
        return CorrectionContext(current.id, current.business_date) if current else None

    def _know_shift(self) -> None:
        current = self.shifts.current
        self.shift = current.id if current else None

    def _kick(self) -> None:
        self.kicks += 1


@contextmanager
def correcting_shop(folder: Path, **changes: Any) -> Iterator[CorrectingShop]:
    """An open shift with a float of 100.00 and nothing sold."""
    folder.mkdir(exist_ok=True)
    rules = rules_for("EUR", **changes)
    build_catalogue(folder, rules.currency)
    shop = CorrectingShop(folder, rules)
    shop.open()
    shop.opens_shift()
    try:
        yield shop
    finally:
        shop.close()
