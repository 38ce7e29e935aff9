"""What the manual tells people to type is understood."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.layers import DEFAULTS_FILE, file_layer, merged
from config.loader import check_layers, load_settings
from config.settings import Settings
from fallback_pos.cli.app import app
from fallback_pos.headless.basket import Basket
from tests.fallback_pos.manual import pages
from tests.fallback_pos.manual.test_completeness import _commands

PATHS = [path for path, _ in _commands()]
RUNNER = CliRunner()


@pytest.mark.parametrize("path", ["", *PATHS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_every_command_ends_with_status_0(path: str, option: str) -> None:
    result = RUNNER.invoke(app, [*path.split(), option])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_help_works_in_a_process_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-m", "fallback_pos", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(path.split()[0] in done.stdout for path in PATHS)


def _typed_commands(language: str) -> list[list[str]]:
    lines = [line for block in pages.code_blocks(pages.whole(language)) for line in block.splitlines()]
    return [shlex.split(re.split(r"\s{3,}| > ", line)[0]) for line in lines if line.startswith("fallback-pos ")]


@pytest.mark.parametrize("language", pages.languages())
def test_every_command_line_of_the_manual_has_options_that_exist(language: str) -> None:
    known = dict(_commands())
    typed = _typed_commands(language)
    assert len(typed) > 15
    for words in typed:
        path = max((path for path in known if words[1:][: len(path.split())] == path.split()), key=len, default=None)
        assert path is not None, words
        options = {word for word in words if word.startswith("--")}
        above = {option for each in known for option in known[each] if path.startswith(f"{each} ")}
        assert options <= set(known[path]) | above, words


@pytest.mark.parametrize("language", pages.languages())
def test_every_piece_of_settings_in_the_manual_is_taken(language: str) -> None:
    blocks = [block.strip("`\n") for block in pages.code_blocks(pages.whole(language, "3") + pages.whole(language))]
    pieces = [block for block in blocks if block.startswith("[")]
    assert len(pieces) > 6
    for piece in pieces:
        content = tomllib.loads(piece)
        assert check_layers([file_layer(DEFAULTS_FILE), _layer(content)])


def _layer(content: dict[str, object]) -> object:
    from config.layers import Layer

    assert merged([Layer("manual", content)]) == content
    return Layer("manual", content)


@pytest.mark.parametrize("language", pages.languages())
def test_the_variables_in_the_manual_reach_the_settings(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = pages.text(language, "42-settings.md")
    found = re.findall(r"^(FALLBACK_POS_\w+__\w+)=(.+)$", page, re.MULTILINE)
    assert len(found) == 3
    for name, value in found:
        monkeypatch.setenv(name, shlex.split(value)[0])
    settings: Settings = load_settings()
    assert settings.screen.theme == "light"
    assert settings.tenders.card.limit_per_sale == 150
    assert len(settings.cash.quick_keys) == 3


@pytest.mark.parametrize("language", pages.languages())
def test_the_basket_in_the_manual_is_one(language: str) -> None:
    blocks = pages.code_blocks(pages.text(language, "51-ring-and-simulate.md"))
    basket = next(block.strip("`\n") for block in blocks if block.strip("`\n").startswith('{"lines"'))
    assert len(Basket.read(json.dumps(json.loads(basket))).lines) == 3


@pytest.mark.parametrize("language", pages.languages())
def test_a_till_can_be_set_up_as_the_manual_says(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = pages.code_blocks(pages.text(language, "31-set-up.md"))
    answers = tmp_path / "shop.toml"
    answers.write_text(next(block.strip("`\n") for block in blocks if "manager_code" in block), encoding="utf-8")
    monkeypatch.setenv("FALLBACK_POS_PIN", "481516")
    result = RUNNER.invoke(app, ["setup", "--file", str(answers), "--data", str(tmp_path / "till")])
    assert result.exit_code == 0, result.output
    settings = load_settings(None, tmp_path / "till")
    assert (settings.shop.store, settings.shop.till) == ("0042", "07")
    assert settings.devices.printer.address == "192.168.1.50"
