"""Installs the till from the kit that this file lies in: no network, no administrator, the standard library only.

Each kit gets a folder of its own under --to; the command is switched over when everything in it works.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

SUMS = "SHA256SUMS"
FINGERPRINT_DIGITS = 16
COMPLETE = "complete"
NEEDED_MEGABYTES = 500
STEP_TIMEOUT_SECONDS = 900
WINDOWS = os.name == "nt"
REFUSED = 3


class Refused(Exception):
    """Set-up cannot go on. `sentence` is a template of `params`: what is wrong, and what to do."""

    sentence = "The till was not installed."

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return self.sentence.format(**self.params)


class Damaged(Refused):
    sentence = "This kit is damaged or was changed ({files}). Copy the whole folder again."


class AnotherSystem(Refused):
    sentence = "This kit is for {kit}, this PC has {here}. Build a kit on a PC like this one."


class AnotherPython(Refused):
    sentence = "This kit serves Python {kit}, this is {here}. Name another one: PYTHON=python3.x ./setup.sh"


class OldLibrary(Refused):
    sentence = "This kit needs glibc {kit} or later, this PC has {here}. Build a kit on a PC like this one."


class DiskFull(Refused):
    sentence = "{folder} has {free} MB free, {needed} MB are needed. Make room, or choose another place with --to."


class NotWritable(Refused):
    sentence = "{path} cannot be written ({reason}). Choose other places with --to and --bin."


class StepFailed(Refused):
    sentence = "{step} failed; what was installed before still works. The last lines: {output}"


class NoEnvironments(Refused):
    sentence = "This Python has no module venv. Install the system's full Python (on Debian: python3-venv)."


def main(arguments: list[str] | None = None) -> int:
    """Install, say what to do next; 0 installed, 3 refused with a sentence."""
    options = _options(arguments)
    kit = Path(__file__).resolve().parent
    try:
        fingerprint = check_sums(kit)
        facts = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
        check_system(facts)
        home = options.to / f"{facts['version']}-{fingerprint[:8]}"
        install(kit, home)
        launcher = switch_over(home, options.bin)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    _say_what_next(facts["version"], fingerprint, home, launcher)
    return 0


def check_sums(kit: Path) -> str:
    """The fingerprint of the kit. Raises Damaged where a file is missing, changed, or not of this kit."""
    try:
        listed = (kit / SUMS).read_text(encoding="utf-8")
        wanted = {name: digest for digest, _, name in (line.partition("  ") for line in listed.splitlines())}
    except (OSError, ValueError) as error:
        raise Damaged(files=f"{SUMS}: {error}") from error
    there = {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()} - {SUMS}
    strange = {name for name in there - wanted.keys() if name.startswith("wheels/")}
    wrong = strange | (wanted.keys() - there)
    wrong |= {name for name in wanted.keys() & there if _sha256(kit / name) != wanted[name]}
    if wrong:
        raise Damaged(files=", ".join(sorted(wrong)[:5]))
    return _sha256(kit / SUMS)[:FINGERPRINT_DIGITS]


def check_system(facts: dict[str, object]) -> None:
    """Raises AnotherSystem, AnotherPython or OldLibrary, before pip would say it in its own words."""
    here = f"{platform.system()} {platform.machine()}"
    if here != f"{facts['system']} {facts['machine']}":
        raise AnotherSystem(kit=f"{facts['system']} {facts['machine']}", here=here)
    pythons = facts["pythons"] if isinstance(facts["pythons"], list) else []
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if python not in pythons:
        raise AnotherPython(kit=", ".join(pythons), here=python)
    name, version = platform.libc_ver()
    needed = facts["glibc"]
    if isinstance(needed, list) and (name != "glibc" or [int(part) for part in version.split(".")[:2]] < needed):
        raise OldLibrary(kit=".".join(map(str, needed)), here=f"{name or 'another library'} {version}".strip())


def install(kit: Path, home: Path) -> None:
    """Make `home` hold the till, whole and tried out. One that is whole already stays as it is."""
    if (home / COMPLETE).exists() and _runs(home):
        return
    try:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(path=home, reason=error.strerror) from error
    free_megabytes = shutil.disk_usage(home).free // 1_000_000
    if free_megabytes < NEEDED_MEGABYTES:
        raise DiskFull(folder=home, free=free_megabytes, needed=NEEDED_MEGABYTES)
    _make_environment(home)
    _install_wheels(kit, home)
    if not _runs(home):
        raise StepFailed(step="Trying out the till", output="fallback-pos --help did not run")
    (home / COMPLETE).touch()


def switch_over(home: Path, commands: Path) -> Path:
    """Let the command `fallback-pos` in the folder `commands` mean this installation, in one step."""
    target = _program(home, "fallback-pos")
    launcher = commands / ("fallback-pos.cmd" if WINDOWS else "fallback-pos")
    fresh = launcher.with_name(launcher.name + ".new")
    try:
        commands.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        if WINDOWS:
            fresh.write_text(f'@"{target}" %*\n', encoding="utf-8")
        else:
            fresh.symlink_to(target)
        fresh.replace(launcher)
    except OSError as error:
        raise NotWritable(path=launcher, reason=error.strerror) from error
    return launcher


def _options(arguments: list[str] | None) -> argparse.Namespace:
    local = Path(os.environ.get("LOCALAPPDATA", Path.home())) if WINDOWS else Path.home() / ".local"
    parser = argparse.ArgumentParser(prog="setup", description="Install the till from this kit, with no network.")
    to, commands = local / "lib" / "fallback-pos", local / "bin"
    parser.add_argument("--to", type=_absolute, default=to, help="folder for the program (%(default)s)")
    parser.add_argument("--bin", type=_absolute, default=commands, help="folder for the command (%(default)s)")
    return parser.parse_args(arguments)


def _absolute(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _make_environment(home: Path) -> None:
    sys.stdout.write("Making room for the till...\n")
    try:
        import venv
    except ImportError as error:
        raise NoEnvironments from error
    # Without pip: some systems ship Python without it. The kit has its own.
    try:
        venv.EnvBuilder(with_pip=False, symlinks=not WINDOWS).create(home)
    except OSError as error:
        raise NotWritable(path=home, reason=error.strerror) from error


def _install_wheels(kit: Path, home: Path) -> None:
    sys.stdout.write("Installing, about a minute...\n")
    [pip] = (kit / "wheels").glob("pip-*.whl")
    _step(
        "Installing the wheels",
        [
            _program(home, "python"), "-I", pip / "pip", "--isolated", "--quiet", "--no-cache-dir",
            "--disable-pip-version-check", "install", "--no-index", "--find-links", kit / "wheels", "--no-deps",
            "--only-binary", ":all:", "--require-hashes", "--requirement", kit / "kit.lock",
        ],
    )  # fmt: skip


def _step(step: str, command: list[str | Path]) -> None:
    # No setting of pip on this PC may lead it to an index.
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    try:
        ended = subprocess.run(
            [str(part) for part in command],
            capture_output=True, text=True, env=environment, check=False, timeout=STEP_TIMEOUT_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StepFailed(step=step, output=error) from error
    if ended.returncode:
        raise StepFailed(step=step, output=" ".join(ended.stderr.splitlines()[-3:]))


def _runs(home: Path) -> bool:
    try:
        _step("Trying out the till", [_program(home, "fallback-pos"), "--help"])
    except StepFailed:
        return False
    return True


def _program(home: Path, name: str) -> Path:
    return home / "Scripts" / f"{name}.exe" if WINDOWS else home / "bin" / name


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _say_what_next(version: str, fingerprint: str, home: Path, launcher: Path) -> None:
    on_path = str(launcher.parent) in os.environ.get("PATH", "").split(os.pathsep)
    command = "fallback-pos" if on_path else str(launcher)
    lines = [
        f"The till {version} is installed in {home}.",
        f"Fingerprint of the kit: {fingerprint}",
        "Next:",
        f"  {command} setup            make this PC a till of the shop",
        f"  {command} setup --demo --data demo && {command} till --data demo      practise in a demo shop",
        f"  {command} doctor           is everything in order?",
    ]
    if not on_path:
        lines.append(f"The command {launcher.name} alone works once {launcher.parent} is in PATH.")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
