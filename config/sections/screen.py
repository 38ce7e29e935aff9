"""[screen]: what the cashier sees and hears."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.values import Language, Section


class ScreenSettings(Section):
    """The terminal program."""

    theme: Literal["dark", "light"]
    """Colours; everything is readable without them."""
    language: Language
    """Language before anybody has signed in, and of operators without one: "en", "zh"."""
    beep: bool
    """Whether wrong scans sound the terminal's bell."""
    beep_on_scan: bool
    """Whether good scans sound it too."""
    idle_lock_minutes: Annotated[int, Field(ge=0, le=480)]
    """Minutes without a key after which the PIN is asked again; 0 is never."""
    paper_tape: bool
    """Whether a wide screen shows the virtual printer's paper."""
    sample_barcodes: bool
    """Whether a wide screen shows barcodes to click on, for trying the till without a scanner."""
