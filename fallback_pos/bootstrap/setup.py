"""The first set-up of a till: keys, journal, people, products, settings. Complete, or started again from the beginning.

The till's number is written last: until then the directory counts as not set up, whatever a power cut left in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.loader import load_settings
from config.writer import write_till_settings
from fallback_pos.access.access import Access
from fallback_pos.access.pepper import load_pepper, make_pepper
from fallback_pos.access.pins import check_new_pin
from fallback_pos.bootstrap.catalogue import import_into
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.domain.operator import Role
from fallback_pos.errors import TillError
from fallback_pos.storage.journal_file import make_journal
from fallback_pos.storage.keys import make_key
from fallback_pos.storage.locks import take_till_lock
from fallback_pos.storage.staff import OperatorExists, Staff


class AlreadySetUp(TillError):
    sentence = (
        "{folder} is till {till} of shop {store} already. Its numbers never change; choose another folder with --data."
    )


class FolderNotUsable(TillError):
    sentence = "{folder} cannot be used: {reason}. Choose another folder with --data."


@dataclass(frozen=True, slots=True)
class NewOperator:
    """Somebody who may sign in from the start."""

    code: str
    name: str
    role: Role
    pin: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SetUpPlan:
    """What set-up needs to know. `settings` as in till.toml; its [shop] table names store and till.

    catalogue: a file to import; import_products: another way of filling the catalogue of a folder.
    weak_pins_allowed: for demo shops only, whose PINs are printed anyway.
    """

    settings: Mapping[str, Mapping[str, Any]]
    operators: Sequence[NewOperator]
    catalogue: Path | None = None
    import_products: Callable[[Path], object] | None = None
    weak_pins_allowed: bool = False


def set_up(folder: Path, plan: SetUpPlan) -> str:
    """Set up a till in `folder`; gives the recovery code, which is shown once and sealed.

    Raises AlreadySetUp, FolderNotUsable, TillAlreadyRunning, a SettingsError, the refusals of PINs and of the import.
    """
    refuse_second_time(folder)
    for person in plan.operators:
        check_new_pin(person.pin, person.code, weak_allowed=plan.weak_pins_allowed)
    _make_folder(folder)
    lock = take_till_lock(folder)
    try:
        files = DataDir(folder)
        make_key(files.keys)
        make_pepper(files.keys)
        make_journal(files.journal)
        write_till_settings(folder, _without_numbers(plan.settings))
        recovery_code = _enrol(files, plan)
        if plan.catalogue is not None:
            import_into(folder, load_settings(None, folder), plan.catalogue)
        if plan.import_products is not None:
            plan.import_products(folder)
        write_till_settings(folder, plan.settings)
    finally:
        lock.release()
    return recovery_code


def is_set_up(folder: Path, config: Path | None = None) -> bool:
    """Raises SettingsError."""
    return load_settings(config, folder).shop.is_set_up


def refuse_second_time(folder: Path) -> None:
    """Raises AlreadySetUp, SettingsError."""
    shop = load_settings(None, folder).shop
    if shop.is_set_up:
        raise AlreadySetUp(folder=str(folder), store=shop.store, till=shop.till)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotUsable(folder=str(folder), reason=error.strerror or str(error)) from error


def _without_numbers(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    plain = {section: dict(values) for section, values in settings.items()}
    shop = plain.get("shop", {})
    plain["shop"] = {name: value for name, value in shop.items() if name not in ("store", "till")}
    return plain


def _enrol(files: DataDir, plan: SetUpPlan) -> str:
    """Everybody who may sign in from the start; gives the recovery code."""
    staff = Staff(files.staff)
    try:
        access = Access(staff, load_pepper(files.keys), lambda facts: None)
        for person in plan.operators:
            try:
                access.add_operator(
                    person.code,
                    person.name,
                    person.role,
                    person.pin,
                    language=person.language,
                    weak_pin_allowed=plan.weak_pins_allowed,
                )
            except OperatorExists:
                # A set-up that a power cut stopped half-way is being done again.
                access.set_pin(person.code, person.pin, weak_allowed=plan.weak_pins_allowed)
        return access.codes.first_recovery_code()
    finally:
        staff.close()
