"""An import from beginning to end: read, check, build, swap in whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fallback_pos.catalogue_import.columns import Columns
from fallback_pos.catalogue_import.options import ImportOptions
from fallback_pos.catalogue_import.report import ImportProgress, ImportReport, Problems
from fallback_pos.catalogue_import.rows import CatalogueRow, RowReader
from fallback_pos.catalogue_import.table import Table, open_table
from fallback_pos.catalogue_import.taxes import TaxClasses
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_build import CatalogueBuilder, CatalogueFacts, CodeAlreadyTaken, building_catalogue
from fallback_pos.storage.catalogue_files import Layer

ROWS_BETWEEN_PROGRESS = 2_000


class NothingToImport(TillError):
    sentence = "No row of {file} could be used ({left_out} left out; the first: {reason}). The catalogue in use stays."


class TooManyRows(TillError):
    sentence = "{file} has more than {limit} rows. Import a smaller file."


class NoSuchDeposit(TillError):
    sentence = "The deposit {deposit} is no other product of this file. The product is sold without a deposit."


def import_catalogue(
    file: Path,
    folder: Path,
    options: ImportOptions,
    progress: Callable[[ImportProgress], None] | None = None,
    problems_file: Path | None = None,
) -> ImportReport:
    """Make the imported layer of the catalogue in `folder` from a .csv or .csv.gz file.

    Rows that cannot be used are reported and left out. Whatever else goes wrong raises a TillError and leaves the
    catalogue in use as it was: FileNotFound, NoTable, WrongEncoding, DamagedFile, MissingColumns, NoSuchColumn,
    NothingToImport, CatalogueBusy, CatalogueNotWritten, ...
    """
    as_of = options.prices_as_of or datetime.now(UTC)
    taxes = TaxClasses(options.tax_classes, options.new_tax_classes)
    facts = CatalogueFacts(options.currency, as_of, file.name)
    with open_table(file, options.delimiter, options.encoding) as table:
        reader = RowReader(Columns(table.header, options.columns), options, taxes)
        with (
            Problems(problems_file, table.header) as problems,
            building_catalogue(folder, Layer.IMPORTED, facts, options.largest_file_bytes) as builder,
        ):
            _add_rows(table, reader, builder, problems, options.largest_rows, progress, file.name)
            for deposit in builder.settle_deposits():
                problems.mention(deposit.line, NoSuchDeposit(deposit=deposit.text))
            if not builder.rows:
                reason = problems.first[0].fault if problems.first else "it has no rows"
                raise NothingToImport(file=file.name, left_out=problems.left_out, reason=reason)
            builder.publish(taxes.all)
    return ImportReport(
        file=file.name,
        rows=builder.rows,
        left_out=problems.left_out,
        mentioned=problems.mentioned,
        problems=tuple(problems.first),
        problems_file=problems.file,
        new_tax_classes=taxes.new,
        prices_as_of=facts.prices_as_of_text,
    )


def _add_rows(
    table: Table,
    reader: RowReader,
    builder: CatalogueBuilder,
    problems: Problems,
    largest_rows: int,
    progress: Callable[[ImportProgress], None] | None,
    file: str,
) -> None:
    def tell() -> None:
        if progress is not None:
            progress(ImportProgress(builder.rows, problems.left_out, table.bytes_read, table.total_bytes))

    for count, record in enumerate(table, start=1):
        if count > largest_rows:
            raise TooManyRows(file=file, limit=largest_rows)
        try:
            if record.fault is not None:
                raise record.fault
            without = _add(reader.read(record.line, record.cells), builder)
        except TillError as fault:
            problems.leave_out(record.line, fault, record.cells)
        else:
            for missing in without:
                problems.mention(record.line, missing, record.cells)
        if count % ROWS_BETWEEN_PROGRESS == 0:
            tell()
    tell()


def _add(row: CatalogueRow, builder: CatalogueBuilder) -> tuple[TillError, ...]:
    """Add a row, without the codes that another product has; gives what it had to leave away.

    Raises CodeAlreadyTaken when that leaves no code, and ProductAlreadyListed.
    """
    faults, codes = row.faults, row.codes
    while True:
        try:
            builder.add(row.product, codes, row.deposit)
            return faults
        except CodeAlreadyTaken as taken:
            codes = tuple(code for code in codes if code.key != taken.params["key"])
            if not codes:
                raise
            faults = (*faults, taken)
