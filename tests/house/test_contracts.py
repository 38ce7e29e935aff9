"""A contract that lists rooms lists all of them, so that a new room is not forgotten by it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.house.tree import ROOT

KEPT_IN_ONE_ROOM = {
    "textual": {"fallback_pos.ui"},
    "sqlalchemy": {"fallback_pos.storage"},
    "biip": {"fallback_pos.barcodes"},
    "babel": {"fallback_pos.i18n"},
}


@pytest.mark.parametrize("library", KEPT_IN_ONE_ROOM)
def test_every_other_room_is_kept_from_the_library(library: str) -> None:
    kept_away = {
        module
        for contract in _contracts()
        if contract["type"] == "forbidden" and library in contract["forbidden_modules"]
        for module in contract["source_modules"]
    }
    assert _rooms() - kept_away == KEPT_IN_ONE_ROOM[library]


def _rooms() -> set[str]:
    inside = (ROOT / "fallback_pos").iterdir()
    rooms = {path.name for path in inside if (path / "__init__.py").exists()} | {"errors", "__main__"}
    return {"drivers", "sync", "config"} | {f"fallback_pos.{room}" for room in rooms}


def _contracts() -> list[dict[str, Any]]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = pyproject["tool"]["importlinter"]["contracts"]
    return contracts
