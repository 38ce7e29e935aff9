"""Folding entries into figures, one by one. The only place that knows which entry changes which figure.

A shift's drawer, an X at any moment, a Z, a day and a year are all made by this fold, or by adding up what it made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from fallback_pos.domain.figures import ChainHead, Figures, MovementFigures, OutageFigures
from fallback_pos.domain.figures_reading import (
    CASH,
    SaleReader,
    SaleReading,
    TenderPart,
    hour_of,
    minor_reader,
    parse_sale,
    read_sale,
    read_tenders,
    who,
)
from fallback_pos.domain.figures_sums import OperatorSum, Sums
from fallback_pos.domain.money import Currency, Money
from fallback_pos.errors import TillError

Body = Mapping[str, Any]


class EntryLike(Protocol):
    """What the fold needs of a journal entry; `sync.ledger.Entry` is one. Times are RFC 3339 in UTC."""

    @property
    def seq(self) -> int: ...
    @property
    def generation(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def occurred_at(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def hash(self) -> bytes: ...


class Tally:
    """Figures in the making: `take` each entry in order, `add` figures that exist already, read `figures`."""

    def __init__(self, currency: Currency, sale_reader: SaleReader = parse_sale) -> None:
        """`sale_reader` may be a quicker one, for who has many entries to fold."""
        self._currency = currency
        self._read_sale = sale_reader
        self._sums = Sums(currency)
        self._minor = minor_reader(currency)
        self._utc_offset_minutes = 0
        """Of the last sale: voids carry no clock of their own."""
        self._last: EntryLike | None = None

    @property
    def figures(self) -> Figures:
        """As they stand; later entries do not change what was given out."""
        last = self._last
        if last is not None:
            self._sums.head = ChainHead(last.generation, last.seq, last.hash.hex())
        return self._sums.figures()

    @property
    def expected_cash(self) -> Money:
        """What the drawer should hold, without the cost of all figures."""
        cash = self._sums.cash
        taken = cash.float_amount + cash.sales - cash.refunds - cash.voids + cash.corrections
        return Money(taken + cash.paid_in - cash.paid_out - cash.dropped, self._currency)

    def take(self, entry: EntryLike, body: Body | None = None) -> None:
        """Fold one more entry. `body` is its parsed body where the caller has it already.

        An entry that cannot be read changes nothing and is counted as unreadable.
        """
        if is_idle(entry):
            return
        self._note(entry)
        try:
            if body is None and entry.kind in SALE_KINDS:
                self._sale(entry, self._read(entry))
            else:
                self._take(entry, json.loads(entry.body) if body is None else body)
        except UNREADABLE:
            self._sums.scalars.unreadable += 1

    def sale_in(self, entry: EntryLike) -> SaleReading | None:
        """What a sale or return says, for `take_sale`; None where it cannot be read."""
        try:
            return self._read(entry)
        except UNREADABLE:
            return None

    def take_sale(self, entry: EntryLike, sale: SaleReading) -> None:
        """Fold a sale or return that was read already."""
        self._note(entry)
        self._sale(entry, sale)

    def add(self, figures: Figures) -> None:
        """Add figures of other entries: shifts to a day, days to a year. Raises CurrencyMismatch."""
        self._sums.add(figures)
        self._last = None

    def _note(self, entry: EntryLike) -> None:
        sums = self._sums
        sums.scalars.entries += 1
        if sums.first_at is None:
            sums.first_at = entry.occurred_at
        sums.last_at = entry.occurred_at
        self._last = entry

    def _read(self, entry: EntryLike) -> SaleReading:
        return self._read_sale(entry.body, self._minor)

    def _take(self, entry: EntryLike, body: Body) -> None:
        if entry.kind in SALE_KINDS:
            self._sale(entry, read_sale(body, self._minor))
            return
        taker = _TAKERS.get(entry.kind)
        if taker is not None:
            taker(self, entry, body)

    def _sale(self, entry: EntryLike, sale: SaleReading) -> None:
        if sale.currency not in (None, self._currency.code):
            self._sums.scalars.other_currency += 1
            return
        self._trade(sale)
        self._tax_and_payment(sale)
        self._goods_and_people(entry, sale, is_return=entry.kind == _RETURN)
        self._cash_of_sale(sale)

    def _voided(self, entry: EntryLike, body: Body) -> None:
        """The counter-entry of a whole sale: its amounts are the sale's, negative."""
        if self._is_foreign(body):
            return
        void = read_sale(body, self._minor)
        scalars = self._sums.scalars
        scalars.voided_receipts += 1
        scalars.voided -= void.lines.amount
        scalars.tax_on_top += void.total - void.lines.amount
        self._tax_and_payment(void)
        for name, _, total in void.lines.parts:
            self._sums.departments[name].total += total
        person = self._person(void.operator)
        person.voided_receipts += 1
        person.total += void.total
        self._sums.hours[hour_of(entry.occurred_at, self._utc_offset_minutes)].total += void.total
        self._sums.cash.voids -= _cash(void.tenders) - void.change

    def _trade(self, sale: SaleReading) -> None:
        scalars, lines = self._sums.scalars, sale.lines
        scalars.receipts += 1
        scalars.gross += lines.amount + sale.discount + lines.returned
        scalars.returns += lines.returned
        scalars.discounts += sale.discount
        scalars.tax_on_top += sale.total - lines.amount
        scalars.price_changes += lines.price_changes
        if sale.is_paper:
            scalars.paper_vouchers += 1
            scalars.paper_amount += sale.total
        self._sums.first_receipt = self._sums.first_receipt or sale.receipt
        self._sums.last_receipt = sale.receipt

    def _tax_and_payment(self, sale: SaleReading) -> None:
        sums = self._sums
        scalars = sums.scalars
        scalars.net += sale.net
        scalars.tax_total += sale.tax
        scalars.total += sale.total
        scalars.rounding += sale.rounding
        scalars.change += sale.change
        for tax_class, rate, net, amount, gross in sale.taxes:
            tax = sums.tax[tax_class, rate]
            tax.net += net
            tax.tax += amount
            tax.gross += gross
        for tender in sale.tenders:
            self._tender(tender, 1)

    def _tender(self, tender: TenderPart, sign: int) -> None:
        """sign -1 takes a tender out again that a correction replaces."""
        sums = self._sums.tenders[tender.type]
        amount = sign * tender.amount
        self._sums.scalars.tendered += amount
        sums.amount += amount
        if tender.amount < 0:
            sums.refund_count += sign
            sums.refunds -= amount
        else:
            sums.count += sign
        if tender.unconfirmed:
            # Nobody claims a refund: one that is unconfirmed takes back the claim of a voided sale.
            sums.unconfirmed_count += sign if tender.amount > 0 else -sign
            sums.unconfirmed += amount

    def _goods_and_people(self, entry: EntryLike, sale: SaleReading, *, is_return: bool) -> None:
        sums, lines = self._sums, sale.lines
        for name, returns, total in lines.parts:
            department = sums.departments[name]
            department.lines += 1
            department.returns += returns
            department.total += total
        person = self._person(sale.operator)
        person.receipts += 1
        person.total += sale.total
        person.returns += lines.returned
        person.discounts += sale.discount
        person.price_changes += lines.price_changes
        if is_return:
            person.return_receipts += 1
            sums.scalars.return_receipts += 1
        if sale.utc_offset_minutes is not None:
            self._utc_offset_minutes = sale.utc_offset_minutes
        hour = sums.hours[hour_of(entry.occurred_at, self._utc_offset_minutes)]
        hour.receipts += 1
        hour.total += sale.total
        if sale.outage is not None and sale.outage not in sums.outages:
            sums.note_outage(OutageFigures(sale.outage, None, None, "", ""))

    def _cash_of_sale(self, sale: SaleReading) -> None:
        cash = self._sums.cash
        for tender in sale.tenders:
            if tender.type == CASH:
                if tender.amount < 0:
                    cash.refunds -= tender.amount
                else:
                    cash.sales += tender.amount
        cash.sales -= sale.change

    def _corrected(self, entry: EntryLike, body: Body) -> None:
        if self._is_foreign(body):
            return
        before, after = read_tenders(body["from"], self._minor), read_tenders(body["to"], self._minor)
        person = self._person(who(body["operator"]))
        for tender in before:
            self._tender(tender, -1)
        for tender in after:
            self._tender(tender, 1)
        self._sums.cash.corrections += _cash(after) - _cash(before)
        self._sums.scalars.corrections += 1
        person.corrections += 1

    def _opened(self, entry: EntryLike, body: Body) -> None:
        if not self._is_foreign(body):
            self._sums.cash.float_amount += self._minor(body["float"])
            self._sums.scalars.shifts += 1

    def _closed(self, entry: EntryLike, body: Body) -> None:
        if self._is_foreign(body):
            return
        rows = body.get("tenders") or [{"type": CASH} | {name: body[name] for name in _COUNT_FIELDS}]
        read = [(row["type"], [self._minor(row[name]) for name in _COUNT_FIELDS]) for row in rows]
        for type, (expected, counted, over_short) in read:
            sums = self._sums.counts[type]
            sums.expected += expected
            sums.counted += counted
            sums.over_short += over_short
        if body.get("z_number") is not None:
            self._sums.z_numbers.append(int(body["z_number"]))

    def _moved(self, entry: EntryLike, body: Body) -> None:
        if self._is_foreign(body):
            return
        amount = self._minor(body["amount"])
        code, name = who(body.get("operator"))
        movement = MovementFigures(
            entry.kind, entry.occurred_at, Money(amount, self._currency), str(body.get("reason") or ""), name or code
        )
        cash = self._sums.cash
        match entry.kind:
            case "cash.paid_in":
                cash.paid_in += amount
                cash.paid_in_count += 1
            case "cash.paid_out":
                cash.paid_out += amount
                cash.paid_out_count += 1
            case _:
                cash.dropped += amount
                cash.dropped_count += 1
        self._sums.note_movement(movement)

    def _abandoned(self, entry: EntryLike, body: Body) -> None:
        if self._is_foreign(body):
            return
        amount = self._minor(body["total"])
        self._person(who(body["operator"])).abandoned += 1
        self._sums.scalars.abandoned += 1
        self._sums.scalars.abandoned_amount += amount

    def _drawer(self, entry: EntryLike, body: Body) -> None:
        if body["cause"] == "no_sale":
            self._person(who(body["operator"])).no_sales += 1
            self._sums.scalars.no_sales += 1

    def _reprinted(self, entry: EntryLike, body: Body) -> None:
        self._person(who(body["operator"])).reprints += 1
        self._sums.scalars.reprints += 1

    def _override(self, entry: EntryLike, body: Body) -> None:
        asked, gave = who(body["operator"]), who(body["approver"])
        self._person(asked).overrides_asked += 1
        self._person(gave).overrides_given += 1
        self._sums.scalars.overrides += 1

    def _refused(self, entry: EntryLike, body: Body) -> None:
        self._sums.scalars.refused_sign_ins += 1
        if body["operator"] is not None:
            self._person(who(body["operator"])).refused_sign_ins += 1

    def _outage_started(self, entry: EntryLike, body: Body) -> None:
        code, name = who(body["operator"])
        self._sums.note_outage(OutageFigures(entry.id, entry.occurred_at, None, str(body["reason"]), name or code))

    def _outage_ended(self, entry: EntryLike, body: Body) -> None:
        self._sums.note_outage(OutageFigures(body["outage"], None, entry.occurred_at, "", ""))

    def _clock_jumped(self, entry: EntryLike, body: Body) -> None:
        self._sums.scalars.clock_jumps += 1

    def _person(self, person: tuple[str, str]) -> OperatorSum:
        code, name = person
        sums = self._sums.operators[code]
        if not sums.name:
            sums.name = name
        return sums

    def _is_foreign(self, body: Body) -> bool:
        """Whether the entry is in another currency; it is counted then, and in no amount."""
        if body.get("currency", self._currency.code) == self._currency.code:
            return False
        self._sums.scalars.other_currency += 1
        return True


def _cash(tenders: Iterable[TenderPart]) -> int:
    return sum(tender.amount for tender in tenders if tender.type == CASH)


_RETURN = "return.completed"
SALE_KINDS = frozenset({"sale.completed", _RETURN})
_COUNT_FIELDS = ("expected", "counted", "over_short")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, TillError)
_TAKERS: Mapping[str, Callable[[Tally, EntryLike, Body], None]] = {
    "sale.voided": Tally._voided,
    "tender.corrected": Tally._corrected,
    "cart.abandoned": Tally._abandoned,
    "shift.opened": Tally._opened,
    "shift.closed": Tally._closed,
    "cash.paid_in": Tally._moved,
    "cash.paid_out": Tally._moved,
    "cash.dropped": Tally._moved,
    "drawer.opened": Tally._drawer,
    "receipt.reprinted": Tally._reprinted,
    "override.granted": Tally._override,
    "operator.refused": Tally._refused,
    "outage.started": Tally._outage_started,
    "outage.ended": Tally._outage_ended,
    "clock.jumped": Tally._clock_jumped,
}


def changes_figures(kind: str) -> bool:
    """Whether entries of this kind are in any figure but the number of entries."""
    return kind in _TAKERS or kind in SALE_KINDS


def is_idle(entry: EntryLike) -> bool:
    """A drawer that opened for a sale: every second entry of a busy till, and in no figure."""
    return entry.kind == "drawer.opened" and b'"cause":"sale"' in entry.body
