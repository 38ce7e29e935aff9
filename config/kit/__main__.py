"""`python -m config.kit --out DIR`: build the kit from this tree."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from config.kit.build import KitError, build

DEFAULT_PYTHONS = "3.11 3.12 3.13 3.14"


def main() -> int:
    """Build, and say what came out; 0 done, 1 not."""
    options = _options()
    try:
        kit = build(Path(__file__).parents[2], options.out, tuple(options.pythons.split()))
    except KitError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for version, reason in kit.left_out.items():
        sys.stdout.write(f"Without Python {version}: {reason}\n")
    sys.stdout.write(
        f"{kit.folder} holds the till {kit.version} for {kit.platform}, Python {', '.join(kit.pythons)}: "
        f"{kit.files} files, {kit.megabytes} MB.\n"
        f"Copy the whole folder to the spare PC and run setup.sh there (on Windows setup.bat).\n"
        f"Its fingerprint, to compare with what set-up prints: {kit.fingerprint}\n"
    )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make kit", description="Build a folder that installs the till offline.")
    parser.add_argument("--out", type=Path, default=Path("kit"), help="folder to make, or to replace")
    parser.add_argument("--pythons", default=DEFAULT_PYTHONS, help="Python versions that spare PCs may have")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
