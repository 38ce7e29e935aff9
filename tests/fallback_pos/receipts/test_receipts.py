"""What becomes of a receipt when the printer, the paper, the power or somebody's patience gives out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.printers.virtual import VirtualPrinter
from fallback_pos.domain.operator import ApprovalNeeded, Permissions
from fallback_pos.receipts.errors import NoReceiptPrinter, NothingToSettle, ReceiptNotKnown
from fallback_pos.receipts.receipts import LOOK_BACK_ENTRIES
from fallback_pos.storage.journal import Draft
from fallback_pos.storage.print_jobs import JobState
from tests.fallback_pos.receipt_layout.sales import body_of, cart_of, goods
from tests.fallback_pos.receipts.till import ANA, MAJA, MAY_COPY, ONLY_SUPERVISORS_COPY, PROFILE, Till

OpenTill = Callable[..., Till]


@pytest.fixture
def printer() -> VirtualPrinter:
    return VirtualPrinter(PROFILE)


@pytest.fixture
def open_till(tmp_path: Path, printer: VirtualPrinter) -> Iterator[OpenTill]:
    opened: list[Till] = []
    printing = printer

    def make(
        *, printer: VirtualPrinter | None = printing, permissions: Permissions = MAY_COPY, columns: int = 42
    ) -> Till:
        till = Till(tmp_path, printer, permissions, columns)
        opened.append(till)
        return till

    yield make
    for till in opened:
        if till.state._thread.is_alive():
            till.kill()


def receipts_on(printer: VirtualPrinter, number: str) -> int:
    return sum(number in paper.codes for paper in printer.receipts)


def test_a_sale_is_printed_once_and_confirmed(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    [paper] = printer.receipts
    assert "Milk                                1.02 A" in paper.lines
    assert paper.codes == ("03-1-000001",)
    assert till.receipts.status.waiting == till.receipts.status.unknown == 0
    till.close()


def test_paper_out_leaves_the_sale_recorded_and_the_receipt_waiting(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    printer.turn(paper="out")
    till = open_till()
    first, second = till.sell(), till.sell()
    till.wait_until(lambda: any(change.reason and change.reason.code == "PaperOut" for change in till.changes))
    assert till.kinds() == ["sale.completed", "sale.completed"]
    till.wait_until(lambda: till.receipts.status.waiting == 2)
    assert till.receipts.status.headline[0] == ("paper out", {})
    assert ("receipts waiting: {waiting}", {"waiting": 2}) in till.receipts.status.headline
    printer.turn(paper="ok")
    till.wait_until(lambda: till.state_of(second) == "confirmed")
    assert [receipts_on(printer, sale.receipt) for sale in (first, second)] == [1, 1]
    till.wait_until(lambda: till.receipts.status.headline == (("printer ok", {}),))
    till.close()


def test_a_dead_printer_neither_raises_nor_delays_the_next_sale(open_till: OpenTill, printer: VirtualPrinter) -> None:
    printer.turn(refuse=True)
    till = open_till()
    for _ in range(20):
        till.sell()
    assert till.receipts.status.waiting == 20
    assert len(till.kinds()) == 20
    till.close()


def test_a_receipt_cut_off_midway_is_asked_about_and_not_sent_again(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    printer.turn(cut_after_bytes=150)
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.receipts.status.unknown == 1)
    after = till.sell()
    till.wait_until(lambda: till.state_of(after) == "confirmed")
    assert receipts_on(printer, sale.receipt) == 0
    assert [job.receipt for job in till.receipts.unknown()] == [sale.receipt]
    assert ("receipts to check: {unknown}", {"unknown": 1}) in till.receipts.status.headline
    till.close()


def test_a_printer_that_finishes_by_itself_after_new_paper_is_not_asked_about(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    printer.turn(lines_until_paper_out=3)
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: any(change.reason and change.reason.code == "StoppedMidway" for change in till.changes))
    assert till.receipts.unknown() == []
    printer.turn(paper="ok")
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    assert receipts_on(printer, sale.receipt) == 1
    till.close()


def test_a_kill_between_commit_and_print_is_asked_about_after_the_restart(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    till = open_till()
    sale, _ = till.commit()
    till.kill()
    till = open_till()
    assert [(job.receipt, job.state) for job in till.receipts.unknown()] == [(sale.receipt, JobState.UNKNOWN)]
    assert printer.receipts == ()
    till.close()


SELL_AND_DIE = """
import sys
from pathlib import Path
from tests.fallback_pos.receipts.till import Till
till = Till(Path(sys.argv[1]), None)
print(till.commit()[0].receipt, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_process_killed_right_after_the_commit_leaves_a_question_and_not_a_second_receipt(
    open_till: OpenTill, tmp_path: Path, printer: VirtualPrinter
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SELL_AND_DIE, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        number = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
    till = open_till()
    assert [job.receipt for job in till.receipts.unknown()] == [number]
    assert printer.receipts == ()
    till.close()


def test_a_question_survives_restarts_until_somebody_answers_it(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    till.commit()
    till.kill()
    open_till().close()
    till = open_till()
    [job] = till.receipts.unknown()
    till.receipts.settle(job.id, printed=True, operator=ANA)
    assert till.receipts.unknown() == []
    with pytest.raises(NothingToSettle):
        till.receipts.settle(job.id, printed=True, operator=ANA)
    till.close()
    till = open_till()
    assert till.receipts.unknown() == []
    assert till.kinds() == ["sale.completed"]
    till.close()


def test_what_was_not_on_paper_is_printed_as_a_copy_that_the_journal_knows(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    till = open_till()
    sale, _ = till.commit()
    till.kill()
    till = open_till()
    [job] = till.receipts.unknown()
    till.receipts.settle(job.id, printed=False, operator=ANA)
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    assert till.kinds() == ["sale.completed", "receipt.reprinted"]
    assert "COPY 1" in printer.receipts[0].lines
    assert till.receipts.unknown() == []
    till.close()


def test_receipts_that_wait_at_an_orderly_end_are_printed_by_the_next_start(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    printer.turn(paper="out")
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.receipts.status.waiting == 1)
    till.close()
    printer.turn(paper="ok")
    till = open_till()
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    [paper] = printer.receipts
    assert paper.codes == (sale.receipt,)
    assert not any("COPY" in line for line in paper.lines)
    till.close()


def test_receipts_that_waited_at_a_crash_are_asked_about(open_till: OpenTill, printer: VirtualPrinter) -> None:
    printer.turn(paper="out")
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.receipts.status.waiting == 1)
    till.kill()
    printer.turn(paper="ok")
    till = open_till()
    assert [job.receipt for job in till.receipts.unknown()] == [sale.receipt]
    assert printer.receipts == ()
    till.close()


def test_confirmed_receipts_are_not_asked_about_after_a_crash(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    till.kill()
    till = open_till()
    assert till.receipts.unknown() == []
    till.close()


def test_a_lost_till_db_makes_questions_and_loses_no_sale(
    open_till: OpenTill, printer: VirtualPrinter, tmp_path: Path
) -> None:
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    till.close()
    for file in tmp_path.glob("till.db*"):
        file.unlink()
    till = open_till()
    assert [job.receipt for job in till.receipts.unknown()] == [sale.receipt]
    assert len(printer.receipts) == 1
    till.close()


def test_a_lost_till_db_of_a_long_day_asks_only_about_the_latest(open_till: OpenTill) -> None:
    till = open_till()
    carts = [cart_of(goods("Milk", "1.02")) for _ in range(LOOK_BACK_ENTRIES + 50)]
    drafts = [
        Draft("sale.completed", body_of(cart, f"03-1-{number:06d}"), id=cart.id) for number, cart in enumerate(carts, 1)
    ]
    till.journal.append(drafts, business_date="2026-11-22")
    till.kill()
    till = open_till()
    unknown = till.receipts.unknown()
    assert len(unknown) == LOOK_BACK_ENTRIES
    assert unknown[-1].receipt == f"03-1-{len(carts):06d}"
    till.close()


def test_copies_are_counted_by_the_journal_across_restarts(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    sale = till.sell()
    assert till.receipts.reprint(sale.receipt, ANA) == 1
    till.close()
    till = open_till()
    assert till.receipts.reprint(sale.receipt, ANA) == 2
    till.wait_until(lambda: len(printer.receipts) == 3)
    assert [next((line for line in paper.lines if "COPY" in line), "") for paper in printer.receipts] == [
        "",
        "COPY 1",
        "COPY 2",
    ]
    assert any(line.startswith("Printed again") for line in printer.receipts[2].lines)
    till.close()


def test_a_copy_is_in_the_journal_before_it_is_on_paper(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    sale = till.sell()
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    printer.turn(paper="out")
    till.receipts.reprint(sale.receipt, ANA)
    assert till.kinds() == ["sale.completed", "receipt.reprinted"]
    assert len(printer.receipts) == 1
    till.close()


def test_a_copy_needs_whoever_may_allow_it_and_the_journal_says_who(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    till = open_till(permissions=ONLY_SUPERVISORS_COPY)
    sale = till.sell()
    with pytest.raises(ApprovalNeeded):
        till.receipts.reprint(sale.receipt, ANA)
    assert till.kinds() == ["sale.completed"]
    till.receipts.reprint(sale.receipt, ANA, approver=MAJA)
    assert till.kinds() == ["sale.completed", "override.granted", "receipt.reprinted"]
    till.close()


def test_a_receipt_of_another_till_cannot_be_copied(open_till: OpenTill) -> None:
    till = open_till()
    with pytest.raises(ReceiptNotKnown):
        till.receipts.reprint("99-1-000001", ANA)
    till.close()


def test_the_drawer_opens_for_cash(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till()
    sale = till.sell(kick_drawer=True)
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    assert len([kick for paper in (*printer.receipts, printer.paper) for kick in paper.kicks]) == 1
    till.close()


def test_a_drawer_that_does_not_open_is_said_at_once_and_stays_shut_later(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    printer.turn(refuse=True)
    till = open_till()
    sale = till.sell(kick_drawer=True)
    till.wait_until(lambda: any(change.reason and change.reason.code == "DrawerNotOpened" for change in till.changes))
    printer.turn(refuse=False)
    till.wait_until(lambda: till.state_of(sale) == "confirmed")
    assert [kick for paper in (*printer.receipts, printer.paper) for kick in paper.kicks] == []
    till.close()


def test_one_receipt_that_cannot_be_laid_out_does_not_stop_the_others(
    open_till: OpenTill, printer: VirtualPrinter
) -> None:
    till = open_till(columns=10)
    sale = till.sell()
    till.wait_until(lambda: till.state_of(sale) == "failed")
    assert any(change.reason and change.reason.code == "LayoutFailed" for change in till.changes)
    till.receipts.print_payment_code(("12.50",), "BCD")
    till.wait_until(lambda: len(printer.receipts) == 1)
    till.close()


def test_a_till_without_printer_asks_nothing_later(open_till: OpenTill, printer: VirtualPrinter) -> None:
    till = open_till(printer=None)
    sale = till.sell()
    with pytest.raises(NoReceiptPrinter):
        till.receipts.reprint(sale.receipt, ANA)
    assert till.receipts.status.headline == (("no printer", {}),)
    till.kill()
    till = open_till()
    assert till.receipts.unknown() == []
    assert printer.receipts == ()
    till.close()


def test_a_receipt_is_shown_as_text_as_bytes_and_as_a_picture(open_till: OpenTill) -> None:
    till = open_till()
    sale = till.sell()
    text = till.receipts.show(sale.receipt)
    assert isinstance(text, str)
    assert "Milk                                1.02 A" in text
    assert f"[CODE128: {sale.receipt}]" in text
    raw = till.receipts.show(sale.receipt, "escpos")
    assert isinstance(raw, bytes) and raw.startswith(b"\x1b@")
    picture = till.receipts.show(sale.receipt, "png")
    assert isinstance(picture, bytes) and picture.startswith(b"\x89PNG")
    till.close()
