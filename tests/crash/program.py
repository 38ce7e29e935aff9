"""The till's commands as processes, and a demo shop for them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 100


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "fallback_pos", *map(str, arguments)]


def environment() -> dict[str, str]:
    """English, no colours, and no agent that a test would have to end."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("FALLBACK_POS_")}
    return known | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "FALLBACK_POS_AGENT__START_WITH_TILL": "false",
    }


def run(*arguments: str | Path, prefix: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*prefix, *command(*arguments)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def shop_with_sales(folder: Path, sales: int) -> Path:
    """A demo shop in which so many customers were served."""
    done = run("simulate", "--sales", str(sales), "--seed", "7", "--data", folder)
    assert done.returncode == 0, done.stderr
    return folder
