"""`journal show` and `export` with numbers that no journal has."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal") / "shop"
    set_up_demo(folder)
    return folder


@pytest.mark.parametrize("entry", ["0", "7", "x", "9" * 18, "9" * 30, "\u0663", None])
def test_an_entry_that_is_not_there_is_said(shop: Path, entry: str | None) -> None:
    done = CliRunner().invoke(app, ["journal", "show", *([entry] if entry else []), "--data", str(shop)])
    assert done.exit_code == 1, done.output
    assert done.stderr.strip()


def test_a_number_beyond_every_journal_is_wrong_usage(shop: Path) -> None:
    assert CliRunner().invoke(app, ["journal", "export", "--after", "9" * 30, "--data", str(shop)]).exit_code == 2
