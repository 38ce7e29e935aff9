"""A few rounds of the crash campaign: the whole checkout is killed, told to end or stopped, then looked at."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from fallback_pos.storage.engine import sqlite_module
from tests.crash.judging import whole_lines
from tests.crash.program import ROOT, command, environment, run

ROUNDS = 6
LONGEST_LIFE_SECONDS = 0.8
ENDINGS = ("kill", "term", "stop")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.timeout(300)
def test_what_was_acknowledged_is_there_once_however_the_till_ended(tmp_path: Path) -> None:
    chance = random.Random(3)
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        life = chance.uniform(0, LONGEST_LIFE_SECONDS)
        acknowledged += _sold(tmp_path / "data", ENDINGS[number % len(ENDINGS)], life)
        done = run("journal", "verify", "--ids", "--data", tmp_path / "data")
        assert done.returncode == 0, done.stderr
        found = [line[3:] for line in done.stdout.splitlines() if line.startswith("ID ")]
        assert found == _sales(tmp_path / "data")
        assert len(found) == len(set(found))
        assert set(acknowledged) <= set(found)
    assert len(acknowledged) == len(set(acknowledged)) > ROUNDS


def _sold(folder: Path, ending: str, life_seconds: float) -> list[str]:
    """The ids that a simulation acknowledged before it was ended so long after its first sale."""
    arguments = command("simulate", "--sales", "100000", "--ack", "--data", folder)
    with subprocess.Popen(
        arguments, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        threading.Timer(life_seconds, _end, (process, ending)).start()
        rest = process.stdout.read()
        _, complaints = process.communicate()
    assert first.startswith("ACK "), complaints
    return [line.split()[1] for line in whole_lines(first + rest) if line.startswith("ACK ")]


def _end(process: subprocess.Popen[str], ending: str) -> None:
    if ending == "term":
        process.terminate()
        return
    if ending == "stop":
        process.send_signal(signal.SIGSTOP)
    process.kill()


def _sales(folder: Path) -> list[str]:
    with closing(sqlite_module().connect(folder / "journal.db")) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM entry WHERE kind = 'sale.completed' ORDER BY seq")]
