"""What the journal says about shifts: which are open, what their drawers hold, what was counted and closed last."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from fallback_pos.domain.figures import Figures
from fallback_pos.domain.figures_shift import ActiveShifts, parsed
from fallback_pos.domain.figures_tally import Tally, changes_figures
from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.shifts.errors import CurrencyChanged
from fallback_pos.shifts.slips import Slips, slips_after
from fallback_pos.shifts.values import (
    CommittedCount,
    CountPurpose,
    DayReference,
    Shift,
    Slip,
    TenderCount,
    ZReference,
)
from sync.ledger import Entry, Head, Kind

_MILESTONES = (Kind.SHIFT_OPENED, Kind.SHIFT_CLOSED)
_SALES = (Kind.SALE_COMPLETED, Kind.RETURN_COMPLETED)
_MONEY = (
    *_SALES,
    Kind.SALE_VOIDED,
    Kind.TENDER_CORRECTED,
    Kind.CASH_PAID_IN,
    Kind.CASH_PAID_OUT,
    Kind.CASH_DROPPED,
)
"""Kinds after which a count no longer says what is in the drawer."""
_READ = (*_MONEY, *_MILESTONES, Kind.SHIFT_COUNTED, Kind.SHIFT_SUSPENDED, Kind.SHIFT_RESUMED, Kind.DAY_CLOSED)


@dataclass(slots=True)
class _OpenShift:
    """One open shift while the journal is read on."""

    shift: Shift
    tally: Tally
    slips: Slips
    count: CommittedCount | None = None


class JournalView(Protocol):
    """What the book needs of a journal: the till's own, or one that is only read while a till has it open."""

    @property
    def head(self) -> Head: ...
    def latest(self, kinds: Collection[str]) -> Entry | None: ...
    def by_id(self, entry_id: str) -> Entry | None: ...
    def entries(self, after_seq: int = 0) -> Iterator[Entry]: ...


class ShiftBook:
    """The shifts of this till, from the journal alone. Every look reads what was appended meanwhile."""

    def __init__(self, journal: JournalView, currency: Currency) -> None:
        """Raises CurrencyChanged, and the journal's errors."""
        self._journal = journal
        self.currency = currency
        self._open: dict[str, _OpenShift] = {}
        self._active = ActiveShifts()
        self._last_used: str | None = None
        self._last_z: ZReference | None = None
        self._last_day: DayReference | None = None
        self._read_seq = self._find_start()
        self.catch_up()

    def catch_up(self) -> None:
        for entry in self._journal.entries(self._read_seq):
            self._take(entry)

    def note(self, entries: Sequence[Entry]) -> None:
        """Take what was just appended, so that nothing is left to read. Leaving it out costs nothing but time."""
        if entries and entries[0].seq == self._read_seq + 1:
            for entry in entries:
                self._take(entry)
        else:
            self.catch_up()

    @property
    def open_shifts(self) -> tuple[Shift, ...]:
        """In the order in which they were opened."""
        return tuple(each.shift for each in self._open.values())

    def shift(self, shift_id: str) -> Shift | None:
        known = self._open.get(shift_id)
        return known.shift if known else None

    @property
    def in_use(self) -> Shift | None:
        """The shift that sold last, or was opened or taken up after that; never a suspended one."""
        used = self._last_used if self._last_used in self._active.ids else self._active.selling
        return self.shift(used) if used else None

    def use(self, shift_id: str) -> None:
        """From here on the drawer of this open shift is in use."""
        self._last_used = shift_id

    def figures(self, shift_id: str) -> Figures:
        return self._open[shift_id].tally.figures

    def expected_cash(self, shift_id: str) -> Money:
        return self._open[shift_id].tally.expected_cash

    def slips(self, shift_id: str) -> tuple[Slip, ...]:
        """In the order in which they were taken."""
        return tuple(self._open[shift_id].slips.values())

    def last_count(self, shift_id: str) -> CommittedCount | None:
        return self._open[shift_id].count

    @property
    def last_z(self) -> ZReference | None:
        return self._last_z

    @property
    def last_day(self) -> DayReference | None:
        return self._last_day

    def pointers(self, opening: str | None = None, closing: str | None = None) -> dict[str, object]:
        """What `shift.opened` and `shift.closed` carry, so that a start finds its way without reading the journal."""
        z, day = self._last_z, self._last_day
        return {
            "others_open": [known for known in self._open if known not in (opening, closing)],
            "previous_z": {"number": z.number, "entry": z.entry_id} if z else None,
            "previous_day": {"number": day.number, "entry": day.entry_id} if day else None,
        }

    def zs_after(self, day: DayReference | None) -> list[ZReference]:
        """Closed shifts that no day has taken in yet, oldest first."""
        found: list[ZReference] = []
        later = set(self._left_over(day))
        z = self._last_z
        while z is not None and (day is None or z.seq > day.seq or later):
            if day is None or z.seq > day.seq or z.number in later:
                found.append(z)
                later.discard(z.number)
            z = self._z_before(z)
        return found[::-1]

    def _left_over(self, day: DayReference | None) -> Iterator[int]:
        """Numbers of Zs that were there when a day was closed and belong to a later one."""
        entry = self._journal.by_id(day.entry_id) if day else None
        return (int(each["z_number"]) for each in parsed(entry).get("later", ())) if entry else iter(())

    def _z_before(self, z: ZReference) -> ZReference | None:
        entry = self._journal.by_id(z.entry_id)
        pointer = parsed(entry).get("previous_z") if entry else None
        return self._z_of(pointer["entry"]) if pointer else None

    def _z_of(self, entry_id: str) -> ZReference | None:
        entry = self._journal.by_id(entry_id)
        return _z(entry, parsed(entry)) if entry else None

    def _find_start(self) -> int:
        """Where reading has to begin, with the last Z and day of before. The newest milestone names the open shifts."""
        latest = self._journal.latest(_MILESTONES)
        if latest is None:
            return self._journal.head.seq
        first = latest
        for shift_id in parsed(latest).get("others_open", ()):
            opened = self._journal.by_id(shift_id)
            if opened is not None and opened.seq < first.seq:
                first = opened
        body = parsed(first)
        self._last_z = self._previous_z(first, body)
        self._last_day = self._previous_day(body)
        return first.seq - 1

    def _previous_z(self, entry: Entry, body: Mapping[str, Any]) -> ZReference | None:
        if "previous_z" in body:
            return self._z_of(body["previous_z"]["entry"]) if body["previous_z"] else None
        closed = [each for each in self._journal.entries() if each.kind == Kind.SHIFT_CLOSED and each.seq < entry.seq]
        return replace(_z(closed[-1], parsed(closed[-1])), number=len(closed)) if closed else None

    def _previous_day(self, body: Mapping[str, Any]) -> DayReference | None:
        pointer = body.get("previous_day")
        entry = self._journal.by_id(pointer["entry"]) if pointer else None
        return _day(entry, parsed(entry)) if entry else None

    def _take(self, entry: Entry) -> None:
        if entry.kind in _READ or changes_figures(entry.kind):
            body = parsed(entry)
            if entry.kind == Kind.SHIFT_OPENED:
                self._take_opening(entry, body)
            shift = self._active.shift_of(entry, body)
            if shift in self._open:
                self._take_into(self._open[shift], entry, body)
            if entry.kind == Kind.SHIFT_CLOSED:
                self._take_closing(entry, body)
            if entry.kind == Kind.DAY_CLOSED:
                self._last_day = _day(entry, body)
            self._active = self._active.after(entry, body)
        self._read_seq = entry.seq

    def _take_opening(self, entry: Entry, body: Mapping[str, Any]) -> None:
        shift = _shift(entry, body, self.currency)
        self._open[shift.id] = _OpenShift(shift, Tally(self.currency), {})
        self._last_used = shift.id

    def _take_into(self, known: _OpenShift, entry: Entry, body: Mapping[str, Any]) -> None:
        known.tally.take(entry, body)
        if entry.kind in _MONEY:
            known.slips = slips_after(known.slips, entry, body, self.currency)
            known.count = replace(known.count, stale=True) if known.count else None
        if entry.kind in _SALES:
            self._last_used = known.shift.id
        elif entry.kind == Kind.SHIFT_COUNTED:
            known.count = _count(entry, body, self.currency)
        elif entry.kind == Kind.SHIFT_SUSPENDED:
            known.shift = replace(known.shift, suspended=True)
        elif entry.kind == Kind.SHIFT_RESUMED:
            known.shift = replace(known.shift, suspended=False, holder=_person(body["operator"]))
            self._last_used = known.shift.id

    def _take_closing(self, entry: Entry, body: Mapping[str, Any]) -> None:
        self._open.pop(body["shift"], None)
        number = (self._last_z.number if self._last_z else 0) + 1
        self._last_z = replace(_z(entry, body), number=body.get("z_number", number))


def _shift(entry: Entry, body: Mapping[str, Any], currency: Currency) -> Shift:
    """The shift that an entry opened. Raises CurrencyChanged when the settings name another currency by now."""
    if body["currency"] != currency.code:
        raise CurrencyChanged(before=body["currency"], now=currency.code)
    operator = _person(body["operator"])
    return Shift(
        id=entry.id,
        business_date=date.fromisoformat(entry.business_date),
        opened_at=datetime.fromisoformat(entry.occurred_at),
        operator=operator,
        float_amount=Money.parse(body["float"], currency),
        drawer=body["drawer"],
        holder=operator,
    )


def _count(entry: Entry, body: Mapping[str, Any], currency: Currency) -> CommittedCount:
    return CommittedCount(
        entry_id=entry.id,
        shift=body["shift"],
        purpose=CountPurpose(body["purpose"]),
        round=body["round"],
        operator=_person(body["operator"]),
        tenders=tuple(TenderCount(each["type"], Money.parse(each["counted"], currency)) for each in body["tenders"]),
    )


def _z(entry: Entry, body: Mapping[str, Any]) -> ZReference:
    day = date.fromisoformat(entry.business_date)
    return ZReference(body.get("z_number", 0), entry.id, entry.seq, body["shift"], day)


def _day(entry: Entry, body: Mapping[str, Any]) -> DayReference:
    return DayReference(body["z_number"], entry.id, entry.seq, date.fromisoformat(body["business_date"]))


def _person(body: Mapping[str, Any]) -> Operator:
    return Operator(body["code"], body["name"], Role(body.get("role", Role.CASHIER)))
