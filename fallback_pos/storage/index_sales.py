"""What the search for sales keeps in index.db: a narrow row of each sale, and which goods were in it.

A search reads the narrow rows from the newest on until it has enough; only exact amounts and goods have an index of
their own. A sale costs one row and a pair of numbers for each of its lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale import RETURN_KIND
from fallback_pos.domain.sale_criteria import SaleState
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.engine import straight_to_driver
from fallback_pos.storage.search_tokens import fold
from sync.ledger import Entry

SALES_TABLES = (
    "CREATE TABLE sold (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, day INTEGER NOT NULL, minor INTEGER NOT NULL, "
    "operator TEXT NOT NULL, tenders INTEGER NOT NULL, marks INTEGER NOT NULL) STRICT",
    "CREATE INDEX sold_minor ON sold (minor)",
    "CREATE INDEX sold_marked ON sold (seq) WHERE marks != 0",
    "CREATE TABLE goods (id INTEGER PRIMARY KEY, product TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, "
    "folded TEXT NOT NULL, UNIQUE (name, product, code)) STRICT",
    "CREATE TABLE sold_goods (goods INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (goods, seq)) "
    "STRICT, WITHOUT ROWID",
    "CREATE INDEX sold_goods_seq ON sold_goods (seq)",
)
MARKS: Mapping[SaleState, int] = {
    SaleState.RETURN: 1,
    SaleState.VOIDED: 2,
    SaleState.CORRECTED: 4,
    SaleState.PAPER: 8,
    SaleState.DISCOUNTED: 16,
    SaleState.APPROVED: 32,
}
TENDER_BITS: Mapping[str, int] = {type.value: 1 << place for place, type in enumerate(TenderType)}
_GOODS = "INSERT INTO goods (name, product, code, folded) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_GOODS_ID = "SELECT id FROM goods WHERE name = ? AND product = ? AND code = ?"
_SOLD_GOODS = "INSERT INTO sold_goods VALUES (?, ?) ON CONFLICT DO NOTHING"
_REMEMBERED = "goods"
MOST_REMEMBERED_GOODS = 100_000
Goods = tuple[str, str, str]
"""Name, product and code, as they stood on the line."""


def put_sold(connection: Connection, entry: Entry, body: Mapping[str, Any]) -> None:
    """Note a sale or return for the search."""
    currency = Currency.of(body["currency"])
    operator = body.get("operator") or {}
    row = (
        entry.seq,
        int(datetime.fromisoformat(entry.occurred_at).timestamp()),
        int(entry.business_date.replace("-", "")),
        Money.parse(body.get("total", "0"), currency).minor,
        str(operator.get("code", "")),
        _bits(body["tenders"]),
        _marks(entry, body),
    )
    lines = {(line["name"], line["product"] or "", line["code"] or "") for line in body["lines"]}
    known: dict[Goods, int] = connection.info.setdefault(_REMEMBERED, {})
    with straight_to_driver(connection) as driver:
        driver.execute("INSERT INTO sold VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
        ids = [known.get(goods) or _goods_id(driver, known, goods) for goods in lines]
        driver.executemany(_SOLD_GOODS, [(each, entry.seq) for each in ids])


def _goods_id(driver: Any, known: dict[Goods, int], goods: Goods) -> int:
    """The number of these goods, made if need be and remembered as long as the file is open."""
    driver.execute(_GOODS, (*goods, fold(goods[0])))
    number = int(driver.execute(_GOODS_ID, goods).fetchone()[0])
    if len(known) >= MOST_REMEMBERED_GOODS:
        known.clear()
    known[goods] = number
    return number


def mark_sold(connection: Connection, receipt: str, state: SaleState) -> None:
    """A later entry says this of the sale with this receipt number."""
    connection.exec_driver_sql(
        "UPDATE sold SET marks = marks | ? WHERE seq = (SELECT seq FROM receipt WHERE number = ?)",
        (MARKS[state], receipt),
    )


def mark_tenders(connection: Connection, receipt: str, tenders: list[Mapping[str, Any]]) -> None:
    """A correction says that these paid for it too; what was rung first can still be looked for."""
    connection.exec_driver_sql(
        "UPDATE sold SET tenders = tenders | ? WHERE seq = (SELECT seq FROM receipt WHERE number = ?)",
        (_bits(tenders), receipt),
    )


def _bits(tenders: list[Mapping[str, Any]]) -> int:
    bits = 0
    for tender in tenders:
        bits |= TENDER_BITS.get(tender["type"], 0)
    return bits


def _marks(entry: Entry, body: Mapping[str, Any]) -> int:
    marks = MARKS[SaleState.RETURN] if entry.kind == RETURN_KIND else 0
    if body.get("paper"):
        marks |= MARKS[SaleState.PAPER]
    if any(line["discounts"] for line in body["lines"]):
        marks |= MARKS[SaleState.DISCOUNTED]
    own = (body.get("operator") or {}).get("code")
    if any(given["operator"] != own for given in body.get("approvals", ())):
        marks |= MARKS[SaleState.APPROVED]
    return marks
