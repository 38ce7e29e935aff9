"""Building a kit: the wheel is whole, and a build that fails leaves what was there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from config.kit.build import build
from config.kit.errors import NotAKit, NothingLocked, WheelsMissing
from config.kit.wheels import build_our_wheel, needed_glibc
from tests.house.tree import PACKAGES, ROOT, name_of, project_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_our_wheel(ROOT, tmp_path_factory.mktemp("wheels"))


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Migrations in folders that are no packages, catalogues, pages of the manual, styles, the demo shop."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    ours = {name_of(path) for path in project_files() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert ours - inside == set()


def test_the_wheel_brings_the_four_packages_and_nothing_beside_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_till_sells_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    libraries = sysconfig.get_paths()["purelib"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FALLBACK_POS")},
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), libraries]),
        "HOME": str(tmp_path),
        "FALLBACK_POS_DATA": str(tmp_path / "data"),
    }

    def till(*arguments: str, text: str = "", **more: str) -> str:
        command = [sys.executable, "-m", "fallback_pos", *arguments]
        return subprocess.check_output(command, cwd=tmp_path, env={**environment, **more}, input=text, text=True)

    where = "import config, fallback_pos; print(config.__file__, fallback_pos.__file__)"
    came_from = subprocess.check_output([sys.executable, "-c", where], cwd=tmp_path, env=environment, text=True).split()
    assert [Path(file).parent.parent for file in came_from] == [tmp_path / "site"] * 2
    operators = json.loads(till("setup", "--demo", "--json"))["operators"]
    cashier = next(operator for operator in operators if operator["role"] == "cashier")
    basket = json.dumps({"lines": [{"description": "Bread", "price": "1.20", "tax": "A"}]})
    rung = json.loads(till("ring", "--operator", cashier["code"], text=basket, FALLBACK_POS_PIN=cashier["pin"]))
    assert rung["total"] == "1.20"


def test_a_folder_that_is_no_kit_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(NotAKit):
        build(ROOT, tmp_path, ())
    assert (tmp_path / "holiday.jpg").exists()


def test_without_the_index_the_kit_that_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / "SHA256SUMS").write_text("of the kit that was there\n", encoding="utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with pytest.raises(WheelsMissing):
        build(ROOT, kit, ())
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]
    assert (kit / "SHA256SUMS").read_text(encoding="utf-8") == "of the kit that was there\n"


def test_an_installed_till_cannot_build_kits_and_says_where_one_can(tmp_path: Path) -> None:
    with pytest.raises(NothingLocked, match="make kit"):
        build(tmp_path, tmp_path / "kit", ())


def test_the_oldest_c_library_is_read_from_the_wheels(tmp_path: Path) -> None:
    for name in ("a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", "b-1-py3-none-any"):
        (tmp_path / f"{name}.whl").touch()
    assert needed_glibc(tmp_path) == (2, 17)
    (tmp_path / "c-1-cp311-abi3-manylinux_2_26_x86_64.manylinux_2_28_x86_64.whl").touch()
    assert needed_glibc(tmp_path) == (2, 26)
