"""A limit is passed, a manager is told, looks, and that is in the journal; through the commands that scripts call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from config.loader import load_settings
from fallback_pos.bootstrap.core import open_core
from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.storage.journal_reader import JournalReader
from fallback_pos.storage.locks import take_till_lock
from sync.body_schemas import problems_in

Run = Callable[..., Result]
LIMITS = '[alarms]\nvoids = 1\nover_short = "3"\nunconfirmed = "10"\noff = ["clock_jumps"]\n'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a demo shop as Ivan (301), with Maja (201) beside him."""
    set_up_demo(tmp_path)
    limits = tmp_path / "limits.toml"
    limits.write_text(LIMITS)
    runner = CliRunner()

    def run(*arguments: str, status: int = 0, input: str | None = None, operator: str = "301") -> Result:
        environment = {
            "FALLBACK_POS_DATA": str(tmp_path),
            "FALLBACK_POS_CONFIG": str(limits),
            "FALLBACK_POS_PIN": f"{operator}{operator}",
            "FALLBACK_POS_APPROVER_PIN": "201201",
            "LANG": "en",
        }
        done = runner.invoke(app, [*arguments, "--operator", operator], env=environment, input=input)
        assert done.exit_code == status, done.output
        return done

    return run


def ring(run: Run, **more: Any) -> str:
    basket = {"lines": [{"description": "Soap", "price": "6.00", "tax": "A"}]} | more
    return str(json.loads(run("ring", "-", input=json.dumps(basket)).stdout)["receipt"])


def alarms(run: Run, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("alarm", "list", "--json", *options).stdout.splitlines()]


def bodies(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in JournalReader(folder / "journal.db").entries() if entry.kind == kind]


def test_the_second_void_raises_an_alarm_once_and_a_manager_looks(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")
    for expected in (0, 1, 1):
        run("sale", "void", ring(run), "--reason", "Wrong", "--approver", "201")
        assert len(alarms(run)) == expected
    (alarm,) = alarms(run, "--unseen")
    assert (alarm["rule"], alarm["value"], alarm["limit"], alarm["operator"]) == ("voids", "2", "1", "Ivan")
    (seen,) = [json.loads(line) for line in run("alarm", "seen", str(alarm["number"]), "--json").stdout.splitlines()]
    assert seen["seen_by"] == "Ivan"
    assert alarms(run, "--unseen") == []
    assert "Somebody has looked" in run("alarm", "seen", str(alarm["number"]), status=3).stderr
    assert [each["seen_by"] for each in alarms(run)] == ["Ivan"]
    core = open_core(tmp_path, load_settings(None, tmp_path))
    entries = [entry for entry in core.journal.entries() if entry.kind.startswith("alarm.")]
    assert [entry.kind for entry in entries] == ["alarm.raised", "alarm.seen"]
    assert [problem for entry in entries for problem in problems_in(entry.kind, entry.body)] == []
    core.close()


def test_a_shift_that_is_over_is_told_although_it_is_closed(run: Run) -> None:
    run("shift", "open", "--float", "10.00")
    run("shift", "close", "--counted", "13.20", "--reason", "Found", "--approver", "201")
    assert [(each["rule"], each["value"]) for each in alarms(run)] == [("over_short", "3.20")]


def test_what_nobody_has_confirmed_is_told_and_a_cashier_sees_no_alarms(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")
    for number in (1, 2):
        ring(run, tenders=[{"type": "wallet", "amount": "6.00", "reference": f"WX-000{number}"}])
    (alarm,) = alarms(run)
    assert (alarm["rule"], alarm["value"], alarm["operator"]) == ("unconfirmed", "12.00", None)
    assert "needs a supervisor" in run("alarm", "list", operator="101", status=3).stderr
    run("alarm", "list", "--approver", "201", operator="101")
    assert [(each["action"], each["approver"]["code"]) for each in bodies(tmp_path, "override.granted")] == [
        ("see_alarms", "201")
    ]
    run("alarm", "seen", "--all")
    assert alarms(run, "--unseen") == []


def test_the_status_counts_for_those_who_may_look(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "10.00")
    run("shift", "close", "--counted", "20.00", "--reason", "Found", "--approver", "201")
    core = open_core(tmp_path, load_settings(tmp_path / "limits.toml", tmp_path))
    manager, cashier = Operator("301", "Ivan", Role.MANAGER), Operator("101", "Ana", Role.CASHIER)
    assert core.alarms.look() == [], "a restart raises nothing twice"
    assert [len(core.alarms.unseen(person)) for person in (manager, cashier)] == [1, 0]
    core.close()


def test_while_the_till_is_open_the_screen_is_named(run: Run, tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    try:
        assert "press F12" in run("alarm", "list", status=3).stderr
    finally:
        lock.release()


def test_discounts_and_returns_are_found_among_plain_sales(run: Run, tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text('[alarms]\nreturns = "5"\ndiscounts = "1"\n')
    run("shift", "open", "--float", "100.00")
    plain = ring(run)
    ring(run, discount={"amount": "1.01", "reason": "Damaged"})
    ring(run)
    back = {"lines": [{"line": 1, "reason": "Faulty"}], "return_of": plain}
    run("ring", "-", input=json.dumps(back))
    assert sorted((each["rule"], each["value"]) for each in alarms(run)) == [("discounts", "1.01"), ("returns", "6.00")]
