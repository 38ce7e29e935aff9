"""What can go wrong on a spare PC with a USB stick in it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from config.kit.build import write_sums
from tests.config.kit.small_kit import BREAKS, command, said_by, set_up, small_kit

pytestmark = pytest.mark.skipif(os.name == "nt", reason="setup.sh is for the others; setup.bat runs the same installer")


def test_the_till_is_installed_and_the_next_steps_are_told(tmp_path: Path) -> None:
    done = set_up(small_kit(tmp_path / "a stick"), tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert said_by(tmp_path / "home") == "a till 1.0"
    assert f"{command(tmp_path / 'home')} setup" in done.stdout


def test_no_setting_of_pip_on_the_pc_leads_to_an_index(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as index:
        index.setblocking(False)
        home = tmp_path / "home"
        (home / ".config" / "pip").mkdir(parents=True)
        address = f"http://127.0.0.1:{index.getsockname()[1]}/"
        (home / ".config" / "pip" / "pip.conf").write_text(f"[global]\nindex-url = {address}\n", encoding="utf-8")
        done = set_up(small_kit(tmp_path / "kit"), home, PIP_INDEX_URL=address, PIP_EXTRA_INDEX_URL=address)
        assert done.returncode == 0, done.stderr
        with pytest.raises(BlockingIOError):
            index.accept()


@pytest.mark.parametrize("part", ["kit.lock", "install.py", "wheels/fallback_pos-1.0-py3-none-any.whl"])
def test_a_stick_that_lost_bytes_is_refused_and_names_the_file(tmp_path: Path, part: str) -> None:
    kit = small_kit(tmp_path / "kit")
    whole = (kit / part).read_bytes()
    (kit / part).write_bytes(whole[: len(whole) // 2])
    done = set_up(kit, tmp_path / "home")
    assert done.returncode == 3
    assert part in done.stderr and "Copy the whole folder again" in done.stderr
    assert not command(tmp_path / "home").exists()


def test_a_file_that_was_not_copied_is_named(tmp_path: Path) -> None:
    kit = small_kit(tmp_path / "kit")
    (kit / "kit.lock").unlink()
    done = set_up(kit, tmp_path / "home")
    assert done.returncode == 3 and "kit.lock" in done.stderr


def test_a_wheel_that_was_slipped_in_is_refused(tmp_path: Path) -> None:
    kit = small_kit(tmp_path / "kit")
    (kit / "wheels" / "fallback_pos-9.0-py3-none-any.whl").write_bytes(b"PK")
    done = set_up(kit, tmp_path / "home")
    assert done.returncode == 3 and "fallback_pos-9.0" in done.stderr


def test_a_kit_of_another_processor_says_so(tmp_path: Path) -> None:
    done = _with_facts(tmp_path, machine="mips")
    assert done.returncode == 3 and "mips" in done.stderr and "Build a kit on a PC like this one" in done.stderr


def test_a_pc_with_an_older_c_library_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    done = _with_facts(tmp_path, glibc=[9, 9])
    assert done.returncode == 3 and "glibc 9.9" in done.stderr


def test_without_a_python_that_the_kit_serves_the_versions_are_named(tmp_path: Path) -> None:
    done = set_up(small_kit(tmp_path / "kit", pythons=("3.98", "3.99")), tmp_path / "home")
    assert done.returncode == 3 and "3.98 3.99" in done.stderr


def test_a_set_up_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    kit, home = small_kit(tmp_path / "kit"), tmp_path / "home"
    set_up(kit, home)
    [place] = (home / ".local" / "lib" / "fallback-pos").iterdir()
    (place / "complete").unlink()
    for program in (place / "bin").iterdir():
        program.unlink()
    done = set_up(kit, home)
    assert done.returncode == 0, done.stderr
    assert said_by(home) == "a till 1.0"


def test_a_newer_kit_takes_over_and_the_older_stays_for_a_way_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    set_up(small_kit(tmp_path / "one" / "kit", "1.0"), home)
    set_up(small_kit(tmp_path / "two" / "kit", "2.0"), home)
    assert said_by(home) == "a till 2.0"
    set_up(tmp_path / "one" / "kit", home)
    assert said_by(home) == "a till 1.0"


def test_a_newer_till_that_does_not_run_leaves_the_one_that_worked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    set_up(small_kit(tmp_path / "one" / "kit", "1.0"), home)
    done = set_up(small_kit(tmp_path / "two" / "kit", "2.0", program=BREAKS), home)
    assert done.returncode == 3 and "still works" in done.stderr
    assert said_by(home) == "a till 1.0"


def _with_facts(tmp_path: Path, **facts: object) -> subprocess.CompletedProcess[str]:
    """Set up from a kit that says something else of itself, with sums that fit."""
    kit = small_kit(tmp_path / "kit")
    said = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
    (kit / "kit.json").write_text(json.dumps({**said, **facts}, indent=1), encoding="utf-8")
    write_sums(kit)
    return set_up(kit, tmp_path / "home")
