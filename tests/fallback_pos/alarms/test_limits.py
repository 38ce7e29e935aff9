"""The manual's table of limits is what the till does by default."""

from __future__ import annotations

from pathlib import Path

import pytest

import fallback_pos
from config.layers import DEFAULTS_FILE, file_layer
from fallback_pos.domain.alarms import AlarmRule

MANUAL = Path(fallback_pos.__file__).parent / "manual"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_has_every_limit_as_it_is_by_default(language: str) -> None:
    page = (MANUAL / language / "38-alarms.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `")]
    written = {row[0].strip(" `"): row[-1].strip() for row in rows}
    defaults = file_layer(DEFAULTS_FILE).content["alarms"]
    assert written == {rule.value: str(defaults[rule.value]) for rule in AlarmRule}
