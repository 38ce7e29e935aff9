"""Building the kit: our wheel, every locked wheel for each Python, the installer, and the sums of all of it."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.kit.errors import KitError, NotAKit, NothingLocked
from config.kit.wheels import build_our_wheel, download_locked, needed_glibc

PARTS = Path(__file__).parent / "parts"
INSTALLER = Path(__file__).parent / "install.py"
SUMS = "SHA256SUMS"
FINGERPRINT_DIGITS = 16
__all__ = ["Kit", "KitError", "build"]


@dataclass(frozen=True)
class Kit:
    """A finished kit. `left_out` tells for each Python that was asked for and is not served, why."""

    folder: Path
    version: str
    platform: str
    pythons: tuple[str, ...]
    left_out: dict[str, str]
    files: int
    megabytes: int
    fingerprint: str


def build(tree: Path, out: Path, pythons: Sequence[str]) -> Kit:
    """Build the kit beside `out`, then put it in its place; a failed build leaves the old kit.

    The Python that builds must be served, others are left out where a wheel is missing for them. Raises KitError.
    """
    lock = tree / "requirements.lock"
    if not lock.is_file():
        raise NothingLocked(file=str(lock))
    _check_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".kit-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        wheels = fresh / "wheels"
        wheels.mkdir()
        ours = build_our_wheel(tree, wheels)
        served, left_out = _download_for_each(pythons, lock, wheels)
        version, fingerprint = assemble(fresh, lock, ours, served)
        _put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    files = [path for path in out.rglob("*") if path.is_file()]
    megabytes = round(sum(path.stat().st_size for path in files) / 1e6)
    return Kit(out, version, _platform(), served, left_out, len(files), megabytes, fingerprint)


def assemble(kit: Path, lock: Path, ours: Path, pythons: Sequence[str]) -> tuple[str, str]:
    """Add everything else of a kit to its folder `wheels`; the till's version and the fingerprint of the kit."""
    version = ours.name.split("-")[1]
    _write_lock(lock, ours, version, kit / "kit.lock")
    _write_facts(kit, version, pythons, needed_glibc(kit / "wheels"))
    _copy_parts(kit)
    return version, write_sums(kit)


def _check_replaceable(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not (out / SUMS).is_file():
        raise NotAKit(folder=str(out))


def _download_for_each(pythons: Sequence[str], lock: Path, wheels: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    download_locked(lock, wheels, own)
    served, left_out = [own], {}
    for version in dict.fromkeys(pythons):
        if version == own:
            continue
        try:
            download_locked(lock, wheels, version)
        except KitError as error:
            left_out[version] = str(error)
        else:
            served.append(version)
    return tuple(sorted(served, key=lambda text: tuple(map(int, text.split("."))))), left_out


def _write_lock(lock: Path, ours: Path, version: str, kit_lock: Path) -> None:
    line = f"fallback-pos=={version} --hash=sha256:{_sha256(ours)}\n"
    kit_lock.write_text(lock.read_text(encoding="utf-8") + line, encoding="utf-8", newline="\n")


def _write_facts(kit: Path, version: str, pythons: Sequence[str], glibc: tuple[int, int] | None) -> None:
    facts = {
        "version": version,
        "system": platform.system(),
        "machine": platform.machine(),
        "glibc": list(glibc) if glibc else None,
        "pythons": list(pythons),
    }
    (kit / "kit.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8", newline="\n")


def _copy_parts(kit: Path) -> None:
    for part in [*sorted(PARTS.iterdir()), INSTALLER]:
        # Neither the executable bit nor the line ends may depend on how this tree was fetched.
        ends = "\r\n" if part.suffix == ".bat" else "\n"
        target = kit / part.name
        target.write_text(part.read_text(encoding="utf-8"), encoding="utf-8", newline=ends)
        target.chmod(0o755 if part.suffix == ".sh" else 0o644)


def write_sums(kit: Path) -> str:
    """Write SHA256SUMS over every other file of a kit; the fingerprint of the whole."""
    files = sorted(path for path in kit.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{_sha256(path)}  {path.relative_to(kit).as_posix()}\n" for path in files]
    (kit / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return _sha256(kit / SUMS)[:FINGERPRINT_DIGITS]


def _put_in_place(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    old = fresh.with_name(fresh.name + "-old")
    out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old)


def _platform() -> str:
    return f"{platform.system()} {platform.machine()}"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
