"""Finding sales by what somebody remembers of them, newest first, without reading the journal's bodies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from fallback_pos.domain.receipt_number import ReceiptNumber
from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
from fallback_pos.storage.engine import straight_to_driver
from fallback_pos.storage.index import Index
from fallback_pos.storage.index_sales import MARKS, TENDER_BITS
from fallback_pos.storage.search_tokens import fold
from sync.ledger import Entry

FIRST_WINDOW_ENTRIES = 4_000
MOST_GOODS = 50_000
_RETURN = MARKS[SaleState.RETURN]
_LAST = 2**62
MANY_GOODS = 1_000
_MANY_FOUND = f"SELECT 1 FROM found LIMIT 1 OFFSET {MANY_GOODS}"
_BY_GOODS = """
    SELECT DISTINCT g.seq FROM found f CROSS JOIN sold_goods g ON g.goods = f.id AND g.seq >= ? AND g.seq < ?
    JOIN sold s ON s.seq = g.seq WHERE 1 {where} ORDER BY g.seq DESC LIMIT ?
"""
_BY_SALE = """
    SELECT s.seq FROM sold s WHERE s.seq >= ? AND s.seq < ? {where} AND EXISTS (
        SELECT 1 FROM sold_goods g JOIN found f ON f.id = g.goods WHERE g.seq = s.seq
    ) ORDER BY s.seq DESC LIMIT ?
"""


class SaleSearch:
    """Searches over the index of sales. Every method raises IndexUnusable or JournalNotReadable."""

    def __init__(self, index: Index, first_window_entries: int = FIRST_WINDOW_ENTRIES) -> None:
        self._index = index
        self._window = first_window_entries

    def find(self, criteria: SaleCriteria, limit: int, before_seq: int | None = None) -> list[Entry]:
        """Sales and returns that fit, newest first. `before_seq` goes on behind an earlier answer."""
        found = self._index.look(
            lambda connection: _found(connection, criteria, limit, before_seq or _LAST, self._window)
        )
        return [entry for entry in map(self._index.entry_at, found) if entry is not None]


def _found(connection: Connection, criteria: SaleCriteria, limit: int, before: int, window: int) -> list[int]:
    where, values = _conditions(connection, criteria)
    if not criteria.product:
        sql = f"SELECT s.seq FROM sold s WHERE s.seq < ? {where} ORDER BY s.seq DESC LIMIT ?"
        return _column(connection, sql, (before, *values, limit))
    with _goods_found(connection, criteria.product) as any_found:
        return _with_goods(connection, where, values, limit, before, window) if any_found else []


def _with_goods(
    connection: Connection, where: str, values: list[object], limit: int, before: int, window: int
) -> list[int]:
    """Goods that sell every minute are found in the newest entries; for rarer ones the window grows."""
    sql = (_BY_SALE if _column(connection, _MANY_FOUND, ()) else _BY_GOODS).format(where=where)
    newest = _column(connection, "SELECT coalesce(max(seq), 0) FROM sold", ())[0]
    upper = min(before, newest + 1)
    found: list[int] = []
    while upper > 0 and len(found) < limit:
        lower = max(0, upper - window)
        found += _column(connection, sql, (lower, upper, *values, limit - len(found)))
        upper, window = lower, window * 8
    return found


@contextmanager
def _goods_found(connection: Connection, text: str) -> Iterator[bool]:
    """The goods that a text means, in a table of their own for the time of one search; whether there are any."""
    with straight_to_driver(connection) as driver:
        driver.execute("CREATE TEMP TABLE IF NOT EXISTS found (id INTEGER PRIMARY KEY)")
        driver.execute("DELETE FROM found")
        like = "%" + fold(text).strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        driver.execute(
            "INSERT INTO found SELECT id FROM goods WHERE folded LIKE ? ESCAPE '\\' OR code = ? OR product = ? LIMIT ?",
            (like, text.strip(), text.strip(), MOST_GOODS),
        )
        yield driver.execute("SELECT 1 FROM found LIMIT 1").fetchone() is not None
        driver.execute("DELETE FROM found")


def _conditions(connection: Connection, criteria: SaleCriteria) -> tuple[str, list[object]]:
    """Conditions over `sold s`, each beginning with AND, and their values."""
    parts: list[tuple[str, list[object]]] = []
    if criteria.number:
        parts.append(_by_number(connection, criteria.number.strip()))
    if criteria.day is not None:
        parts.append(("s.day = ?", [int(criteria.day.strftime("%Y%m%d"))]))
    if criteria.first is not None:
        parts.append(("s.at >= ?", [int(criteria.first.timestamp())]))
    if criteria.last is not None:
        parts.append(("s.at <= ?", [int(criteria.last.timestamp())]))
    parts += _by_amount(criteria)
    if criteria.operator:
        parts.append(("s.operator = ?", [criteria.operator.strip()]))
    if criteria.tender is not None:
        parts.append(("s.tenders & ?", [TENDER_BITS[criteria.tender.value]]))
    if criteria.reference:
        sub = "SELECT r.seq FROM outside o JOIN receipt r ON r.number = o.receipt WHERE instr(lower(o.refs), ?)"
        parts.append((f"s.seq IN ({sub})", [criteria.reference.strip().lower()]))
    if criteria.state is not None:
        parts.append(_by_state(criteria.state))
    if criteria.unsent_after is not None:
        parts.append(("s.seq > ?", [criteria.unsent_after]))
    where = "".join(f" AND {condition}" for condition, _ in parts)
    return where, [value for _, values in parts for value in values]


def _by_number(connection: Connection, number: str) -> tuple[str, list[object]]:
    """The whole number, its counter alone in any generation, or that of a paper voucher."""
    if number.isdecimal() and number.isascii():
        with straight_to_driver(connection) as driver:
            row = driver.execute("SELECT number FROM receipt ORDER BY number DESC LIMIT 1").fetchone()
        last = ReceiptNumber.read(row[0]) if row else None
        generations = range(1, last.generation + 1) if last else ()
        numbers = [ReceiptNumber(last.till, each, int(number)).text for each in generations if last]
        return f"s.seq IN (SELECT seq FROM receipt WHERE number IN ({', '.join('?' * len(numbers))}))", [*numbers]
    paper = "SELECT r.seq FROM paper p JOIN receipt r ON r.number = p.receipt WHERE p.number = ?"
    return f"s.seq IN (SELECT seq FROM receipt WHERE number = ? UNION {paper})", [number, number.upper()]


def _by_amount(criteria: SaleCriteria) -> list[tuple[str, list[object]]]:
    """An exact amount has an index; for a range the newest rows are read, which have some in no time or are few."""
    least, most = criteria.at_least, criteria.at_most
    if least is not None and least == most:
        return [("s.minor = ?", [least.minor])]
    parts: list[tuple[str, list[object]]] = [("+s.minor >= ?", [least.minor])] if least is not None else []
    return [*parts, ("+s.minor <= ?", [most.minor])] if most is not None else parts


def _by_state(state: SaleState) -> tuple[str, list[object]]:
    if state is SaleState.SALE:
        return f"NOT s.marks & {_RETURN}", []
    if state is SaleState.UNCONFIRMED:
        sub = "SELECT r.seq FROM unconfirmed u JOIN receipt r ON r.number = u.receipt"
        return f"s.seq IN ({sub})", []
    return "s.marks != 0 AND s.marks & ?", [MARKS[state]]


def _column(connection: Connection, sql: str, values: tuple[object, ...]) -> list[int]:
    with straight_to_driver(connection) as driver:
        return [int(row[0]) for row in driver.execute(sql, values).fetchall()]
