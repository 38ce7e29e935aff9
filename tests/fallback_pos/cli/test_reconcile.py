"""A bank's file with planted differences, through the commands that scripts call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app
from fallback_pos.storage.locks import take_till_lock

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a demo shop as Ivan (301), with Ana (101) beside him."""
    set_up_demo(tmp_path)
    runner = CliRunner()

    def run(*arguments: str, status: int = 0, input: str | None = None, operator: str = "301") -> Result:
        environment = {
            "FALLBACK_POS_DATA": str(tmp_path),
            "FALLBACK_POS_PIN": f"{operator}{operator}",
            "FALLBACK_POS_APPROVER_PIN": "101101",
            "LANG": "en",
        }
        done = runner.invoke(app, [*arguments, "--operator", operator], env=environment, input=input)
        assert done.exit_code == status, done.output
        return done

    return run


def by_wallet(run: Run, amount: str, reference: str) -> str:
    basket = {
        "lines": [{"description": "Soap", "price": amount, "tax": "A"}],
        "tenders": [{"type": "wallet", "amount": amount, "reference": reference}],
    }
    sold: dict[str, Any] = json.loads(run("ring", "-", input=json.dumps(basket) + "\n").stdout)
    return str(sold["receipt"])


def bank_file(folder: Path, *rows: tuple[str, str, int]) -> Path:
    """(amount, reference, minutes ago)"""
    now = datetime.now().astimezone()
    lines = [f"{now - timedelta(minutes=ago):%Y-%m-%d;%H:%M};{amount};{text}" for amount, text, ago in rows]
    file = folder / "bank.csv"
    file.write_text("\n".join(["Buchungstag;Uhrzeit;Betrag;Verwendungszweck", *lines]) + "\n", encoding="cp1252")
    return file


def listed(run: Run, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("reconcile", "list", "--json", *options).stdout.splitlines()]


def test_a_bank_file_with_planted_differences(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")
    fits = by_wallet(run, "10.00", "WX-0001")
    less = by_wallet(run, "12.97", "WX-0002")
    late = by_wallet(run, "8.00", "WX-0003")
    never = by_wallet(run, "9.00", "WX-0004")
    voided = by_wallet(run, "7.00", "WX-0005")
    run("sale", "void", voided, "--reason", "Wrong", "--approver", "101", "--cancellation", "CX-1")
    file = bank_file(
        tmp_path, ("10,00", "WX-0001", 0), ("12,79", "WX-0002", 0), ("8,00", "WX-0003", 300), ("55,00", "RENT", 0)
    )
    done = json.loads(run("reconcile", "import", str(file), "--json").stdout)
    assert [each["receipt"] for each in done["matched"]] == [fits]
    assert (done["new"], done["different"], done["unmatched_lines"], done["unmatched_tenders"]) == (4, 2, 1, 1)
    again = json.loads(run("reconcile", "import", str(file), "--json").stdout)
    assert (again["new"], again["matched"]) == (0, [])
    found = {each["tender"]["receipt"] if each["tender"] else None: each for each in listed(run)}
    assert {key: (each["state"], each["differs"]) for key, each in found.items()} == {
        less: ("different", ["amount"]),
        late: ("different", ["time"]),
        None: ("unmatched", []),
        never: ("unmatched", []),
    }
    run("reconcile", "resolve", found[less]["id"], found[late]["id"], found[None]["id"], "--reason", "Looked at")
    run("reconcile", "resolve", never, "--as", "unpaid", "--reason", "Never came")
    assert listed(run) == []
    settled = listed(run, "--state", "matched")
    assert sorted((each["result"], each["difference"]) for each in settled) == [
        ("different", "-0.18"),
        ("different", "0.00"),
        ("matched", "0.00"),
        ("unmatched", "-9.00"),
        ("unmatched", "55.00"),
    ]


def test_a_table_nobody_knows_is_mapped_by_options(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")
    by_wallet(run, "10.00", "WX-0001")
    file = tmp_path / "odd.csv"
    today = datetime.now().astimezone()
    file.write_text(f"When|What|Sum\n{today:%d/%m/%Y}|WX-0001|10.00\nsoon|x|1.00\n")
    refused = run("reconcile", "import", str(file), status=3)
    assert "no column for date, amount" in refused.stderr
    mapped = ("--map", "date=When", "--map", "amount=Sum", "--map", "reference=What", "--date-format", "%d/%m/%Y")
    done = run("reconcile", "import", str(file), *mapped, status=1)
    assert "1 matched and confirmed" in done.stdout
    assert "row 3: “soon” is no date" in done.stderr


def test_while_the_till_is_open_the_screen_is_named(run: Run, tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    try:
        assert "press F12" in run("reconcile", "list", status=3).stderr
    finally:
        lock.release()
