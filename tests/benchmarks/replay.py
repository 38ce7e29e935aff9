"""Scanning while a full journal is being replayed: scan to paint with the agent at work against the same at rest.

The hub stands for a central on another machine, so it runs with the least priority there is on this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from config.loader import load_settings
from config.writer import write_till_settings
from fallback_pos.bootstrap.agent_process import read_agent_status
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import CASHIER
from fallback_pos.storage.journal import Draft
from tests.benchmarks.driving import articles, pay_cash, shop_ready_to_sell
from tests.benchmarks.figure import Figure, median, percentile
from tests.benchmarks.scan_to_paint import SHORT_LINES, Rig, our_till

ENTRIES = 100_000
SCANS = 150
AT_ONCE = 2_000
LEAST_PRIORITY = 19
STARTS_WITHIN_SECONDS = 60
LOOK_EVERY_SECONDS = 0.5


def figures(folder: Path, entries: int = ENTRIES, scans: int = SCANS) -> Iterator[Figure]:
    data = folder / "till"
    shop_ready_to_sell(data)
    _fill(data, entries)
    with ExitStack() as stack:
        url, token_file = stack.enter_context(_hub(folder / "hub", data))
        central = {"enabled": True, "url": f"{url}/v1/entries", "token_file": str(token_file)}
        write_till_settings(data, {"central": central, "agent": {"start_with_till": False}})
        rig = our_till(stack, data)
        _scan(rig, SHORT_LINES)
        idle = _scan(rig, scans // 2)
        with _agent(data):
            _wait_until_sending(data)
            started, sent_before = time.perf_counter(), read_agent_status(DataDir(data)).sent_up_to
            busy = _scan(rig, scans)
            sent = read_agent_status(DataDir(data)).sent_up_to
            rate = (sent - sent_before) / (time.perf_counter() - started)
            if sent >= entries:
                print("LEFT OUT: the replay was over before the scans were; more entries are needed", file=sys.stderr)
                return
        idle += _scan(rig, scans - scans // 2)
    beside = {
        "busy_ms": round(median(busy) * 1e3, 2),
        "idle_ms": round(median(idle) * 1e3, 2),
        "entries": entries,
        "entries_replayed_per_second": round(rate),
        "scans": scans,
    }
    what = "the same till with nothing to send"
    yield Figure("scan to paint while entries replay, median", median(busy) / median(idle), 1.2, what, more=beside)
    yield Figure("scan to paint while entries replay, p99", percentile(busy, 99) / percentile(idle, 99), None, what)


def _scan(rig: Rig, count: int) -> list[float]:
    """Seconds from scan to settled screen, over several baskets that do not scroll."""
    goods = articles()
    seconds: list[float] = []
    while len(seconds) < count:
        seconds += [rig.scan(article) for article in goods[: min(SHORT_LINES, count - len(seconds))]]
        pay_cash(rig.terminal)
    return seconds


def _fill(data: Path, entries: int) -> None:
    """Sales enough for a long replay: one real sale, again and again under new ids and numbers."""
    core = open_core(data, load_settings(None, data))
    try:
        core.sign_in(CASHIER.code, CASHIER.pin)
        for article in articles()[:5]:
            core.checkout.scan(article.code)
        core.checkout.exact_cash()
        core.checkout.complete()
        journal = core.journal
        [sold] = [entry for entry in journal.entries() if entry.kind == "sale.completed"]
        body = json.loads(sold.body)
        while journal.head.seq < entries:
            first, count = journal.next_receipt(), min(AT_ONCE, entries - journal.head.seq)
            numbers = (replace(first, counter=first.counter + more) for more in range(count))
            drafts = [Draft(sold.kind, body | {"receipt": number.text}) for number in numbers]
            journal.append(drafts, business_date=sold.business_date)
    finally:
        core.close()


@contextmanager
def _hub(folder: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """A hub on a port of its own: its address, and the file with this till's token."""
    shop = load_settings(None, data).shop
    program = [sys.executable, "-m", "fallback_pos", "hub"]
    database = ["--database", str(folder / "hub.db")]
    folder.mkdir()
    added = subprocess.run(
        [*program, *database, "till", "add", shop.store, shop.till], check=True, capture_output=True, text=True
    )
    token_file = folder / "token"
    token_file.write_text(added.stdout.strip(), encoding="utf-8")
    token_file.chmod(0o600)
    command = [*program, *database, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hub:
        try:
            os.setpriority(os.PRIO_PROCESS, hub.pid, LEAST_PRIORITY)
            assert hub.stdout is not None
            yield hub.stdout.readline().removeprefix("LISTENING").strip(), token_file
        finally:
            hub.terminate()


@contextmanager
def _agent(data: Path) -> Iterator[None]:
    """The agent as the till starts it, with the priority that it gives itself."""
    command = [sys.executable, "-m", "fallback_pos", "agent", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as agent:
        try:
            yield
        finally:
            agent.terminate()


def _wait_until_sending(data: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while read_agent_status(DataDir(data)).sent_up_to < 1:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the agent sends nothing: {read_agent_status(DataDir(data))}")
        time.sleep(LOOK_EVERY_SECONDS)
