"""`till` is started past the command line's parser: what is read there must mean what the parser would say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from fallback_pos.cli import selling
from fallback_pos.cli.screen import ScreenOptions, plain_options

USUAL = (
    ["till"],
    ["till", "--demo"],
    ["till", "--data", "shop"],
    ["till", "--data=shop", "--demo", "--config", "a b.toml"],
    ["till", "--data", "one", "--data", "two"],
    ["till", "--config=c.toml", "--demo", "--demo"],
)
FOR_THE_PARSER: tuple[list[str], ...] = (
    [],
    ["--help"],
    ["ring"],
    ["till", "--help"],
    ["till", "-h"],
    ["till", "--data"],
    ["till", "--data="],
    ["till", "--data", "--demo"],
    ["till", "--dat", "shop"],
    ["till", "shop"],
    ["till", "--demo=yes"],
    ["till", "--", "--demo"],
)


@pytest.mark.parametrize("arguments", USUAL, ids=" ".join)
@pytest.mark.parametrize("variable", ["", "from-the-environment.toml"])
def test_the_usual_options_mean_what_the_parser_says(
    arguments: list[str], variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FALLBACK_POS_DATA", raising=False)
    monkeypatch.setenv("FALLBACK_POS_CONFIG", variable)
    assert plain_options(arguments) == _parsed(arguments, monkeypatch)


@pytest.mark.parametrize("arguments", FOR_THE_PARSER, ids=lambda arguments: " ".join(arguments) or "nothing")
def test_help_mistakes_and_other_commands_go_to_the_parser(arguments: list[str]) -> None:
    assert plain_options(arguments) is None


def test_the_first_paint_waits_for_no_parser_and_no_storage() -> None:
    program = (
        "import sys; import fallback_pos.cli.screen, fallback_pos.ui.app; "
        "print(*{'typer', 'click', 'sqlalchemy', 'pydantic', 'babel', 'escpos', 'biip'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == ""


def _parsed(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> ScreenOptions:
    """What the parser hands to the screen."""
    opened: list[ScreenOptions] = []

    def note(options: ScreenOptions) -> int:
        opened.append(options)
        return 0

    monkeypatch.setattr(selling, "on_a_terminal", lambda: True)
    monkeypatch.setattr(selling, "open_screen", note)
    app = typer.Typer()
    app.command()(selling.till)
    app.command()(selling.ring)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return opened[0]


def test_paths_are_paths() -> None:
    assert plain_options(["till", "--data", "shop"]) == ScreenOptions(Path("shop"))
