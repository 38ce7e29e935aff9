"""The waist: what a committed sale costs over appending and flushing the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from config.loader import load_settings
from fallback_pos.bootstrap.core import TillCore, open_core
from fallback_pos.bootstrap.demo import CASHIER, set_up_demo
from fallback_pos.storage.journal import Draft
from sync.ledger import Entry, Origin, header_bytes
from tests.benchmarks.figure import Figure, median, microseconds, percentile

SALES = 400
APART_SECONDS = 0.02
CODES = ("3850104047015", "3859120100131", "3859120100230", "3859120100339", "6901234000139")
MANY, FEW = 1_000_000, 1_000
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
    core = _till(folder / "till")
    try:
        for name, pause in (("back to back", 0.0), ("20 ms apart", APART_SECONDS)):
            ours, floor = _complete(core, folder / "floor", sales if not pause else sales // 2, pause)
            yield Figure(
                f"complete() to durable, chained, signed, {name}",
                median(ours) / median(floor),
                2.5,
                "append + fsync of the same bytes",
                more={
                    "ours_us": microseconds(median(ours)),
                    "floor_us": microseconds(median(floor)),
                    "p99": round(percentile(ours, 99) / median(floor), 2),
                },
            )
        yield _at_a_million(core, folder / "floor", sales, many, few)
    finally:
        core.close()


def _till(folder: Path) -> TillCore:
    set_up_demo(folder)
    core = open_core(folder, load_settings(None, folder))
    core.sign_in(CASHIER.code, CASHIER.pin)
    core.open_shift_if_none()
    return core


def _complete(core: TillCore, floor_file: Path, count: int, pause: float) -> tuple[list[float], list[float]]:
    """Seconds of each complete(), and of appending and flushing what it wrote, taking turns."""
    ours: list[float] = []
    floor: list[float] = []
    descriptor = os.open(floor_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(count):
            seq = core.journal.head.seq
            _fill(core)
            time.sleep(pause)
            start = time.perf_counter()
            core.checkout.complete()
            ours.append(time.perf_counter() - start)
            written = b"".join(_bytes_of(entry, core.journal.origin) for entry in core.journal.entries(seq))
            time.sleep(pause)
            start = time.perf_counter()
            os.write(descriptor, written)
            os.fsync(descriptor)
            floor.append(time.perf_counter() - start)
    finally:
        os.close(descriptor)
    return ours, floor


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


def _at_a_million(core: TillCore, floor_file: Path, sales: int, many: int, few: int) -> Figure:
    """The same sale in a journal of a million entries against one of a thousand."""
    at_few = _filled_up(core, few, floor_file, sales)
    at_many = _filled_up(core, many, floor_file, sales)
    return Figure(
        f"complete() at {many:,} entries",
        at_many / at_few,
        1.1,
        f"the same at {few:,} entries, each as a ratio to append + fsync",
        more={"at_few": round(at_few, 3), "at_many": round(at_many, 3)},
    )


def _filled_up(core: TillCore, entries: int, floor_file: Path, sales: int) -> float:
    journal = core.journal
    filler = {"note": "x" * 400}
    while journal.head.seq < entries:
        missing = min(5_000, entries - journal.head.seq)
        journal.append([Draft("cash.paid_in", filler) for _ in range(missing)], business_date="2026-11-22")
    _complete(core, floor_file, 50, 0.0)
    ours, floor = _complete(core, floor_file, sales, 0.0)
    return median(ours) / median(floor)


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
