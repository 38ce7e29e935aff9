"""The demo shop opened for real, with a hand at its keyboard: what the screen's tests work with."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from drivers.scan import Scan
from drivers.scanners.wedge import WedgeSettings
from fallback_pos.bootstrap.till import Till, open_till
from fallback_pos.ui.app import TillApp
from fallback_pos.ui.screens.sale import SaleScreen

DEADLINE_SECONDS = 60.0
SMALL, WIDE = (80, 24), (120, 40)
BREAD, SOY_SAUCE, BANANAS, GOUDA = "3850104047015", "6901234000139", "2504011012345", "2001001007348"
WATER_CARTON, LAGER, LEMONS, BLOCKED = "13859121200134", "3859121300134", "4053", "012345000171"
UNKNOWN = "4006381333931"
HAND = WedgeSettings(maximum_gap_seconds=1e-9, silence_seconds=1e-9)
"""Every key counts as typed by a hand, however fast the test types."""
_KEYS = {
    " ": "space",
    "\r": "enter",
    "\t": "tab",
    ".": "full_stop",
    "*": "asterisk",
    "-": "minus",
    "?": "question_mark",
}


class Hand:
    """Somebody at the till: types, scans, and looks whether something has come true."""

    def __init__(self, app: TillApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def till(self) -> Till:
        till = self.app.session.till
        assert isinstance(till, Till)
        return till

    async def types(self, text: str) -> None:
        await self.pilot.press(*(_KEYS.get(character, character) for character in text))
        self.app.screen.keyboard.settle()  # type: ignore[attr-defined]
        await self.settles()

    async def presses(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settles()

    async def scans(self, *codes: str) -> None:
        """By a scanner on a serial line."""
        for code in codes:
            self.app.tell(Scan(code, None, time.monotonic(), "scanner"))
            await self.settles()

    async def chooses(self, label: str) -> None:
        """Walk down a list to a row and take it."""
        await self.sees("Choose")
        for _ in range(60):
            if any(label in row and "›" in row.split(label)[0] for row in rows_of(self.app)):
                await self.types("\r")
                return
            await self.presses("down")
        raise AssertionError(f"no row {label}\n{self.screen_text}")

    async def taps(self, text: str) -> None:
        """A finger on the place where a text stands."""
        await self.sees(text)
        for y, row in enumerate(rows_of(self.app)):
            if text in row:
                x = cell_len(row.split(text)[0]) + 1
                await self.pilot.click(offset=(x, y))
                await self.settles()
                return

    async def printer_is_ready(self) -> None:
        await self.waits_for(lambda: "ok" in str(self.till.status().printing))
        await self.passes_a_second()

    async def prints(self, receipt: str) -> None:
        """Wait until a receipt has come out of the virtual printer, and the status line knows."""
        await self.waits_for(lambda: any(receipt in line for line in self.sale.tape._lines))
        await self.printer_is_ready()

    async def signs_on_paper(self) -> None:
        """Wait until a report has come out of the virtual printer as a whole."""
        await self.waits_for(lambda: any("Signature" in line for line in self.sale.tape._lines))
        await self.printer_is_ready()

    async def stands_still(self) -> None:
        """Nothing moves any more: two looks a moment apart see the same."""
        before = ""
        while before != self.screen_text:
            before = self.screen_text
            await self.pilot.pause(0.05)

    async def settles(self) -> None:
        """Everything that was started is done and painted."""
        await self.pilot.pause()
        while any(worker.is_running and worker.group == "search" for worker in self.app.workers):
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, *texts: str) -> None:
        """Wait until all of these stand on the screen."""
        await self.waits_for(
            lambda: all(text in self.screen_text for text in texts), lambda: f"{texts}\n{self.screen_text}"
        )

    async def finds_below(self, *texts: str) -> None:
        """Page down what is being read until these stand on one screen."""
        for _ in range(40):
            if all(text in self.screen_text for text in texts):
                return
            await self.presses("down", "down", "down", "down", "down")
        raise AssertionError(f"nowhere below: {texts}\n{self.screen_text}")

    async def waits_for(self, condition: Callable[[], bool], describe: Callable[[], str] = lambda: "") -> None:
        end = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            assert time.monotonic() < end, f"it never happened: {describe()}"
            await self.pilot.pause(0.01)

    async def signs_in(self, code: str = "301") -> None:
        await self.waits_for(lambda: self.app.session.till is not None)
        await self.types(f"{code}\r{code}{code}\r")

    async def starts_to_sell(self, code: str = "301") -> None:
        """Signed in, shift open, switched over: an empty sale screen."""
        await self.signs_in(code)
        await self.sees("Open a shift")
        await self.types("100.00\r\r")
        await self.sees("Switch over")
        await self.types("No network\r")
        await self.sees("TO PAY")

    @property
    def sale(self) -> SaleScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, SaleScreen))

    async def sees_the_present_status(self) -> None:
        """The status line as it will be a second from now, where there is one."""
        if any(isinstance(screen, SaleScreen) for screen in self.app.screen_stack):
            await self.passes_a_second()

    async def passes_a_second(self) -> None:
        """What the clock does once a second."""
        self.sale._show_status()
        await self.settles()

    @property
    def screen_text(self) -> str:
        return "\n".join(rows_of(self.app))


def rows_of(app: TillApp) -> list[str]:
    """What stands on the glass, dialogs over the screens below them."""
    width, height = app.size
    rows = [" " * width] * height
    strips = app.screen._compositor.render_strips()
    for index, strip in enumerate(strips):
        rows[index] = strip.text
    return rows


@asynccontextmanager
async def hand_at(folder: Path, size: tuple[int, int] = SMALL, *, wedge: WedgeSettings = HAND) -> AsyncIterator[Hand]:
    """The program in a folder, somebody standing before its sign-in screen."""

    def opener() -> Till:
        till = open_till(folder, None)
        till.rules = replace(till.rules, wedge=wedge)
        return till

    app = TillApp(opener)
    app.session.wedge = wedge
    started = datetime.now().astimezone()
    app.session.now = lambda: started
    async with app.run_test(size=size) as pilot:
        yield Hand(app, pilot)


def fresh_shop(template: Path, folder: Path) -> Path:
    """A demo shop of one's own."""
    shutil.copytree(template, folder)
    return folder


def at_the_till(
    template: Path, folder: Path, story: Callable[[Hand], Awaitable[None]], size: tuple[int, int] = SMALL
) -> None:
    """Tell a story in a fresh shop."""

    async def told() -> None:
        async with hand_at(fresh_shop(template, folder), size) as hand:
            await story(hand)

    asyncio.run(told())
