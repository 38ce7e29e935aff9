"""A pole display through a real pseudo-terminal: only the newest lines, and a dead one holds up nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.displays.cd5220 import displayable, show_line
from drivers.displays.pole import PoleDisplay, PoleDisplaySettings
from drivers.displays.virtual import VirtualPoleDisplay
from drivers.serial_line import SerialSettings
from drivers.status import DeviceState, DeviceStatus
from tests.drivers.waiting import Collected

pytest.importorskip("termios", reason="pseudo-terminals need a POSIX system")


class Counter:
    def __init__(self, folder: Path) -> None:
        self.lines: Collected[tuple[str, str]] = Collected()
        self.statuses: Collected[DeviceStatus] = Collected()
        self.virtual = VirtualPoleDisplay(self.lines, folder / "display")
        settings = PoleDisplaySettings(
            "pole display", SerialSettings(str(folder / "display")), reopen_seconds=0.05, refresh_seconds=0.1
        )
        self.display = PoleDisplay(settings, self.statuses)

    def wait_for_state(self, state: DeviceState, times: int = 1) -> None:
        self.statuses.wait_for(lambda seen: sum(status.state is state for status in seen) >= times)

    def wait_for_lines(self, first: str, second: str) -> None:
        self.lines.wait_until(lambda lines: lines == (first.ljust(20), second.ljust(20)))


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path)
    yield made
    made.display.stop()
    made.virtual.close()


def test_what_is_shown_last_is_seen(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.display.start()
    counter.display.show("Nektar", "1.29")
    counter.display.show("TOTAL", "12.97")
    counter.wait_for_lines("TOTAL", "12.97")


def test_unplugged_and_back_it_shows_the_lines_again(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.display.start()
    counter.display.show("TOTAL", "12.97")
    counter.wait_for_lines("TOTAL", "12.97")
    counter.virtual.unplug()
    counter.wait_for_state(DeviceState.FAULT)
    counter.virtual.plug_in()
    counter.wait_for_state(DeviceState.READY, times=2)
    counter.lines.wait_for(lambda lines: lines.count(("TOTAL".ljust(20), "12.97".ljust(20))) >= 2)


def test_a_display_that_is_not_there_takes_lines_without_waiting(counter: Counter) -> None:
    counter.display.start()
    for number in range(1000):
        counter.display.show("line", str(number))
    counter.wait_for_state(DeviceState.FAULT)


def test_accents_that_the_display_lacks_become_plain_letters() -> None:
    assert displayable("naranča 12,97 €\x1b@ 橙", "cp437") == "naranca 12,97 ?@ ?"
    assert displayable("12,97 €", "cp858") == "12,97 €"


def test_lines_are_padded_and_cut_to_twenty() -> None:
    assert show_line(2, "x" * 30, "cp437") == b"\x1bQB" + b"x" * 20 + b"\r"
    assert show_line(1, "", "cp437") == b"\x1bQA" + b" " * 20 + b"\r"
