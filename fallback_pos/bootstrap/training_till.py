"""A training till beside a real one: a folder with its own journal, keys and numbers, made anew from the real settings.

The real till's files are only read: its settings, its operators, its sealed catalogue.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.loader import load_settings
from config.settings import Settings
from config.training import TRAINING_PREFIX
from config.writer import write_till_settings
from fallback_pos.access.pepper import PEPPER_FILE
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import demo_operators, demo_settings
from fallback_pos.bootstrap.setup import SetUpPlan, set_up
from fallback_pos.demo.shop import DEMO_SHOP, import_demo_products
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_files import POINTER, read_pointer
from fallback_pos.storage.journal_file import make_journal
from fallback_pos.storage.keys import make_key
from fallback_pos.storage.staff import Staff

TRAINING_FOLDER = "training"
_OWN_SECTIONS = ("central", "agent", "paths")
"""Sections of the real till that a training till has no use for; the central's token would be among them."""


class TrainingInsideTraining(TillError):
    sentence = "{folder} is a training till already. Start it with the data directory of the real till."


class TrainingNotReady(TillError):
    sentence = "The training till in {folder} cannot be made ready: {reason}. Make room, or choose another --data."


def training_folder(folder: Path) -> Path:
    """Where the training till of a till's data directory lies."""
    return folder / TRAINING_FOLDER


def ready_training(folder: Path, config: Path | None, *, real_printer: bool = False) -> Path:
    """Make the training till of a data directory, or bring it up to date; its own data directory.

    Without a till there, it is a demo shop's. `real_printer`: what is printed goes to the shop's own printer.
    Raises SettingsError, TrainingInsideTraining, TrainingNotReady, AlreadySetUp and what reading the operators raises.
    """
    real = load_settings(config, folder)
    if real.shop.is_training:
        raise TrainingInsideTraining(folder=str(folder))
    training = training_folder(folder)
    try:
        if real.shop.is_set_up:
            _bring_up_to_date(DataDir(folder), DataDir(training), real, real_printer=real_printer)
        elif not load_settings(None, training).shop.is_set_up:
            _set_up_demo_training(training)
    except OSError as error:
        raise TrainingNotReady(folder=str(training), reason=error.strerror or str(error)) from error
    return training


def _bring_up_to_date(real: DataDir, training: DataDir, settings: Settings, *, real_printer: bool) -> None:
    training.root.mkdir(mode=0o700, exist_ok=True)
    make_key(training.keys)
    _copy_whole(real.keys / PEPPER_FILE, training.keys / PEPPER_FILE)
    make_journal(training.journal)
    _take_over_people(real, training)
    has_products = _take_over_catalogue(real, training)
    if not has_products and read_pointer(training.root) is None:
        import_demo_products(training.root, replace(DEMO_SHOP, currency=settings.shop.currency))
    write_till_settings(training.root, _settings(settings, has_products=has_products, real_printer=real_printer))


def _settings(real: Settings, *, has_products: bool, real_printer: bool) -> dict[str, Any]:
    """The shop's settings with what makes a till a training one; the number comes last, as in every set-up."""
    content = real.model_dump(mode="json", exclude=set(_OWN_SECTIONS))
    content["shop"]["till"] = TRAINING_PREFIX + real.shop.till
    content["screen"] |= {"sample_barcodes": not has_products or content["screen"]["sample_barcodes"]}
    content["permissions"]["cashier"] |= {"switch_over": True, "end_outage": True}
    if not real_printer:
        content["devices"]["printer"] |= {"kind": "virtual", "address": ""}
    if not has_products:
        content["tax"]["classes"] = demo_settings()["tax"]["classes"]
        content["barcodes"]["label_set"] = DEMO_SHOP.label_set
    return content


def _take_over_people(real: DataDir, training: DataDir) -> None:
    """The real till's operators as they are now. Wrong PINs are counted here apart, and outlive the program's end:
    a training till must be no place to try out somebody's PIN.
    """
    with closing(Staff(real.staff, reading=True)) as theirs:
        members = {member.code: member for member in theirs.members()}
    with closing(Staff(training.staff)) as ours:
        for member in ours.members():
            if member.code not in members:
                ours.replace(replace(member, active=False))
        for member in members.values():
            if not ours.replace(member):
                ours.add(member)


def _take_over_catalogue(real: DataDir, training: DataDir) -> bool:
    """The sealed files by another name, and a pointer to them. False where the real till has no products."""
    pointer = read_pointer(real.root)
    if pointer is None:
        return False
    for _, name in pointer.current:
        _link_or_copy(real.root / name, training.root / name)
    _copy_whole(real.root / POINTER, training.root / POINTER)
    return True


def _link_or_copy(source: Path, target: Path) -> None:
    """A sealed file never changes: another name for it is as good as a copy, and takes no room."""
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    half_done = target.with_name(target.name + ".new")
    half_done.unlink(missing_ok=True)
    try:
        os.link(source, half_done)
    except OSError:
        shutil.copyfile(source, half_done)
    half_done.replace(target)


def _copy_whole(source: Path, target: Path) -> None:
    half_done = target.with_name(target.name + ".new")
    with suppress(FileNotFoundError):
        half_done.unlink()
    descriptor = os.open(half_done, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    half_done.replace(target)


def _set_up_demo_training(training: Path) -> None:
    """No real till here: people and products of the demo shop."""
    settings: dict[str, Mapping[str, Any]] = dict(demo_settings())
    settings["shop"] = {**settings["shop"], "till": TRAINING_PREFIX + DEMO_SHOP.till}
    settings["devices"] = {"printer": {"kind": "virtual", "chinese": "font"}}
    set_up(
        training,
        SetUpPlan(settings, demo_operators(), import_products=import_demo_products, weak_pins_allowed=True),
    )
