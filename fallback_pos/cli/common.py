"""What all commands share: options, exit statuses, and turning errors into sentences."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeGuard

import typer

if TYPE_CHECKING:
    from config.settings import Settings
    from fallback_pos.i18n.translator import Readable

PIN_VARIABLE = "FALLBACK_POS_PIN"
APPROVER_PIN_VARIABLE = "FALLBACK_POS_APPROVER_PIN"


class Exit(IntEnum):
    """Exit statuses, the same for every command; `fallback-pos --help` lists them."""

    DONE = 0
    FOUND_WRONG = 1
    """The command did its work, and something is wrong: a basket refused, a finding, a bad row."""
    USAGE = 2
    CANNOT_START = 3
    """Nothing was done: settings, sign-in, a lock, a file."""
    INTERRUPTED = 130


Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        envvar="FALLBACK_POS_DATA",
        help="The till's data directory; by default the user's own.",
        show_default=False,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="FALLBACK_POS_CONFIG",
        help="A TOML file with settings, over the till's own.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Operator = Annotated[
    str,
    typer.Option(
        "--operator",
        metavar="CODE",
        envvar="FALLBACK_POS_OPERATOR",
        help=f"Operator code. The PIN comes from {PIN_VARIABLE}, or is asked for.",
    ),
]


def data_dir(chosen: Path | None) -> Path:
    """The chosen data directory, or the default one."""
    if chosen is not None:
        if chosen.exists() and not chosen.is_dir():
            raise typer.BadParameter(f"{chosen} is a file; --data names a folder")
        return chosen
    from config.data_dir import data_dir_default

    return data_dir_default()


def load(config: Path | None, folder: Path) -> Settings:
    """The settings of a till, a sentence on standard error where they are wrong."""
    from config.loader import load_settings

    return load_settings(config, folder)


@contextmanager
def sentences() -> Iterator[None]:
    """Print an error of ours as its sentence and end with CANNOT_START; never a traceback for what a person can fix."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read our output has had enough, e.g. `| head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.DONE) from None
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None
    except OSError as error:
        if error.filename is None or is_readable(error):
            raise
        typer.echo(f"{error.filename} cannot be used: {error.strerror}. Check its name and who may use it.", err=True)
        raise typer.Exit(Exit.CANNOT_START) from None
    except Exception as error:
        if not is_readable(error):
            raise
        fail(error)


def is_readable(error: object) -> TypeGuard[Readable]:
    """Whether an error carries a sentence: ours do, whichever package raised them."""
    return hasattr(error, "sentence") and hasattr(error, "params")


def fail(error: Readable) -> NoReturn:
    """End with the error's sentence in the reader's language."""
    say_error(error)
    raise typer.Exit(Exit.CANNOT_START)


def say_error(error: Readable) -> None:
    typer.echo(sentence(error), err=True)


def sentence(error: Readable) -> str:
    """An error's sentence in the language of the environment (FALLBACK_POS_SCREEN__LANGUAGE, LANG)."""
    from fallback_pos.i18n import Translator

    return Translator(language()).sentence(error)


def language() -> str:
    """The language of sentences: one that is shipped."""
    return "zh" if own_language() == "zh" else "en"


def own_language() -> str:
    """The reader's own language, such as "hr", for names of goods; "en" where the environment names none."""
    named = os.environ.get("FALLBACK_POS_SCREEN__LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    code = named.lower().partition(".")[0].partition("_")[0].partition("-")[0]
    return code if code not in ("", "c", "posix") else "en"


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def read_pin(variable: str, prompt: str) -> str:
    """A PIN from the environment, or typed without being shown."""
    pin = os.environ.get(variable)
    if pin is not None:
        return pin
    if not sys.stdin.isatty() and not _has_terminal():
        raise typer.BadParameter(f"set {variable}, or run this on a terminal")
    import getpass

    return getpass.getpass(f"{prompt}: ")


def recovery_paper(told: str) -> str:
    """What is to be put on paper and sealed."""
    from fallback_pos.i18n import N_, Translator

    text = N_(
        "RECOVERY CODE: {code}\n"
        "Copy it onto paper now, put it into an envelope, seal and sign it, and keep it in the safe. It is stored "
        "nowhere and shown only once. It sets a manager's PIN when nobody can get in."
    )
    return Translator(language()).text(text, code=told)


def _has_terminal() -> bool:
    """Whether this process belongs to a terminal, also when its input is a file."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True
