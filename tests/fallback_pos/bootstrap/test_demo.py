"""A demo shop is made once, finished when it was stopped half-way, and never made over somebody's sales."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from config.loader import load_settings
from fallback_pos.access.pepper import make_pepper
from fallback_pos.bootstrap.data_dir import DataDir
from fallback_pos.bootstrap.demo import RealTillHere, set_up_demo
from fallback_pos.storage.journal_file import make_journal
from fallback_pos.storage.journal_reader import JournalReader
from fallback_pos.storage.keys import make_key
from tests.crash.program import run, shop_with_sales


def _an_empty_file(files: DataDir) -> None:
    files.journal.write_bytes(b"")


def _a_journal(files: DataDir) -> None:
    make_key(files.keys)
    make_pepper(files.keys)
    make_journal(files.journal)


@pytest.mark.parametrize("left_behind", [_an_empty_file, _a_journal])
def test_a_demo_shop_whose_set_up_was_killed_is_finished_and_sells(
    left_behind: Callable[[DataDir], None], tmp_path: Path
) -> None:
    left_behind(DataDir(tmp_path))
    done = run("simulate", "--sales", "2", "--ack", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("ACK ") == 2


def test_settings_lost_beside_real_sales_do_not_make_them_a_demo(tmp_path: Path) -> None:
    shop_with_sales(tmp_path, 1)
    (tmp_path / "till.toml").unlink()
    with closing(JournalReader(DataDir(tmp_path).journal)) as reader:
        head = reader.head()
        with pytest.raises(RealTillHere):
            set_up_demo(tmp_path)
        assert reader.head() == head
    assert not load_settings(None, tmp_path).shop.is_set_up
    refused = run("simulate", "--sales", "1", "--data", tmp_path)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "is a real till" in refused.stderr
