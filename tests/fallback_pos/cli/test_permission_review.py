"""A manager reads who may do what, who did it, and who is not seen any more, from the journal and the list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.cli.app import app
from fallback_pos.storage.locks import take_till_lock

BASKETS = "\n".join(
    (
        '{"lines":[{"code":"3850104047015","discount":{"percent":"8","reason":"Damaged"}}]}',
        '{"lines":[{"description":"Soap","price":"4.00","tax":"A"},{"description":"Soap","price":"4.00","tax":"A"}]}',
        '{"lines":[{"code":"3850104047015"}]}',
    )
)


def run(folder: Path, *arguments: str, by: str = "101", stdin: str | None = None) -> str:
    environment = {
        "FALLBACK_POS_DATA": str(folder),
        "FALLBACK_POS_OPERATOR": by,
        "FALLBACK_POS_PIN": f"{by}{by}",
        "FALLBACK_POS_APPROVER_PIN": "301301",
        "FALLBACK_POS_NEW_PIN": "604718",
        "LANG": "en",
    }
    done = CliRunner().invoke(app, list(arguments), env=environment, input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    set_up_demo(tmp_path)
    run(tmp_path, "shift", "open", "--float", "100.00")
    run(tmp_path, "ring", "-", stdin=BASKETS + "\n")
    run(tmp_path, "cash", "out", "30.00", "--reason", "Postage", "--approver", "301")
    run(tmp_path, "operator", "add", "110", "--name", "Eva", by="301")
    return tmp_path


def reviewed(folder: Path, *options: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(run(folder, "operator", "review", "--json", *options))
    return content


def test_each_person_is_listed_with_what_they_used_and_approved(shop: Path) -> None:
    people = {person["code"]: person for person in reviewed(shop)["operators"]}
    assert people["101"]["used"] == {"sell": 3, "open_shift": 1, "line_discount": 1, "open_item": 1, "paid_out": 1}
    assert people["301"]["approved"] == {"paid_out": 1}
    assert people["301"]["used"] == {"manage_operators": 1}


def test_who_has_not_been_seen_and_who_is_new_are_named(shop: Path) -> None:
    review = reviewed(shop)
    assert review["not_seen"] == ["102", "110", "201", "401"]
    assert review["to_review"] == ["110"]
    assert review["permissions"]["line_discount"] == {"cashier": "10", "supervisor": "50", "manager": "yes", "it": None}


def test_the_review_is_read_while_the_till_sells_and_in_both_languages(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = take_till_lock(shop)
    try:
        text = run(shop, "operator", "review")
        monkeypatch.setenv("FALLBACK_POS_SCREEN__LANGUAGE", "zh")
        chinese = run(shop, "operator", "review")
    finally:
        lock.release()
    assert "Not signed in for 90 days: 102, 110, 201, 401" in text
    assert "  used: Selling 3, " in text
    assert "权限复核" in chinese and "有 90 天没有" not in chinese
    assert all(len(line) <= 200 for line in text.splitlines())
