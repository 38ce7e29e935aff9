"""What must hold of a journal after whatever happened to the process that wrote it, looked at from outside."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from fallback_pos.journal_check.verify import verify
from fallback_pos.storage.engine import sqlite_module
from fallback_pos.storage.journal_reader import JournalReader
from tests.support.journals import ORIGIN, open_journal, signature_check

ROOT = Path(__file__).parents[2]
WRITER = "tests.crash.writer"
PATIENCE_SECONDS = 60


@dataclass
class Told:
    """What a writer said, in order."""

    lines: list[str] = field(default_factory=list)

    def ids(self, word: str) -> list[str]:
        return [line.split()[1] for line in self.lines if line.startswith(f"{word} ")]

    @property
    def acknowledged(self) -> list[str]:
        return self.ids("ACK")

    @property
    def sentences(self) -> list[str]:
        return [line for line in self.lines if line.startswith("SENTENCE ")]


def writer_command(folder: Path, count: int) -> list[str]:
    return [sys.executable, "-m", WRITER, str(folder), str(count)]


def run_writer(folder: Path, count: int, prefix: Sequence[str] = ()) -> Told:
    """Run a writer to its end, under another command where one is given."""
    done = subprocess.run(
        [*prefix, *writer_command(folder, count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Told(whole_lines(done.stdout))


def whole_lines(text: str) -> list[str]:
    """Lines that were written to their end."""
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n") for line in [line.rstrip("\n")]]


def assert_sound(folder: Path, told: Sequence[Told]) -> None:
    """Everything acknowledged is there once, nothing is there twice, the chain holds, numbers have no gaps, and the
    till can go on.
    """
    acknowledged = [sale_id for each in told for sale_id in each.acknowledged]
    assert len(acknowledged) == len(set(acknowledged))
    assert_intact(folder)
    sales = sale_bodies(folder)
    assert set(acknowledged) <= set(sales)
    receipts = [body["receipt"] for body in sales.values()]
    assert receipts == [f"03-1-{number:06d}" for number in range(1, len(receipts) + 1)]
    refused = {sale_id for each in told for sale_id in each.ids("NOT")}
    known = set(acknowledged) | {sale_id for each in told for sale_id in each.ids("UNKNOWN")}
    assert not (refused - known) & set(sales), "what was said not to be recorded turned up"
    assert_goes_on(folder)


def assert_intact(folder: Path) -> None:
    with closing(sqlite_module().connect(folder / "journal.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(JournalReader(folder / "journal.db")) as reader:
        result = verify(reader.entries(), ORIGIN, signature_check(folder))
    assert result.is_intact, result.findings


def sale_bodies(folder: Path) -> dict[str, dict[str, str]]:
    """Bodies of all sales in order by id, read as anybody would. None where a kill came before there was a table."""
    connection: sqlite3.Connection
    with closing(sqlite_module().connect(folder / "journal.db")) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone():
            return {}
        sql = "SELECT id, body FROM entry WHERE kind = 'sale.completed' ORDER BY seq"
        rows = connection.execute(sql).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {sale_id: json.loads(body) for sale_id, body in rows}


def assert_goes_on(folder: Path) -> None:
    told = run_writer(folder, 1)
    assert len(told.acknowledged) == 1, told.lines
    open_journal(folder).close()
