from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fallback_pos.checkout.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened
