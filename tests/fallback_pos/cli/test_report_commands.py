"""The report commands as processes of their own, beside a till that is open: figures, files, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.storage.locks import take_till_lock

DEADLINE_SECONDS = 120
SALES = (
    '{"lines":[{"code":"3850104047015","quantity":"2"}]}\n'
    '{"lines":[{"description":"Soap","price":"10.00","tax":"A"}],"tenders":[{"type":"card","amount":"10.00",'
    '"details":{"approval_code":"734211","last_four":"0042","slip":"S-17"}}]}\n'
)


def command(folder: Path, *arguments: str, status: int = 0, input: str = "") -> str:
    """What a fallback-pos process prints."""
    environment = {
        **os.environ,
        "FALLBACK_POS_DATA": str(folder),
        "FALLBACK_POS_PIN": "301301",
        "FALLBACK_POS_APPROVER_PIN": "201201",
        "LANG": "en",
        "COLUMNS": "64",
    }
    done = subprocess.run(
        [sys.executable, "-m", "fallback_pos", *arguments],
        env=environment,
        input=input,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status <= 1 else done.stderr


def report(folder: Path, *arguments: str, status: int = 0) -> Any:
    return json.loads(command(folder, "report", *arguments, "--json", status=status))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shift with 2.58 in cash and 10.00 by card, closed 3.20 over; a second one that is open."""
    folder = tmp_path_factory.mktemp("reports") / "shop"
    set_up_demo(folder)
    command(folder, "shift", "open", "--operator", "301", "--float", "100")
    command(folder, "ring", "-", "--operator", "301", input=SALES)
    command(folder, "cash", "drop", "50", "--bag", "B-1", "--operator", "301")
    command(folder, "shift", "count", "--operator", "301", "--counted", "55.78", "--found", "all")
    command(folder, "shift", "close", "--operator", "301")
    command(folder, "shift", "open", "--operator", "301", "--float", "55")
    return folder


def test_a_z_is_read_again_beside_an_open_till_and_adds_up(shop: Path) -> None:
    lock = take_till_lock(shop)
    try:
        z = report(shop, "z")
    finally:
        lock.release()
    counts = {each["type"]: each["over_short"] for each in z["figures"]["counts"]}
    assert (z["number"], z["adds_up"], counts) == (1, True, {"cash": "3.20", "card": "0.00"})
    assert z["figures"]["cash"]["dropped"] == "50.00"


def test_a_look_at_the_open_shift(shop: Path) -> None:
    text = command(shop, "report", "x")
    assert "X REPORT" in text
    assert report(shop, "x")["expected_cash"] == "55.00"


def test_a_report_as_files(shop: Path, tmp_path: Path) -> None:
    command(shop, "report", "z", "--csv", str(tmp_path / "z.csv"), "--pdf", str(tmp_path / "z.pdf"))
    rows = list(csv.reader(io.StringIO((tmp_path / "z.csv").read_text("utf-8-sig"))))
    assert rows[0] == ["section", "name", "value"]
    assert ["report", "number", "1"] in rows
    assert (tmp_path / "z.pdf").read_bytes().startswith(b"%PDF")


def test_days_of_two_tills_and_one_that_is_missing(shop: Path, tmp_path: Path) -> None:
    day = report(shop, "day", "--write", str(tmp_path / "day"))
    assert (day["till"], day["figures"]["total"]) == ("03", "12.58")
    text = command(shop, "report", "store", str(tmp_path / "day"), "--tills", "03,04", status=1)
    assert "Till 04: NO FILE" in text


def test_a_period_says_the_same_from_zs_and_from_entries(shop: Path) -> None:
    day = str(report(shop, "day")["first_day"])
    fast = report(shop, "period", "--from", day, "--to", day)
    slow = report(shop, "period", "--from", day, "--to", day, "--from-entries")
    only_counted_apart = {"entries"}  # sign-ins between two sales belong to no shift
    assert {name: value for name, value in fast["figures"].items() if name not in only_counted_apart} == {
        name: value for name, value in slow["figures"].items() if name not in only_counted_apart
    }


def test_a_z_that_was_never_made_is_a_sentence_and_not_a_traceback(shop: Path) -> None:
    said = command(shop, "report", "z", "--number", "9", status=3)
    assert "Traceback" not in said
    assert "9" in said


def test_every_shift_is_listed(shop: Path) -> None:
    lines = command(shop, "report", "shifts").splitlines()
    assert len(lines) == 2
    assert "open" in lines[1]
