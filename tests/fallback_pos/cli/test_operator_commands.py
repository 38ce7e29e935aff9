"""Who may use the till, kept without a screen: the commands that a manager or a script calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.bootstrap.setup import AlreadySetUp
from fallback_pos.cli.app import app
from fallback_pos.storage.locks import take_till_lock

Run = Callable[..., Result]
PIN, OTHER_PIN = "482913", "604718"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a demo shop; whoever has the code 301 has the PIN 301301."""
    set_up_demo(tmp_path)
    runner = CliRunner()

    def run(*arguments: str, by: str | None = None, status: int = 0, **environment: str) -> Result:
        known = {
            "FALLBACK_POS_DATA": str(tmp_path),
            "FALLBACK_POS_PIN": f"{by}{by}",
            "FALLBACK_POS_APPROVER_PIN": "301301",
            "FALLBACK_POS_NEW_PIN": PIN,
            "LANG": "en",
        }
        options = ["--operator", by] if by else []
        done = runner.invoke(app, [*arguments, *options], env=known | environment)
        assert done.exit_code == status, done.output
        return done

    return run


def as_json(done: Result) -> Any:
    return json.loads(done.stdout)


def listed(run: Run) -> dict[str, Any]:
    return {person["code"]: person for person in map(json.loads, run("operator", "list", "--json").stdout.splitlines())}


def facts(run: Run, kind: str) -> list[Any]:
    entries = map(json.loads, run("journal", "export").stdout.splitlines())
    return [entry["body"] for entry in entries if entry.get("kind") == kind]


def test_somebody_is_added_and_works_at_once(run: Run) -> None:
    options = ("--name", "Eva", "--until", "2030-12-31", "--badge", "OP-EVA77", "--language", "zh")
    assert as_json(run("operator", "add", "110", *options, "--json", by="301"))["pin"] is True
    eva = listed(run)["110"]
    assert (eva["role"], eva["valid_until"], eva["badge"], eva["to_review"], eva["added_by"]) == (
        "cashier", "2030-12-31", True, True, "301",
    )  # fmt: skip
    assert "to review" in run("operator", "list").stdout
    run("operator", "change", "110", "--pin", by="110", FALLBACK_POS_PIN=PIN, FALLBACK_POS_NEW_PIN=OTHER_PIN)
    run("operator", "change", "110", "--reviewed", "--role", "supervisor", by="301")
    assert (listed(run)["110"]["role"], listed(run)["110"]["to_review"]) == ("supervisor", False)
    assert [body["what"] for body in facts(run, "operator.changed")] == [
        {"pin": "changed"},
        {"role": ["cashier", "supervisor"], "to_review": [True, False]},
    ]


def test_a_cashier_asks_a_manager_and_both_are_named(run: Run) -> None:
    refused = run("operator", "add", "110", "--name", "Eva", by="101", status=3)
    assert "needs a manager" in refused.stderr
    run("operator", "add", "110", "--name", "Eva", "--approver", "301", by="101")
    (override,) = facts(run, "override.granted")
    assert (override["operator"]["code"], override["approver"]["code"]) == ("101", "301")


def test_a_brute_force_is_stopped_and_a_manager_lifts_the_lock(run: Run) -> None:
    for _ in range(5):
        run("operator", "code", "102", by="101", status=3, FALLBACK_POS_PIN="999999")
    stopped = run("operator", "code", "102", by="101", status=3)
    assert "Too many wrong PINs" in stopped.stderr
    assert listed(run)["101"]["locked_seconds"] > 50
    run("operator", "unlock", "101", by="301")
    assert listed(run)["101"]["locked_seconds"] == 0
    assert "needs a manager" in run("operator", "code", "102", by="101", status=3).stderr


def test_a_new_person_sets_a_pin_with_a_one_time_code_that_is_good_once(run: Run) -> None:
    run("operator", "add", "110", "--name", "Eva", "--no-pin", by="301")
    assert listed(run)["110"]["pin"] is False
    code = as_json(run("operator", "code", "110", "--json", by="301"))["one_time_code"]
    run("operator", "enrol", "110", FALLBACK_POS_ONE_TIME_CODE=code)
    again = run("operator", "enrol", "110", status=3, FALLBACK_POS_ONE_TIME_CODE=code)
    assert "one-time code is wrong" in again.stderr
    assert listed(run)["110"]["pin"] is True


def test_set_up_prints_a_recovery_code_that_opens_a_shop_nobody_can_get_into(tmp_path: Path) -> None:
    runner, folder = CliRunner(), tmp_path / "shop"
    shop = ("--store", "1", "--till", "01", "--name", "Shop", "--currency", "EUR", "--printer", "none")
    manager = ("--manager-code", "900", "--manager-name", "Vera")
    environment = {"FALLBACK_POS_DATA": str(folder), "FALLBACK_POS_PIN": PIN, "LANG": "en"}
    made = runner.invoke(app, ["setup", *shop, *manager, "--json"], env=environment)
    assert made.exit_code == 0, made.output
    code = json.loads(made.stdout)["recovery_code"]
    new = environment | {
        "FALLBACK_POS_NEW_PIN": OTHER_PIN,
        "FALLBACK_POS_RECOVERY_CODE": code.lower().replace("-", " "),
    }
    recovered = runner.invoke(app, ["operator", "recover", "900"], env=new)
    assert "RECOVERY CODE" in recovered.stdout
    assert code not in recovered.stdout
    used = runner.invoke(app, ["operator", "recover", "900"], env=new)
    assert used.exit_code == 3 and "not the recovery code" in used.stderr
    signed = environment | {"FALLBACK_POS_PIN": OTHER_PIN}
    again = runner.invoke(app, ["operator", "recover", "--new", "--operator", "900", "--json"], env=signed)
    assert again.exit_code == 0, again.output
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (code, json.loads(again.stdout)["recovery_code"], OTHER_PIN):
        assert secret.encode() not in content
        assert secret.replace("-", "").encode() not in content


def test_while_a_till_is_open_the_list_can_be_read_and_is_changed_there(run: Run, tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    try:
        assert listed(run)["301"]["role"] == "manager"
        refused = run("operator", "unlock", "101", by="301", status=3)
        assert "press F12" in refused.stderr
    finally:
        lock.release()


@pytest.mark.parametrize(
    "arguments",
    [
        ("change", "101"),
        ("change", "101", "--role", "king"),
        ("change", "101", "--until", "soon"),
        ("recover",),
        ("recover", "--new"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    run("operator", *arguments, by=None if arguments[0] == "recover" else "301", status=2)


def test_a_second_set_up_never_makes_a_second_recovery_code(tmp_path: Path) -> None:
    set_up_demo(tmp_path)
    with pytest.raises(AlreadySetUp):
        set_up_demo(tmp_path)


def test_the_clock_is_confirmed_by_who_may(run: Run) -> None:
    assert "needs a supervisor" in run("operator", "confirm-clock", by="101", status=3).stderr
    assert as_json(run("operator", "confirm-clock", "--json", by="401")) == {"doubted": False, "confirmed": True}
    (body,) = facts(run, "clock.confirmed")
    assert body["operator"]["code"] == "401"


CENTRAL_LIST = """code,name,role,language,valid_from,valid_until
101,Ana,cashier,en,,
301,Ivan,manager,en,,
410,Luka,cashier,,2026-01-01,2099-12-31
102,Somebody Else,cashier,,,
"""


def test_the_centrals_list_comes_as_a_file_and_its_people_enrol_with_a_code(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(CENTRAL_LIST)
    done = as_json(run("operator", "import", str(file), "--json", by="301", status=1))
    assert done == {"added": ["410"], "changed": ["101", "301"], "withdrawn": [], "conflicts": ["102"]}
    people = listed(run)
    assert (people["410"]["source"], people["410"]["pin"]) == ("central", False)
    assert (people["101"]["source"], people["101"]["pin"]) == ("central", True)
    assert people["102"]["name"] == "李梅"
    code = as_json(run("operator", "code", "410", "--json", by="301"))["one_time_code"]
    run("operator", "enrol", "410", FALLBACK_POS_ONE_TIME_CODE=code)
    assert listed(run)["410"]["pin"]
    run("operator", "import", str(_without_conflict(file)), by="301")
    file.write_text(CENTRAL_LIST.split("410", maxsplit=1)[0])
    assert as_json(run("operator", "import", str(file), "--json", by="301"))["withdrawn"] == ["410"]
    assert not listed(run)["410"]["active"]
    added = [line for line in run("journal", "export").stdout.splitlines() if '"operator.added"' in line]
    assert '"source":"central"' in added[-1].replace(" ", "").replace('\\"', '"')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "lacks code, name, role"),
        ("code,name,role\n", "names nobody"),
        ("code,name,role\n410,Luka,king\n", "line 2: a role is one of"),
        ("code,name,role\n410,Luka,cashier\n410,Luka,cashier\n", "410 is in it twice"),
        ("code,name,role,valid_until\n410,Luka,cashier,tomorrow\n", "tomorrow is not a day"),
        ("code,name,role,valid_from,valid_until\n410,L,cashier,2026-02-01,2026-01-01\n", "before the first"),
        ("code,name,role\n4 10,Luka,cashier\n", "letters and digits"),
        ("code,name,role\n410,,cashier\n", "a name has"),
        (None, "No such file"),
    ],
)
def test_a_list_with_a_mistake_changes_nobody(run: Run, tmp_path: Path, text: str | None, reason: str) -> None:
    file = tmp_path / "people.csv"
    if text is not None:
        file.write_text(text)
    before = listed(run)
    assert reason in run("operator", "import", str(file), by="301", status=3).stderr.replace("\n", " ")
    assert listed(run) == before


def test_a_cashier_takes_no_list_and_a_second_person_is_journalled(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("code,name,role\n410,Luka,cashier\n")
    run("operator", "import", str(file), by="101", status=3)
    assert "410" not in listed(run)
    run("operator", "import", str(file), "--approver", "301", by="101")
    assert "410" in listed(run)
    assert '"override.granted"' in run("journal", "export").stdout


def _without_conflict(file: Path) -> Path:
    other = file.with_name("other.csv")
    other.write_text("".join(line for line in CENTRAL_LIST.splitlines(True) if not line.startswith("102")))
    return other
