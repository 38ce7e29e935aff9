"""The lock files: every requirement with its hashes, from no named place, one version for the till and its tests."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

LOCKS = {
    "requirements.lock": ROOT / "requirements.lock",
    "tests/requirements.lock": ROOT / "tests" / "requirements.lock",
}
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(name: str) -> dict[str, Requirement]:
    """The pinned requirements of a lock file by canonical name."""
    pins = [Requirement(entry.split("--hash")[0]) for entry in _entries(name)]
    return {canonicalize_name(pin.name): pin for pin in pins}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_has_a_hash(name: str) -> None:
    for entry in _entries(name):
        assert _HASH.search(entry), entry
    for pin in locked(name).values():
        assert [part.operator for part in pin.specifier] == ["=="], pin


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*--(?!hash)|^\s*-[a-z]|@ ", text, re.MULTILINE)


def test_the_lock_holds_what_the_project_asks_for() -> None:
    runtime = locked("requirements.lock")
    for wanted in [Requirement(text) for text in _project()["dependencies"]]:
        assert _allows(wanted, runtime), wanted


def test_the_lock_of_the_tests_holds_what_they_ask_for() -> None:
    tests = locked("tests/requirements.lock")
    for wanted in [Requirement(text) for text in _project()["optional-dependencies"]["test"]]:
        assert _allows(wanted, tests), wanted


def test_the_tests_run_with_the_versions_that_are_sold() -> None:
    runtime, tests = locked("requirements.lock"), locked("tests/requirements.lock")
    assert {name: pin.specifier for name, pin in runtime.items()} == {
        name: pin.specifier for name, pin in tests.items() if name in runtime
    }


def _allows(wanted: Requirement, pins: dict[str, Requirement]) -> bool:
    pin = pins.get(canonicalize_name(wanted.name))
    return pin is not None and all(wanted.specifier.contains(part.version, prereleases=True) for part in pin.specifier)


def _entries(name: str) -> list[str]:
    whole = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in whole.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project
