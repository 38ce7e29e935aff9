"""[paper]: vouchers written by hand and entered afterwards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.values import Pattern, Section


class PaperSettings(Section):
    """Paper vouchers."""

    number_pattern: Pattern
    """Form of the numbers printed on the pad, a range of their own."""
    oldest_days: Annotated[int, Field(ge=1, le=366)]
    """Vouchers that were written earlier than this are not entered any more."""
