"""An agent as a real process, composed as the till composes it, with short waits: DATA_DIR URL TOKEN [--once]."""

from __future__ import annotations

import logging
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from fallback_pos.storage.delivery import DeliveryFile
from fallback_pos.storage.journal_source import JournalSource
from sync.agent import AgentSettings, Surroundings, run
from sync.body_schemas import bonds_of
from sync.engine import ReplayEngine
from sync.pace import ReplaySettings
from sync.probe import Probe
from sync.stop_signal import StopSignal
from sync.targets.http import HttpTarget
from sync.wire import WireSettings
from tests.sync.support.journals import ORIGIN

WIRE = WireSettings(connect_timeout_seconds=2, read_timeout_seconds=2, total_timeout_seconds=3)
REPLAY = ReplaySettings(
    max_batch_entries=50,
    backoff_base_seconds=0.02,
    backoff_cap_seconds=0.3,
    paused_retry_seconds=0.2,
    doubtful_retry_seconds=0.2,
)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def main(data_dir: Path, url: str, token: str, once: bool) -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    stop = StopSignal()
    stop.install()
    log = DeliveryFile(data_dir / "delivery.db")
    engine = ReplayEngine(
        JournalSource(data_dir / "journal.db", ORIGIN),
        log,
        HttpTarget(url, token=lambda: token, settings=WIRE),
        bonds=bonds_of,
        settings=REPLAY,
        chance=random.random,
        monotonic_seconds=time.monotonic,
        utc_now=utc_now,
    )
    surroundings = Surroundings(
        data_dir=data_dir,
        status_file=data_dir / "agent-status.json",
        log=log,
        till_is_running=lambda: True,
        still_wanted=lambda: True,
        monotonic_seconds=time.monotonic,
        utc_now=utc_now,
        chance=random.random,
    )
    lanes = [(engine, Probe(url, settings=WIRE, expects_json=False))]
    ending = run(lanes, surroundings, AgentSettings(probe_interval_seconds=1), stop, once=once)
    print(ending.value, flush=True)
    log.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], "--once" in sys.argv))
