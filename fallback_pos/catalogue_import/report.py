"""What an import tells: its progress, and afterwards how much went in and what was wrong with the rest."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from fallback_pos.domain.tax import TaxClass
from fallback_pos.errors import TillError

PROBLEMS_KEPT = 200
"""Problems in the report itself; the file of problems holds all of them."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. Bytes are those of the file on the disk, so that the share is right when compressed."""

    rows: int
    left_out: int
    bytes_read: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`fault` says what was wrong with the row that begins in `line`, which went in all the same or was `left_out`."""

    line: int
    fault: TillError
    left_out: bool


@dataclass(frozen=True, slots=True)
class ImportReport:
    """rows: products that went in. left_out: rows that did not. mentioned: rows that went in without something.

    problems: the first of both; problems_file: all of them, None where there were none or no file was asked for.
    """

    file: str
    rows: int
    left_out: int
    mentioned: int
    problems: tuple[RowProblem, ...]
    problems_file: Path | None
    new_tax_classes: tuple[TaxClass, ...]
    prices_as_of: str


class Problems:
    """Counts problems, keeps the first ones, and writes all of them to a CSV file made by the first."""

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        self._path, self._header = path, header
        self._file: IO[str] | None = None
        self._writer: Any = None
        self.first: list[RowProblem] = []
        self.left_out = 0
        self.mentioned = 0

    @property
    def file(self) -> Path | None:
        return self._path if self._file is not None else None

    def __enter__(self) -> Problems:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def leave_out(self, line: int, fault: TillError, cells: Sequence[str]) -> None:
        """A row that does not go in."""
        self.left_out += 1
        self._note(RowProblem(line, fault, left_out=True), cells)

    def mention(self, line: int, fault: TillError, cells: Sequence[str] = ()) -> None:
        """A row that goes in without something."""
        self.mentioned += 1
        self._note(RowProblem(line, fault, left_out=False), cells)

    def _note(self, problem: RowProblem, cells: Sequence[str]) -> None:
        if len(self.first) < PROBLEMS_KEPT:
            self.first.append(problem)
        if self._path is None:
            return
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(("line", "left out", "reason", *self._header))
        self._writer.writerow((problem.line, "yes" if problem.left_out else "no", str(problem.fault), *cells))
