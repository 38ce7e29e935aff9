"""X and Z of a shift of 5,000 sales, and a year's report, in a journal of a million entries, against SQLite's own sums.

The floor is one SQL statement over the same bodies that sums the seven headline amounts with json_extract; `one_field`
compares with a statement that sums a single amount. The reports add up tax, tenders, departments, hours and
people as well.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fallback_pos.domain.figures_body import read_totals
from fallback_pos.domain.figures_shift import ShiftTally
from fallback_pos.domain.figures_z import PreviousZ, first_z, z_members
from fallback_pos.domain.money import Currency
from fallback_pos.reports.making import ReportMaker, Whose
from fallback_pos.storage.engine import open_reader
from fallback_pos.storage.journal import Draft, Journal
from fallback_pos.storage.journal_milestones import JournalLookup
from fallback_pos.storage.sale_reading import read_sale_bytes
from sync.ledger import Kind, Origin
from tests.benchmarks.figure import Figure, median
from tests.benchmarks.sales import sale_bodies

EUR = Currency.of("EUR")
SHIFT_SALES = 5_000
ENTRIES = 1_000_000
AT_ONCE = 500
RUNS = 5
FIRST_DAY = date(2026, 1, 1)
ANA = {"code": "101", "name": "Ana", "role": "cashier"}
_HEADLINES = ("total", "net", "tax_total", "discount_total", "rounding", "change", "tendered")
_SUMS = ", ".join(f"sum(json_extract(body, '$.{name}'))" for name in _HEADLINES)
_FLOOR = "SELECT count(*), {sums} FROM (SELECT CAST(body AS TEXT) AS body FROM entry WHERE seq BETWEEN ? AND ?)"


def figures(
    folder: Path, entries: int = ENTRIES, shift_sales: int = SHIFT_SALES, *, memory: bool = True
) -> Iterator[Figure]:
    path = folder / "journal.db"
    first, last = fill(path, entries, shift_sales)
    name = f"X report of {shift_sales:,} sales among {last:,} entries"
    yield _report(path, name, first, last, lambda maker: maker.x())
    close_seq = _close(path)
    name = f"Z report of {shift_sales:,} sales, read and checked"
    yield _report(path, name, first, close_seq, lambda maker: maker.z())
    year = ("2026-01-01", "2026-12-31")
    yield _report(path, "a year's report out of its Zs", 1, close_seq, lambda maker: maker.period(*year), 3)
    yield _report(
        path,
        "a year's report, every entry read",
        1,
        close_seq,
        lambda maker: maker.period(*year, from_entries=True),
        1,
    )
    if memory and Path("/proc/self/status").exists():
        yield _memory(path)


def _report(
    path: Path, name: str, first: int, last: int, make: Callable[[ReportMaker], object], runs: int = RUNS
) -> Figure:
    """A report with everything that belongs to it, from opening the file on, taking turns with the floor."""
    ours, floor, one_field = [], [], []
    for _ in range(runs):
        ours.append(_seconds(lambda: _made(path, make)))
        floor.append(_seconds(lambda: _sums(path, _SUMS, first, last)))
        one_field.append(_seconds(lambda: _sums(path, "sum(json_extract(body, '$.total'))", first, last)))
    return Figure(
        name,
        median(ours) / median(floor),
        3.0,
        "one json_extract aggregate of seven amounts over the same bodies",
        more={
            "ours_seconds": round(median(ours), 3),
            "floor_seconds": round(median(floor), 3),
            "one_field": round(median(ours) / median(one_field), 2),
            "entries": last - first + 1,
        },
    )


def _memory(path: Path) -> Figure:
    """Peak memory of a process that reads the whole year, against one that reads a single shift."""
    shift = _peak_megabytes(path, "2026-12-31", "2026-12-31")
    year = _peak_megabytes(path, "2026-01-01", "2026-12-31")
    return Figure(
        "memory of a year's report, every entry read",
        year / shift,
        1.2,
        "the same of a report of nothing",
        more={"year_megabytes": round(year, 1), "nothing_megabytes": round(shift, 1)},
    )


def _peak_megabytes(path: Path, first_day: str, last_day: str) -> float:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_of_period, (path, first_day, last_day))


def _peak_of_period(path: Path, first_day: str, last_day: str) -> float:
    from fallback_pos.reports.errors import NothingOnThatDay

    def make(maker: ReportMaker) -> object:
        try:
            return maker.period(first_day, last_day, from_entries=True)
        except NothingOnThatDay:
            return None

    _made(path, make)
    return _highest_megabytes()


def _highest_megabytes() -> float:
    """What the kernel keeps for this program alone; getrusage would count the process that started it as well."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def _made(path: Path, make: Callable[[ReportMaker], object]) -> None:
    with closing(JournalLookup(path)) as journal:
        make(ReportMaker(journal, Whose("0012", "03"), EUR, datetime.now(UTC)))


def _sums(path: Path, sums: str, first: int, last: int) -> None:
    engine = open_reader(path)
    with engine.connect() as connection:
        connection.exec_driver_sql(_FLOOR.format(sums=sums), (first, last)).fetchall()
    engine.dispose()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fill(path: Path, entries: int, shift_sales: int) -> tuple[int, int]:
    """A year of shifts, closed with their Zs, and one that is open; first and last entry of that one."""
    journal = _journal(path)
    previous = first_z(EUR)
    shifts = max(2, -(-entries // (2 * shift_sales + 2)))
    for number in range(shifts - 1):
        shift, first = _shift(journal, FIRST_DAY + timedelta(days=3 * number), shift_sales)
        previous = _closing(journal, shift, first, previous)
    _, first = _shift(journal, FIRST_DAY + timedelta(days=3 * (shifts - 1)), shift_sales)
    last = journal.head.seq
    journal.close()
    return first, last


def _journal(path: Path) -> Journal:
    """Hashed and chained like any; signing is left out, which a report never checks."""
    return Journal(path, Origin("0012", "03"), lambda digest: bytes(64))


def _shift(journal: Journal, day: date, sales: int) -> tuple[str, int]:
    """Open a shift and sell; its id and the number of its first entry."""
    opening = {"operator": ANA, "drawer": "1", "float": "100.00", "currency": "EUR"}
    opened = Draft(Kind.SHIFT_OPENED, opening)
    journal.append([opened], business_date=day.isoformat())
    first = journal.head.seq
    for start in range(0, sales, AT_ONCE):
        receipt = journal.next_receipt()
        drafts = []
        for kind, body in sale_bodies(sales)[start : start + AT_ONCE]:
            sale = Draft(kind, body | {"receipt": receipt.text, "shift": opened.id})
            drawer = {"shift": opened.id, "operator": "101", "cause": "sale", "sale": sale.id}
            drafts += [sale, Draft(Kind.DRAWER_OPENED, drawer)]
            receipt = receipt.next()
        journal.append(drafts, business_date=day.isoformat())
    return opened.id, first


def _close(path: Path) -> int:
    """Close the open shift; the number of the entry."""
    journal = _journal(path)
    closed = journal.latest((Kind.SHIFT_CLOSED,))
    opened = journal.latest((Kind.SHIFT_OPENED,))
    assert closed is not None and opened is not None
    body = json.loads(closed.body)
    _closing(journal, opened.id, opened.seq, PreviousZ(body["z_number"], closed.id, read_totals(body["totals"])))
    seq = journal.head.seq
    journal.close()
    return seq


def _closing(journal: Journal, shift: str, first: int, previous: PreviousZ) -> PreviousZ:
    tally = ShiftTally(shift, EUR, read_sale_bytes)
    for entry in journal.entries(first - 1):
        tally.take(entry)
    expected = tally.expected_cash.text
    amounts = {"counted": expected, "expected": expected, "over_short": "0.00", "currency": "EUR"}
    rest = {"sales": tally.figures.receipts, "first_receipt": None, "last_receipt": None}
    body = {"shift": shift, "operator": ANA, **amounts, **rest, **z_members(tally.figures, previous)}
    opening = journal.by_id(shift)
    assert opening is not None
    (entry,) = journal.append([Draft(Kind.SHIFT_CLOSED, body)], business_date=opening.business_date)
    return PreviousZ(body["z_number"], entry.id, read_totals(body["totals"]))
