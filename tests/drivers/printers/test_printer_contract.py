"""What must hold for a printer whatever the way to it: in process, on TCP, and on a serial line (a real pty)."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.printers.jobs import Evidence, JobState, PrintJob
from drivers.printers.virtual import VirtualPrinter
from drivers.status import DeviceState
from tests.drivers.printers.shop import EPSON, WAYS, open_shop

pytestmark = [
    pytest.mark.parametrize("way", WAYS),
    pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals need a POSIX system"),
]


def test_a_receipt_is_printed_once_and_proven_by_its_own_number(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.print(1)
        end = shop.wait_for_end(1)
        assert (end.state, end.evidence, end.reason) == (JobState.CONFIRMED, Evidence.PROCESS_ID, None)
        assert shop.states(1) == [JobState.QUEUED, JobState.SENDING, JobState.SENT, JobState.CONFIRMED]
        (paper,) = shop.printer.receipts
        assert paper.lines[:3] == ("receipt 1 line 1", "receipt 1 line 2", "receipt 1 line 3")
        assert paper.unknown == ()


def test_receipts_come_out_in_order(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        for number in range(1, 6):
            shop.print(number)
        assert shop.wait_for_end(5).state is JobState.CONFIRMED
        assert [paper.codes for paper in shop.printer.receipts] == [(f"03-1-{n:06d}",) for n in range(1, 6)]


def test_without_the_number_a_question_behind_the_data_proves_it(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, replace(EPSON, process_id=False)) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).evidence is Evidence.STATUS_IN_ORDER


def test_without_either_health_before_and_after_has_to_do(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, replace(EPSON, process_id=False, ordered_status=False)) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).evidence is Evidence.STATUS_BEFORE_AND_AFTER


def test_a_printer_that_does_not_know_the_number_is_learnt_once(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, EPSON, process_id=False) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).evidence is Evidence.STATUS_IN_ORDER
        shop.print(2)
        assert shop.wait_for_end(2).evidence is Evidence.STATUS_IN_ORDER


def test_a_mute_printer_is_honestly_sent_and_no_more(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, prepare=lambda printer: printer.turn(mute=True)) as shop:
        shop.print(1)
        end = shop.wait_for_end(1)
        assert (end.state, end.evidence) == (JobState.SENT, None)
        silent = shop.statuses.wait_until(lambda status: status.state is DeviceState.ATTENTION)
        assert "cannot be confirmed" in str(silent)


def test_without_paper_the_receipt_waits_and_says_why_then_prints_once(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, prepare=lambda printer: printer.turn(paper="out")) as shop:
        shop.print(1)
        waiting = shop.wait_for_state(1, JobState.QUEUED, "PaperOut")
        assert "new roll" in str(waiting.reason)
        assert shop.worker.waiting_job_ids == ("job 1",)
        shop.printer.turn(paper="ok")
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        assert shop.times_on_paper(1) == 1
        shop.wait_for_ready()


def test_paper_out_midway_then_refilled_gives_one_receipt_and_its_proof(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.wait_for_ready()
        shop.printer.turn(lines_until_paper_out=2)
        shop.print(1, lines=10)
        stopped = shop.wait_for_state(1, JobState.UNKNOWN, "StoppedMidway")
        assert not stopped.final
        assert shop.times_on_paper(1) == 0
        shop.printer.turn(paper="ok")
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        shop.print(2)
        shop.wait_for_end(2)
        assert (shop.times_on_paper(1), shop.times_on_paper(2)) == (1, 1)


def test_cover_open_and_cutter_stuck_each_say_so(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, prepare=lambda printer: printer.turn(cover_open=True)) as shop:
        shop.print(1)
        shop.wait_for_state(1, JobState.QUEUED, "CoverOpen")
        shop.printer.turn(cover_open=False, cutter_error=True)
        shop.wait_for_state(1, JobState.QUEUED, "CutterJammed")
        shop.printer.turn(cutter_error=False)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED


def test_near_end_prints_and_asks_for_a_roll(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, prepare=lambda printer: printer.turn(paper="near_end")) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        warned = shop.statuses.wait_until(lambda status: status.state is DeviceState.ATTENTION)
        assert "new roll ready" in str(warned)


def test_cut_midway_is_unknown_and_never_sent_again(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.wait_for_ready()
        shop.printer.turn(cut_after_bytes=400)
        shop.print(1, lines=40)
        end = shop.wait_for_end(1)
        assert end.state is JobState.UNKNOWN
        assert end.reason is not None
        assert "Look at the paper" in str(end.reason)
        assert shop.times_on_paper(1) == 0
        assert sum("receipt 1 line 1" in paper.lines for paper in (*shop.printer.receipts, shop.printer.paper)) == 1


def test_after_a_cut_the_next_receipt_goes_on(way: str, tmp_path: Path) -> None:
    if way == "pty":
        pytest.skip("a cut serial line is an unplugged one; replugging has its own test")
    with open_shop(way, tmp_path) as shop:
        shop.wait_for_ready()
        shop.printer.turn(cut_after_bytes=400)
        shop.print(1, lines=40)
        shop.print(2)
        assert shop.wait_for_end(1).state is JobState.UNKNOWN
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
        assert shop.times_on_paper(2) == 1


def test_busy_after_it_has_answered_makes_receipts_wait_not_vanish(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        shop.printer.turn(busy=True)
        shop.print(2)
        shop.reports.wait_until(lambda report: report.job_id == "job 2" and report.reason is not None)
        shop.printer.turn(busy=False)
        assert shop.wait_for_end(2).state is JobState.CONFIRMED
        assert (shop.times_on_paper(1), shop.times_on_paper(2)) == (1, 1)


def test_a_slow_printer_gets_the_whole_receipt_once(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.wait_for_ready()
        shop.printer.turn(bytes_per_second=2000)
        shop.print(1, lines=60)
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        assert shop.times_on_paper(1) == 1


def test_late_answers_are_never_taken_for_news(way: str, tmp_path: Path) -> None:
    def late(printer: VirtualPrinter) -> None:
        printer.turn(reply_delay_seconds=0.45, paper="near_end")

    with open_shop(way, tmp_path, prepare=late) as shop:
        shop.print(1)
        assert shop.wait_for_end(1).state is JobState.SENT
        assert all(status.state is not DeviceState.READY for status in shop.statuses.values)


def test_automatic_status_in_between_changes_nothing(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.printer.turn(drawer_signal=True)
        shop.worker.submit(_switch_automatic_status_on())
        shop.print(1)
        assert shop.wait_for_end(1).evidence is Evidence.PROCESS_ID
        shop.printer.turn(paper="out")
        shop.print(2)
        shop.wait_for_state(2, JobState.QUEUED, "PaperOut")
        shop.printer.turn(paper="ok")
        assert shop.wait_for_end(2).state is JobState.CONFIRMED


def test_the_drawer_opens_before_the_receipt_prints(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path) as shop:
        shop.print(1, kick_drawer=True)
        shop.wait_for_end(1)
        report = shop.drawer.wait_until(lambda report: report.request_id == "job 1")
        assert report.delivered
        first = shop.printer.receipts[0].elements[0]
        (kick,) = shop.printer.receipts[0].kicks
        assert first == kick
        assert (kick.pin, kick.on_ms, kick.off_ms) == (2, 100, 100)


def test_a_printer_that_comes_back_never_opens_the_drawer(way: str, tmp_path: Path) -> None:
    with open_shop(way, tmp_path, prepare=lambda printer: printer.turn(paper="out")) as shop:
        shop.print(1, kick_drawer=True)
        report = shop.drawer.wait_until(lambda report: report.request_id == "job 1")
        assert not report.delivered
        assert "Use the key" in str(report.reason)
        shop.printer.turn(paper="ok")
        assert shop.wait_for_end(1).state is JobState.CONFIRMED
        assert shop.printer.receipts[0].kicks == ()


def _switch_automatic_status_on() -> PrintJob:
    return PrintJob("automatic status", b"\x1da\xff")
