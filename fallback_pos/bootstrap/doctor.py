"""The doctor's examination: one finding for each thing a till needs, with a way out."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from config.loader import find_problems, load_settings
from config.settings import Settings
from fallback_pos.bootstrap.customer_display import NAME as DISPLAY
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.errors import TillError
from fallback_pos.i18n.marker import N_
from fallback_pos.storage.engine import FIRST_SQLITE_WITHOUT_WAL_RESET_BUG, sqlite_version

LEAST_FREE_BYTES = 500_000_000
SMALLEST_COLUMNS, SMALLEST_ROWS = 80, 24
EARLIEST_PLAUSIBLE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `state` ok, warning or fault, and a sentence template with its parameters."""

    check: str
    state: Literal["ok", "warning", "fault"]
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def examine(folder: Path, config: Path | None) -> list[Finding]:
    """Everything, also when some of it is broken."""
    findings = [_sqlite(), _disk(folder), _clock(), _terminal(), _keys_of_terminal()]
    problems = find_problems(config, folder)
    findings += [Finding("settings", "fault", problem.sentence, problem.params) for problem in problems]
    if problems:
        return findings
    settings = load_settings(config, folder)
    if not settings.shop.is_set_up:
        what = N_("No till has been set up in {folder}. Run fallback-pos setup there.")
        return [*findings, Finding("set-up", "fault", what, {"folder": str(folder)})]
    return [*findings, *_files(folder, settings), *_wallets(settings), *_devices(settings)]


def _sqlite() -> Finding:
    found = sqlite_version()
    version = ".".join(map(str, found))
    if found >= FIRST_SQLITE_WITHOUT_WAL_RESET_BUG:
        return Finding("sqlite", "ok", N_("SQLite {version} is free of the known WAL faults."), {"version": version})
    return Finding(
        "sqlite",
        "warning",
        N_(
            "SQLite {version} has a fault when two programs write one file at once. The till never does; never open "
            "its files with other programs while it runs."
        ),
        {"version": version},
    )


def _disk(folder: Path) -> Finding:
    place = next(known for known in (folder, *folder.resolve().parents) if known.exists())
    free = shutil.disk_usage(place).free
    params = {"free": free // 1_000_000, "least": LEAST_FREE_BYTES // 1_000_000, "folder": str(folder)}
    if not os.access(place, os.W_OK):
        return Finding("disk", "fault", N_("{folder} cannot be written. Give its user the right to write."), params)
    if free < LEAST_FREE_BYTES:
        return Finding(
            "disk",
            "fault",
            N_("Only {free} MB are free in {folder}. Free at least {least} MB: a full disk sells nothing."),
            params,
        )
    return Finding("disk", "ok", N_("{free} MB are free in {folder}."), params)


def _clock() -> Finding:
    now = datetime.now(UTC)
    params = {"now": now.astimezone().replace(tzinfo=None)}
    if now < EARLIEST_PLAUSIBLE:
        return Finding("clock", "fault", N_("The clock says {now}. Set date and time of this PC."), params)
    return Finding("clock", "ok", N_("The clock says {now}. Compare it with another clock."), params)


def _terminal() -> Finding:
    size = shutil.get_terminal_size((0, 0))
    params = {"columns": size.columns, "rows": size.lines, "least": f"{SMALLEST_COLUMNS}x{SMALLEST_ROWS}"}
    if not sys.stdout.isatty():
        return Finding("terminal", "ok", N_("Not on a terminal: its size was not looked at."))
    if size.columns < SMALLEST_COLUMNS or size.lines < SMALLEST_ROWS:
        return Finding(
            "terminal",
            "warning",
            N_("This terminal has {columns}x{rows} characters. Enlarge it to at least {least}."),
            params,
        )
    return Finding("terminal", "ok", N_("This terminal has {columns}x{rows} characters."), params)


def _keys_of_terminal() -> Finding:
    name = os.environ.get("TERM", "")
    if name in ("", "dumb") and sys.stdout.isatty():
        return Finding(
            "keys", "warning", N_("TERM is not set, so function keys may not arrive. Set TERM=xterm-256color.")
        )
    return Finding(
        "keys", "ok", N_("Terminals take F1, F10 or F11 for themselves: each has a second key, shown in the help.")
    )


def _files(folder: Path, settings: Settings) -> Iterator[Finding]:
    from fallback_pos.access.pepper import load_pepper
    from fallback_pos.bootstrap.journal_files import verified
    from fallback_pos.domain.money import Currency
    from fallback_pos.storage.catalogue import Catalogue
    from fallback_pos.storage.keys import load_key

    files = DataDir(folder)
    yield _checked(
        "keys of the till", lambda: (load_key(files.keys), load_pepper(files.keys)), N_("The till's keys are there.")
    )
    yield from _permissions(files)
    yield _operators(folder, settings)
    if files.journal.exists():
        result = verified(folder, settings)
        params = {"entries": result.entries, "findings": len(result.findings), "beyond": result.beyond_proof}
        if result.is_intact:
            yield Finding("journal", "ok", N_("The journal's {entries} entries are intact."), params)
        else:
            yield Finding(
                "journal",
                "fault",
                N_("The journal has {findings} findings. Run fallback-pos journal verify, and change nothing here."),
                params,
            )
    with closing(Catalogue.open(folder, Currency.of(settings.shop.currency))) as catalogue:
        yield from _catalogue(catalogue.rows, catalogue.prices_as_of, settings, catalogue.faults)


def _catalogue(rows: int, as_of: str | None, settings: Settings, faults: tuple[TillError, ...]) -> Iterator[Finding]:
    for fault in faults:
        yield Finding("catalogue", "warning", fault.sentence, fault.params)
    if as_of is None or rows == 0:
        yield Finding(
            "catalogue", "fault", N_("There are no products. Import some: fallback-pos catalogue import FILE.csv.")
        )
        return
    hours = (datetime.now(UTC) - datetime.fromisoformat(as_of)).total_seconds() / 3600
    params = {"rows": rows, "hours": round(hours), "limit": settings.catalogue.warn_after_hours}
    if hours > settings.catalogue.warn_after_hours:
        what = N_("The prices of {rows} products are {hours} hours old. Import or pull newer ones.")
        yield Finding("catalogue", "warning", what, params)
    else:
        yield Finding("catalogue", "ok", N_("{rows} products, prices {hours} hours old."), params)


def _wallets(settings: Settings) -> Iterator[Finding]:
    from fallback_pos.bootstrap.payment_codes import check_wallet
    from fallback_pos.domain.money import Currency

    currency = Currency.of(settings.shop.currency)
    for wallet in settings.tenders.wallet.schemes:
        look = partial(check_wallet, wallet, currency)
        yield _checked(f"wallet {wallet.label}", look, N_("Its payment code can be made."))


def _operators(folder: Path, settings: Settings) -> Finding:
    """Whether somebody can get in, now and after forgetting a PIN."""
    from fallback_pos.bootstrap.rules import permissions
    from fallback_pos.bootstrap.staff_work import staff_view
    from fallback_pos.domain.operator import Action
    from fallback_pos.storage.staff_secrets import StaffSecrets

    check, granted = "operators", permissions(settings)
    try:
        with staff_view(folder, None) as staff:
            members, recovery = staff.members(), StaffSecrets(staff).recovery_hash()
    except TillError as error:
        return Finding(check, "fault", error.sentence, error.params)
    keepers = [each for each in members if granted.allows(each.role, Action.MANAGE_OPERATORS) and each.let_in]
    flagged = [each.code for each in members if each.to_review]
    params = {"count": len(members)}
    if not any(each.pin_hash for each in keepers):
        what = N_(
            "Nobody who keeps the list of operators has a PIN. Use the recovery code: fallback-pos operator recover."
        )
        return Finding(check, "fault", what)
    if recovery is None:
        what = N_(
            "No recovery code is kept here: a manager who forgets the PIN closes the shop. Make one: "
            "fallback-pos operator recover --new."
        )
        return Finding(check, "warning", what)
    if flagged:
        what = N_(
            "{count} operators were added or changed here and wait for a review: {codes}. Run fallback-pos operator "
            "review."
        )
        return Finding(check, "warning", what, {"count": len(flagged), "codes": ", ".join(flagged)})
    return Finding(check, "ok", N_("{count} operators, and a recovery code."), params)


def _permissions(files: DataDir) -> Iterator[Finding]:
    if os.name != "posix":
        return
    for path in (files.root, files.keys):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(
                "privacy",
                "warning",
                N_("Other users of this PC can look into {path}. Run: chmod -R go= {path}"),
                {"path": str(path)},
            )


def _devices(settings: Settings) -> Iterator[Finding]:
    printer = settings.devices.printer
    params: dict[str, object] = {"address": printer.address, "kind": printer.kind}
    if printer.kind == "tcp":
        host, _, port = printer.address.partition(":")
        try:
            socket.create_connection((host, int(port or 9100)), printer.connect_timeout_seconds).close()
        except OSError as error:
            reason = {"reason": error.strerror or str(error)}
            what = N_("The printer at {address} does not answer ({reason}). Check that it is on and its cable is in.")
            yield Finding("printer", "fault", what, params | reason)
        else:
            yield Finding("printer", "ok", N_("The printer at {address} answers."), params)
    elif printer.kind in ("serial", "file"):
        yield _device_file("printer", printer.address)
    else:
        yield Finding("printer", "ok", N_("The printer is of the kind “{kind}”; there is nothing to plug in."), params)
    for scanner in settings.devices.scanners:
        yield _device_file(scanner.name, scanner.line.port)
    if settings.devices.display.line is not None:
        yield _device_file(DISPLAY, settings.devices.display.line.port)


def _device_file(name: str, path: str) -> Finding:
    params: dict[str, object] = {"name": name, "path": path}
    folder, pattern = Path(path).parent, Path(path).name
    there = any(folder.glob(pattern)) if folder.is_dir() else False
    if not there:
        return Finding(
            "device", "fault", N_("{name} is not at {path}. Check its cable, or correct the setting."), params
        )
    if "*" not in path and not os.access(path, os.R_OK | os.W_OK):
        what = N_("{name} at {path} may not be used by this user. Add the user to the group dialout or lp.")
        return Finding("device", "fault", what, params)
    return Finding("device", "ok", N_("{name} is at {path}."), params)


def _checked(check: str, look: Callable[[], object], fine: str) -> Finding:
    try:
        look()
    except TillError as error:
        return Finding(check, "fault", error.sentence, error.params)
    return Finding(check, "ok", fine)
