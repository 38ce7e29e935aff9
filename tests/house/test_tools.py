"""The contracts of pyproject.toml are kept: layers, style, types."""

from __future__ import annotations

import pytest

from tests.house.tree import ROOT, run_tool


def test_the_arrows_point_downwards() -> None:
    found = run_tool("lint-imports", "--no-cache")
    assert not found, found


def test_ruff_finds_nothing() -> None:
    found = run_tool("ruff", "check", "--no-cache", "--output-format=concise", ".")
    assert not found, found


def test_every_file_is_formatted() -> None:
    found = run_tool("ruff", "format", "--no-cache", "--check", ".")
    assert not found, found


@pytest.mark.timeout(300)
def test_the_types_hold_under_strict() -> None:
    # With its own cache, so that a run in an editor and this one do not write the same files.
    found = run_tool("mypy", "--no-error-summary", "--cache-dir", str(ROOT / ".mypy_cache" / "tests"))
    assert not found, found
