from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fallback_pos.shifts.drawer import Till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    till = Till(tmp_path).open()
    yield till
    till.close()
