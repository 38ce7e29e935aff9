"""A serial scanner through a real pseudo-terminal: scans, faults, unplugging, and coming back under another name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.scan import Scan
from drivers.scanners.framing import FramingSettings, ScanFault
from drivers.scanners.serial_scanner import SerialScanner, SerialScannerSettings
from drivers.scanners.virtual import VirtualScanner, VirtualScannerSettings
from drivers.serial_line import SerialSettings, close_serial, open_serial, resolved_port
from drivers.status import DeviceState, DeviceStatus
from tests.drivers.waiting import Collected

pytest.importorskip("termios", reason="pseudo-terminals need a POSIX system")


class Counter:
    """A till's counter: one virtual scanner, one driver reading it, and what came of it."""

    def __init__(self, folder: Path, suffix: bytes = b"\r", framing: FramingSettings | None = None) -> None:
        self.virtual = VirtualScanner(VirtualScannerSettings(suffix=suffix), link=folder / "scanner")
        self.scans: Collected[Scan] = Collected()
        self.statuses: Collected[DeviceStatus] = Collected()
        self.faults: Collected[ScanFault] = Collected()
        settings = SerialScannerSettings(
            "counter scanner",
            SerialSettings(str(folder / "scanner")),
            framing or FramingSettings(),
            reopen_seconds=0.05,
        )
        self.scanner = SerialScanner(settings, self.scans, self.statuses, self.faults)

    def wait_for_state(self, state: DeviceState, times: int = 1) -> None:
        self.statuses.wait_for(lambda seen: sum(status.state is state for status in seen) >= times)

    def close(self) -> None:
        self.scanner.stop()
        self.virtual.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path)
    yield made
    made.close()


def test_a_scan_arrives_with_symbology_source_and_separators(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.scanner.start()
    counter.wait_for_state(DeviceState.READY)
    counter.virtual.scan("0109506000134352" + "10ABC\x1d17261231", "]C1")
    (scan,) = counter.scans.wait_for(lambda scans: len(scans) == 1)
    assert (scan.text, scan.symbology, scan.source) == ("010950600013435210ABC\x1d17261231", "]C1", "counter scanner")
    assert scan.at > 0


def test_unplugged_while_scanning_and_back_under_another_name(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.scanner.start()
    counter.wait_for_state(DeviceState.READY)
    counter.virtual.scan("111111")
    counter.scans.wait_for(lambda scans: len(scans) == 1)
    counter.virtual.unplug()
    lost = counter.statuses.wait_until(lambda status: status.state is DeviceState.FAULT)
    assert "counter scanner" in str(lost)
    counter.virtual.plug_in()
    counter.wait_for_state(DeviceState.READY, times=2)
    counter.virtual.scan("222222")
    assert [scan.text for scan in counter.scans.wait_for(lambda scans: len(scans) == 2)] == ["111111", "222222"]


def test_a_scanner_that_is_not_there_at_start_is_reported_and_awaited(counter: Counter) -> None:
    counter.scanner.start()
    absent = counter.statuses.wait_until(lambda status: status.state is DeviceState.FAULT)
    assert "Check the plug" in str(absent)
    counter.virtual.plug_in()
    counter.wait_for_state(DeviceState.READY)
    counter.virtual.scan("96385074")
    counter.scans.wait_for(lambda scans: len(scans) == 1)


def test_damaged_input_is_reported_and_the_next_scan_works(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.scanner.start()
    counter.wait_for_state(DeviceState.READY)
    counter.virtual.send(b"40063\x0081\r")
    counter.virtual.scan("96385074")
    counter.scans.wait_for(lambda scans: len(scans) == 1)
    assert [fault.fault.code for fault in counter.faults.values] == ["ScanDamaged"]


def test_a_scanner_without_terminator_is_read_by_silence(tmp_path: Path) -> None:
    counter = Counter(tmp_path, suffix=b"")
    try:
        counter.virtual.plug_in()
        counter.scanner.start()
        counter.wait_for_state(DeviceState.READY)
        counter.virtual.scan("96385074")
        assert counter.scans.wait_for(lambda scans: len(scans) == 1)[0].text == "96385074"
    finally:
        counter.close()


def test_a_bug_above_costs_one_scan_not_the_scanner(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    broken = iter([True])

    def first_call_fails(scan: Scan) -> None:
        if next(broken, False):
            raise KeyError("a bug above")
        counter.scans(scan)

    settings = SerialScannerSettings("s", SerialSettings(counter.virtual.port), reopen_seconds=0.05)
    scanner = SerialScanner(settings, first_call_fails, counter.statuses, counter.faults)
    try:
        counter.virtual.plug_in()
        scanner.start()
        counter.wait_for_state(DeviceState.READY)
        counter.virtual.scan("111111")
        assert "a bug above" in str(counter.statuses.wait_until(lambda status: status.state is DeviceState.FAULT))
        counter.wait_for_state(DeviceState.READY, times=2)
        counter.virtual.scan("222222")
        counter.scans.wait_for(lambda scans: [scan.text for scan in scans] == ["222222"])
    finally:
        scanner.stop()
        counter.close()


def test_stop_lets_go_of_the_line_at_once(counter: Counter) -> None:
    counter.virtual.plug_in()
    counter.scanner.start()
    counter.wait_for_state(DeviceState.READY)
    assert counter.scanner.stop(timeout_seconds=5)
    assert counter.scanner.status.state is DeviceState.STOPPED


def test_a_port_that_is_no_serial_line_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "scanner").write_text("not a device")
    counter = Counter(tmp_path)
    try:
        counter.scanner.start()
        refused = counter.statuses.wait_until(lambda status: status.state is DeviceState.FAULT)
        assert "cannot be opened" in str(refused)
    finally:
        counter.close()


def test_a_line_held_by_another_program_is_a_sentence(counter: Counter) -> None:
    counter.virtual.plug_in()
    holder = open_serial(SerialSettings(counter.virtual.port), "main POS", 0.05, 0.5)
    try:
        counter.scanner.start()
        busy = counter.statuses.wait_until(lambda status: status.state is DeviceState.FAULT)
        assert "another program" in str(busy)
    finally:
        close_serial(holder)
    counter.wait_for_state(DeviceState.READY)


def test_a_pattern_finds_the_device_under_its_new_name(counter: Counter, tmp_path: Path) -> None:
    counter.virtual.plug_in()
    assert resolved_port(str(tmp_path / "scan*")) == str(tmp_path / "scanner")
    assert resolved_port(str(tmp_path / "none*")) == str(tmp_path / "none*")
