"""What an import needs to know beside the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fallback_pos.barcodes import DEFAULT_RULES, BarcodeRules
from fallback_pos.domain.money import Currency
from fallback_pos.domain.tax import TaxClass

LARGEST_ROWS = 5_000_000
LARGEST_FILE_BYTES = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """columns: our field = their column, where the names differ (settings: [catalogue] columns).
    delimiter: "" finds out between comma, semicolon and tab. encoding: "" means UTF-8, or UTF-16 with its mark.
    tax_classes: those of the till; a percentage is matched with them by its rate. new_tax_classes: give rates that the
    till does not know the next free letter, instead of refusing their rows.
    prices_as_of: aware; None means the moment of the import.
    rules: the shop's label layouts, because labels are stored by their item.
    """

    currency: Currency
    tax_classes: tuple[TaxClass, ...]
    new_tax_classes: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ""
    encoding: str = ""
    prices_as_of: datetime | None = None
    rules: BarcodeRules = DEFAULT_RULES
    largest_rows: int = LARGEST_ROWS
    largest_file_bytes: int = LARGEST_FILE_BYTES
    """Of the catalogue file that is written."""
