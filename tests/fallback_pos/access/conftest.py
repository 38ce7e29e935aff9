"""A door with three people behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fallback_pos.access.door import Door, opener, with_people


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opener(tmp_path)() as door:
        yield with_people(door)
