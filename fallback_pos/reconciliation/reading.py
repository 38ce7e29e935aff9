"""From a file to the lines of a statement: which format it is, and its reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from fallback_pos.domain.money import Currency
from fallback_pos.reconciliation.camt053 import read_camt053
from fallback_pos.reconciliation.csv_format import ACQUIRER, CsvOptions, read_csv
from fallback_pos.reconciliation.errors import StatementNotOpened, StatementTooLarge, UnknownFormat
from fallback_pos.reconciliation.read_line import ReadStatement

LARGEST_STATEMENT_BYTES = 20_000_000
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")


class StatementFormat(StrEnum):
    CSV = "csv"
    CAMT053 = "camt053"
    ACQUIRER = "acquirer"


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file as it lies on the stick."""

    name: str
    content: bytes


def open_statement(path: Path) -> StatementFile:
    """Raises StatementNotOpened, StatementTooLarge."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_STATEMENT_BYTES + 1)
    except OSError as error:
        raise StatementNotOpened(file=path.name, reason=error.strerror or str(error)) from error
    if len(content) > LARGEST_STATEMENT_BYTES:
        raise StatementTooLarge(file=path.name, limit=f"{LARGEST_STATEMENT_BYTES // 1_000_000} MB")
    return StatementFile(path.name, content)


def read_statement(
    file: StatementFile, format: StatementFormat | None, currency: Currency, options: CsvOptions
) -> tuple[StatementFormat, ReadStatement]:
    """(the format it turned out to be, what is in it). Raises UnknownFormat and the errors of the formats."""
    chosen = format or _format_of(file)
    match chosen:
        case StatementFormat.CAMT053:
            return chosen, read_camt053(file.name, file.content, currency)
        case StatementFormat.ACQUIRER:
            own = replace(ACQUIRER, delimiter=options.delimiter, decimal_mark=options.decimal_mark)
            fixed = replace(own, date_format=options.date_format, encoding=options.encoding)
            return chosen, read_csv(file.name, file.content, currency, fixed, source="acquirer")
        case StatementFormat.CSV:
            return chosen, read_csv(file.name, file.content, currency, options)


def _format_of(file: StatementFile) -> StatementFormat:
    beginning = file.content[:2_000].lstrip()
    if beginning.startswith(_XML):
        return StatementFormat.CAMT053
    if b"approval_code" in beginning.lower():
        return StatementFormat.ACQUIRER
    if b"\x00" in beginning and not beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownFormat(file=file.name)
    if beginning.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")) or not beginning:
        raise UnknownFormat(file=file.name)
    return StatementFormat.CSV
