"""[catalogue]: where prices come from, and when they are too old."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from config.values import N_, Expected, Line, Section


class CatalogueSettings(Section):
    """Products and prices."""

    warn_after_hours: Annotated[int, Field(ge=1)]
    """Prices older than this are shown as old."""
    block_after_hours: Annotated[int, Field(ge=1)] | None = None
    """Prices older than this are sold at only by who may (sell_at_old_prices); left out, they never stop anybody."""
    delimiter: Annotated[str, Field(max_length=1)]
    """What stands between the columns of an imported file; empty finds out."""
    encoding: Line
    """Encoding of an imported file; empty is UTF-8, or UTF-16 with its mark."""
    columns: dict[Line, Line]
    """Our column = theirs, such as { price = "Cijena", name = "Naziv" }, where names differ."""

    @model_validator(mode="after")
    def _warned_before_blocked(self) -> CatalogueSettings:
        if self.block_after_hours is not None and self.block_after_hours < self.warn_after_hours:
            raise Expected(N_("warn_after_hours that is not above block_after_hours"))
        return self
