"""Products found without a screen are named as the reader names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app

SOY_SAUCE = "6901234000139"


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"LANG": "en_GB.UTF-8"}, "White bread"),
        ({"LANG": "C.UTF-8"}, "White bread"),
        ({"LANG": "zh_CN.UTF-8"}, "白面包"),
        ({"LANG": "hr_HR.UTF-8"}, "Kruh bijeli"),
        ({"LANG": "en", "FALLBACK_POS_SCREEN__LANGUAGE": "zh"}, "白面包"),
    ],
)
def test_the_name_is_in_the_readers_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str
) -> None:
    for variable in ("LC_ALL", "LANG", "FALLBACK_POS_SCREEN__LANGUAGE"):
        monkeypatch.delenv(variable, raising=False)
    set_up_demo(tmp_path)
    done = CliRunner().invoke(app, ["catalogue", "find", "Kruh bijeli", "--data", str(tmp_path)], env=environment)
    assert done.exit_code == 0, done.output
    assert name in done.output
