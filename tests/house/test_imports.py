"""What a start of the till loads: heavy libraries wait until they are needed, and our packages are ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import config
import drivers
import fallback_pos
import sync

NOT_FOR_A_COMMAND = {
    "sqlalchemy", "pydantic", "pydantic_settings", "escpos", "textual", "biip", "babel", "cryptography", "PIL",
    "httpx", "starlette", "uvicorn", "psycopg", "nats", "serial", "alembic", "argon2", "segno", "structlog", "msgspec",
}  # fmt: skip
NOT_FOR_THE_FIRST_PAINT = NOT_FOR_A_COMMAND - {"textual"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("fallback_pos.__main__", {*NOT_FOR_A_COMMAND, "typer"}),
        ("fallback_pos.cli.app", NOT_FOR_A_COMMAND),
        ("fallback_pos.ui.app", NOT_FOR_THE_FIRST_PAINT),
        ("fallback_pos.domain.sale", {*NOT_FOR_A_COMMAND, "typer"}),
        ("sync.ledger", NOT_FOR_A_COMMAND),
        ("config.data_dir", NOT_FOR_A_COMMAND),
    ],
)
def test_importing_it_loads_nothing_heavy(module: str, unwanted: set[str]) -> None:
    program = f"import json, sys, {module}; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert set(json.loads(done.stdout)) & unwanted == set()


@pytest.mark.parametrize("package", [config, drivers, sync])
def test_the_four_packages_come_from_one_place(package: object) -> None:
    """`config` and `sync` are names that another distribution could have taken first."""
    file = getattr(package, "__file__", None)
    assert file and fallback_pos.__file__
    assert Path(file).parent.parent == Path(fallback_pos.__file__).parent.parent


@pytest.mark.parametrize("package", [config, drivers, sync, fallback_pos])
def test_the_packages_say_that_they_are_typed(package: object) -> None:
    assert (Path(str(getattr(package, "__file__", None))).parent / "py.typed").exists()
