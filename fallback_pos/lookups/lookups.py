"""Searching the journal for sales, and opening one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale import RETURN_KIND, Sale
from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.lookups.values import (
    ApprovedStep,
    CounterEntry,
    Delivery,
    FoundSale,
    SaleView,
    SettledTender,
)
from fallback_pos.storage.index import Index
from fallback_pos.storage.outside_tenders import OutsideTenders
from fallback_pos.storage.sale_search import SaleSearch
from sync.ledger import Entry

MOST_ROWS = 500


class NoSuchReceipt(TillError):
    """Parameter: receipt."""

    sentence = "Receipt {receipt} is not in this till's journal. Check the number."


class LookUps:
    """Reads only. `printed` gives the state of a receipt's newest print job, `deliveries` how far an entry was sent.

    Every method raises IndexUnusable or JournalNotReadable.
    """

    def __init__(
        self,
        index: Index,
        printed: Callable[[str], str | None],
        deliveries: Callable[[Entry], Sequence[Delivery]],
    ) -> None:
        self._index = index
        self._search = SaleSearch(index)
        self._tenders = OutsideTenders(index)
        self._printed = printed
        self._deliveries = deliveries

    def find(self, criteria: SaleCriteria, limit: int = 50, before_seq: int | None = None) -> list[FoundSale]:
        """Sales that fit, newest first; `before_seq` of the last row gives the next page."""
        return [self._row(entry) for entry in self._search.find(criteria, min(limit, MOST_ROWS), before_seq)]

    def open(self, receipt: str) -> SaleView:
        """Everything about a sale or return. Raises NoSuchReceipt."""
        entry = self._index.entry_of_receipt(receipt.strip())
        if entry is None:
            raise NoSuchReceipt(receipt=receipt.strip()[:30])
        body = json.loads(entry.body)
        sale = Sale.read(entry.id, entry.occurred_at, entry.business_date, body)
        results = self._tenders.results(sale.id)
        void, corrections = self._index.void_of(sale.id), self._index.corrections(sale.id)
        return SaleView(
            sale=sale,
            seq=entry.seq,
            local=_local(entry, body),
            paid=tuple(SettledTender(each, results.get(each.id)) for each in self._index.paid_tenders(sale)),
            approvals=tuple(_approvals(body)),
            afterwards=tuple(_counter_entry(each) for each in (*corrections, *([void] if void else []))),
            copies=self._index.copies(sale.id),
            printed=self._printed(sale.receipt),
            deliveries=tuple(self._deliveries(entry)),
            states=self._states(entry, body),
        )

    def _row(self, entry: Entry) -> FoundSale:
        body = json.loads(entry.body)
        currency = Currency.of(body["currency"])
        return FoundSale(
            seq=entry.seq,
            receipt=body["receipt"],
            local=_local(entry, body),
            total=Money.parse(body["total"], currency),
            operator=body["operator"]["name"],
            tenders=tuple(dict.fromkeys(TenderType(tender["type"]) for tender in body["tenders"])),
            lines=len(body["lines"]),
            states=self._states(entry, body),
        )

    def _states(self, entry: Entry, body: Mapping[str, Any]) -> tuple[SaleState, ...]:
        states = [SaleState.RETURN] if entry.kind == RETURN_KIND else []
        if self._index.void_of(entry.id) is not None:
            states.append(SaleState.VOIDED)
        if self._index.corrections(entry.id):
            states.append(SaleState.CORRECTED)
        if body.get("paper"):
            states.append(SaleState.PAPER)
        if self._tenders.waits(body["receipt"]):
            states.append(SaleState.UNCONFIRMED)
        return tuple(states)


def _approvals(body: Mapping[str, Any]) -> list[ApprovedStep]:
    own = body["operator"]["code"]
    asked = body["operator"]["name"]
    return [
        ApprovedStep(each["action"], each["name"], each["reason"], asked if each["operator"] != own else None)
        for each in body["approvals"]
    ]


def _counter_entry(entry: Entry) -> CounterEntry:
    body = json.loads(entry.body)
    approved_by = body.get("approved_by") or {}
    return CounterEntry(
        kind=entry.kind,
        at=datetime.fromisoformat(entry.occurred_at),
        operator=body["operator"]["name"],
        approved_by=approved_by.get("name"),
        reason=body["reason"],
    )


def _local(entry: Entry, body: Mapping[str, Any]) -> datetime:
    offset = timedelta(minutes=body["clock"]["utc_offset_minutes"])
    return (datetime.fromisoformat(entry.occurred_at) + offset).replace(tzinfo=None)
