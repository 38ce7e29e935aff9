"""A till's drawer with real files: journal and till.db in one folder, people, and a clock that a test may set."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fallback_pos.domain.clock import Instant
from fallback_pos.domain.denominations import Pieces
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Action, Operator, Permissions, Role
from fallback_pos.shifts import Shifts
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.day import DayClose, OpenBaskets
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.shifts.movements import CashMovements
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.kept_values import KeptValues
from fallback_pos.storage.till_state import TillState
from sync.body_schemas import problems_in
from sync.ledger import Entry
from tests.support.journals import open_journal
from tests.support.sale_bodies import paid_with

EUR = Currency.of("EUR")
ANA = Operator("101", "Ana", Role.CASHIER)
IVA = Operator("102", "Iva", Role.CASHIER)
MAJA = Operator("201", "Maja", Role.SUPERVISOR)
MARKO = Operator("301", "Marko", Role.MANAGER)
FREE = Permissions({role: dict.fromkeys(Action) for role in (Role.CASHIER, Role.SUPERVISOR, Role.MANAGER)})
_CASHIER = (Action.OPEN_SHIFT, Action.CLOSE_SHIFT, Action.COUNT, Action.DROP, Action.SUSPEND_SHIFT, Action.PAID_IN)
USUAL = Permissions(
    {
        Role.CASHIER: {**dict.fromkeys(_CASHIER), Action.PAID_OUT: Decimal(20)},
        Role.SUPERVISOR: dict.fromkeys(Action) | {Action.OVER_SHORT: Decimal(20)},
        Role.MANAGER: dict.fromkeys(Action),
    }
)


def eur(text: str) -> Money:
    return Money.parse(text, EUR)


def pieces(**counts: int) -> list[Pieces]:
    """`pieces(e50=2, c20=1)`: two fifties and a coin of 20 cents."""
    values = {name: eur(name[1:]) if name[0] == "e" else Money(int(name[1:]), EUR) for name in counts}
    return [Pieces(values[name], count) for name, count in counts.items()]


RULES = ShiftRules(
    EUR,
    denominations=tuple(map(eur, ("0.01", "0.10", "0.20", "0.50", "1", "2", "5", "10", "20", "50", "100"))),
    cash_limit=eur("2.00"),
)


@dataclass
class Till:
    """Opened by `open`; `die` forgets everything that is not in a file, without closing in order."""

    folder: Path
    rules: ShiftRules = RULES
    permissions: Permissions = FREE
    now: str = "2026-11-22T13:00:00"
    seated: Operator | None = None
    money_in_basket: bool = False
    baskets: OpenBaskets = field(default_factory=OpenBaskets)

    def open(self) -> Till:
        self.journal = open_journal(self.folder, clock=self.clock)
        self.state = TillState(self.folder / "till.db")
        self.desk = ShiftDesk(
            self.journal,
            self.permissions,
            self.rules,
            seated=lambda: self.seated,
            money_in_open_basket=lambda: self.money_in_basket,
            parked=lambda: self.baskets.parked,
            clock=self.clock,
        )
        self.counting = Counting(self.desk, KeptValues(self.state))
        self.shifts = Shifts(self.desk, self.counting)
        self.cash = CashMovements(self.desk)
        self.day = DayClose(self.desk, lambda: self.baskets)
        return self

    def close(self) -> None:
        self.state.close()
        self.journal.close()

    def die_and_restart(self) -> Till:
        """What is in the files is there again; the till that died writes no more."""
        self.close()
        return self.open()

    def clock(self) -> Instant:
        return Instant(datetime.fromisoformat(self.now).replace(tzinfo=UTC), time.monotonic_ns(), 60)

    def sells(self, *tenders: tuple[str, str], change: str = "0.00", shift: str | None = None) -> Entry:
        """A sale or, of negative amounts, a return, in the shift that is in use."""
        current = self.shifts.current
        assert current or shift
        home = shift or (current.id if current else "")
        kind, body = paid_with(self.journal.next_receipt().text, home, tenders, change)
        day = self.shifts.business_date().isoformat()
        return self.journal.append([Draft(kind, body)], business_date=day)[-1]

    def counts(self, cash: str, *, all_slips: bool = True, by: Operator = ANA) -> None:
        """Counted from the beginning and committed."""
        self.counting.begin(by)
        self.counting.count_sum(eur(cash))
        if all_slips:
            self.counting.tick_all()
        self.counting.commit(by)

    def entries(self, kind: str | None = None) -> list[Entry]:
        return [entry for entry in self.journal.entries() if kind is None or entry.kind == kind]

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(entry.body) for entry in self.entries(kind)]

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.entries()]

    def problems(self) -> list[str]:
        """How entries depart from their published shapes."""
        return [problem for entry in self.entries() for problem in problems_in(entry.kind, entry.body)]


def with_rules(**changes: Any) -> ShiftRules:
    return replace(RULES, **changes)
