"""Every setting is documented and has a default; the package is ours and loads nothing heavy by itself."""

import ast
import subprocess
import sys
from pathlib import Path

import config
import fallback_pos
from config.data_dir import data_dir_default

SECTIONS = Path(config.__file__).parent / "sections"


def test_a_line_of_documentation_stands_under_each_field() -> None:
    bare = [
        f"{path.name}: {model.name}.{field.target.id}"
        for path in [*SECTIONS.glob("*.py"), SECTIONS.parent / "settings.py"]
        for model in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(model, ast.ClassDef)
        for field, below in zip(model.body, [*model.body[1:], None], strict=True)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant))
    ]
    assert bare == []


def test_the_package_is_ours_and_not_a_distribution_called_config() -> None:
    assert Path(config.__file__).parent.parent == Path(fallback_pos.__file__).parent.parent


def test_the_data_directory_costs_no_pydantic() -> None:
    program = "import sys, config.data_dir; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_data_directory_is_named_by_the_environment(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("FALLBACK_POS_DATA", str(tmp_path))
    assert data_dir_default() == tmp_path
    monkeypatch.delenv("FALLBACK_POS_DATA")
    assert data_dir_default().name == "fallback-pos"
