"""Reports of a test's till, read as the commands read them: from the file, while the till has it open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fallback_pos.domain.money import Money
from fallback_pos.i18n import Translator
from fallback_pos.receipt_layout.shop_header import ShopHeader
from fallback_pos.reports.making import ReportMaker, Whose
from fallback_pos.reports.report import Report
from fallback_pos.reports.words import Words
from fallback_pos.storage.journal_milestones import JournalLookup
from tests.fallback_pos.shifts.drawer import ANA, EUR, MARKO, Till, eur

MADE_AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
SHOP = ShopHeader("Dućan na uglu", ("Ulica lipa 7",), "HR00000000001")
ENGLISH, CHINESE = Words(Translator("en"), {}), Words(Translator("zh"), {})


@contextmanager
def maker_of(till: Till) -> Iterator[ReportMaker]:
    journal = JournalLookup(till.folder / "journal.db")
    try:
        yield ReportMaker(journal, Whose("0012", "03"), EUR, MADE_AT)
    finally:
        journal.close()


def x_of(till: Till) -> Report:
    with maker_of(till) as maker:
        (report,) = maker.x()
    return report


def z_of(till: Till, number: int | None = None) -> Report:
    with maker_of(till) as maker:
        (report,) = maker.z(number)
    return report


def day_of(till: Till, day: str = "2026-11-22") -> Report:
    with maker_of(till) as maker:
        return maker.day(day)


def period_of(till: Till, first: str, last: str, *, from_entries: bool = False) -> Report:
    with maker_of(till) as maker:
        return maker.period(first, last, from_entries=from_entries)


def shift_with_everything(till: Till, over: str = "0.00") -> None:
    """Opened with 100.00, sold for cash and card, refunded, moved, dropped; counted and closed."""
    till.shifts.open(ANA, eur("100.00"))
    till.sells(("cash", "20.00"), change="7.03")
    till.sells(("card", "12.50"), ("cash", "5.00"))
    till.sells(("cash", "-3.00"))
    till.cash.pay_in(ANA, eur("10.00"), "change from the baker")
    till.cash.pay_out(MARKO, eur("4.50"), "window cleaner", slip="W7")
    till.cash.drop(ANA, eur("50.00"), "B-17")
    till.cash.no_sale(ANA)
    close(till, over)


def close(till: Till, over: str = "0.00") -> None:
    """Counted with so much more than expected."""
    counted: Money = till.shifts.expected() + eur(over)
    till.counting.begin(ANA)
    till.counting.count_sum(counted)
    till.counting.tick_all()
    till.counting.commit(ANA)
    till.shifts.close(ANA, reason="counted twice", approver=MARKO)
