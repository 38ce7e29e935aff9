"""One writer a file, and a key that is there before anything is signed with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fallback_pos.storage.keys import KEY_FILE, KeyMissing, KeyNotMade, load_key, make_key
from fallback_pos.storage.locks import FolderNotWritable, TillAlreadyRunning, WriterLock, is_locked, take_till_lock

ROOT = Path(__file__).parents[3]
RACERS = 6
_RACER = """
import sys
from pathlib import Path
from fallback_pos.storage.locks import TillAlreadyRunning, take_till_lock

sys.stdin.readline()
try:
    lock = take_till_lock(Path(sys.argv[1]))
except TillAlreadyRunning as refused:
    print("refused", refused.params["process"], flush=True)
else:
    print("open", flush=True)
    sys.stdin.readline()
"""
NOBODY = 65534
_BY_NOBODY = """
import os, sys
from pathlib import Path
from fallback_pos.errors import TillError
from fallback_pos.storage.index import Index
from fallback_pos.storage.keys import make_key
from fallback_pos.storage.locks import take_till_lock
from fallback_pos.storage.journal_file import JournalFile
from fallback_pos.storage.till_state import TillState

folder = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(int(sys.argv[2]))
for step in (
    lambda: take_till_lock(folder),
    lambda: JournalFile(folder / "journal.db", must_exist=True),
    lambda: TillState(folder / "till.db"),
    lambda: Index(folder / "index.db", folder / "journal.db").copies("x"),
    lambda: make_key(folder / "keys"),
):
    try:
        step()
    except TillError as error:
        print(error.code, flush=True)
"""


def test_of_tills_that_start_at_the_same_moment_one_opens(tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", _RACER, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(RACERS)
    ]
    said = []
    try:
        for racer in racers:
            assert racer.stdin
            racer.stdin.write("\n")
            racer.stdin.flush()
        said = [racer.stdout.readline().split() for racer in racers if racer.stdout]
    finally:
        for racer in racers:
            racer.communicate("\n", timeout=30)
    winners = [racer.pid for racer, words in zip(racers, said, strict=True) if words == ["open"]]
    assert len(winners) == 1
    assert sorted(words[0] for words in said) == ["open"] + ["refused"] * (RACERS - 1)
    take_till_lock(tmp_path).release()


def test_the_refusal_names_the_process_that_has_the_till_open(tmp_path: Path) -> None:
    lock = take_till_lock(tmp_path)
    with pytest.raises(TillAlreadyRunning, match=f"process {os.getpid()}"):
        take_till_lock(tmp_path)
    lock.release()


def test_somebody_who_only_asks_does_not_keep_a_till_from_opening(tmp_path: Path) -> None:
    """The agent looks now and then whether a till runs; for that moment it holds the lock itself."""
    asking = WriterLock(tmp_path / "till.lock")
    assert asking.take()
    racer = subprocess.Popen(
        [sys.executable, "-c", _RACER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert racer.stdin and racer.stdout
    asking.release()
    racer.stdin.write("\n")
    racer.stdin.flush()
    assert racer.stdout.readline() == "open\n"
    assert is_locked(tmp_path / "till.lock")
    racer.communicate("\n", timeout=30)
    assert not is_locked(tmp_path / "till.lock")


def test_a_lock_of_a_deleted_file_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "till.lock"
    open_file = WriterLock._open
    deleted = []

    def open_and_lose(lock: WriterLock) -> object:
        file = open_file(lock)
        if not deleted:
            path.unlink()
            deleted.append(path)
        return file

    monkeypatch.setattr(WriterLock, "_open", open_and_lose)
    lock = WriterLock(path)
    assert lock.take()
    assert path.read_text() == str(os.getpid())
    assert not WriterLock(path).take()
    lock.release()


def test_asking_about_a_lock_makes_no_file(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "till.lock")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="fallback-pos-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_a_folder_in_which_nothing_can_be_written_is_refused_in_sentences(open_to_all: Path) -> None:
    (open_to_all / "journal.db").touch()
    open_to_all.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", _BY_NOBODY, str(open_to_all), str(NOBODY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.split() == [
        "FolderNotWritable", "JournalMissing", "TillStateNotReadable", "IndexUnusable", "KeyNotMade"
    ]  # fmt: skip


def test_a_missing_folder_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(FolderNotWritable, match="No such file"):
        take_till_lock(tmp_path / "nowhere")


def test_a_key_is_made_once_and_stays(tmp_path: Path) -> None:
    make_key(tmp_path / "keys")
    first = load_key(tmp_path / "keys").private_bytes_raw()
    make_key(tmp_path / "keys")
    assert load_key(tmp_path / "keys").private_bytes_raw() == first
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [KEY_FILE]


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_only_the_tills_own_user_can_read_the_key(tmp_path: Path) -> None:
    make_key(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys" / KEY_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [None, b"", b"short", bytes(33)])
def test_a_key_that_is_missing_or_cut_is_a_sentence_and_never_replaced(tmp_path: Path, content: bytes | None) -> None:
    make_key(tmp_path)
    path = tmp_path / KEY_FILE
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(KeyMissing, match=r"till\.key"):
        load_key(tmp_path)
    if content is not None:
        make_key(tmp_path)
        assert path.read_bytes() == content


def test_what_a_power_cut_left_of_making_a_key_is_replaced(tmp_path: Path) -> None:
    (tmp_path / f"{KEY_FILE}.new").write_bytes(b"half")
    make_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    load_key(tmp_path)


def test_a_key_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(KeyNotMade, match="cannot be written"):
        make_key(tmp_path / "keys")
