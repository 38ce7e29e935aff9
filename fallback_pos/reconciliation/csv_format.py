"""Statements as tables: the columns of any bank by a mapping, and the generic file of card acquirers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fallback_pos.domain.money import Currency, Money
from fallback_pos.domain.tender import TenderType
from fallback_pos.errors import TillError
from fallback_pos.reconciliation.cells import decimal_mark_of, read_amount, read_moment, zero_if_empty
from fallback_pos.reconciliation.errors import ColumnsMissing, NotAnAmountHere, UnknownField
from fallback_pos.reconciliation.read_line import BadRow, ReadLine, ReadStatement, cleaned

FIELDS = (
    "date",
    "time",
    "amount",
    "credit",
    "debit",
    "currency",
    "reference",
    "text",
    "type",
    "approval_code",
    "slip",
    "last_four",
    "id",
)
"""Everything a column can be. `credit` and `debit` stand in place of `amount` where money in and out have their own."""
REFERENCE_FIELDS = ("reference", "approval_code", "slip")
KNOWN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "booking date", "buchungstag", "datum", "datum knjiženja", "交易日期", "日期"),
    "time": ("time", "uhrzeit", "vrijeme", "交易时间", "时间"),
    "amount": ("amount", "betrag", "iznos", "金额", "交易金额"),
    "credit": ("credit", "haben", "gutschrift", "uplata", "收入"),
    "debit": ("debit", "soll", "belastung", "isplata", "支出"),
    "currency": ("currency", "währung", "valuta", "币种"),
    "reference": ("reference", "end to end id", "end-to-end id", "kundenreferenz", "poziv na broj", "订单号", "流水号"),
    "text": ("text", "description", "verwendungszweck", "opis", "备注", "摘要"),
    "type": ("type",),
    "approval_code": ("approval_code", "approval code", "授权码"),
    "slip": ("slip", "slip number", "凭证号"),
    "last_four": ("last_four", "last four digits"),
    "id": ("id", "transaction id", "交易号"),
}
_CHINESE_HEADINGS = tuple(heading for headings in KNOWN_HEADINGS.values() for heading in headings if heading[0] >= "一")
LOOKED_AT_FOR_HEADER_ROWS = 40
"""Banks put the account and the period above the table."""
_REFUNDS = ("refund", "return", "chargeback", "退款")
_TYPES = {"card": TenderType.CARD, "wallet": TenderType.WALLET}


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """`columns`: field to heading, several joined by "|". Empty: found out from the file."""

    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    delimiter: str = ""
    decimal_mark: str = ""
    date_format: str = ""
    encoding: str = ""
    type: TenderType | None = None
    """What every line was paid with, where the file does not say."""


ACQUIRER = CsvOptions(type=TenderType.CARD)
"""Headings date, time, amount, approval_code, slip, last_four, type (sale, refund), reference, currency, id."""


def read_csv(file: str, content: bytes, currency: Currency, options: CsvOptions, source: str = "") -> ReadStatement:
    """Raises UnknownField, ColumnsMissing, DecimalMarkUnclear."""
    unknown = next((name for name in options.columns if name not in FIELDS), None)
    if unknown is not None:
        raise UnknownField(field=unknown[:30], known=", ".join(FIELDS))
    rows = list(_rows(_decoded(content, options.encoding), options.delimiter))
    header, columns = _header(file, rows, options)
    body = [(number, row) for number, row in enumerate(rows[header + 1 :], start=header + 2) if any(row)]
    reader = _RowReader(columns, options, currency, _mark(options, columns, [row for _, row in body], currency))
    lines: list[ReadLine] = []
    bad: list[BadRow] = []
    skipped = 0
    for number, row in body:
        try:
            line = reader.read(row)
        except TillError as error:
            bad.append(BadRow(number, error))
            continue
        if line is None:
            skipped += 1
        else:
            lines.append(line)
    return ReadStatement(source, tuple(lines), tuple(bad), skipped)


@dataclass(frozen=True, slots=True)
class _RowReader:
    columns: Mapping[str, tuple[int, ...]]
    options: CsvOptions
    currency: Currency
    mark: str

    def read(self, row: Sequence[str]) -> ReadLine | None:
        """None for a line in another currency, or of nothing. Raises NotAnAmountHere, NotADayHere."""
        given = self._cell(row, "currency").upper()
        if given and given != self.currency.code:
            return None
        kind = self._cell(row, "type").casefold()
        amount = self._amount(row)
        if not amount:
            return None
        if kind in _REFUNDS and amount.minor > 0:
            amount = -amount
        day, at = read_moment(self._cell(row, "date"), self._cell(row, "time"), self.options.date_format)
        references = tuple(dict.fromkeys(cell for name in REFERENCE_FIELDS for cell in self._cells(row, name) if cell))
        text = " ".join(self._cells(row, "text")).strip()
        paid_with = _TYPES.get(kind, self.options.type)
        return ReadLine(amount, day, at, references, text, paid_with, self._cell(row, "id"))

    def _amount(self, row: Sequence[str]) -> Money:
        if "amount" in self.columns:
            text = self._cell(row, "amount")
            if not text:
                raise NotAnAmountHere(text="")
            return read_amount(text, self.mark, self.currency)
        paid_in = zero_if_empty(self._cell(row, "credit"), self.mark, self.currency)
        paid_out = zero_if_empty(self._cell(row, "debit"), self.mark, self.currency)
        return abs(paid_in) - abs(paid_out)

    def _cell(self, row: Sequence[str], name: str) -> str:
        return next(iter(self._cells(row, name)), "")

    def _cells(self, row: Sequence[str], name: str) -> list[str]:
        return [cleaned(row[column]) for column in self.columns.get(name, ()) if column < len(row)]


def _decoded(content: bytes, encoding: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for candidate in (encoding,) if encoding else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        # Nearly every Latin text is some Chinese text as well; only one with Chinese headings is believed to be.
        if encoding or candidate == "utf-8-sig" or any(heading in text for heading in _CHINESE_HEADINGS):
            return text
    return content.decode("cp1252", errors="replace")


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = text.replace("\x00", "").splitlines()
    if not delimiter:
        sample = "\n".join(lines[:LOOKED_AT_FOR_HEADER_ROWS])
        delimiter = max((";", ",", "\t", "|"), key=sample.count)
    csv.field_size_limit(100_000)
    yield from csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=False)


def _header(file: str, rows: Sequence[Sequence[str]], options: CsvOptions) -> tuple[int, Mapping[str, tuple[int, ...]]]:
    """(which row has the headings, field to columns). The row with the most of them. Raises ColumnsMissing."""
    wanted = {
        name: options.columns[name].split("|") if name in options.columns else list(KNOWN_HEADINGS[name])
        for name in FIELDS
    }
    best, found = 0, dict[str, tuple[int, ...]]()
    for number, row in enumerate(rows[:LOOKED_AT_FOR_HEADER_ROWS]):
        headings = [cell.strip().casefold() for cell in row]
        here = {
            name: tuple(
                headings.index(each.strip().casefold()) for each in names if each.strip().casefold() in headings
            )
            for name, names in wanted.items()
        }
        here = {name: columns for name, columns in here.items() if columns}
        if len(here) > len(found):
            best, found = number, here
    missing = [name for name in ("date",) if name not in found]
    if not {"amount", "credit", "debit"} & found.keys():
        missing.append("amount")
    missing += [name for name in options.columns if name not in found and name not in missing]
    if missing:
        raise ColumnsMissing(file=file, fields=", ".join(missing))
    return best, found


def _mark(
    options: CsvOptions, columns: Mapping[str, tuple[int, ...]], rows: Sequence[Sequence[str]], currency: Currency
) -> str:
    if options.decimal_mark:
        return options.decimal_mark
    places = [column for name in ("amount", "credit", "debit") for column in columns.get(name, ())]
    texts = (row[column] for row in rows for column in places if column < len(row))
    return decimal_mark_of(texts, currency.digits)
