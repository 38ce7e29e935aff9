"""The waist: what a committed sale costs over appending and flushing the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.loader import load_settings
from fallback_pos.bootstrap.core import TillCore, open_core
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from fallback_pos.storage.journal import Draft, Journal
from sync.ledger import Entry, Origin, header_bytes
from tests.benchmarks.figure import Figure, median, microseconds, percentile

SALES = 400
APART_SECONDS = 0.02
CODES = ("3850104047015", "3859120100131", "3859120100230", "3859120100339", "6901234000139")
MANY, FEW = 1_000_000, 1_000
FILLED_AT_ONCE = 5_000
WARM_UP_SALES = 50
FLUSHES_FEWER, FLUSHES_MORE = 100, 300
WAL_HEADER_BYTES = "32"
_CALL = re.compile(r"(pwrite64|fsync|fdatasync)\(\d+<[^>]*/([^/>]+)>(?:, \"\"\.*, (\d+), (\d+))?")


def figures(
    folder: Path,
    sales: int = SALES,
    many: int = MANY,
    few: int = FEW,
    flushed: tuple[int, int] | None = (FLUSHES_FEWER, FLUSHES_MORE),
) -> Iterator[Figure]:
    if flushed is not None:
        yield from _flushes(folder / "flushes", *flushed)
    set_up_demo(folder / "till")
    with _till(folder / "till") as core:
        for name, pause in (("back to back", 0.0), ("20 ms apart", APART_SECONDS)):
            yield _complete_figure(name, _complete(core, folder / "floor", sales if not pause else sales // 2, pause))
    yield _at_a_million(folder, sales, many, few)


@contextmanager
def _till(folder: Path) -> Iterator[TillCore]:
    """The till of a demo shop, somebody signed in and a shift open."""
    core = open_core(folder, load_settings(None, folder))
    try:
        core.sign_in(CASHIER.code, CASHIER.pin)
        core.open_shift_if_none()
        yield core
    finally:
        core.close()


@dataclass
class Times:
    """Seconds of each step, by the clock and of the processor."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take(self, step: Callable[[], object]) -> None:
        clock, processor = time.perf_counter(), time.thread_time()
        step()
        self.clock.append(time.perf_counter() - clock)
        self.processor.append(time.thread_time() - processor)


def _complete(core: TillCore, floor_file: Path, count: int, pause: float) -> tuple[Times, Times]:
    """Each complete(), and appending and flushing what it wrote, taking turns."""
    ours, floor = Times(), Times()
    descriptor = os.open(floor_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(count):
            seq = core.journal.head.seq
            _fill(core)
            time.sleep(pause)
            ours.take(core.checkout.complete)
            written = b"".join(_bytes_of(entry, core.journal.origin) for entry in core.journal.entries(seq))
            time.sleep(pause)
            floor.take(lambda: _append(descriptor, written))  # noqa: B023 - called at once
    finally:
        os.close(descriptor)
    return ours, floor


def _append(descriptor: int, written: bytes) -> None:
    os.write(descriptor, written)
    os.fsync(descriptor)


def _complete_figure(name: str, measured: tuple[Times, Times]) -> Figure:
    ours, floor = measured
    return Figure(
        f"complete() to durable, chained, signed, {name}",
        median(ours.clock) / median(floor.clock),
        2.5,
        "append + fsync of the same bytes",
        more={
            "ours_us": microseconds(median(ours.clock)),
            "floor_us": microseconds(median(floor.clock)),
            "ours_processor_us": microseconds(median(ours.processor)),
            "floor_processor_us": microseconds(median(floor.processor)),
            "p99": round(percentile(ours.clock, 99) / median(floor.clock), 2),
        },
    )


def _bytes_of(entry: Entry, origin: Origin) -> bytes:
    """All that the journal keeps of an entry."""
    header = header_bytes(
        origin.store,
        origin.till,
        seq=entry.seq,
        generation=entry.generation,
        id=entry.id,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        business_date=entry.business_date,
    )
    return header + entry.body + entry.prev_hash + entry.hash + entry.sig


def _fill(core: TillCore) -> None:
    for code in CODES:
        core.checkout.scan(code)
    core.checkout.exact_cash()


def _at_a_million(folder: Path, sales: int, many: int, few: int) -> Figure:
    """The same sale in a journal of a million entries and in one of a thousand, taking turns."""
    folders = [folder / str(entries) for entries in (few, many)]
    for data, entries in zip(folders, (few, many), strict=True):
        set_up_demo(data)
        _fill_up(data, entries)
    with _till(folders[0]) as small, _till(folders[1]) as large:
        for core in (small, large):
            _complete(core, folder / "floor", min(sales, WARM_UP_SALES), 0.0)
        at_few, at_many = Times(), Times()
        for _ in range(sales):
            for core, times in ((small, at_few), (large, at_many)):
                _fill(core)
                times.take(core.checkout.complete)
    return Figure(
        f"complete() at {many:,} entries",
        median(at_many.clock) / median(at_few.clock),
        1.1,
        f"the same at {few:,} entries",
        more={
            "at_many_us": microseconds(median(at_many.clock)),
            "at_few_us": microseconds(median(at_few.clock)),
            "processor": round(median(at_many.processor) / median(at_few.processor), 2),
        },
    )


def _fill_up(data: Path, entries: int) -> None:
    """Entries of no sale, hashed and chained; signing them is left out, which nothing here checks."""
    shop = load_settings(None, data).shop
    journal = Journal(DataDir(data).journal, Origin(shop.store, shop.till), lambda digest: bytes(64), must_exist=True)
    filler = {"note": "x" * 400}
    try:
        while journal.head.seq < entries:
            missing = min(FILLED_AT_ONCE, entries - journal.head.seq)
            journal.append([Draft("cash.paid_in", filler) for _ in range(missing)], business_date="2026-11-22")
    finally:
        journal.close()


def _flushes(folder: Path, fewer_sales: int, more_sales: int) -> Iterator[Figure]:
    """Flushes of the journal's log for each further sale, counted by the kernel's own record of system calls."""
    if shutil.which("strace") is None:
        print("LEFT OUT: flushes per sale need strace, which is not installed", file=sys.stderr)
        return
    folder.mkdir()
    fewer, more = (_count_flushes(folder / str(count), count) for count in (fewer_sales, more_sales))
    sales = more_sales - fewer_sales
    yield Figure(
        "WAL flushes per sale",
        (more["commit"] - fewer["commit"]) / sales,
        1.0,
        "count",
        unit="flushes",
        more={"checkpoint_flushes_per_sale": round((more["checkpoint"] - fewer["checkpoint"]) / sales, 3)},
    )


def _count_flushes(data: Path, sales: int) -> Counter[str]:
    trace = data.with_suffix(".trace")
    simulate = [sys.executable, "-m", "fallback_pos", "simulate", "--sales", str(sales), "--seed", "1"]
    strace = ["strace", "-f", "-y", "-qq", "-s", "0", "-e", "trace=fsync,fdatasync,pwrite64", "-o", str(trace)]
    subprocess.run([*strace, *simulate, "--data", str(data)], check=True, capture_output=True)
    return sorted_flushes(trace.read_text(encoding="utf-8"))


def sorted_flushes(trace: str) -> Counter[str]:
    """Flushes of the journal's files: of a commit's frames, or for a checkpoint.

    A checkpoint flushes the log before it copies, the database after it, and the log's new header when the log begins
    again: a flush of the log that follows no frames, or the header alone, is a checkpoint's.
    """
    flushes: Counter[str] = Counter()
    frames_are_waiting = False
    for call, file, size_bytes, offset in _CALL.findall(trace):
        if file == "journal.db-wal" and call == "pwrite64":
            frames_are_waiting |= (size_bytes, offset) != (WAL_HEADER_BYTES, "0")
        elif file == "journal.db-wal":
            flushes["commit" if frames_are_waiting else "checkpoint"] += 1
            frames_are_waiting = False
        elif file == "journal.db" and call != "pwrite64":
            flushes["checkpoint"] += 1
    return flushes
