"""Each benchmark runs, with a handful of sales and products. What it measures is not judged here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.__main__ import BENCHMARKS

SMALL: Mapping[str, Mapping[str, Any]] = {
    "catalogue": {"few": 60, "many": 120, "look_ups": 10},
    "journal": {"sales": 4, "many": 60, "few": 50, "flushed": (1, 2)},
    "scan_to_paint": {"short_baskets": 1, "short_lines": 2, "long_baskets": 0},
}


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_benchmark_gives_its_figures(name: str, tmp_path: Path) -> None:
    figures = list(importlib.import_module(f"tests.benchmarks.{name}").figures(tmp_path, **SMALL[name]))
    assert figures
    assert all(figure.line().startswith("{") and figure.ratio > 0 for figure in figures)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_asked_for(name: str) -> None:
    assert callable(importlib.import_module(f"tests.benchmarks.{name}").figures)
