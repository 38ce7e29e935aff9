"""The files of the project, as the house tests see them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("fallback_pos", "drivers", "sync", "config")
_NOT_OURS = frozenset({"__pycache__", "build", "dist"})


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project: what git tracks, or what lies there where the tree came without git."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
        return tuple(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and _is_ours(path.relative_to(ROOT)))


def python_files(*tops: str) -> list[Path]:
    """Our modules under some top-level folders, also those that git does not know yet."""
    return [
        path
        for top in tops
        for path in sorted((ROOT / top).rglob("*.py"))
        if not _NOT_OURS.intersection(path.relative_to(ROOT).parts)
    ]


def run_tool(tool: str, *arguments: str) -> str:
    """Run a command of this environment on the tree; what it printed, or nothing where it found nothing wrong."""
    command = shutil.which(tool, path=str(Path(sys.executable).parent))
    assert command, f"{tool} is not installed beside {sys.executable}: make test sets it up"
    ended = subprocess.run([command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_ours(path: Path) -> bool:
    return not _NOT_OURS.intersection(path.parts) and not any(part.startswith(".") for part in path.parts[:-1])
