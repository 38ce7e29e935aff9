"""Looking up tenders that moved money outside the till, and what was resolved about them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.reconciling import PaidTender, reference_keys
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.index import Index

_COLUMNS = "o.tender, o.sale, o.receipt, o.type, o.currency, o.minor, o.occurred_at, o.utc_offset_minutes, o.refs"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the journal says about a line, a tender or both; `entry` is the id of its entry."""

    entry: str
    line: str | None
    tender: str | None
    result: str


class OutsideTenders:
    """Every method raises IndexUnusable or JournalNotReadable."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def open(
        self, currency: Currency, types: Collection[TenderType], since: datetime | None = None
    ) -> list[PaidTender]:
        """Tenders of these types about which nothing is resolved, oldest first. `since` leaves out what is older,
        unless it waits for its confirmation: that is looked for as long as it waits.
        """
        marks = ", ".join("?" * len(types))

        def look(connection: Connection) -> list[PaidTender]:
            rows = connection.exec_driver_sql(
                f"SELECT {_COLUMNS}, u.tender IS NOT NULL FROM outside o "
                "LEFT JOIN unconfirmed u ON u.tender = o.tender "
                f"WHERE o.currency = ? AND o.type IN ({marks}) AND (o.occurred_at >= ? OR u.tender IS NOT NULL) "
                "AND NOT EXISTS (SELECT 1 FROM resolved r WHERE r.tender = o.tender) ORDER BY o.occurred_at, o.tender",
                (currency.code, *(type.value for type in types), since.isoformat() if since else ""),
            )
            return [_tender(*row) for row in rows.fetchall()]

        return self._index.look(look)

    def tender(self, tender: str) -> PaidTender | None:
        """A tender by its id, whatever was resolved about it."""

        def look(connection: Connection) -> PaidTender | None:
            row = connection.exec_driver_sql(
                f"SELECT {_COLUMNS}, u.tender IS NOT NULL FROM outside o "
                "LEFT JOIN unconfirmed u ON u.tender = o.tender WHERE o.tender = ?",
                (tender,),
            ).fetchone()
            return _tender(*row) if row else None

        return self._index.look(look)

    def results(self, sale: str) -> dict[str, str]:
        """What was resolved about the tenders of a sale: tender to result."""

        def look(connection: Connection) -> dict[str, str]:
            rows = connection.exec_driver_sql(
                "SELECT o.tender, r.result FROM outside o JOIN resolved r ON r.tender = o.tender WHERE o.sale = ?",
                (sale,),
            )
            return {tender: result for tender, result in rows.fetchall()}

        return self._index.look(look)

    def waits(self, receipt: str) -> bool:
        """Whether a tender of a receipt waits for its confirmation."""

        def look(connection: Connection) -> bool:
            sql = "SELECT 1 FROM unconfirmed WHERE receipt = ? LIMIT 1"
            return connection.exec_driver_sql(sql, (receipt,)).fetchone() is not None

        return self._index.look(look)

    def resolved_lines(self) -> frozenset[str]:
        """Ids of all lines that were resolved."""

        def look(connection: Connection) -> frozenset[str]:
            rows = connection.exec_driver_sql("SELECT line FROM resolved WHERE line IS NOT NULL")
            return frozenset(row[0] for row in rows.fetchall())

        return self._index.look(look)

    def is_resolved(self, part: str) -> bool:
        """Whether a line or tender whose id begins or ends so was resolved."""

        def look(connection: Connection) -> bool:
            row = connection.exec_driver_sql(
                "SELECT 1 FROM resolved WHERE substr(line, 1, ?1) = ?2 OR substr(tender, 1, ?1) = ?2 "
                "OR substr(line, -?1) = ?2 OR substr(tender, -?1) = ?2 LIMIT 1",
                (len(part), part),
            ).fetchone()
            return row is not None

        return bool(part) and self._index.look(look)

    def resolutions(self, limit: int) -> list[Resolution]:
        """The newest resolutions, newest first."""

        def look(connection: Connection) -> list[Resolution]:
            rows = connection.exec_driver_sql(
                "SELECT entry, line, tender, result FROM resolved ORDER BY at DESC, entry DESC LIMIT ?", (limit,)
            )
            return [Resolution(*row) for row in rows.fetchall()]

        return self._index.look(look)


def _tender(
    tender: str,
    sale: str,
    receipt: str,
    type: str,
    currency: str,
    minor: int,
    occurred_at: str,
    utc_offset_minutes: int,
    refs: str,
    unconfirmed: Any,
) -> PaidTender:
    at = datetime.fromisoformat(occurred_at)
    texts: list[str] = json.loads(refs)
    return PaidTender(
        id=tender,
        type=TenderType(type),
        amount=Money(minor, Currency.of(currency)),
        at=at,
        local=(at + timedelta(minutes=utc_offset_minutes)).replace(tzinfo=None),
        receipt=receipt,
        sale=sale,
        references=reference_keys((*texts, receipt)),
        shown=" ".join(texts),
        unconfirmed=bool(unconfirmed),
    )
