"""From settings to the use cases of a shift: drawers, counts, cash movements, the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from config.settings import Settings
from fallback_pos.bootstrap.rules import money
from fallback_pos.checkout.checkout import Checkout
from fallback_pos.domain.denominations import Pieces, checked_pieces
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Permissions
from fallback_pos.shifts.counting import Counting
from fallback_pos.shifts.day import DayClose, OpenBaskets
from fallback_pos.shifts.desk import ShiftDesk
from fallback_pos.shifts.movements import CashMovements
from fallback_pos.shifts.rules import ShiftRules
from fallback_pos.shifts.shifts import Shifts
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


def make_shift_work(
    settings: Settings,
    permissions: Permissions,
    journal: Journal,
    state: TillState,
    seated: Callable[[], Operator | None],
    checkout: Callable[[], Checkout],
) -> ShiftWork:
    """`checkout` is asked later: it is made after the shifts. Raises CurrencyChanged, NotADenomination."""
    desk = ShiftDesk(
        journal,
        permissions,
        shift_rules(settings),
        seated=seated,
        money_in_open_basket=lambda: checkout().money_taken(),
    )
    counting = Counting(desk, KeptValues(state))

    def open_baskets() -> OpenBaskets:
        desk_of_sale = checkout()
        return OpenBaskets(not desk_of_sale.cart.is_empty, tuple(each.name for each in desk_of_sale.parked()))

    return ShiftWork(desk, Shifts(desk, counting), counting, CashMovements(desk), DayClose(desk, open_baskets))


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
