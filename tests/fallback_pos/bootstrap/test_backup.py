"""A backup taken while the till sells: whole, checked, and a witness against a journal that was cut afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.loader import load_settings
from fallback_pos.bootstrap.backup import BackupNotWritten, write_backup
from fallback_pos.bootstrap.core import NotSetUp, open_core
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import set_up_demo
from fallback_pos.bootstrap.journal_files import verified
from fallback_pos.bootstrap.simulation import run_simulation
from fallback_pos.journal_check.verify import TailCut


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo shop with three sales."""
    folder = tmp_path_factory.mktemp("sold") / "till"
    set_up_demo(folder)
    _sell(folder, 3)
    return folder


@pytest.fixture
def till(sold: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sold, tmp_path / "till"))


def _sell(folder: Path, sales: int) -> None:
    run_simulation(
        folder, None, sales=sales, seed=1, rate_per_second=None, mix="sales",
        on_sale=lambda entry: None, on_refused=lambda error: None,
    )  # fmt: skip


def test_a_backup_holds_everything_and_opens_as_a_till(till: Path, tmp_path: Path) -> None:
    made = write_backup(till, load_settings(None, till), tmp_path / "stick")
    assert made.folder.parent == tmp_path / "stick"
    core = open_core(made.folder, load_settings(None, made.folder))
    try:
        assert core.journal.head == made.head
        assert core.catalogue.rows > 200
        assert core.sign_in("101", "101101").name
    finally:
        core.close()


def test_a_backup_is_taken_while_the_till_is_open(till: Path, tmp_path: Path) -> None:
    settings = load_settings(None, till)
    core = open_core(till, settings)
    try:
        core.sign_in("101", "101101")
        made = write_backup(till, settings, tmp_path / "stick")
        assert made.head == core.journal.head
    finally:
        core.close()
    assert verified(made.folder, settings).is_intact


def test_a_journal_cut_after_a_backup_is_found_out(till: Path) -> None:
    settings = load_settings(None, till)
    made = write_backup(till, settings)
    _sell(till, 1)
    assert verified(till, settings).anchored_seq == made.head.seq
    with closing(sqlite3.connect(DataDir(till).journal, isolation_level=None)) as journal:
        for (trigger,) in journal.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            journal.execute(f'DROP TRIGGER "{trigger}"')
        journal.execute("DELETE FROM entry WHERE seq >= ?", (made.head.seq - 1,))
    [finding] = verified(till, settings).findings
    assert isinstance(finding.problem, TailCut)
    assert made.folder.name in str(finding.problem)


def test_a_damaged_note_of_a_backup_accuses_nobody(till: Path) -> None:
    settings = load_settings(None, till)
    made = write_backup(till, settings)
    (made.folder / "head.json").write_text('{"generation": 1')
    result = verified(till, settings)
    assert result.is_intact
    assert result.anchored_seq == 0


def test_a_full_or_missing_medium_gets_a_sentence_and_leaves_nothing_half_made(till: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.write_text("a file where the folder should be")
    with pytest.raises(BackupNotWritten):
        write_backup(till, load_settings(None, till), stick)
    shutil.rmtree(DataDir(till).keys)
    with pytest.raises(BackupNotWritten):
        write_backup(till, load_settings(None, till), tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_where_no_till_is_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp):
        write_backup(tmp_path, load_settings(None, tmp_path))
