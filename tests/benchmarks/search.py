"""Finding the first 50 sales among a million entries, by everything that somebody may remember; and making the index.

The floor is what a search without an index does: a pass over the bodies with json_extract, newest first, until 50 fit.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.sale_criteria import SaleCriteria, SaleState
from fallback_pos.domain.tender import TenderType
from fallback_pos.storage.engine import open_reader
from fallback_pos.storage.index import Index
from fallback_pos.storage.sale_search import SaleSearch
from tests.benchmarks.figure import Figure, median
from tests.benchmarks.reports import ENTRIES, SHIFT_SALES, fill

EUR = Currency.of("EUR")
ROWS = 50
RUNS = 5
_FLOOR = """SELECT seq FROM entry WHERE kind IN ('sale.completed', 'return.completed')
AND json_extract(CAST(body AS TEXT), '$.total') = 'nothing' ORDER BY seq DESC LIMIT 50"""


def figures(folder: Path, entries: int = ENTRIES, shift_sales: int = SHIFT_SALES) -> Iterator[Figure]:
    journal = folder / "journal.db"
    _, last = fill(journal, entries, shift_sales)
    index = Index(folder / "index.db", journal)
    begun = time.perf_counter()
    index.catch_up()
    made_seconds = time.perf_counter() - begun
    name = f"index made of {last:,} entries, a year's worth"
    size = round((folder / "index.db").stat().st_size / 1e6, 1)
    per_entry = made_seconds / last * 1e6
    yield Figure(name, per_entry, None, "none", "us an entry", more={"megabytes": size, "seconds": made_seconds})
    floor_seconds = _seconds_of_a_scan(journal)
    search = SaleSearch(index)
    for what, criteria in _criteria().items():
        seconds = _seconds(search, criteria)
        more = {"milliseconds": round(seconds * 1e3, 2), "found": len(search.find(criteria, ROWS))}
        name = f"first {ROWS} sales by {what} among {last:,} entries"
        yield Figure(name, seconds / floor_seconds, None, "a scan of the bodies", more=more)
    index.close()


def _criteria() -> Mapping[str, SaleCriteria]:
    exact = Money(1297, EUR)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "nothing": SaleCriteria(),
        "number": SaleCriteria(number="777"),
        "exact amount": SaleCriteria(at_least=exact, at_most=exact),
        "an amount that never was": SaleCriteria(at_least=Money(10**9, EUR)),
        "day": SaleCriteria(day=date(2026, 1, 1)),
        "the oldest minute": SaleCriteria(first=first, last=first),
        "goods that sell often": SaleCriteria(product="a"),
        "goods that never sold": SaleCriteria(product="no such goods"),
        "operator": SaleCriteria(operator="102"),
        "nobody": SaleCriteria(operator="999"),
        "tender": SaleCriteria(tender=TenderType.CARD),
        "a tender nobody used": SaleCriteria(tender=TenderType.PAID_ELSEWHERE),
        "state": SaleCriteria(state=SaleState.DISCOUNTED),
        "goods, nobody and a tender": SaleCriteria(product="a", operator="999", tender=TenderType.CARD),
    }


def _seconds(search: SaleSearch, criteria: SaleCriteria) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        search.find(criteria, ROWS)
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _seconds_of_a_scan(journal: Path) -> float:
    engine = open_reader(journal)
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        begun = time.perf_counter()
        cursor.execute(_FLOOR).fetchall()
        taken = time.perf_counter() - begun
    engine.dispose()
    return taken
