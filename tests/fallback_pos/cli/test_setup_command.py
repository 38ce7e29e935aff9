"""Set-up as IT meets it: a wrong answer is said at once, and nothing is left half-made."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.loader import load_settings
from fallback_pos.cli.app import app

ANSWERS = {
    "store": "0042",
    "till": "07",
    "name": "Corner",
    "currency": "EUR",
    "manager_code": "301",
    "manager_name": "Ivan",
}
PIN = "482913"


def set_up_by_file(folder: Path, content: object, pin: str = PIN) -> tuple[int, str]:
    file = folder / "answers.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    arguments = ["setup", "--data", str(folder / "till"), "--file", str(file)]
    done = CliRunner().invoke(app, arguments, env={"FALLBACK_POS_PIN": pin, "LANG": "en"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "wrong",
    [
        {"store": 42},
        {"store": ""},
        {"store": "way-too-long"},
        {"tax": 5},
        {"tax": [1, 2]},
        {"tax": {"A": [1]}},
        {"tax": ["A"]},
        {"tax": ["A=NaN"]},
        {"tax": ["A=5", "A=7"]},
        {"tax_mode": "both"},
        {"currency": "euro"},
        {"language": ["xx"]},
        {"scanner": 5},
        {"printer": 5},
        {"printer": "usb"},
        {"printer": "tcp"},
        {"catalogue": 5},
        {"catalogue": "/no/such/file.csv"},
        {"central": "hello"},
        {"central": "http://hub/", "central_token": 5},
        {"manager_code": "3 01"},
        {"manager_name": " "},
        {"name": "two\nlines"},
        {"shop": "x"},
    ],
    ids=str,
)
def test_a_wrong_answer_is_a_sentence_and_nothing_is_made(tmp_path: Path, wrong: dict[str, object]) -> None:
    status, said = set_up_by_file(tmp_path, ANSWERS | wrong)
    assert status in (2, 3)
    assert said.strip()
    assert not (tmp_path / "till").exists()


@pytest.mark.parametrize("content", ["[1]", "null", '"x"', "{{{", "", "{}"])
def test_a_file_without_answers_is_a_sentence(tmp_path: Path, content: str) -> None:
    assert set_up_by_file(tmp_path, content)[0] == 2
    assert not (tmp_path / "till").exists()


def test_a_weak_pin_makes_nothing(tmp_path: Path) -> None:
    assert set_up_by_file(tmp_path, ANSWERS, pin="123456")[0] == 3
    assert not (tmp_path / "till").exists()


def test_one_text_stands_for_a_list_of_one(tmp_path: Path) -> None:
    one = {"address": "Main street 1", "language": "zh", "tax": "A=22 B=9.5", "scanner": "/dev/ttyS0"}
    assert set_up_by_file(tmp_path, ANSWERS | one)[0] == 0
    settings = load_settings(None, tmp_path / "till")
    assert settings.shop.address_lines == ("Main street 1",)
    assert [(known.code, str(known.rate)) for known in settings.tax.classes] == [("A", "22"), ("B", "9.5")]


def test_a_till_is_not_set_up_twice(tmp_path: Path) -> None:
    assert set_up_by_file(tmp_path, ANSWERS)[0] == 0
    status, said = set_up_by_file(tmp_path, ANSWERS | {"till": "08"})
    assert status == 3
    assert "already" in said


def test_the_guided_set_up_asks_again_until_it_is_right(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals need a POSIX system")
    environment = {key: value for key, value in os.environ.items() if key != "FALLBACK_POS_PIN"} | {"LANG": "C.UTF-8"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "fallback_pos", "setup", "--data", str(tmp_path / "till")],
        env=environment,
        timeout=60,
        encoding="utf-8",
    )

    def answers(question: str, *typed: str) -> None:
        for each in typed:
            child.expect_exact(question)
            child.sendline(each)

    answers("Number of the shop", "00 42", "0042")
    answers("Number of this till", "")
    answers("Name of the shop", "", "Corner")
    answers("Currency", "EURO", "EUR")
    answers("Tax classes", "A=20 B", "A=20 A=5", "A=20, B=5.5")
    answers("Operator code", "3 01", "")
    answers("Name of the first manager", "Ivan")
    answers("Receipt printer", "usb", "tcp", "none")
    answers("PIN of 301", "123456", "12ab", PIN)
    answers("again", "482914")
    answers("PIN of 301", PIN)
    answers("again", PIN)
    child.expect_exact("is set up")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    shop = load_settings(None, tmp_path / "till").shop
    assert (shop.store, shop.till, shop.name) == ("0042", "01", "Corner")


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_the_guided_set_up_leaves_nothing(tmp_path: Path, key: str) -> None:
    pexpect = pytest.importorskip("pexpect", reason="pseudo-terminals need a POSIX system")
    child = pexpect.spawn(
        sys.executable, ["-m", "fallback_pos", "setup", "--data", str(tmp_path / "till")], timeout=60, encoding="utf-8"
    )
    child.expect_exact("Number of the shop")
    child.send(key)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in child.before
    assert not (tmp_path / "till").exists()


def test_the_hub_says_what_a_till_needs(tmp_path: Path) -> None:
    arguments = ["hub", "till", "add", "0042", "07", "--data", str(tmp_path), "--address", "https://hub.shop:8470/"]
    added = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert added["url"] == "https://hub.shop:8470/v1/entries"
    assert added["settings"]["central"] == {key: added[key] for key in ("enabled", "url", "probe_url", "token_file")}
    said = CliRunner().invoke(app, arguments)
    assert len(said.stdout.split()) == 1
    assert 'url = "https://hub.shop:8470/v1/entries"' in said.stderr
