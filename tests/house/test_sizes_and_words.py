"""Files stay small, and some things are never written down."""

from __future__ import annotations

import ast
import re

from tests.house.tree import PACKAGES, ROOT, name_of, project_files, python_files

MODULE_LINES = 400
FUNCTION_LINES = 60
"""Without the signature: a command of the command line has one line for each option."""
LONGER_MODULES: dict[str, str] = {}
"""Modules that may be longer, and why."""
LONGER_FUNCTIONS: dict[str, str] = {}
"""Functions that may be longer, as "path:name", and why."""

TOOL_FOLDERS = ("usr", "etc", "dev", "proc", "sys")
MACHINE_PATH = re.compile(r"(?<![\w.*~}])/(?:work|root|opt|home(?!/till\b)|tmp|Users)/[\w.-]+")
"""The manual writes its examples for a user called till."""
REGISTRY = re.compile(r"https?://[^\s\"'>]*(?:pypi|pythonhosted|artifactory|nexus|/simple\b)", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
BLANKET = re.compile(r"#\s*(?:type:\s*ignore(?!\[)|noqa(?!:)|mypy:\s*ignore-errors|ruff:\s*noqa(?!:))")


def test_a_module_has_one_purpose_and_fits_in_a_few_screens() -> None:
    too_long = {
        name_of(path): lines
        for path in python_files(*PACKAGES, "tests")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MODULE_LINES
    }
    assert too_long.keys() == LONGER_MODULES.keys(), too_long


def test_a_function_reads_as_a_list_of_steps() -> None:
    too_long = {
        f"{name_of(path)}:{node.name}": lines
        for path in python_files(*PACKAGES, "tests")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.body[0].lineno + 1) > FUNCTION_LINES
    }
    assert too_long.keys() == LONGER_FUNCTIONS.keys(), too_long


def test_no_failure_is_swallowed_in_silence() -> None:
    silent = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type)
        if all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
    ]
    assert silent == []


def test_nothing_is_left_for_later_and_no_check_is_switched_off_as_a_whole() -> None:
    assert _lines_with(UNFINISHED) == []
    assert _lines_with(BLANKET) == []


def test_the_files_name_no_machine_and_no_registry() -> None:
    assert _lines_with(MACHINE_PATH) == []
    assert _lines_with(REGISTRY) == []


def test_each_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in python_files("tests")}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_each_room_says_what_it_is_for() -> None:
    rooms = [ROOT / "tests", *(ROOT / name for name in PACKAGES)]
    rooms += [path.parent for path in sorted((ROOT / "fallback_pos").glob("*/__init__.py"))]
    assert [name_of(room) for room in rooms if not (room / "DESIGN.md").exists()] == []


def test_the_top_of_the_tree_is_as_agreed() -> None:
    agreed = {
        "Makefile",
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "pyproject.toml",
        "requirements.lock",
        "tests",
        *PACKAGES,
    }
    top = {path.relative_to(ROOT).parts[0] for path in project_files()}
    assert {name for name in top if not name.startswith(".")} <= agreed


def _catches_everything(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name_of(path)}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}" for hit in pattern.finditer(text)
        ]
    return found
