"""Reports of a till's data directory, read-only: the till may be selling meanwhile. And the days of several tills."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.journal_files import NoJournal
from fallback_pos.bootstrap.printing import receipt_style
from fallback_pos.domain.clock import Instant
from fallback_pos.domain.money import Currency
from fallback_pos.errors import TillError
from fallback_pos.receipts.style import ShowFormat
from fallback_pos.reports.day_file import LARGEST_FILE_BYTES, TillDay, day_file, read_day_file
from fallback_pos.reports.errors import NotADayFile
from fallback_pos.reports.making import ReportMaker, Whose
from fallback_pos.reports.paper import lay_out_report, report_lines
from fallback_pos.reports.report import Parked, Report, ReportKind
from fallback_pos.reports.store import store_report
from fallback_pos.reports.words import Words
from fallback_pos.storage.journal_milestones import JournalLookup
from fallback_pos.storage.keys import load_key
from fallback_pos.storage.parked_view import parked_names


class ReportNotWritten(TillError):
    """Parameters: file, reason."""

    sentence = "The report could not be written to {file}: {reason}. Choose another folder or free disk space."


@contextmanager
def report_maker(folder: Path, settings: Settings) -> Iterator[ReportMaker]:
    """Reports out of a data directory. Raises NoJournal, JournalNotReadable."""
    path = DataDir(folder).journal
    if not path.exists():
        raise NoJournal(folder=str(folder))
    journal = JournalLookup(path)
    shop = settings.shop
    try:
        currency = Currency.of(shop.currency)
        yield ReportMaker(journal, Whose(shop.store, shop.till, shop.demo), currency, datetime.now(UTC))
    finally:
        journal.close()


def with_parked(report: Report, folder: Path) -> Report:
    """The report with the carts that wait, where it is one of the present."""
    names = parked_names(DataDir(folder).till)
    if names is None or report.kind not in (ReportKind.X, ReportKind.DAY):
        return report
    return replace(report, parked=Parked(len(names), names))


def day_of_now(maker: ReportMaker, settings: Settings) -> str:
    """The business date of the newest shift; before the first one, today's."""
    if maker.spans:
        return maker.spans[-1].day
    instant = Instant.now()
    from fallback_pos.shifts.business_date import business_date_of

    return business_date_of(instant, settings.shift.day_starts_at_hour).isoformat()


def report_words(settings: Settings) -> Words:
    """How this shop's reports speak. Raises UnknownNumberFormat, UnknownPrinterProfile."""
    style = receipt_style(settings)
    return Words(style.translator, dict(style.shop.tender_names))


def shown_report(report: Report, settings: Settings, format: ShowFormat) -> str | bytes:
    """On the receipt printer's paper: its bytes, their text, or a picture. Raises PaperTooNarrow."""
    style = receipt_style(settings)
    return style.rendered(lay_out_report(report, style.shop, report_words(settings), style.columns), format)


def screen_lines(report: Report, settings: Settings, columns: int) -> list[str]:
    """For a terminal, with charts. Raises PaperTooNarrow."""
    return report_lines(report, receipt_style(settings).shop, report_words(settings), columns)


def pdf_of(report: Report, settings: Settings) -> bytes:
    from fallback_pos.reports.pdf import report_pdf

    return report_pdf(report, receipt_style(settings).shop, report_words(settings))


def signed_day(report: Report, folder: Path) -> bytes:
    """A day's report as a file that other tills add up. Raises KeyMissing, JournalNotReadable."""
    key = load_key(DataDir(folder).keys)
    head = report.figures.head
    text = f"{head.generation}/{head.seq} {head.hash}" if head else ""
    return day_file(report, text, key.public_key().public_bytes_raw(), key.sign)


def store_day(files: Sequence[Path], expected_tills: Collection[str], *, is_demo: bool = False) -> Report:
    """The shop's day out of the files of its tills. Raises NothingToAdd, NotADayFile, DayFileChanged, DaysDoNotFit,
    TillTwice, TrainingDay.
    """
    days: dict[str, TillDay] = {}
    for path in files:
        days[str(path)] = read_day_file(str(path), _content(path), _is_signed)
    return store_report(days, expected_tills, datetime.now(UTC), is_demo=is_demo)


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file or leave what was there. Raises ReportNotWritten."""
    half_done = path.with_name(path.name + ".part")
    try:
        with half_done.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half_done.replace(path)
    except OSError as error:
        raise ReportNotWritten(file=str(path), reason=error.strerror or str(error)) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise NotADayFile(file=str(path), reason=error.strerror or str(error)) from error
    if len(content) > LARGEST_FILE_BYTES:
        raise NotADayFile(file=str(path), reason=f"it is larger than {LARGEST_FILE_BYTES} bytes")
    return content


def _is_signed(key: bytes, signature: bytes, content: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
