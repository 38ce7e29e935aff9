"""The sales that corrections are about: found again, as they stand now, and whether anything may still be done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fallback_pos.corrections.errors import (
    AlreadyVoided,
    CancellationMissing,
    GoodsCameBack,
    NoShiftForCorrection,
    NotOfThisShift,
    SaleNotFound,
)
from fallback_pos.corrections.values import CorrectionContext, KnownSale
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.facts import override_body
from fallback_pos.domain.operator import Action, Operator, Permissions
from fallback_pos.domain.sale import RETURN_KIND, SALE_KIND, Sale
from fallback_pos.domain.tender import Tender, TenderType
from fallback_pos.domain.tender_rules import Exposure, TenderRule
from fallback_pos.domain.typed_text import typed_text
from fallback_pos.errors import TillError
from fallback_pos.storage.index import Index
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Kind

LOOK_BACK_ENTRIES = 200

FiscalHook = Callable[[str, Mapping[str, Any]], Mapping[str, str]]
"""Takes a kind and a body, gives texts that join the body as "fiscal"; to refuse, it raises a TillError."""


@dataclass(frozen=True, slots=True)
class CorrectionRules:
    """What a shop has decided: rules of its tenders, the smallest amount of cash, and its fiscal hook."""

    permissions: Permissions
    tenders: Mapping[TenderType, TenderRule]
    cash_step_minor: int
    fiscal_hook: FiscalHook


class SoldSales:
    """What both steps share. `context` tells which shift is in use, `exposure` what nobody has confirmed yet."""

    def __init__(
        self,
        journal: Journal,
        index: Index,
        rules: CorrectionRules,
        context: Callable[[], CorrectionContext | None],
        exposure: Callable[[], Mapping[TenderType, Exposure]] = dict,
        clock: Callable[[], Instant] = Instant.now,
    ) -> None:
        self._journal = journal
        self._index = index
        self._rules = rules
        self._context = context
        self._exposure = exposure
        self._clock = clock
        self.kick_drawer: Callable[[], None] | None = None
        """Opens the drawer, where this till does."""

    def look_up(self, receipt: str) -> KnownSale:
        """A sale as it stands now. Raises SaleNotFound."""
        return self._known(self._sale(receipt))

    def last_sales(self, limit: int = 10) -> list[KnownSale]:
        """The last sales and returns of the shift in use, newest first."""
        context = self._context()
        found: list[KnownSale] = []
        if context is not None:
            for entry in self._backwards(context.shift):
                if len(found) == limit:
                    break
                found.append(self._known(_sale_of(entry)))
        return found

    def _known(self, sale: Sale) -> KnownSale:
        voided = self._index.void_of(sale.id) is not None
        known = KnownSale(sale, self._index.paid_tenders(sale), voided, None)
        return replace(known, why_not=self._why_not_voided(known))

    def _why_not_voided(self, known: KnownSale) -> TillError | None:
        context = self._context()
        if context is None:
            return NoShiftForCorrection()
        try:
            self._refuse_foreign(known, context)
        except TillError as refusal:
            return refusal
        if any(self._index.returned(known.sale.id).values()):
            return GoodsCameBack(receipt=known.sale.receipt)
        return None

    def _refuse_foreign(self, known: KnownSale, context: CorrectionContext) -> None:
        """Raises AlreadyVoided or NotOfThisShift."""
        if known.voided:
            raise AlreadyVoided(receipt=known.sale.receipt)
        if known.sale.shift != context.shift:
            raise NotOfThisShift(receipt=known.sale.receipt)

    def _cancelled(self, tenders: Sequence[Tender], numbers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """(tender, number of its cancellation) of each that moved money outside. Raises CancellationMissing."""
        found = []
        for tender in tenders:
            number = typed_text(numbers.get(tender.id))
            if tender.moved_money_outside and not number:
                raise CancellationMissing(tender_name=tender.type.value)
            if tender.moved_money_outside:
                found.append((tender.id, number))
        return tuple(found)

    def _in_shift(self) -> CorrectionContext:
        """Raises NoShiftForCorrection."""
        context = self._context()
        if context is None:
            raise NoShiftForCorrection()
        return context

    def _sale(self, receipt: str) -> Sale:
        text = typed_text(receipt)
        sale = self._index.sale(text)
        if sale is None:
            raise SaleNotFound(receipt=text[:30])
        return sale

    def _backwards(self, shift: str) -> Iterator[Entry]:
        """Sales and returns of a shift, newest first, back to its opening."""
        upper = self._journal.head.seq
        while upper > 0:
            lower = max(0, upper - LOOK_BACK_ENTRIES)
            for entry in reversed(self._journal.read(lower, upper - lower)):
                if entry.id == shift:
                    return
                if entry.kind in (SALE_KIND, RETURN_KIND) and json.loads(entry.body)["shift"] == shift:
                    yield entry
            upper = lower


def override_draft(
    action: Action, operator: Operator, second: Operator, context: CorrectionContext, sale: Sale, reason: str
) -> Draft:
    body = override_body(action, operator, second, context.shift)
    return Draft(Kind.OVERRIDE_GRANTED, body | {"sale": sale.id, "reason": reason})


def _sale_of(entry: Entry) -> Sale:
    return Sale.read(entry.id, entry.occurred_at, entry.business_date, json.loads(entry.body))
