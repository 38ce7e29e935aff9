"""A whole day at the drawer without a screen, through the commands that scripts call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app
from fallback_pos.storage.locks import take_till_lock

Run = Callable[..., Result]
BREAD = '{"lines":[{"code":"3850104047015"}]}'
TEN_BY_CARD = (
    '{"lines":[{"description":"Soap","price":"10.00","tax":"A"}],"tenders":[{"type":"card","amount":"10.00",'
    '"details":{"approval_code":"734211","last_four":"0042","slip":"S-17"}}]}'
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a demo shop, as Ana (101) with Ivan (301) beside her."""
    set_up_demo(tmp_path)
    runner = CliRunner()

    def run(*arguments: str, status: int = 0, input: str | None = None, operator: str | None = "101") -> Result:
        environment = {
            "FALLBACK_POS_DATA": str(tmp_path),
            "FALLBACK_POS_PIN": f"{operator}{operator}",
            "FALLBACK_POS_APPROVER_PIN": "301301",
            "LANG": "en",
        }
        options = ["--operator", operator] if operator else []
        done = runner.invoke(app, [*arguments, *options], env=environment, input=input)
        assert done.exit_code == status, done.output
        return done

    return run


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def sold(run: Run, *baskets: str) -> list[dict[str, Any]]:
    done = run("ring", "-", input="\n".join(baskets) + "\n")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_day_from_the_float_to_the_bank(run: Run) -> None:
    opened = as_json(run("shift", "open", "--denominations", "20:4,10:2", "--json"))
    assert (opened["float"], opened["drawer"]) == ("100.00", "1")
    bread, card = sold(run, BREAD, TEN_BY_CARD)
    paid_in = run("cash", "in", "20.00", "--reason", "Change", "--slip", "B-1").stdout
    assert "PAID IN" in paid_in and "20.00" in paid_in
    run("cash", "out", "5.00", "--reason", "Postage")
    dropped = as_json(run("cash", "drop", "10.00", "--bag", "BAG-1", "--json"))
    assert dropped["kind"] == "cash.dropped"
    cash = f"{105 + float(bread['total']):.2f}"
    (slip,) = as_json(run("shift", "count", "--slips", "--json"))
    assert (slip["type"], slip["amount"], slip["receipt"]) == ("card", "10.00", card["receipt"])
    counted = as_json(run("shift", "count", "--counted", cash, "--found", "all", "--json"))
    assert (counted["round"], counted["beyond_limit"]) == (1, False)
    assert "expected" not in counted
    closed = as_json(run("shift", "close", "--json"))
    assert closed["z_number"] == 1
    assert [row["over_short"] for row in closed["tenders"]] == ["0.00", "0.00"]
    waiting = as_json(run("shift", "status", "--json", operator=None))
    assert (waiting["open"], waiting["last_z"]) == ([], 1)
    slip_of_bank = run("shift", "close-day", "--bag", "BAG-2", operator="301").stdout
    assert "BANK DEPOSIT" in slip_of_bank and "BAG-1" in slip_of_bank and "BAG-2" in slip_of_bank


def test_over_by_3_20_needs_a_reason_and_a_second_person(run: Run) -> None:
    run("shift", "open", "--float", "100.00")
    first = run("shift", "count", "--counted", "110.00", status=1)
    assert "count again" in first.stdout and "100.00" not in first.stdout
    refused = run("shift", "close", status=3)
    assert "type the reason" in refused.stderr
    refused = run("shift", "close", "--reason", "Found under the tray", status=3)
    assert "needs a supervisor" in refused.stderr
    done = run("shift", "close", "--reason", "Found under the tray", "--approver", "301")
    assert "over or short 10.00" in done.stdout


def test_a_sale_is_voided_and_another_corrected(run: Run) -> None:
    run("shift", "open", "--float", "100.00")
    first, second = sold(run, TEN_BY_CARD, TEN_BY_CARD)
    refused = run("sale", "void", first["receipt"], "--reason", "Wrong", "--approver", "301", status=3)
    assert "Cancel it there first" in refused.stderr
    options = ("--reason", "Wrong", "--approver", "301", "--cancellation", "CX-1")
    voided = run("sale", "void", first["receipt"], *options)
    assert "SALE VOIDED" in voided.stdout and "CX-1" in voided.stdout
    again = run("sale", "void", first["receipt"], *options, status=3)
    assert "voided already" in again.stderr
    corrected = as_json(run("sale", "correct", second["receipt"], "--from", "card", "--to", "cash", *options, "--json"))
    assert (corrected["from"], corrected["to"]) == (
        [{"type": "card", "amount": "10.00"}],
        [{"type": "cash", "amount": "10.00"}],
    )
    listed = [json.loads(line) for line in run("sale", "list", "--json").stdout.splitlines()]
    assert [(each["receipt"], each["voided"]) for each in listed] == [
        (second["receipt"], False),
        (first["receipt"], True),
    ]
    assert as_json(run("shift", "close", "--counted", "110.00", "--json"))["tenders"][0]["over_short"] == "0.00"


def test_a_drawer_is_left_and_taken_over(run: Run) -> None:
    run("shift", "open", "--float", "10.00")
    run("shift", "suspend", "--reason", "Break")
    (shift,) = as_json(run("shift", "status", "--json", operator=None))["open"]
    assert shift["suspended"]
    assert "Ivan" in run("shift", "resume", operator="301").stdout


def test_while_the_till_is_open_the_command_names_the_screen_that_does_it(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "10.00")
    lock = take_till_lock(tmp_path)
    try:
        for command in (
            ("shift", "close", "--counted", "10.00"),
            ("cash", "in", "1.00", "--reason", "Change"),
            ("sale", "void", "01-1-000001", "--reason", "Wrong"),
        ):
            refused = run(*command, status=3)
            assert "press F12" in refused.stderr
        assert "Drawer 1" in run("shift", "status", operator=None).stdout
    finally:
        lock.release()


def test_what_is_no_list_of_coins_is_said(run: Run) -> None:
    refused = run("shift", "open", "--denominations", "fifty", status=3)
    assert "50:2,20:5" in refused.stderr
    refused = run("shift", "open", "--denominations", "3:1", status=3)
    assert "no coin or note of 3.00" in refused.stderr
    refused = run("shift", "open", status=3)
    assert "Count the cash" in refused.stderr
