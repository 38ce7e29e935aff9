"""The reports of an opened till, for its screen: made from the journal, put on paper, kept as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from config.settings import Settings
from drivers.printers.document import Document
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.printing import receipt_style
from fallback_pos.bootstrap.reports import (
    ReportNotWritten,
    day_of_now,
    pdf_of,
    report_maker,
    report_words,
    with_parked,
    write_file,
)
from fallback_pos.i18n.translator import Translator
from fallback_pos.reports.flat import report_csv
from fallback_pos.reports.head import file_stem
from fallback_pos.reports.paper import lay_out_report, report_lines
from fallback_pos.reports.report import Report
from fallback_pos.reports.sections import ReportPart
from fallback_pos.reports.words import Words

FOLDER = "reports"


class TillReports:
    """What `ui.till.ReportDesk` describes. Every report reads the journal anew, beside the till that writes it."""

    def __init__(self, folder: DataDir, settings: Settings, print_document: Callable[[Document], None]) -> None:
        self._folder = folder
        self._settings = settings
        self._print = print_document

    def x(self) -> Sequence[Report]:
        with report_maker(self._folder.root, self._settings) as maker:
            return [with_parked(each, self._folder.root) for each in maker.x()]

    def z(self, shift: str | None = None) -> Report:
        with report_maker(self._folder.root, self._settings) as maker:
            return maker.z(shift=shift)[-1]

    def day(self, day: str | None = None) -> Report:
        with report_maker(self._folder.root, self._settings) as maker:
            report = maker.day(day or day_of_now(maker, self._settings))
        return with_parked(report, self._folder.root) if report.number is None else report

    def days(self) -> Sequence[str]:
        with report_maker(self._folder.root, self._settings) as maker:
            return sorted({span.day for span in maker.spans}, reverse=True)

    def lines(self, report: Report, part: ReportPart, columns: int, tr: Translator) -> Sequence[str]:
        style = receipt_style(self._settings)
        words = Words(tr, dict(style.shop.tender_names))
        return report_lines(report, style.shop, words, columns, part)

    def print(self, report: Report, part: ReportPart) -> None:
        style, words = receipt_style(self._settings), report_words(self._settings)
        self._print(lay_out_report(report, style.shop, words, style.columns, part=part))

    def save_pdf(self, report: Report) -> str:
        return self._save(report, "pdf", pdf_of(report, self._settings))

    def save_csv(self, report: Report) -> str:
        return self._save(report, "csv", report_csv(report).encode("utf-8-sig"))

    def _save(self, report: Report, ending: str, content: bytes) -> str:
        folder = self._folder.root / FOLDER
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise ReportNotWritten(file=str(folder), reason=error.strerror or str(error)) from error
        path = _free(folder, file_stem(report), ending)
        write_file(path, content)
        return f"{FOLDER}/{path.name}"


def _free(folder: Path, name: str, ending: str) -> Path:
    """A path that nothing stands at: a file that was saved before is never overwritten."""
    path, number = folder / f"{name}.{ending}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.{ending}", number + 1
    return path
