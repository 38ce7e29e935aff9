"""Which files of the catalogue count: the pointer `catalogue.json`, the numbered sealed files, and what may be removed.

    {"imported": "catalogue-7.db", "pulled": "catalogue-5.db", "previous": {"imported": "catalogue-6.db"}}

One writer at a time holds `catalogue.lock`, from the first row to the pointer.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard

from fallback_pos.errors import TillError
from fallback_pos.storage.locks import WriterLock

POINTER = "catalogue.json"
BUILDING = "catalogue.building"
_SEALED = re.compile(r"catalogue-(\d{1,12})\.db")
_LARGEST_POINTER_BYTES = 10_000


class CatalogueBusy(TillError):
    sentence = (
        "Another import or pull is writing the catalogue (process {process}). Wait until it is done and try again."
    )


class CatalogueNotWritten(TillError):
    sentence = (
        "The catalogue could not be written ({problem}); the one in use stays. Make room on the disk and try again."
    )


class Layer(StrEnum):
    """Where a catalogue came from. Kept apart, so that neither erases the other."""

    IMPORTED = "imported"
    """A person's file."""
    PULLED = "pulled"
    """From the central, by the agent."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The sealed file of each layer, and the one it had before."""

    current: tuple[tuple[Layer, str], ...] = ()
    previous: tuple[tuple[Layer, str], ...] = ()

    def with_current(self, layer: Layer, name: str) -> Pointer:
        """The pointer after publishing; what was current becomes the previous one."""
        current, previous = dict(self.current), dict(self.previous)
        if layer in current:
            previous[layer] = current[layer]
        return replace(self, current=_ordered(current | {layer: name}), previous=_ordered(previous))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name in (*self.current, *self.previous))


def read_pointer(folder: Path) -> Pointer | None:
    """The pointer, or None where there is none, or none that names a file."""
    try:
        with (folder / POINTER).open("rb") as file:
            value = json.loads(file.read(_LARGEST_POINTER_BYTES))
    except (OSError, ValueError):
        return None
    if not isinstance(value, dict):
        return None
    pointer = Pointer(_layers_in(value), _layers_in(value.get("previous")))
    return pointer if pointer.current else None


def pointer_mark(folder: Path) -> tuple[int, int, int] | None:
    """Changes whenever the pointer is replaced; None without one. One stat call: cheap enough between sales."""
    try:
        status = (folder / POINTER).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def sealed_files(folder: Path) -> list[Path]:
    """Every sealed file, the newest number first."""
    numbered = [(number, path) for path in folder.glob("catalogue-*.db") if (number := _number(path.name)) is not None]
    return [path for _, path in sorted(numbered, reverse=True)]


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """Hold the catalogue's lock; gives the path to build at, with what a killed writer left there removed.

    Raises CatalogueBusy.
    """
    lock = WriterLock(folder / "catalogue.lock")
    if not lock.take():
        raise CatalogueBusy(process=lock.holder())
    building = folder / BUILDING
    try:
        _remove_unfinished(folder)
        yield building
    finally:
        _remove_unfinished(folder)
        lock.release()


def publish(folder: Path, building: Path, layer: Layer) -> Path:
    """Give a finished file its number, point to it, and remove what is neither current nor previous.

    Each step is on the disk before the next: a power cut leaves the old catalogue or the new one, never neither.
    """
    before = read_pointer(folder) or Pointer()
    taken = [_number(name) or 0 for name in before.names] + [_number(path.name) or 0 for path in sealed_files(folder)]
    sealed = folder / f"catalogue-{max(taken, default=0) + 1}.db"
    _sync_file(building)
    building.replace(sealed)
    _sync_folder(folder)
    pointer = before.with_current(layer, sealed.name)
    _replace_pointer(folder, pointer)
    for path in sealed_files(folder):
        if path.name not in pointer.names:
            _remove(path)
    return sealed


def _replace_pointer(folder: Path, pointer: Pointer) -> None:
    value: dict[str, Any] = {str(layer): name for layer, name in pointer.current}
    value["previous"] = {str(layer): name for layer, name in pointer.previous}
    fresh = folder / f"{POINTER}.new"
    fresh.write_text(json.dumps(value) + "\n", encoding="utf-8")
    _sync_file(fresh)
    fresh.replace(folder / POINTER)
    _sync_folder(folder)


def _layers_in(value: Any) -> tuple[tuple[Layer, str], ...]:
    known = value if isinstance(value, dict) else {}
    return tuple((layer, name) for layer in Layer if _is_sealed_name(name := known.get(str(layer))))


def _is_sealed_name(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and _number(name) is not None


def _ordered(names: dict[Layer, str]) -> tuple[tuple[Layer, str], ...]:
    return tuple((layer, names[layer]) for layer in Layer if layer in names)


def _number(name: str) -> int | None:
    match = _SEALED.fullmatch(name)
    return int(match[1]) if match else None


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(f"{BUILDING}*"):
        path.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    """Remove a file that nothing points to. Where a till still has it open (Windows), the next publishing does it."""
    with suppress(OSError):
        path.unlink()


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
