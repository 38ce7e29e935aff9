"""The exercise's power cut: the program ends as if the plug were pulled. Nothing is closed, flushed or said goodbye to.

Only the terminal is put back, because it has power: otherwise nobody could type the command that opens the till again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from textual.app import App

EXIT_STATUS = 75
"""Told apart from every orderly end (sysexits: try again)."""


def cut_power(app: App[Any], said: str, end: Callable[[int], object] = os._exit) -> None:
    """End the process here. `said` is left on the terminal."""
    if app._driver is not None:
        app._driver.stop_application_mode()
        app._driver.close()
    if sys.__stdout__ is not None:
        sys.__stdout__.write(f"\n{said}\n")
        sys.__stdout__.flush()
    end(EXIT_STATUS)
