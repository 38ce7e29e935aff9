"""Closing the day: when all its shifts are closed and every parked basket is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fallback_pos.domain.denominations import Pieces, checked_pieces, pieces_body, pieces_total
from fallback_pos.domain.facts import person
from fallback_pos.domain.figures import Figures, GrandTotals
from fallback_pos.domain.figures_body import figures_body, read_figures, read_totals, totals_body
from fallback_pos.domain.figures_shift import parsed
from fallback_pos.domain.figures_tally import Tally
from fallback_pos.domain.money import Money, total
from fallback_pos.domain.operator import Action, Operator
from fallback_pos.domain.typed_text import typed_text
from fallback_pos.shifts.desk import ShiftDesk, override_drafts
from fallback_pos.shifts.errors import (
    BasketOnScreen,
    BasketsStillOpen,
    CountBelowZero,
    DayNotBegun,
    NothingToCloseToday,
    PiecesDiffer,
    ShiftsStillOpen,
)
from fallback_pos.shifts.values import CashGoesTo, DayReference, Shift, ZReference
from fallback_pos.storage.journal import Draft
from sync.ledger import Kind


@dataclass(frozen=True, slots=True)
class OpenBaskets:
    """What the checkout has not finished: a cart on the screen, and parked ones by name."""

    on_screen: bool = False
    parked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What stands between now and closing a day. `day` is the oldest business date that waits, with its closed shifts;
    without any, the business date of now.
    """

    day: date
    closed_shifts: tuple[ZReference, ...]
    open_shifts: tuple[Shift, ...]
    baskets: OpenBaskets

    @property
    def is_ready(self) -> bool:
        nothing_open = not self.open_shifts and not self.baskets.on_screen and not self.baskets.parked
        return bool(self.closed_shifts) and nothing_open


@dataclass(frozen=True, slots=True)
class Bag:
    """Cash that went to the safe during the day, as the bank will get it."""

    bag: str
    amount: Money
    at: datetime
    operator: str
    drawer: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What goes to the bank: the bags dropped during the day, and what the last one holds."""

    bags: tuple[Bag, ...]
    cash: Money
    pieces: tuple[Pieces, ...]
    bag: str | None

    @property
    def total(self) -> Money:
        return total((self.cash, *(bag.amount for bag in self.bags)), self.cash.currency)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that is in the journal, with its own Z number."""

    entry_id: str
    day: date
    z_number: int
    operator: Operator
    shifts: tuple[ZReference, ...]
    figures: Figures
    totals: GrandTotals
    deposit: Deposit


class DayClose:
    """Closes business dates, the oldest first."""

    def __init__(self, desk: ShiftDesk, baskets: Callable[[], OpenBaskets]) -> None:
        self._desk = desk
        self._baskets = baskets

    def status(self) -> DayStatus:
        """What is still open. Of shifts, those of this day or before."""
        book = self._desk.book
        book.catch_up()
        waiting = book.zs_after(book.last_day)
        day = min((z.business_date for z in waiting), default=self._desk.business_date())
        return DayStatus(
            day=day,
            closed_shifts=tuple(z for z in waiting if z.business_date <= day),
            open_shifts=tuple(each for each in book.open_shifts if each.business_date <= day),
            baskets=self._baskets(),
        )

    def deposit_suggested(self) -> Deposit:
        """The bags of the waiting day, and the cash that its shifts counted and took to the safe, less their floats."""
        status = self.status()
        bodies = [self._closing(z) for z in status.closed_shifts]
        kept = [body for body in bodies if body.get("goes_to", CashGoesTo.SAFE) == CashGoesTo.SAFE]
        currency = self._desk.rules.currency
        counted = total((Money.parse(body["counted"], currency) for body in kept), currency)
        floats = total(
            (read_figures(body["figures"]).cash.float_amount for body in kept if "figures" in body), currency
        )
        cash = max(counted - floats, currency.zero())
        return Deposit(self._bags(status.closed_shifts), cash, (), None)

    def close(
        self,
        operator: Operator,
        *,
        deposit: Money | None = None,
        pieces: Iterable[Pieces] = (),
        bag: str | None = None,
        approver: Operator | None = None,
    ) -> ClosedDay:
        """Close the oldest day that waits. `deposit` or `pieces`: cash for the bank beside the bags that were dropped;
        without either, what deposit_suggested says.

        Raises ShiftsStillOpen, BasketOnScreen, BasketsStillOpen, NothingToCloseToday, DayNotBegun, PiecesDiffer,
        CountBelowZero, the refusals of permissions, and the journal's errors; nothing is closed then.
        """
        desk = self._desk
        status = self.status()
        self._refuse_unready(status)
        made = self._deposit(status, deposit, checked_pieces(pieces, desk.rules.denominations), typed_text(bag) or None)
        granted = desk.permissions.check(operator, Action.CLOSE_DAY, approver=approver)
        figures = self._figures(status.closed_shifts)
        number = (desk.book.last_day.number if desk.book.last_day else 0) + 1
        totals = self._totals_before().plus(figures)
        later = [z for z in desk.book.zs_after(desk.book.last_day) if z not in status.closed_shifts]
        body = {
            "business_date": status.day.isoformat(),
            "z_number": number,
            "operator": person(operator),
            "currency": desk.rules.currency.code,
            "shifts": [_z_body(z) for z in status.closed_shifts],
            "later": [_z_body(z) for z in later],
            "figures": figures_body(figures),
            "totals": totals_body(totals),
            "deposit": _deposit_body(made),
            "approved_by": person(granted) if granted else None,
            "previous_day": _previous(desk.book.last_day),
        }
        closed = Draft(Kind.DAY_CLOSED, body)
        overrides = override_drafts(Action.CLOSE_DAY, operator, granted, status.closed_shifts[-1].shift)
        desk.append([*overrides, closed], status.day)
        return ClosedDay(closed.id, status.day, number, operator, status.closed_shifts, figures, totals, made)

    def _refuse_unready(self, status: DayStatus) -> None:
        if status.open_shifts:
            raise ShiftsStillOpen(
                shifts=", ".join(f"{each.drawer} ({each.holder.name})" for each in status.open_shifts)
            )
        if status.baskets.on_screen:
            raise BasketOnScreen()
        if status.baskets.parked:
            raise BasketsStillOpen(baskets=", ".join(status.baskets.parked))
        if not status.closed_shifts:
            raise NothingToCloseToday(day=status.day)
        if status.day > self._desk.calendar_date():
            raise DayNotBegun(day=status.day)

    def _deposit(self, status: DayStatus, amount: Money | None, pieces: tuple[Pieces, ...], bag: str | None) -> Deposit:
        """Raises PiecesDiffer or CountBelowZero."""
        currency = self._desk.rules.currency
        in_pieces = pieces_total(pieces, currency)
        if pieces and amount is not None and amount != in_pieces:
            raise PiecesDiffer(pieces=in_pieces, amount=amount)
        if amount is None:
            amount = in_pieces if pieces else self.deposit_suggested().cash
        cash = amount
        if cash < currency.zero():
            raise CountBelowZero(amount=cash)
        return Deposit(self._bags(status.closed_shifts), cash, pieces, bag)

    def _figures(self, shifts: Sequence[ZReference]) -> Figures:
        """The figures of the Zs, added up."""
        tally = Tally(self._desk.rules.currency)
        for z in shifts:
            body = self._closing(z)
            if "figures" in body:
                tally.add(read_figures(body["figures"]))
        return tally.figures

    def _bags(self, shifts: Sequence[ZReference]) -> tuple[Bag, ...]:
        """The drops of these shifts, out of the journal from the first opening on."""
        journal, wanted = self._desk.journal, {z.shift for z in shifts}
        opened = [entry for shift in wanted if (entry := journal.by_id(shift)) is not None]
        if not opened:
            return ()
        last = max(z.seq for z in shifts)
        bags = []
        for entry in journal.of_kinds((Kind.CASH_DROPPED,), after_seq=min(each.seq for each in opened)):
            if entry.seq > last:
                break
            body = parsed(entry)
            if body.get("shift") in wanted:
                bags.append(_bag(entry.occurred_at, body, self._desk))
        return tuple(bags)

    def _closing(self, z: ZReference) -> Any:
        entry = self._desk.journal.by_id(z.entry_id)
        return parsed(entry) if entry else {}

    def _totals_before(self) -> GrandTotals:
        last = self._desk.book.last_day
        entry = self._desk.journal.by_id(last.entry_id) if last else None
        return read_totals(parsed(entry)["totals"]) if entry else GrandTotals.zero(self._desk.rules.currency)


def _bag(at: str, body: Any, desk: ShiftDesk) -> Bag:
    return Bag(
        bag=body.get("bag") or body.get("slip") or "",
        amount=Money.parse(body["amount"], desk.rules.currency),
        at=datetime.fromisoformat(at),
        operator=body["operator"]["name"],
        drawer=body["drawer"],
    )


def _z_body(z: ZReference) -> dict[str, object]:
    return {"shift": z.shift, "z_number": z.number, "entry": z.entry_id}


def _deposit_body(deposit: Deposit) -> dict[str, object]:
    return {
        "cash": deposit.cash.text,
        "denominations": pieces_body(deposit.pieces) or None,
        "bag": deposit.bag,
        "bags": [{"bag": each.bag, "amount": each.amount.text} for each in deposit.bags],
        "total": deposit.total.text,
    }


def _previous(day: DayReference | None) -> dict[str, object] | None:
    return {"number": day.number, "entry": day.entry_id} if day else None
