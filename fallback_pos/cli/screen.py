"""Opening the till on this terminal, past the command line's parser: loading that delays the first paint by a third.

Only what `till` is usually started with is read here; help, mistakes and every other command go to the parser.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fallback_pos.bootstrap.till import Till

COMMAND = "till"
CONFIG_VARIABLE = "FALLBACK_POS_CONFIG"
_FLAGS = ("--demo", "--training")
_WITH_VALUE = ("--data", "--config")


class ScreenOptions(NamedTuple):
    """The options of `till`; None means that the option was not given."""

    data: Path | None = None
    config: Path | None = None
    demo: bool = False
    training: bool = False
    real_printer: bool = False


def plain_options(arguments: Sequence[str]) -> ScreenOptions | None:
    """The options where the arguments are `till` with well-formed options and nothing else, else None."""
    if not arguments or arguments[0] != COMMAND:
        return None
    values: dict[str, str] = {}
    flags: set[str] = set()
    rest = iter(arguments[1:])
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument in _FLAGS:
            flags.add(argument)
            continue
        if name not in _WITH_VALUE:
            return None
        value = value if equals else next(rest, "")
        if not value or value.startswith("-"):
            return None
        values[name] = value
    if len(flags) == len(_FLAGS):
        return None
    config = values.get("--config") or os.environ.get(CONFIG_VARIABLE)
    data = values.get("--data")
    return ScreenOptions(
        Path(data) if data else None, Path(config) if config else None, "--demo" in flags, "--training" in flags
    )


def open_screen(options: ScreenOptions) -> int:
    """Run the till until it is left; its exit status."""
    from fallback_pos.ui.app import TillApp

    app = TillApp(_opener(options))
    app.run()
    return app.return_code or 0


def on_a_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _opener(options: ScreenOptions) -> Callable[[], Till]:
    """What the screen calls, on a thread of its own, once it has painted."""

    def open_now() -> Till:
        from config.data_dir import data_dir_default
        from fallback_pos.bootstrap.till import open_till, open_training_till

        folder = options.data or data_dir_default()
        if options.training:
            return open_training_till(folder, options.config, real_printer=options.real_printer)
        return open_till(folder, options.config, demo=options.demo)

    return open_now
