"""From settings to the use cases of a shift: drawers, counts, cash movements, the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from config.settings import Settings
from fallback_pos.bootstrap.rules import money
from fallback_pos.checkout.checkout import Checkout
from fallback_pos.checkout.rules import CheckoutRules
from fallback_pos.corrections.corrections import Corrections
from fallback_pos.corrections.sold_sales import CorrectionRules
from fallback_pos.corrections.values import CorrectionContext
from fallback_pos.domain.denominations import Pieces, checked_pieces
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.day import DayClose, OpenBaskets
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.shifts.movements import CashMovements
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.shifts.shifts import Shifts
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Journal
from fallback_pos.storage.kept_values import KeptValues
from fallback_pos.storage.till_state import TillState


@dataclass(frozen=True, slots=True)
class ShiftWork:
    """Everything that is done at a drawer besides selling."""

    desk: ShiftDesk
    shifts: Shifts
    counting: Counting
    cash: CashMovements
    day: DayClose
    corrections: Corrections

    def opens_drawer_with(self, kick: Callable[[], None]) -> None:
        """From here on the till opens the drawer for counts, movements and voids, and journals it."""
        self.desk.kick_drawer = kick
        self.corrections.kick_drawer = kick


def make_shift_work(
    settings: Settings,
    rules: CheckoutRules,
    journal: Journal,
    index: Index,
    state: TillState,
    seated: Callable[[], Operator | None],
    checkout: Callable[[], Checkout],
) -> ShiftWork:
    """`checkout` is asked later: it is made after the shifts. Raises CurrencyChanged, NotADenomination."""
    desk = ShiftDesk(
        journal,
        rules.permissions,
        shift_rules(settings),
        seated=seated,
        money_in_open_basket=lambda: checkout().money_taken(),
        parked=lambda: tuple(each.name for each in checkout().parked()),
    )
    counting = Counting(desk, KeptValues(state))

    def open_baskets() -> OpenBaskets:
        selling = checkout()
        return OpenBaskets(not selling.cart.is_empty, tuple(each.name for each in selling.parked()))

    def in_use() -> CorrectionContext | None:
        shift = desk.current
        return CorrectionContext(shift.id, shift.business_date) if shift else None

    correcting = CorrectionRules(rules.permissions, rules.tenders, rules.cash_step_minor, rules.fiscal_hook)
    corrections = Corrections(journal, index, correcting, in_use, lambda: checkout().exposure())
    return ShiftWork(
        desk, Shifts(desk, counting), counting, CashMovements(desk), DayClose(desk, open_baskets), corrections
    )


def shift_rules(settings: Settings) -> ShiftRules:
    """Raises NotADenomination for a usual float in coins that the shop has not."""
    currency = Currency.of(settings.shop.currency)
    shift, cash = settings.shift, settings.cash
    denominations = tuple(money(value, currency) for value in cash.denominations)
    usual = [Pieces(money(Decimal(value), currency), count) for value, count in shift.usual_float_pieces.items()]
    return ShiftRules(
        currency=currency,
        drawers=shift.drawers,
        own_drawer_each=shift.own_drawer_each,
        day_starts_at_hour=shift.day_starts_at_hour,
        denominations=denominations,
        usual_float=_optional(shift.usual_float, currency),
        usual_pieces=checked_pieces(usual, denominations),
        cash_limit=money(shift.over_short_limit, currency),
        slips_limit=money(shift.over_short_limit_slips, currency),
        tick_off=tuple(shift.tick_off),
        most_in_drawer=_optional(cash.most_in_drawer, currency),
    )


def _optional(amount: Decimal | None, currency: Currency) -> Money | None:
    return None if amount is None else money(amount, currency)
