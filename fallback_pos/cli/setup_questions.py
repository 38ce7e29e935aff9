"""The questions of the guided set-up. Each answer is checked at once and asked again until it is right."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer

from fallback_pos.cli.common import is_readable, sentence

Check = Callable[[str], object]
"""Raises an error with a sentence, or typer.BadParameter, for an answer that will not do."""


def ask(question: str, default: str, check: Check) -> str:
    """An answer that passes its check. Raises KeyboardInterrupt for Ctrl-C and the end of input."""
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        answer = _line(shown).strip() or default
        problem = "Please type an answer." if not answer else _problem(check, answer)
        if problem is None:
            return answer
        typer.echo(problem, err=True)


def ask_new_pin(code: str, check: Check) -> str:
    """A new PIN, typed twice without being shown; a weak one is refused at once."""
    while True:
        pin = _unseen(f"PIN of {code}, six digits: ")
        problem = _problem(check, pin)
        if problem is None and _unseen("The same PIN again: ") != pin:
            problem = "The two differ. Type the PIN twice once more."
        if problem is None:
            return pin
        typer.echo(problem, err=True)


def fits_settings(section: str, values: Callable[[str], Mapping[str, Any]]) -> Check:
    """A check that lets the settings judge what an answer would write into a section."""

    def check(answer: str) -> object:
        from config.layers import DEFAULTS_FILE, Layer, file_layer
        from config.loader import check_layers

        return check_layers([file_layer(DEFAULTS_FILE), Layer("this answer", {section: values(answer)})])

    return check


def _problem(check: Check, answer: str) -> str | None:
    try:
        check(answer)
    except typer.BadParameter as error:
        return error.message
    except Exception as error:
        if not is_readable(error):
            raise
        return sentence(error)
    return None


def _line(shown: str) -> str:
    try:
        return input(shown)
    except EOFError:
        raise KeyboardInterrupt from None
    except UnicodeDecodeError:
        return ""


def _unseen(shown: str) -> str:
    try:
        return getpass.getpass(shown, stream=sys.stderr)
    except EOFError:
        raise KeyboardInterrupt from None
    except UnicodeDecodeError:
        return ""
