"""Importing a catalogue under a till's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config.settings import Settings
from config.writer import write_till_settings
from fallback_pos.bootstrap.rules import barcode_rules, tax_classes
from fallback_pos.catalogue_import.options import ImportOptions
from fallback_pos.catalogue_import.report import ImportProgress, ImportReport
from fallback_pos.catalogue_import.run import import_catalogue
from fallback_pos.domain.money import Currency
from fallback_pos.domain.quantity import quantity_text


def import_into(
    folder: Path,
    settings: Settings,
    file: Path,
    *,
    columns: Mapping[str, str] | None = None,
    delimiter: str = "",
    encoding: str = "",
    new_tax_classes: bool = False,
    problems_file: Path | None = None,
    progress: Callable[[ImportProgress], None] | None = None,
) -> ImportReport:
    """Import a file as the imported layer of a till's catalogue. What is given here wins over the settings.

    New tax classes join the till's own settings, because the checkout and the books have to know them.
    Raises the import's errors; the old catalogue then stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    options = ImportOptions(
        currency=Currency.of(settings.shop.currency),
        tax_classes=tuple(tax_classes(settings).values()),
        new_tax_classes=new_tax_classes,
        columns={**settings.catalogue.columns, **(columns or {})},
        delimiter=delimiter or settings.catalogue.delimiter,
        encoding=encoding or settings.catalogue.encoding,
        rules=barcode_rules(settings.barcodes, settings.checkout.loyalty_pattern),
    )
    report = import_catalogue(file, folder, options, progress, problems_file)
    if report.new_tax_classes:
        _add_tax_classes(folder, settings, report)
    return report


def _add_tax_classes(folder: Path, settings: Settings, report: ImportReport) -> None:
    known: list[dict[str, Any]] = [
        {"code": tax.code, "rate": quantity_text(tax.rate), "name": tax.name} for tax in settings.tax.classes
    ]
    known += [{"code": tax.code, "rate": quantity_text(tax.rate)} for tax in report.new_tax_classes]
    write_till_settings(folder, {"tax": {"classes": known}})
