"""On a real terminal: what is painted past the compositor is what the compositor would have painted."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.fallback_pos.ui.shop import BREAD, DEADLINE_SECONDS, GOUDA, SOY_SAUCE, fresh_shop

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")


class Glass:
    """A terminal with the till on it, and what a person sees there."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "FALLBACK_POS_AGENT__START_WITH_TILL": "false"}
        arguments = ["-m", "fallback_pos", "till", "--data", str(folder)]
        self.child = pexpect.spawn(
            sys.executable, arguments, dimensions=(24, 80), env=environment, timeout=DEADLINE_SECONDS
        )
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    def types(self, text: str) -> None:
        self.child.send(text)

    def sees(self, *texts: str) -> None:
        end = time.monotonic() + DEADLINE_SECONDS
        while not all(text in "\n".join(self.rows()) for text in texts):
            assert time.monotonic() < end, f"never saw {texts}\n" + "\n".join(self.rows())
            self._read(0.05)

    def no_longer_sees(self, text: str) -> None:
        end = time.monotonic() + DEADLINE_SECONDS
        while text in "\n".join(self.rows()):
            assert time.monotonic() < end, "\n".join(self.rows())
            self._read(0.05)

    def rows(self) -> list[str]:
        return [row.rstrip() for row in self._screen.display]

    def settled_rows(self) -> list[str]:
        """Rows once nothing has been painted for a while; the clock's minute apart."""
        while self._read(0.4):
            pass
        return [row[:60] if number == 0 else row for number, row in enumerate(self.rows())]

    def is_painted_anew(self) -> None:
        """What a resize makes the program do."""
        self.child.setwinsize(24, 79)
        self._read(0.5)
        self._screen.reset()
        self.child.setwinsize(24, 80)

    def _read(self, wait_seconds: float) -> bool:
        try:
            self._stream.feed(self.child.read_nonblocking(65536, wait_seconds))
        except pexpect.TIMEOUT:
            return False
        return True


@pytest.fixture
def glass(template: Path, tmp_path: Path) -> Iterator[Glass]:
    glass = Glass(fresh_shop(template, tmp_path / "shop"))
    yield glass
    glass.child.kill(signal.SIGTERM)
    glass.child.expect(pexpect.EOF)
    glass.child.close()


def test_scans_paint_the_same_as_a_full_repaint(glass: Glass) -> None:
    glass.sees("Till 03")
    for text, then in (
        ("301\r", "› PIN"),
        ("301301\r", "Open a shift"),
        ("100.00\r", "› The cash comes from"),
        ("\r", "Switch over"),
        ("No network\r", "TO PAY"),
    ):
        glass.types(text)
        glass.sees(then)
    for code, name in ((BREAD, "White bread"), (SOY_SAUCE, "Soy sauce"), (f"3*{GOUDA}", "Gouda"), ("99", "! ")):
        glass.types(f"{code}\r")
        glass.sees(name)
    for _ in range(12):
        glass.types(f"{BREAD}\r{SOY_SAUCE}\r")
    glass.sees("27 Soy sauce")
    painted = glass.settled_rows()
    glass.is_painted_anew()
    glass.sees("27 Soy sauce")
    assert glass.settled_rows() == painted


def test_a_dialog_over_the_sale_is_not_painted_over(glass: Glass) -> None:
    glass.sees("Till 03")
    for text, then in (
        ("301\r", "› PIN"),
        ("301301\r", "Open a shift"),
        ("100.00\r", "› The cash comes from"),
        ("\r", "Switch over"),
    ):
        glass.types(text)
        glass.sees(then)
    glass.types("No network\r")
    glass.sees("TO PAY")
    glass.types(f"{BREAD}\r")
    glass.sees("White bread")
    glass.types("\x14")
    glass.sees("Cash given")
    glass.types(f"{SOY_SAUCE}\r")
    glass.sees("! Finish or leave this first", "Cash given")
    painted = glass.settled_rows()
    glass.is_painted_anew()
    glass.sees("Cash given")
    assert glass.settled_rows() == painted
    glass.types("\x1b")
    glass.no_longer_sees("Cash given")
    glass.sees("White bread", "F10 Pay")
