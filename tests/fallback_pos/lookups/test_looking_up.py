"""A sale is found again and everything about it is on one page, through the commands that scripts call."""

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
from fallback_pos.storage.delivery import DeliveryFile
from fallback_pos.storage.journal_reader import JournalReader
from fallback_pos.storage.locks import take_till_lock
from sync.ledger import Position
from sync.protocols import Attempt, Settlement

Run = Callable[..., Result]


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
        done = runner.invoke(app, [*arguments, "--operator", operator], env=environment, input=input)
        assert done.exit_code == status, done.output
        return done

    return run


def sold(run: Run, name: str, price: str, operator: str = "201", **more: Any) -> dict[str, Any]:
    basket = {"lines": [{"description": name, "price": price, "tax": "A"}]} | more
    result: dict[str, Any] = json.loads(run("ring", "-", input=json.dumps(basket), operator=operator).stdout)
    return result


def found(run: Run, *options: str, status: int = 0) -> list[str]:
    lines = run("sale", "find", "--json", *options, status=status).stdout.splitlines()
    return [json.loads(line)["receipt"] for line in lines]


def test_by_whatever_somebody_remembers(run: Run) -> None:
    run("shift", "open", "--float", "0.00")
    soap = sold(run, "Soap", "10.00")["receipt"]
    wallet = {"tenders": [{"type": "wallet", "amount": "7.00", "reference": "WX-0042"}]}
    tea = sold(run, "Green tea", "7.00", operator="101", **wallet)["receipt"]
    assert found(run) == [tea, soap]
    assert found(run, "--product", "TEA") == [tea]
    assert found(run, "--amount", "10.00") == [soap]
    assert found(run, "--at-least", "7.01") == [soap]
    assert found(run, "--by", "101", "--tender", "wallet", "--state", "unconfirmed") == [tea]
    assert found(run, "--reference", "0042") == [tea]
    assert found(run, "--number", "1") == [soap]
    assert found(run, "--from", "0:00", "--limit", "1") == [tea]
    assert found(run, "--product", "coffee", status=1) == []
    page = json.loads(run("sale", "find", "--limit", "1", "--json").stdout)
    assert found(run, "--before", str(page["seq"])) == [soap]


def test_one_page_says_who_approved_what_was_done_and_how_far_it_was_sent(run: Run, tmp_path: Path) -> None:
    run("shift", "open", "--float", "0.00")
    first = sold(run, "Soap", "10.00")
    second = sold(run, "Soap", "10.00")
    run("sale", "void", first["receipt"], "--reason", "Wrong goods", "--approver", "301")
    log = DeliveryFile(tmp_path / "delivery.db")
    tried = Position(1, second["seq"])
    confirmed = JournalReader(tmp_path / "journal.db").entry(first["seq"])
    assert confirmed is not None
    attempt = Attempt("2026-11-22T13:00:00.000Z", Position(1, 1), tried, second["seq"], first["seq"], None)
    log.settle("http", Settlement(mark=confirmed.head, hold=(), release=(), attempt=attempt))
    log.close()
    view = json.loads(run("sale", "show", first["receipt"], "--json").stdout)
    assert view["states"] == ["voided"]
    assert [(done["kind"], done["approved_by"], done["reason"]) for done in view["afterwards"]] == [
        ("sale.voided", "Ivan", "Wrong goods")
    ]
    assert view["deliveries"] == [{"target": "http", "state": "acknowledged", "why": ""}]
    other = json.loads(run("sale", "show", second["receipt"], "--json").stdout)
    assert [each["state"] for each in other["deliveries"]] == ["in doubt"]
    third = sold(run, "Soap", "10.00")
    text = run("sale", "show", third["receipt"]).stdout
    assert "http: waiting" in text and "printed  not known" in text


def test_an_unknown_number_is_said(run: Run) -> None:
    assert "Check the number" in run("sale", "show", "03-1-999999", status=3).stderr


def test_while_the_till_is_open_the_screen_is_named(run: Run, tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    try:
        assert "press F12" in run("sale", "find", status=3).stderr
    finally:
        lock.release()
