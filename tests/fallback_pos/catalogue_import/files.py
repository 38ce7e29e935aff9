"""Product files for tests, and what became of them."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from fallback_pos.barcodes import BarcodeRules, check_digit, label_layouts
from fallback_pos.catalogue_import import ImportOptions, ImportReport, import_catalogue
from fallback_pos.domain.money import Currency
from fallback_pos.domain.product import Product
from fallback_pos.domain.tax import TaxClass
from fallback_pos.storage.catalogue import Catalogue

EUR = Currency.of("EUR")
TAXES = (TaxClass("A", Decimal(25)), TaxClass("B", Decimal(13)), TaxClass("C", Decimal(5)), TaxClass("D", Decimal(0)))
MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
RULES = BarcodeRules(layouts=label_layouts("europe"))


def gtin(number: int) -> str:
    payload = f"385{number:09d}"
    return payload + check_digit(payload)


def key(number: int) -> str:
    return gtin(number).zfill(14)


def options(**changes: object) -> ImportOptions:
    return ImportOptions(**{"currency": EUR, "tax_classes": TAXES, "prices_as_of": MORNING, "rules": RULES} | changes)  # type: ignore[arg-type]


def import_text(folder: Path, text: str, written_as: str = "utf-8", **changes: object) -> ImportReport:
    file = folder / "products.csv"
    file.write_bytes(text.encode(written_as))
    return import_catalogue(file, folder, options(**changes))


def only_product(folder: Path, columns: Mapping[str, str]) -> Product:
    """The one product that a row of these columns makes, beside the required ones."""
    row = {"barcode": gtin(1), "name": "Kruh", "price": "1.29", "tax": "C"} | columns
    report = import_text(folder, "\t".join(row) + "\n" + "\t".join(row.values()) + "\n")
    assert not report.problems, report.problems[0].fault
    catalogue = Catalogue.open(folder, EUR)
    (found,) = catalogue.sample(1, random.Random(1))
    catalogue.close()
    return found.product


def reasons(report: ImportReport) -> list[tuple[int, str, bool]]:
    return [(problem.line, problem.fault.code, problem.left_out) for problem in report.problems]
