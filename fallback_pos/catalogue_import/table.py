"""A CSV file as a header and numbered records, plain or compressed, read as a stream."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO

from fallback_pos.errors import TillError

DELIMITERS = (",", ";", "\t")
LARGEST_LINE_CHARACTERS = 100_000
_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class FileNotFound(TillError):
    sentence = "The file {file} cannot be opened ({problem}). Check its name and the USB stick."


class NoTable(TillError):
    sentence = (
        "{file} is no table that the till can read. Save the sheet as CSV (comma, semicolon or tab) with a first line "
        "of column names."
    )


class WrongEncoding(TillError):
    sentence = (
        "{file} is not in {encoding} near line {line}. Save it as UTF-8, or name its encoding (for example cp1250, "
        "gb18030)."
    )


class UnknownEncoding(TillError):
    sentence = "There is no encoding {encoding}. Use utf-8, cp1250, cp1252 or gb18030."


class DamagedFile(TillError):
    sentence = "{file} is damaged near line {line} ({problem}). Copy it again from where it came."


class BrokenRow(TillError):
    sentence = "The row cannot be read ({problem}). A quotation mark may be missing."


class TooManyCells(TillError):
    sentence = "The row has {cells} cells, the header only {columns}. Put texts with a separator in quotation marks."


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `line` is where it begins in the file, counted from 1. A fault, where the row could not be split."""

    line: int
    cells: list[str]
    fault: TillError | None = None


class Table:
    """An open file. Iterating raises WrongEncoding and DamagedFile; a row that cannot be split comes as a fault."""

    def __init__(self, path: Path, raw: IO[bytes], text: IO[str], delimiter: str) -> None:
        self._path = path
        self._raw = raw
        self._lines = _limited_lines(text)
        self.total_bytes = path.stat().st_size
        self._line = 0
        first = self._first_line()
        if first.lower().startswith("sep="):
            delimiter, first = first[4:5] or delimiter, self._first_line()
        self.delimiter = delimiter or _delimiter_in(first)
        self._reader = csv.reader(chain([first], self._lines), delimiter=self.delimiter, strict=False)
        self._skipped = self._line - 1
        self.header = [cell.strip() for cell in next(self._reader, [])]
        if len(self.header) < 2:
            raise NoTable(file=path.name)

    @property
    def bytes_read(self) -> int:
        """Bytes of the file as it lies on the disk, compressed or not."""
        return self._raw.tell()

    def __iter__(self) -> Iterator[Record]:
        while True:
            line = self._skipped + self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(line, [], BrokenRow(problem=str(error)))
                continue
            except OSError as error:
                raise DamagedFile(file=self._path.name, line=line, problem=str(error)) from error
            if len(cells) > len(self.header) and any(cell.strip() for cell in cells[len(self.header) :]):
                yield Record(line, cells, TooManyCells(cells=len(cells), columns=len(self.header)))
            elif any(cells):
                yield Record(line, cells)

    @property
    def line(self) -> int:
        """How far the reading has come, in lines."""
        return self._skipped + self._reader.line_num if hasattr(self, "_reader") else self._line

    def _first_line(self) -> str:
        for line in self._lines:
            self._line += 1
            if line.strip():
                return line
        raise NoTable(file=self._path.name)


@contextmanager
def open_table(path: Path, delimiter: str = "", encoding: str = "") -> Iterator[Table]:
    """Open a .csv or .csv.gz file. Raises FileNotFound, NoTable, UnknownEncoding, WrongEncoding, DamagedFile."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise FileNotFound(file=path.name, problem=error.strerror or str(error)) from error
    table: Table | None = None
    named = encoding or "UTF-8"
    with raw:
        try:
            text, named = _as_text(raw, path, encoding)
            with text:
                table = Table(path, raw, text, delimiter)
                yield table
        except UnicodeError as error:
            raise WrongEncoding(file=path.name, encoding=named, line=_line_of(table)) from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DamagedFile(file=path.name, line=_line_of(table), problem=str(error)) from error


def _line_of(table: Table | None) -> int:
    return table.line + 1 if table else 1


def _as_text(raw: IO[bytes], path: Path, encoding: str) -> tuple[IO[str], str]:
    plain: IO[bytes] = raw
    if _peek(raw, 2) == _GZIP:
        plain = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]
    beginning = _peek(plain, 4)
    if beginning in _SPREADSHEETS:
        raise NoTable(file=path.name)
    named = encoding or ("utf-16" if beginning[:2] in _UTF16 else "utf-8")
    codec = "utf-8-sig" if named.lower().replace("_", "-") in ("utf-8", "utf8") else named
    try:
        return TextIOWrapper(plain, encoding=codec, newline=""), named
    except LookupError:
        raise UnknownEncoding(encoding=named[:30]) from None


def _peek(file: IO[bytes], size: int) -> bytes:
    beginning = file.read(size)
    file.seek(0)
    return beginning


def _limited_lines(text: IO[str]) -> Iterator[str]:
    """Lines of at most LARGEST_LINE_CHARACTERS; a longer one comes in pieces, which no row survives."""
    while line := text.readline(LARGEST_LINE_CHARACTERS):
        yield line


def _delimiter_in(header: str) -> str:
    return max(DELIMITERS, key=header.count)
