"""A kit with a till of one file, so that set-up can be tried many times without any network."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pip

from config.kit.build import assemble

THIS_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
RUNS = "def main() -> None:\n    print('a till', {version!r})\n"
BREAKS = "def main() -> None:\n    raise SystemExit('broken')\n"


def small_kit(
    folder: Path, version: str = "1.0", program: str = RUNS, pythons: tuple[str, ...] = (THIS_PYTHON,)
) -> Path:
    """Make a kit in `folder`, with the real installer, the real pip and a pretended till."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    _zip_pip(wheels / f"pip-{pip.__version__}-py3-none-any.whl")
    ours = _till_wheel(wheels, version, program.format(version=version))
    lock = folder.parent / "requirements.lock"
    lock.write_text("# nothing else\n", encoding="utf-8")
    assemble(folder, lock, ours, pythons)
    return folder


def set_up(kit: Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the kit's setup.sh as a user with this home."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        ["sh", str(kit / "setup.sh")],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHON": sys.executable, **environment},
    )


def command(home: Path) -> Path:
    return home / ".local" / "bin" / "fallback-pos"


def said_by(home: Path) -> str:
    """What the installed command says."""
    return subprocess.run([command(home)], capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def _zip_pip(wheel: Path) -> None:
    package = Path(pip.__file__).parent
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in package.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("pip") / file.relative_to(package))


def _till_wheel(wheels: Path, version: str, program: str) -> Path:
    info = f"fallback_pos-{version}.dist-info"
    content = {
        "small_till.py": program,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: fallback-pos\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nfallback-pos = small_till:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*content, f"{info}/RECORD"])
    wheel = wheels / f"fallback_pos-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**content, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return wheel
