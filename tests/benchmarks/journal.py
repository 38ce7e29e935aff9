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
from tests.benchmarks.figure import Figure, median, microseconds, percentile

SALES = 400
APART_SECONDS = 0.02
CODES = ("3850104047015", "3859120100131", "3859120100230", "3859120100339", "6901234000139")
MANY, FEW = 1_000_000, 1_000
FLUSHES_FEWER, FLUSHES_MORE = 100, 300


def figures(folder: Path) -> Iterator[Figure]:
    yield from _flushes(folder / "flushes")
    core = _till(folder / "till")
    try:
        for name, pause in (("back to back", 0.0), ("20 ms apart", APART_SECONDS)):
            ours, floor = _complete(core, folder / "floor", SALES if not pause else SALES // 2, pause)
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
        yield _at_a_million(core, folder / "floor")
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
            written = b"".join(entry.body + entry.hash + entry.sig for entry in core.journal.entries(seq))
            time.sleep(pause)
            start = time.perf_counter()
            os.write(descriptor, written)
            os.fsync(descriptor)
            floor.append(time.perf_counter() - start)
    finally:
        os.close(descriptor)
    return ours, floor


def _fill(core: TillCore) -> None:
    for code in CODES:
        core.checkout.scan(code)
    core.checkout.exact_cash()


def _at_a_million(core: TillCore, floor_file: Path) -> Figure:
    """The same sale in a journal of a million entries against one of a thousand."""
    few = _filled_up(core, FEW, floor_file)
    many = _filled_up(core, MANY, floor_file)
    return Figure(
        "complete() at 1,000,000 entries",
        many / few,
        1.1,
        "the same at 1,000 entries, each as a ratio to append + fsync",
        more={"at_few": round(few, 3), "at_many": round(many, 3)},
    )


def _filled_up(core: TillCore, entries: int, floor_file: Path) -> float:
    journal = core.journal
    filler = {"note": "x" * 400}
    while journal.head.seq < entries:
        missing = min(5_000, entries - journal.head.seq)
        journal.append([Draft("cash.paid_in", filler) for _ in range(missing)], business_date="2026-11-22")
    _complete(core, floor_file, 50, 0.0)
    ours, floor = _complete(core, floor_file, SALES, 0.0)
    return median(ours) / median(floor)


def _flushes(folder: Path) -> Iterator[Figure]:
    """Flushes of the journal's log for each further sale, counted by the kernel's own record of system calls."""
    if shutil.which("strace") is None:
        print("LEFT OUT: flushes per sale need strace, which is not installed", file=sys.stderr)
        return
    folder.mkdir()
    fewer, more = (_count_syncs(folder / str(count), count) for count in (FLUSHES_FEWER, FLUSHES_MORE))
    sales = FLUSHES_MORE - FLUSHES_FEWER
    yield Figure(
        "WAL flushes per sale",
        (more["wal"] - fewer["wal"]) / sales,
        1.0,
        "count",
        unit="flushes",
        more={"checkpoint_flushes_per_sale": round((more["db"] - fewer["db"]) / sales, 3)},
    )


def _count_syncs(data: Path, sales: int) -> Counter[str]:
    trace = data.with_suffix(".trace")
    command = [
        sys.executable,
        "-m",
        "fallback_pos",
        "simulate",
        "--sales",
        str(sales),
        "--seed",
        "1",
        "--data",
        str(data),
    ]
    strace = ["strace", "-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
    subprocess.run([*strace, *command], check=True, capture_output=True)
    names = {"journal.db-wal": "wal", "journal.db": "db"}
    found = re.findall(r"sync\(\d+<[^>]*/([^/>]+)>", trace.read_text())
    return Counter(names[name] for name in found if name in names)
