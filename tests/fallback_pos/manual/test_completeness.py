"""What the program has is in the manual: keys, commands, options, exit statuses, settings, limits and permissions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import typer
from pydantic import BaseModel

from config.layers import DEFAULTS_FILE, file_layer
from config.sections.permissions import ACTIONS
from config.settings import Settings
from fallback_pos.catalogue_import.columns import FIELDS
from fallback_pos.cli.app import app
from fallback_pos.cli.common import Exit
from fallback_pos.demo.shop import DEMO_SHOP
from fallback_pos.i18n.translator import Translator
from fallback_pos.ui.commands.table import COMMANDS, Command
from tests.fallback_pos.manual import pages

EACH_LANGUAGE = pytest.mark.parametrize("language", pages.languages())
KEYS = "22-keys.md"
SETTINGS = "4"
OPERATORS = "32-operators.md"
LIMITS = "16-limits.md"


def _commands(group: Any = None, above: str = "") -> Iterator[tuple[str, list[str]]]:
    """(name as typed, options) of every command."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        path = f"{above} {name}".strip()
        yield path, [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        if hasattr(command, "commands"):
            yield from _commands(command, path)


def _groups() -> set[str]:
    """Commands that only hold others."""
    paths = [path for path, _ in _commands()]
    return {path for path in paths if path != "hub" and any(other.startswith(f"{path} ") for other in paths)}


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """Names of everything that holds a value of its own."""
    for name, field in model.model_fields.items():
        inner = list(_models_in(field.annotation))
        if not inner:
            yield name
        for one in inner:
            yield from _fields(one)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _rows(page: str) -> list[list[str]]:
    lines = [line for line in page.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@EACH_LANGUAGE
@pytest.mark.parametrize("command", [one for one in COMMANDS if one.key], ids=lambda one: one.key)
def test_every_f_key_stands_with_its_second_key(language: str, command: Command) -> None:
    assert [command.key.upper(), command.shown] in [row[:2] for row in _rows(pages.text(language, KEYS))]


@EACH_LANGUAGE
def test_every_other_key_stands_on_the_keys_page(language: str) -> None:
    rows = _rows(pages.text(language, KEYS))
    for command in COMMANDS:
        if command.second and not command.key and not command.id.endswith("_menu"):
            assert ["", command.shown] in [row[:2] for row in rows], command.id


@EACH_LANGUAGE
def test_every_command_of_the_menu_stands_there_in_the_words_of_the_screen(language: str) -> None:
    translator, page = Translator(language), pages.text(language, KEYS)
    for command in COMMANDS:
        if command.menu and not command.id.endswith("_menu"):
            assert translator.text(command.label) in " ".join(page.split()), command.id


@EACH_LANGUAGE
def test_every_command_is_described(language: str) -> None:
    listed = pages.text(language, "50-commands.md")
    for path, _ in _commands():
        if path not in _groups():
            assert f"`{path}`" in listed, path


@EACH_LANGUAGE
def test_every_option_is_named_somewhere(language: str) -> None:
    manual = pages.whole(language)
    answers = {f"--{name}" for name in re.findall(r"^([a-z_]+) = ", pages.text(language, "31-set-up.md"), re.MULTILINE)}
    for path, options in _commands():
        for option in options:
            known = option in manual or (path == "setup" and _is_answer(option, answers, manual))
            assert known, f"{path} {option}"


def _is_answer(option: str, answers: set[str], manual: str) -> bool:
    """Set-up's options and the answers in its file have the same names."""
    answer = option.replace("-", "_").replace("__", "--")
    return answer in answers or f"`{answer.removeprefix('--')}`" in manual


@EACH_LANGUAGE
def test_every_exit_status_is_explained(language: str) -> None:
    rows = [row[0] for row in _rows(pages.text(language, "50-commands.md"))]
    assert all(str(status.value) in rows for status in Exit)


@EACH_LANGUAGE
def test_every_section_of_the_settings_has_its_place(language: str) -> None:
    overview = pages.text(language, "42-settings.md")
    for section in Settings.model_fields:
        assert f"`[{section}]`" in overview, section


@EACH_LANGUAGE
def test_every_field_of_the_settings_is_named(language: str) -> None:
    manual = pages.whole(language, SETTINGS) + pages.text(language, OPERATORS)
    missing = [field for field in _fields(Settings) if not re.search(rf"[`.]{field}\b", manual)]
    assert not missing


@EACH_LANGUAGE
def test_the_limits_are_the_defaults(language: str) -> None:
    tenders = file_layer(DEFAULTS_FILE).content["tenders"]
    names = ("limit_per_sale", "limit_unconfirmed", "limit_unconfirmed_count", "limit_hours")
    wanted = [[str(tender[name]) for name in names] for kind, tender in tenders.items() if kind != "cash"]
    assert [row[1:] for row in _rows(pages.text(language, LIMITS))[2:]] == wanted


@EACH_LANGUAGE
def test_what_roles_may_do_is_what_the_defaults_say(language: str) -> None:
    grants = file_layer(DEFAULTS_FILE).content["permissions"]
    words = {True: {"en": "yes", "zh": "是"}[language], False: {"en": "no", "zh": "否"}[language]}
    rows = {row[0].split()[0]: row[1:] for row in _rows(pages.text(language, OPERATORS))[2:]}
    for action, shown in rows.items():
        granted = [grants[role][action] for role in ("cashier", "supervisor", "manager")]
        assert shown == [words[grant] if isinstance(grant, bool) else grant for grant in granted], action


@EACH_LANGUAGE
def test_every_permission_is_named(language: str) -> None:
    page = pages.text(language, OPERATORS)
    assert [action for action in ACTIONS if not re.search(rf"\b{action}\b", page)] == []


@EACH_LANGUAGE
def test_every_column_of_a_catalogue_has_its_example(language: str) -> None:
    page = pages.text(language, "52-import.md")
    assert [field for field in FIELDS if f"`{field}`" not in page] == []


@EACH_LANGUAGE
def test_the_size_of_the_demo_shop_is_right(language: str) -> None:
    products = (pages.ROOT / "fallback_pos" / "demo" / "products.csv").read_text(encoding="utf-8").splitlines()
    assert re.search(rf"\b{len(products) - 1}\b", pages.text(language, "30-before-the-outage.md"))
    assert len(DEMO_SHOP.operators) == 5  # "five people"
