"""Looking products up and searching their names, against SQLite asked directly about a plain table of the same rows."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from fallback_pos.barcodes.catalogue_codes import normalise_for_catalogue
from fallback_pos.catalogue_import.options import ImportOptions
from fallback_pos.catalogue_import.run import import_catalogue
from fallback_pos.domain.money import Currency
from fallback_pos.domain.tax import TaxClass
from fallback_pos.storage.catalogue import SEARCH_RESULTS, Catalogue
from fallback_pos.storage.engine import sqlite_module
from tests.benchmarks.figure import Figure, median, microseconds, percentile
from tests.benchmarks.goods import MISSES, RARE_TERMS, TYPED, goods, write_price_list

FEW, MANY = 10_000, 1_000_000
LOOK_UPS = 4_000
REPEATS = 3
SEARCH_GOAL_MILLISECONDS = 20
FASTER_THAN_LIKE_GOAL = 10
CURRENCY = Currency.of("EUR")
TAX_CLASSES = (TaxClass("A", Decimal(25)), TaxClass("B", Decimal(13)), TaxClass("C", Decimal(5)))


def figures(folder: Path, few: int = FEW, many: int = MANY, look_ups: int = LOOK_UPS) -> Iterator[Figure]:
    for count in (few, many):
        shelf = folder / str(count)
        shelf.mkdir()
        seconds = _import(shelf, count)
        catalogue, table = Catalogue.open(shelf, CURRENCY), _plain_table(shelf / "plain.db", count)
        try:
            yield _look_up(catalogue, table, count, look_ups, seconds)
            if count == many:
                yield _keystrokes(catalogue, count)
                yield _against_like(catalogue, table, "misses", MISSES)
                yield _against_like(catalogue, table, "rare terms", RARE_TERMS)
        finally:
            catalogue.close()
            table.close()


def _import(folder: Path, count: int) -> float:
    """Make the catalogue as `catalogue import` does; the seconds it took."""
    file = folder / "prices.csv"
    write_price_list(file, count)
    start = time.perf_counter()
    report = import_catalogue(file, folder, ImportOptions(CURRENCY, TAX_CLASSES))
    if report.rows != count:
        raise ValueError(f"{report.rows} of {count} rows were imported; the first problem: {report.problems[:1]}")
    return time.perf_counter() - start


def _plain_table(file: Path, count: int) -> Any:
    """The same rows in one indexed table, opened like the catalogue: read-only without locks, for as long as needed."""
    connection = sqlite_module().connect(str(file), isolation_level=None)
    connection.execute("CREATE TABLE product (code TEXT NOT NULL, name TEXT NOT NULL, price INTEGER, tax TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO product VALUES (?, ?, ?, ?)", goods(count))
    connection.execute("COMMIT")
    connection.execute("CREATE UNIQUE INDEX by_code ON product (code)")
    connection.close()
    return sqlite_module().connect(f"file:{file}?immutable=1", uri=True, isolation_level=None)


def _look_up(catalogue: Catalogue, table: Any, count: int, look_ups: int, import_seconds: float) -> Figure:
    """Distinct products in random order, ours and the plain query in turn; the first half only warms both up."""
    everything = list(goods(count))
    chosen = random.Random(1).sample(everything, min(count, 2 * look_ups))
    ours: list[float] = []
    floor: list[float] = []
    for good in chosen:
        key = normalise_for_catalogue(good.code)
        ours.append(_timed(lambda key=key: catalogue.find(key)))  # type: ignore[misc]
        floor.append(_timed(lambda code=good.code: _plain_row(table, code)))  # type: ignore[misc]
        if catalogue.find(key)[0].product.name != good.name:
            raise ValueError(f"{good} was not found under {key}")
    half = len(chosen) // 2
    return Figure(
        f"product look-up at {count:,} products",
        median(ours[half:]) / median(floor[half:]),
        2.5,
        "a raw sqlite3 point query",
        more={
            "ours_us": microseconds(median(ours[half:])),
            "floor_us": microseconds(median(floor[half:])),
            "ours_p99_us": microseconds(percentile(ours[half:], 99)),
            "import_seconds": round(import_seconds, 1),
        },
    )


def _plain_row(table: Any, code: str) -> Any:
    return table.execute("SELECT name, price, tax FROM product WHERE code = ?", (code,)).fetchone()


def _keystrokes(catalogue: Catalogue, count: int) -> Figure:
    """Each beginning of what people type, a search each."""
    strokes = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    seconds: list[float] = []
    processor: list[float] = []
    for turn in range(REPEATS):
        random.Random(turn).shuffle(strokes)
        for text in strokes:
            before = time.thread_time()
            seconds.append(_timed(lambda text=text: catalogue.search(text)))  # type: ignore[misc]
            processor.append(time.thread_time() - before)
    return Figure(
        f"search per keystroke among {count:,} names, p99",
        percentile(seconds, 99) * 1e3,
        SEARCH_GOAL_MILLISECONDS,
        "none: a time",
        unit="ms",
        more={
            "median_ms": round(median(seconds) * 1e3, 2),
            "worst_ms": round(max(seconds) * 1e3, 2),
            "processor_p99_ms": round(percentile(processor, 99) * 1e3, 2),
            "strokes": len(seconds),
        },
    )


def _against_like(catalogue: Catalogue, table: Any, name: str, terms: Sequence[str]) -> Figure:
    """How many times faster the slowest of these terms is found than by a LIKE scan."""
    ratios: dict[str, float] = {}
    for term in terms:
        if len(_like(table, term)) >= SEARCH_RESULTS:
            print(f"LEFT OUT: {term!r} is not rare here, so that LIKE may stop early", file=sys.stderr)
            continue
        ours = [_timed(lambda term=term: catalogue.search(term)) for _ in range(REPEATS)]  # type: ignore[misc]
        like = [_timed(lambda term=term: _like(table, term)) for _ in range(REPEATS)]  # type: ignore[misc]
        ratios[term] = median(like) / median(ours)
    worst = min(ratios, key=ratios.__getitem__)
    return Figure(
        f"search, {name}: times faster than LIKE, the worst term",
        ratios[worst],
        FASTER_THAN_LIKE_GOAL,
        "a LIKE scan for the first 20",
        unit="times faster",
        at_least=True,
        more={"worst_term": worst, "by_term": {term: round(ratio) for term, ratio in ratios.items()}},
    )


def _like(table: Any, term: str) -> Any:
    return table.execute(
        "SELECT code, name, price FROM product WHERE name LIKE ? LIMIT ?", (f"%{term}%", SEARCH_RESULTS)
    ).fetchall()


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
