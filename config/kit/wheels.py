"""The wheels of a kit: ours from the tree, the others from pip's index, held to the hashes of the lock."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.kit.errors import WheelNotBuilt, WheelsMissing

SOURCES = ("fallback_pos", "drivers", "sync", "config", "pyproject.toml", "README.md", "LICENSE")
PIP_TIMEOUT_SECONDS = 1_800
NEWEST_GLIBC_MINOR = 28
"""Wheels for glibc 2.28 (2018) and older are taken, so that the kit also serves a spare PC older than the one it is
built on."""
_MANYLINUX = re.compile(r"manylinux_(\d+)_(\d+)_")
_LEGACY_TAGS = ("manylinux2014", "manylinux2010", "manylinux1")


def build_our_wheel(tree: Path, wheels: Path) -> Path:
    """Build the till's wheel into `wheels`. Raises WheelNotBuilt.

    From a copy: setuptools keeps a build folder beside the sources, and a module deleted since would come back from it.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "tree"
        copy.mkdir()
        for name in SOURCES:
            _copy(tree / name, copy / name)
        built = _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(copy))
    if built.returncode:
        raise WheelNotBuilt(output=_last_lines(built.stderr))
    [wheel] = wheels.glob("fallback_pos-*.whl")
    return wheel


def download_locked(lock: Path, wheels: Path, python: str) -> None:
    """Fetch every wheel of the lock for one Python ("3.12") of this system. Raises WheelsMissing."""
    fetched = _pip(
        "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", python,
        *_platform_options(), "--dest", str(wheels), "--requirement", str(lock),
    )  # fmt: skip
    if fetched.returncode:
        raise WheelsMissing(python=python, output=_last_lines(fetched.stderr))


def needed_glibc(wheels: Path) -> tuple[int, int] | None:
    """The oldest glibc on which all the wheels run, or None where none of them is bound to one."""
    oldest = [
        min((int(major), int(minor)) for major, minor in tags)
        for wheel in wheels.glob("*.whl")
        if (tags := _MANYLINUX.findall(wheel.name))
    ]
    return max(oldest, default=None)


def _platform_options() -> Sequence[str]:
    if platform.system() != "Linux" or platform.libc_ver()[0] != "glibc":
        return ()
    machine = platform.machine()
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(NEWEST_GLIBC_MINOR, 4, -1)]
    tags += [f"{tag}_{machine}" for tag in _LEGACY_TAGS]
    return [part for tag in tags for part in ("--platform", tag)]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    else:
        shutil.copy2(source, target)


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PIP_TIMEOUT_SECONDS)


def _last_lines(text: str, lines: int = 3) -> str:
    told = [line for line in text.splitlines() if line.strip() and not line.startswith("WARNING")]
    return " ".join(told[-lines:]) or "pip said nothing"
