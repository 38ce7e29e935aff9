"""kill -9 at any moment: what was acknowledged is there once, and the next start goes on."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.crash.judging import ROOT, Told, assert_sound, whole_lines, writer_command

ROUNDS = 6
LONGEST_LIFE_SECONDS = 0.15


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_a_writer_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(6)
    told = [_killed(tmp_path, chance.uniform(0, LONGEST_LIFE_SECONDS)) for _ in range(ROUNDS)]
    assert sum(len(each.acknowledged) for each in told) > ROUNDS
    assert_sound(tmp_path, told)


def _killed(folder: Path, life_seconds: float) -> Told:
    """A writer that lived so long after its first sale."""
    with subprocess.Popen(
        writer_command(folder, 1_000_000), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        threading.Timer(life_seconds, process.kill).start()
        rest = process.stdout.read()
        _, complaints = process.communicate()
    assert first.startswith("ACK "), complaints
    return Told(whole_lines(first + rest))
