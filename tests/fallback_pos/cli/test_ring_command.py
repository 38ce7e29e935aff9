"""`ring` as scripts call it: whatever bytes a line holds, it gets its own answer and the others are sold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fallback_pos.bootstrap.demo import set_up_demo

BREAD = b'{"lines":[{"code":"3850104047015"}]}'
BAD_UTF8 = b'{"lines":[{"description":"\xff\xfe","price":"1","tax":"A"}]}'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ring") / "shop"
    set_up_demo(folder)
    return folder


def ring(
    shop: Path, data: bytes, *arguments: str, operator: str = "101", pin: str = "101101", approver_pin: str = "201201"
) -> tuple[int, list[dict[str, Any]], str]:
    """(exit status, results, what was said on standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "fallback_pos", "ring", *arguments, "--operator", operator, "--data", str(shop)],
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
        env={
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "FALLBACK_POS_PIN": pin,
            "FALLBACK_POS_APPROVER_PIN": approver_pin,
            "PYTHONIOENCODING": "utf-8:strict",
        },
    )
    said = done.stderr.decode()
    assert "Traceback" not in said
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], said


def test_bytes_that_are_no_utf8_spoil_only_their_own_line(shop: Path, tmp_path: Path) -> None:
    data = b"\n".join([BREAD, BAD_UTF8, BREAD])
    file = tmp_path / "baskets.jsonl"
    file.write_bytes(data)
    for status, results, _ in (ring(shop, data), ring(shop, b"", str(file))):
        assert status == 1
        assert [result.get("error") for result in results] == [None, "BadBasket", None]
        assert results[1]["line"] == 2


def test_a_file_from_a_windows_editor_is_sold(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "baskets.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + BREAD + b"\r\n" + BREAD + b"\r\n")
    status, results, _ = ring(shop, b"", str(file))
    assert (status, len(results)) == (0, 2)


def test_a_line_of_ten_megabytes_is_refused_and_the_next_is_sold(shop: Path) -> None:
    huge = b'{"lines":[{"code":"' + b"1" * 10_000_000 + b'"}]}'
    status, results, _ = ring(shop, huge + b"\n" + BREAD + b"\n")
    assert status == 1
    assert results[0]["error"] == "BadBasket"
    assert results[1]["total"] == "1.29"


def test_every_strange_line_gets_one_answer(shop: Path) -> None:
    strange = [b"hello", b"[]", b"null", b"42", b"{}", b"[" * 100_000, b'{"lines":null}', b'{"lines":[null]}']
    strange += [b'{"lines":[{"code":"3850104047015","quantity":NaN}]}', b'{"lines":[{"code":""}]}', b"\x00"]
    status, results, _ = ring(shop, b"\n".join([*strange, b"", BREAD]))
    assert status == 1
    assert [result["line"] for result in results[:-1]] == list(range(1, len(strange) + 1))
    assert {"line", "error", "message"} == set(results[0])
    assert "receipt" in results[-1]


def test_a_return_is_counted_over_lines_and_runs(shop: Path) -> None:
    _, [sold], _ = ring(shop, b'{"lines":[{"code":"3850104047015","quantity":"2"}]}')

    def back(quantity: str) -> bytes:
        basket = {"return_of": sold["receipt"], "lines": [{"line": 1, "quantity": quantity}]}
        return json.dumps(basket).encode()

    status, results, _ = ring(shop, b"\n".join([back("3"), back("1"), back("2")]))
    assert status == 1
    assert [result.get("error") for result in results] == ["MoreThanSold", None, "MoreThanSold"]
    status, results, _ = ring(shop, b"\n".join([back("1"), back("1")]))
    assert [result.get("error") for result in results] == [None, "NothingLeftToReturn"]


def test_nobody_approves_their_own_discount(shop: Path) -> None:
    basket = b'{"lines":[{"code":"3850104047015","discount":{"percent":"40","reason":"x"}}],"approved_by":"101"}'
    status, [result], _ = ring(shop, basket, approver_pin="101101")
    assert (status, result["error"]) == (1, "SamePerson")


def test_a_wrong_pin_and_a_missing_file_sell_nothing(shop: Path, tmp_path: Path) -> None:
    status, results, said = ring(shop, BREAD, pin="000000", operator="102")
    assert (status, results) == (3, [])
    assert "PIN is wrong" in said
    for file in (tmp_path / "none.jsonl", tmp_path):
        assert ring(shop, BREAD, str(file))[0] == 2
