"""[shift]: days, drawers and counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.values import Line, PositiveAmount, Section


class ShiftSettings(Section):
    """Shifts."""

    day_starts_at_hour: Annotated[int, Field(ge=0, le=23)]
    """A shift opened before this hour belongs to the day before: for shops that sell past midnight."""
    drawer: Annotated[Line, Field(min_length=1, max_length=20)]
    """Name of this till's drawer."""
    usual_float: PositiveAmount | None = None
    """Float that opening a shift suggests."""
