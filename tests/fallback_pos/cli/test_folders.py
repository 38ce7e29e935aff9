"""Data directories and terminals that are not what a command needs: a sentence and a status, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CATALOGUE = "barcode,name,price,tax\n3850104047015,Bread,1.29,A\n"


def run(*arguments: str) -> tuple[int, str]:
    environment = {name: value for name, value in os.environ.items() if name != "FALLBACK_POS_PIN"}
    done = subprocess.run(
        [sys.executable, "-m", "fallback_pos", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
        start_new_session=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command", ["catalogue import {csv}", "hub till add 1 1", "simulate --sales 1", "journal verify"]
)
def test_a_file_in_place_of_the_data_directory_is_wrong_usage(tmp_path: Path, command: str) -> None:
    csv = tmp_path / "goods.csv"
    csv.write_text(CATALOGUE)
    status, said = run(*command.format(csv=csv).split(), "--data", str(csv))
    assert status == 2
    assert "is a file" in said


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    csv = tmp_path / "goods.csv"
    csv.write_text(CATALOGUE)
    status, said = run("catalogue", "import", str(csv), "--data", str(csv / "inside"))
    assert status == 3
    assert "cannot be used" in said


def test_a_pin_that_nobody_can_be_asked_for_is_wrong_usage(tmp_path: Path) -> None:
    status, said = run("ring", "--operator", "101", "--data", str(tmp_path))
    assert status == 2
    assert "FALLBACK_POS_PIN" in said
