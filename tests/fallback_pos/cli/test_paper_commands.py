"""A pad of paper vouchers is entered after the power came back, through the command that scripts call."""

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
BREAD = "3850104047015"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a demo shop as Maja (201), with Ivan (301) beside her."""
    set_up_demo(tmp_path)
    runner = CliRunner()

    def run(*arguments: str, status: int = 0, input: str | None = None, operator: str = "201") -> Result:
        environment = {
            "FALLBACK_POS_DATA": str(tmp_path),
            "FALLBACK_POS_PIN": f"{operator}{operator}",
            "FALLBACK_POS_APPROVER_PIN": "301301",
            "LANG": "en",
        }
        options = [] if arguments[0] == "receipt" else ["--operator", operator]
        done = runner.invoke(app, [*arguments, *options], env=environment, input=input)
        assert done.exit_code == status, done.output
        return done

    return run


def earlier(minutes: int = 60) -> str:
    return f"{datetime.now() - timedelta(minutes=minutes):%Y-%m-%d %H:%M}"  # noqa: DTZ005 - as on the wall


def results(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_voucher_is_entered_and_its_receipt_says_so(run: Run) -> None:
    run("shift", "open", "--float", "0.00")
    at = earlier()
    voucher = ("--number", "p-17", "--written-at", at, "--written-by", "Ana", "--item", f"2*{BREAD}")
    (sold,) = results(run("paper", "add", *voucher))
    assert sold["paper"] == "P-17"
    shown = run("receipt", "show", sold["receipt"]).stdout
    assert "PAPER P-17" in shown and "Written by Ana" in shown and at[11:16] in shown
    (refused,) = results(run("paper", "add", *voucher, status=1))
    assert refused["error"] == "PaperNumberUsed" and sold["receipt"] in refused["message"]


def test_a_pad_of_vouchers_from_a_file_and_the_bad_one_is_named(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")

    def voucher(number: str, **more: Any) -> str:
        paper = {"number": number, "written_at": earlier(), "operator": "Ana"}
        return json.dumps({"lines": [{"code": BREAD}], "paper": paper} | more)

    wallet = {"tenders": [{"type": "wallet", "amount": "1.29", "reference": "WX-0001"}]}
    file = tmp_path / "pad.jsonl"
    file.write_text(
        "\n".join([voucher("P-1"), voucher("P-1"), json.dumps({"lines": [{"code": BREAD}]}), voucher("P-2")])
    )
    found = results(run("paper", "add", str(file), status=1))
    assert [each.get("paper") or each["error"] for each in found] == ["P-1", "PaperNumberUsed", "PaperMissing", "P-2"]
    total = found[0]["total"]
    (paid,) = results(
        run("paper", "add", "-", input=voucher("P-3", tenders=[{**wallet["tenders"][0], "amount": total}]))
    )
    assert paid["paper"] == "P-3"


def test_a_voided_voucher_may_be_entered_again_because_it_was_typed_wrongly(run: Run) -> None:
    run("shift", "open", "--float", "0.00")
    voucher = ("--number", "P-17", "--written-at", earlier(), "--written-by", "Ana", "--item", BREAD)
    (sold,) = results(run("paper", "add", *voucher))
    run("sale", "void", sold["receipt"], "--reason", "Wrong goods", "--approver", "301")
    (again,) = results(run("paper", "add", *voucher))
    assert again["receipt"] != sold["receipt"]


def test_a_cashier_asks_a_second_person(run: Run) -> None:
    run("shift", "open", "--float", "0.00")
    voucher = ("--number", "P-17", "--written-at", earlier(), "--written-by", "Ana", "--item", BREAD)
    (refused,) = results(run("paper", "add", *voucher, operator="101", status=1))
    assert refused["error"] == "ApprovalNeeded"
    (sold,) = results(run("paper", "add", *voucher, "--approver", "301", operator="101"))
    assert sold["paper"] == "P-17"


def test_while_the_till_is_open_the_screen_is_named(run: Run, tmp_path: Path) -> None:
    voucher = ("--number", "P-17", "--written-at", earlier(), "--written-by", "Ana", "--item", BREAD)
    lock = take_till_lock(tmp_path)
    try:
        assert "press F12" in run("paper", "add", *voucher, status=3).stderr
    finally:
        lock.release()
