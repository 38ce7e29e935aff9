"""The program around the screens: what it imports, how it leaves, what a second passing by repaints."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from fallback_pos.ui.painted import Painted
from fallback_pos.ui.widgets.basket import Basket
from tests.fallback_pos.ui.shop import BREAD, DEADLINE_SECONDS, GOUDA, SOY_SAUCE, WIDE, Hand, at_the_till, fresh_shop

HEAVY = {
    "sqlalchemy", "pydantic", "escpos", "biip", "babel", "PIL", "cryptography", "argon2", "httpx", "serial", "typer",
}  # fmt: skip


def test_the_first_paint_needs_nothing_heavy() -> None:
    code = "import sys, fallback_pos.ui.app; print(*sorted(name for name in sys.modules if '.' not in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


CURSOR, OTHER_SCREEN, PASTE = 25, 1049, 2004
MOUSE = (1000, 1002, 1003, 1006, 1015)
"""Private modes of xterm and what speaks like it."""


class Collector:
    """What pexpect has read, kept whole."""

    def __init__(self, said: list[bytes]) -> None:
        self._said = said

    def write(self, data: bytes) -> None:
        self._said.append(data)

    def flush(self) -> None:
        pass


def terminal_modes(said: bytes) -> dict[int, bool]:
    """Each private mode that was switched, and whether it was left on."""
    switched = re.findall(rb"\x1b\[\?([0-9;]+)([hl])", said)
    return {int(mode): how == b"h" for modes, how in switched for mode in modes.split(b";")}


def spawn_till(folder: Path, *, rows: int = 24, columns: int = 80) -> pexpect.spawn:
    environment = {**os.environ, "TERM": "xterm-256color", "FALLBACK_POS_AGENT__START_WITH_TILL": "false"}
    arguments = ["-m", "fallback_pos", "till", "--data", str(folder)]
    return pexpect.spawn(
        sys.executable, arguments, dimensions=(rows, columns), env=environment, timeout=DEADLINE_SECONDS
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(template: Path, tmp_path: Path, how: signal.Signals) -> None:
    termios = pytest.importorskip("termios")
    folder = fresh_shop(template, tmp_path / "shop")
    till = spawn_till(folder)
    said: list[bytes] = []
    till.logfile_read = Collector(said)
    usual = termios.tcgetattr(till.child_fd)
    till.expect("Operator code")
    till.expect("Till 03")
    assert not termios.tcgetattr(till.child_fd)[3] & termios.ECHO
    till.kill(how)
    till.expect(pexpect.EOF)
    after = termios.tcgetattr(till.child_fd)
    till.close()
    modes = terminal_modes(b"".join(said))
    assert modes[CURSOR]
    assert not any(modes.get(mode) for mode in (OTHER_SCREEN, PASTE, *MOUSE))
    assert after[3] & termios.ECHO
    assert after == usual
    assert till.exitstatus == 128 + how


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_a_terminal_that_is_torn_away_ends_the_till_and_gives_the_shop_free(template: Path, tmp_path: Path) -> None:
    folder = fresh_shop(template, tmp_path / "shop")
    till = spawn_till(folder)
    till.expect("Till 03")
    till.ptyproc.fileobj.close()
    end = time.monotonic() + DEADLINE_SECONDS
    while till.isalive():
        assert time.monotonic() < end, "it never ended"
        time.sleep(0.05)
    again = spawn_till(folder)
    again.expect("Till 03")
    again.kill(signal.SIGTERM)
    again.expect(pexpect.EOF)
    again.close()


def test_a_scan_repaints_one_row_of_the_basket(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD, SOY_SAUCE)
        refreshed: list[int] = []
        original = Basket.refresh

        def refresh(self: Basket, *regions: object, **options: bool) -> Basket:
            refreshed.extend(region.height for region in regions)  # type: ignore[attr-defined]
            assert regions
            return original(self, *regions, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(Basket, "refresh", refresh)
        await hand.scans(GOUDA)
        await hand.sees("Gouda")
        assert refreshed == [1]

    at_the_till(template, tmp_path / "shop", story)


def test_a_passing_second_repaints_nothing(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(BREAD)
        refreshed: list[Painted] = []
        noon = hand.app.session.now()
        hand.app.session.now = lambda: noon
        await hand.passes_a_second()
        monkeypatch.setattr(Painted, "refresh", lambda self, *regions, **options: refreshed.append(self))
        for _ in range(3):
            await hand.passes_a_second()
        assert not refreshed

    at_the_till(template, tmp_path / "shop", story)


def test_a_full_page_turns_by_half_and_the_newest_line_is_in_sight(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        for _ in range(12):
            await hand.scans(BREAD, SOY_SAUCE)
        await hand.sees("24 Soy sauce", "rows above: Page Up")
        await hand.presses("pageup")
        await hand.sees(" 2 Soy sauce", "rows below")
        await hand.scans(GOUDA)
        await hand.sees("25 Gouda")

    at_the_till(template, tmp_path / "shop", story)


def test_a_finger_sells_pays_and_chooses(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.taps("Bread")
        await hand.sees("White bread")
        await hand.taps("F9 Cash")
        await hand.sees("Cash given")
        await hand.taps(" 5.00 ")
        await hand.sees("Change 3.71")
        await hand.taps("F12 More")
        await hand.sees("Sign out")
        await hand.taps("Cancel")
        await hand.waits_for(lambda: len(hand.app.screen_stack) == 2)

    at_the_till(template, tmp_path / "shop", story, WIDE)


def test_each_operator_reads_their_own_language_and_may_change_it(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell("301")
        await hand.scans(SOY_SAUCE)
        await hand.sees("Soy sauce")
        await hand.presses("ctrl+g")
        await hand.sees("简体中文")
        await hand.types("2")
        await hand.sees("酱油")
        assert "Soy sauce" not in hand.screen_text
        await hand.presses("ctrl+l")
        await hand.signs_in("101")
        await hand.sees("Soy sauce", "TO PAY")

    at_the_till(template, tmp_path / "shop", story)


def test_light_and_dark(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.presses("f12")
        await hand.chooses("Light or dark")
        assert hand.app.theme == "till-light"

    at_the_till(template, tmp_path / "shop", story)


def test_the_manual_is_read_without_a_network(template: Path, tmp_path: Path) -> None:
    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.types("?")
        await hand.sees("back to the sale")
        await hand.presses("pagedown", "right", "left", "escape")
        await hand.sees("TO PAY")

    at_the_till(template, tmp_path / "shop", story)


def test_a_kill_brings_the_basket_back_with_a_warning(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"

    async def first(hand: Hand) -> None:
        await hand.starts_to_sell()
        await hand.scans(GOUDA)

    async def second(hand: Hand) -> None:
        await hand.signs_in()
        await hand.sees("Gouda", "Check it against the goods")

    at_the_till(template, folder, first)
    at_the_till(folder, tmp_path / "again" / "shop", second)


def test_an_idle_till_asks_for_the_pin_again(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FALLBACK_POS_SCREEN__IDLE_LOCK_MINUTES", "1")

    async def story(hand: Hand) -> None:
        await hand.starts_to_sell()
        hand.app.session.touched_at -= 61
        await hand.sees("Operator code")

    at_the_till(template, tmp_path / "shop", story)
