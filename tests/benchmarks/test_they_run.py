"""Each benchmark runs, with a handful of sales and products. What it measures is not judged here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.journal import sorted_flushes

SMALL: Mapping[str, Mapping[str, Any]] = {
    "catalogue": {"few": 60, "many": 120, "look_ups": 10},
    "journal": {"sales": 4, "many": 60, "few": 50, "flushed": None},
    "reports": {"entries": 40, "shift_sales": 5, "memory": False},
    "search": {"entries": 40, "shift_sales": 5},
    "scan_to_paint": {"short_baskets": 1, "short_lines": 2, "long_baskets": 0, "warm_up_baskets": 0},
}


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_benchmark_gives_its_figures(name: str, tmp_path: Path) -> None:
    figures = list(importlib.import_module(f"tests.benchmarks.{name}").figures(tmp_path, **SMALL[name]))
    assert figures
    assert all(figure.line().startswith("{") and figure.ratio > 0 for figure in figures)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_asked_for(name: str) -> None:
    assert callable(importlib.import_module(f"tests.benchmarks.{name}").figures)


def test_a_flush_after_frames_is_a_commit_and_any_other_a_checkpoint() -> None:
    trace = """
101 pwrite64(7</d/journal.db-wal>, ""..., 24, 32) = 24
101 pwrite64(7</d/journal.db-wal>, ""..., 4096, 56) = 4096
101 fdatasync(7</d/journal.db-wal>) = 0
101 fdatasync(7</d/journal.db-wal>) = 0
101 pwrite64(6</d/journal.db>, ""..., 4096, 0) = 4096
101 fdatasync(6</d/journal.db>) = 0
101 pwrite64(7</d/journal.db-wal>, ""..., 32, 0) = 32
101 fdatasync(7</d/journal.db-wal>) = 0
101 fdatasync(9</d/till.db-wal>) = 0
"""
    assert sorted_flushes(trace) == {"commit": 1, "checkpoint": 3}
