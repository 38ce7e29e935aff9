"""The till's log holds what failed and where, and no number that could be a PIN or a card."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fallback_pos.bootstrap.till_log import TillLog, without_numbers


@pytest.fixture
def log(tmp_path: Path) -> Iterator[TillLog]:
    opened = TillLog(tmp_path / "logs")
    yield opened
    opened.close()


def text_of(folder: Path) -> str:
    return (folder / "logs" / "till.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "secret",
    [
        "301301",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "41.11.11.11.11.11.11.11",
        "378282246310005",
        "４１１１１１１１",
    ],
)
def test_pins_and_cards_stay_out(log: TillLog, tmp_path: Path, secret: str) -> None:
    try:
        raise ValueError(f"invalid literal for int(): {secret!r}")
    except ValueError as error:
        assert log.record(f"a step with {secret} failed", error) == "logs/till.log"
    written = text_of(tmp_path)
    assert secret not in written
    assert "####" in written
    assert "test_till_log.py" in written
    assert "ValueError: invalid literal for int()" in written


def test_places_and_small_numbers_stay() -> None:
    assert without_numbers('File "x.py", line 1234, in f: code 101, 3 of 12') == (
        'File "x.py", line 1234, in f: code 101, 3 of 12'
    )


def test_warnings_of_every_package_are_in_it_until_it_is_closed(log: TillLog, tmp_path: Path) -> None:
    logging.getLogger("drivers.anything").warning("the cable is loose")
    log.close()
    logging.getLogger("drivers.anything").warning("nobody listens")
    assert "the cable is loose" in text_of(tmp_path)
    assert "nobody listens" not in text_of(tmp_path)


def test_a_thread_that_dies_is_recorded(log: TillLog, tmp_path: Path) -> None:
    def dies() -> None:
        raise ZeroDivisionError("nothing left")

    thread = threading.Thread(target=dies, name="worker")
    thread.start()
    thread.join()
    assert "the thread worker failed" in text_of(tmp_path)
    assert "nothing left" in text_of(tmp_path)


def test_a_log_that_cannot_be_written_says_so_and_raises_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    log = TillLog(tmp_path / "logs")
    assert log.record("a step failed", ValueError("x")) == ""
    log.close()
    assert capfd.readouterr().err == ""


def test_nothing_to_say_leaves_no_file(log: TillLog, tmp_path: Path) -> None:
    log.close()
    assert not (tmp_path / "logs").exists()
