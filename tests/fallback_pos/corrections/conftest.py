"""An opened shop for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fallback_pos.corrections.till import CorrectingShop, correcting_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[CorrectingShop]:
    with correcting_shop(tmp_path / "shop") as shop:
        yield shop
