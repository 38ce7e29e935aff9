"""The agent, composed: it reads the journal as the till's user, and is the only writer of delivery.db."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path

from config.sections.central import CentralSettings
from config.settings import Settings
from fallback_pos.bootstrap.core import NotSetUp
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.errors import TillError
from fallback_pos.storage.delivery import DeliveryFile
from fallback_pos.storage.journal_source import JournalSource
from fallback_pos.storage.locks import WriterLock, is_locked
from sync.agent import AgentSettings, Ending, Surroundings, run
from sync.body_schemas import bonds_of
from sync.contact import Hysteresis
from sync.engine import ReplayEngine
from sync.faults import TrainingStaysHere
from sync.ledger import Origin
from sync.pace import ReplaySettings
from sync.probe import Probe
from sync.stop_signal import StopSignal
from sync.targets.http import HttpTarget
from sync.wire import WireSettings

NICENESS = 10
"""The agent shares the PC with the till; a scan goes first."""
LOG_FILE = "agent.log"


class ReplayIsOff(TillError):
    sentence = (
        "This till has no central to send to. Set [central] enabled = true and its url in till.toml or with --config."
    )


class AgentAlreadyRunning(TillError):
    sentence = "An agent (process {process}) already replays {folder}. One is enough."


class TokenUnreadable(TillError):
    sentence = "The token file {file} cannot be read ({reason}). Put the till's token there, for its user only."


def run_agent(folder: Path, settings: Settings, *, once: bool = False) -> Ending:
    """Replay until there is a reason to end; why it ended.

    Raises NotSetUp, TrainingStaysHere, ReplayIsOff, AgentAlreadyRunning, TokenUnreadable, BadAddress, BadTlsFile.
    """
    if not settings.shop.is_set_up:
        raise NotSetUp(folder=str(folder))
    if settings.shop.is_training:
        raise TrainingStaysHere(till=settings.shop.till)
    if not settings.central.enabled or settings.central.url is None:
        raise ReplayIsOff()
    files = DataDir(folder)
    lock = WriterLock(files.agent_lock)
    if not lock.take():
        raise AgentAlreadyRunning(folder=str(folder), process=lock.holder())
    try:
        _log_to(folder / settings.paths.log_folder, settings, to_screen=once)
        _yield_to_the_till()
        return _replay(files, settings, once=once)
    finally:
        lock.release()


def _replay(files: DataDir, settings: Settings, *, once: bool) -> Ending:
    central = settings.central
    stop = StopSignal()
    stop.install()
    log = DeliveryFile(files.delivery)
    try:
        engine = ReplayEngine(
            JournalSource(files.journal, Origin(settings.shop.store, settings.shop.till)),
            log,
            HttpTarget(str(central.url), token=_token_source(files.root, central), settings=_wire(central)),
            bonds=bonds_of,
            settings=ReplaySettings(max_batch_entries=central.batch_entries, max_batch_bytes=central.batch_bytes),
            chance=random.random,
            monotonic_seconds=time.monotonic,
            utc_now=_utc_now,
        )
        agent_settings = AgentSettings(
            probe_interval_seconds=central.probe_interval_seconds,
            linger_seconds=settings.agent.linger_minutes * 60,
            hysteresis=Hysteresis(central.failures_until_offline, central.successes_until_online),
        )
        return run([(engine, _probe(central))], _surroundings(files, log), agent_settings, stop, once=once)
    finally:
        log.close()
        stop.close()


def _surroundings(files: DataDir, log: DeliveryFile) -> Surroundings:
    started_as = _installed_version()
    return Surroundings(
        data_dir=files.root,
        status_file=files.agent_status,
        log=log,
        till_is_running=lambda: is_locked(files.till_lock),
        still_wanted=lambda: _installed_version() == started_as,
        monotonic_seconds=time.monotonic,
        utc_now=_utc_now,
        chance=random.random,
        version=started_as,
    )


def _probe(central: CentralSettings) -> Probe:
    """The health page where one is named; otherwise any honest answer of the address itself will do."""
    if central.probe_url is not None:
        return Probe(central.probe_url, settings=_wire(central))
    return Probe(str(central.url), settings=_wire(central), expects_json=False)


def _wire(central: CentralSettings) -> WireSettings:
    return WireSettings(
        connect_timeout_seconds=central.connect_timeout_seconds,
        read_timeout_seconds=central.read_timeout_seconds,
        total_timeout_seconds=central.connect_timeout_seconds + central.read_timeout_seconds,
        ca_file=central.ca_file,
        client_certificate_file=central.client_certificate_file,
        client_key_file=central.client_key_file,
    )


def _token_source(folder: Path, central: CentralSettings) -> Callable[[], str | None]:
    """Reads the token file before each request, so that a renewed token needs no restart. Checked once here."""
    if central.token_file is None:
        return lambda: None
    file = folder / central.token_file

    def token() -> str | None:
        try:
            return file.read_text(encoding="utf-8").strip() or None
        except OSError as error:
            raise TokenUnreadable(file=str(file), reason=error.strerror or str(error)) from error

    token()
    return token


def _yield_to_the_till() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _log_to(folder: Path, settings: Settings, *, to_screen: bool) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    limit = settings.agent.log_megabytes_limit * 1_000_000
    handlers: list[logging.Handler] = [RotatingFileHandler(folder / LOG_FILE, maxBytes=limit, backupCount=1)]
    if to_screen:
        handlers.append(logging.StreamHandler())
    logging.basicConfig(
        level=settings.agent.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        handlers=handlers,
    )
    for talkative in ("httpx", "httpcore", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _installed_version() -> str:
    return version("fallback-pos")
