"""Operators without a screen: a till opened for one step, or a look at the list while a till may be open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from config.loader import load_settings
from fallback_pos.access.lockout import Uptime, seconds_left
from fallback_pos.bootstrap.core import NotSetUp
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.drawer_commands import drawer_work
from fallback_pos.bootstrap.till import HeadlessTill
from fallback_pos.errors import TillError
from fallback_pos.storage.locks import TillAlreadyRunning, take_till_lock
from fallback_pos.storage.staff import Staff, StaffMember


class OperatorsOnTheScreen(TillError):
    """Parameter: folder."""

    sentence = (
        "A till is open on {folder}. Change operators, PINs and codes there: press F12 and choose Operators and PINs, "
        "or F12 at the sign-in."
    )


def staff_work(folder: Path, config: Path | None) -> AbstractContextManager[HeadlessTill]:
    """Raises OperatorsOnTheScreen while a till is open there, and what open_core raises."""
    return drawer_work(folder, config, OperatorsOnTheScreen)


@contextmanager
def staff_view(folder: Path, config: Path | None) -> Iterator[Staff]:
    """The list to look at. A till that is open goes on; a file of an earlier form is brought up to date otherwise.

    Raises NotSetUp, StaffFileUnusable, FileIsNewer, SettingsError.
    """
    path = DataDir(folder).staff
    if not load_settings(config, folder).shop.is_set_up or not path.exists():
        raise NotSetUp(folder=str(folder))
    try:
        lock = take_till_lock(folder)
    except TillAlreadyRunning:
        with closing(Staff(path, reading=True)) as staff:
            yield staff
        return
    try:
        with closing(Staff(path)) as staff:
            yield staff
    finally:
        lock.release()


def staff_facts(folder: Path, config: Path | None) -> list[dict[str, Any]]:
    """Everybody on the list with what a manager wants to know; nothing of PINs but whether there is one."""
    with staff_view(folder, config) as staff:
        return [member_facts(staff, member) for member in staff.members()]


def member_facts(staff: Staff, member: StaffMember) -> dict[str, Any]:
    return {
        "code": member.code,
        "name": member.name,
        "role": member.role.value,
        "language": member.language,
        "active": member.let_in,
        "valid_from": member.valid_from.isoformat() if member.valid_from else None,
        "valid_until": member.valid_until.isoformat() if member.valid_until else None,
        "pin": member.pin_hash is not None,
        "badge": member.badge_hash is not None,
        "source": member.source.value,
        "to_review": member.to_review,
        "locked_seconds": seconds_left(staff.attempts(member.code), Uptime.now()),
        "added_at": member.added_at,
        "added_by": member.added_by,
    }
