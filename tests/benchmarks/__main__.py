"""`make bench`: one JSON line per figure. `python -m tests.benchmarks NAME...` runs some of them."""

from __future__ import annotations

import importlib
import signal
import sys
import tempfile
from pathlib import Path

BENCHMARKS = ("journal", "catalogue", "startup", "scan_to_paint", "replay", "reports", "search")


def main(names: list[str]) -> int:
    """Exit status 1 when a benchmark could not run; a missed goal is a figure, not an error."""
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # gigabytes are cleared away all the same
    failed = 0
    for name in names or BENCHMARKS:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-", dir=_disk()) as folder:
            try:
                for figure in module.figures(Path(folder)):
                    print(figure.line(), flush=True)
            except Exception as error:  # noqa: BLE001 - the other benchmarks still run, and the failure is told
                failed += 1
                print(f"{name} failed: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _disk() -> Path:
    """A folder on the disk of this checkout: a RAM disk has nothing to flush."""
    folder = Path(__file__).parents[2] / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
